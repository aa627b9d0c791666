import type { FeedTraits, Instrument, InstrumentId, StrategyClass, StrategyEntry } from '@trader/core';
import { invalidOption } from '../exchange/exchange-settings.ts';
import type { FillModel } from '../fill-models/fill-model.ts';
import { lengthText } from '../market-data/length-text.ts';
import type { BarColumns, MarketDataKind } from '../market-data/market-columns.ts';
import type { MarketSource } from '../market-data/market-source.ts';
import { resampleBars } from '../market-data/resample-bars.ts';

/** One source as a backtest reads it. */
export interface PlannedSource {
  /** The source. */
  readonly source: MarketSource;
  /** The rules of its market. */
  readonly instrument: Instrument;
  /** Whether own orders fill against it. */
  readonly matches: boolean;
  /** Whether ticks are made of it for strategies that look at ticks. */
  readonly makesTicks: boolean;
}

/** What a backtest reads, and what it makes of it. */
export interface FeedPlan {
  /** The sources, those that orders fill against first, shorter bars before longer ones. */
  readonly sources: readonly PlannedSource[];
  /** What the engine is fed with, by instrument. */
  readonly feeds: ReadonlyMap<InstrumentId, FeedTraits>;
}

/** Prepares the feeds of a backtest: which data orders fill against, which bars are made, which ticks stand in. */
export function planFeeds(
  instruments: readonly Instrument[],
  sources: readonly MarketSource[],
  strategies: readonly StrategyEntry[],
  fills: FillModel | undefined,
): FeedPlan {
  const planned: PlannedSource[] = [];
  const feeds = new Map<InstrumentId, FeedTraits>();
  const symbols = new Set(instruments.map(({ symbol }) => symbol));
  for (const { name, symbol } of sources) {
    if (!symbols.has(symbol)) throw invalidOption('sources', name, `no instrument has its symbol ${symbol}; add one`);
  }
  for (const instrument of instruments) {
    const own = sources.filter(({ symbol }) => symbol === instrument.symbol);
    const watching = strategies.filter(entry => entry.symbols.includes(instrument.symbol));
    if (watching.length === 0 && own.length === 0) continue;
    const plan = planInstrument(instrument, own, watching, fills);
    planned.push(...plan.sources);
    feeds.set(instrument.id, plan.traits);
  }
  return { sources: planned.sort(inOrder), feeds };
}

const kindsByFineness: readonly MarketDataKind[] = ['book', 'tick', 'trade', 'bar'];

function planInstrument(
  instrument: Instrument,
  own: readonly MarketSource[],
  watching: readonly StrategyEntry[],
  fills: FillModel | undefined,
): { readonly sources: readonly PlannedSource[]; readonly traits: FeedTraits } {
  const { symbol } = instrument;
  const kinds = new Set(own.map(({ kind }) => kind));
  if (own.length === 0) throw invalidOption('sources', '[]', `strategies watch ${symbol}; add a source of its data`);
  checkOnePerKind(symbol, own);
  checkNeeds(symbol, kinds, watching, fills);
  const bars = own.filter((source): source is MarketSource<BarColumns> => source.kind === 'bar');
  const lengths = new Set(watching.flatMap(({ strategy }) => strategy.needs?.bars ?? []));
  const made = bars.length === 0 ? [] : [...lengths].flatMap(length => barsOfLength(symbol, bars, length));
  if (lengths.size > 0 && bars.length === 0 && !kinds.has('trade')) {
    throw invalidOption('sources', symbol, `strategies need bars of ${symbol}; add a source of bars or of trades`);
  }
  const finest = kindsByFineness.find(kind => kinds.has(kind));
  const shortest = Math.min(...bars.map(({ intervalMs }) => intervalMs ?? Number.POSITIVE_INFINITY));
  const matches = ({ kind, intervalMs }: MarketSource): boolean =>
    kind === 'bar' ? finest === 'bar' && intervalMs === shortest : true;
  const wantsTicks = watching.some(({ strategy }) => defines(strategy, 'onTick')) && !kinds.has('tick');
  const planned = [...own, ...made].map(source => {
    const isMatching = own.includes(source) && matches(source);
    const makesTicks = wantsTicks && isMatching && source.kind === (kinds.has('book') ? 'book' : finest);
    return { source, instrument, matches: isMatching, makesTicks };
  });
  return { sources: planned, traits: { givesTicks: kinds.has('tick') || wantsTicks, givesBars: bars.length > 0 } };
}

function checkOnePerKind(symbol: string, own: readonly MarketSource[]): void {
  const seen = new Set<string>();
  for (const { kind, intervalMs, name } of own) {
    const key = `${kind} ${intervalMs}`;
    if (seen.has(key)) throw invalidOption('sources', name, `there is another source of the same kind for ${symbol}`);
    seen.add(key);
  }
}

function checkNeeds(
  symbol: string,
  kinds: ReadonlySet<MarketDataKind>,
  watching: readonly StrategyEntry[],
  fills: FillModel | undefined,
): void {
  if (fills?.needs !== undefined && !fills.needs.some(kind => kinds.has(kind))) {
    throw invalidOption(
      'fills',
      fills.name,
      `it needs ${fills.needs.join('s or ')}s of ${symbol}; there are only ${[...kinds].join('s, ')}s`,
    );
  }
  for (const { id, strategy } of watching) {
    for (const [hook, kind] of needed) {
      if (defines(strategy, hook) && !kinds.has(kind))
        throw invalidOption(
          'sources',
          symbol,
          `strategy "${id}" has ${hook}, and no source gives ${kind}s of ${symbol}; add one, or leave the symbol out`,
        );
    }
  }
}

const needed = [
  ['onTrade', 'trade'],
  ['onBook', 'book'],
] as const;

function barsOfLength(
  symbol: string,
  bars: readonly MarketSource<BarColumns>[],
  length: number,
): readonly MarketSource[] {
  if (bars.some(({ intervalMs }) => intervalMs === length)) return [];
  const fitting = bars.filter(({ intervalMs }) => intervalMs !== undefined && length % intervalMs === 0);
  const longest = fitting.sort((a, b) => (b.intervalMs ?? 0) - (a.intervalMs ?? 0))[0];
  if (longest !== undefined) return [resampleBars(longest, length)];
  const given = bars.map(({ intervalMs }) => lengthText(intervalMs ?? 0)).join(', ');
  const reason = `strategies need bars of ${lengthText(length)} of ${symbol}, which cannot be made of bars of ${given}; use data of a length that divides it`;
  throw invalidOption('sources', given, reason);
}

function defines(strategy: StrategyClass, hook: 'onTick' | 'onTrade' | 'onBook'): boolean {
  return typeof (strategy as unknown as { prototype: Record<string, unknown> }).prototype[hook] === 'function';
}

function inOrder(a: PlannedSource, b: PlannedSource): number {
  if (a.matches !== b.matches) return a.matches ? -1 : 1;
  return (a.source.intervalMs ?? 0) - (b.source.intervalMs ?? 0);
}
