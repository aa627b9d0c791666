import { TradingError } from '../errors/trading-error.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { StrategyId } from '../order/order.ts';
import type { StrategyClass, StrategyNeeds } from './strategy-base.ts';
import type { StrategyRuntime } from './strategy-runtime.ts';

/** Which strategies look at one instrument, by what they look at. */
export interface Watchers {
  /** `onTick` on every tick. */
  readonly everyTick: readonly StrategyRuntime[];
  /** `onTick` once per heartbeat. */
  readonly heartbeatTick: readonly StrategyRuntime[];
  /** `onTrade`. */
  readonly trade: readonly StrategyRuntime[];
  /** `onBook`. */
  readonly book: readonly StrategyRuntime[];
  /** `onBar`, by length of the bar in milliseconds. */
  readonly bars: ReadonlyMap<number, readonly StrategyRuntime[]>;
  /** All that have the instrument among their symbols. */
  readonly all: readonly StrategyRuntime[];
}

/** Depth of the book that a strategy with `onBook` gets when it declares none, in levels per side. */
const bookDepthDefault = 10;

/** All strategies of a system, in the order of their configuration, and who looks at what. */
export class StrategyManager {
  /** All strategies, in the order of their configuration. */
  readonly runtimes: readonly StrategyRuntime[];
  readonly #byId: ReadonlyMap<StrategyId, StrategyRuntime>;
  readonly #watchers = new Map<InstrumentId, Watchers>();

  /** @param runtimes - The strategies, with unique ids. */
  constructor(runtimes: readonly StrategyRuntime[]) {
    this.runtimes = runtimes;
    this.#byId = new Map(runtimes.map(runtime => [runtime.id, runtime]));
    const instrumentIds = new Set(runtimes.flatMap(runtime => [...runtime.instrumentIds.values()]));
    for (const instrumentId of instrumentIds) this.#watchers.set(instrumentId, watchersOf(runtimes, instrumentId));
  }

  /** Ids of all instruments that any strategy watches. */
  get instrumentIds(): readonly InstrumentId[] {
    return [...this.#watchers.keys()];
  }

  /** One strategy by id. */
  get(id: StrategyId): StrategyRuntime | undefined {
    return this.#byId.get(id);
  }

  /** Who looks at an instrument. */
  watchers(instrumentId: InstrumentId): Watchers | undefined {
    return this.#watchers.get(instrumentId);
  }

  /** Levels per side of an instrument's book that somebody needs; 0 when nobody does. */
  bookDepth(instrumentId: InstrumentId): number {
    const watching = this.#watchers.get(instrumentId)?.all ?? [];
    return Math.max(0, ...watching.map(runtime => bookDepthOf(runtime)));
  }
}

/** What a strategy's class declares that it needs. */
export function needsOf(runtime: StrategyRuntime): StrategyNeeds {
  return classOf(runtime).needs ?? {};
}

function watchersOf(runtimes: readonly StrategyRuntime[], instrumentId: InstrumentId): Watchers {
  const all = runtimes.filter(runtime => [...runtime.instrumentIds.values()].includes(instrumentId));
  const ticking = all.filter(runtime => runtime.defines('onTick'));
  return {
    all,
    everyTick: ticking.filter(runtime => classOf(runtime).pace === 'event'),
    heartbeatTick: ticking.filter(runtime => classOf(runtime).pace !== 'event'),
    trade: all.filter(runtime => runtime.defines('onTrade')),
    book: all.filter(runtime => runtime.defines('onBook')),
    bars: barWatchersOf(all),
  };
}

function barWatchersOf(all: readonly StrategyRuntime[]): ReadonlyMap<number, readonly StrategyRuntime[]> {
  const byInterval = new Map<number, StrategyRuntime[]>();
  for (const runtime of all) {
    for (const intervalMs of needsOf(runtime).bars ?? []) {
      checkInterval(runtime, intervalMs);
      byInterval.set(intervalMs, [...(byInterval.get(intervalMs) ?? []), runtime]);
    }
  }
  return byInterval;
}

function checkInterval(runtime: StrategyRuntime, intervalMs: number): void {
  if (Number.isSafeInteger(intervalMs) && intervalMs > 0) return;
  throw new TradingError(
    'strategy/invalid',
    `strategy "${runtime.id}": static needs.bars has ${intervalMs}; give lengths in whole milliseconds, such as 60_000`,
    { strategy: runtime.id, field: 'needs.bars', reason: `was ${intervalMs}` },
  );
}

function bookDepthOf(runtime: StrategyRuntime): number {
  return needsOf(runtime).bookDepth ?? (runtime.defines('onBook') ? bookDepthDefault : 0);
}

function classOf(runtime: StrategyRuntime): StrategyClass {
  return runtime.strategy.constructor as unknown as StrategyClass;
}
