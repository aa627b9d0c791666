import type { Brokerage, FeeRates } from '../brokerage/brokerage.ts';
import { unknownSymbol } from '../engine/create-runtimes.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineOptions } from '../engine/engine-options.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { AccountSnapshotEvent } from '../event/trader-event.ts';
import type { Instrument, InstrumentId } from '../instrument/instrument.ts';
import type { JournalEntry } from '../journal/trader-record.ts';
import type { Logger } from '../log/logger.ts';
import type { Bar } from '../market/market-event.ts';
import { AssetLedger } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import { needsOf } from '../strategy/strategy-manager.ts';
import type { StrategyRuntime } from '../strategy/strategy-runtime.ts';
import { coreVersion } from '../version.ts';
import type { TradingSystemOptions } from './trading-system-options.ts';

/** What preparing needs beyond the options. */
export interface Preparation {
  /** The options, checked. */
  readonly options: TradingSystemOptions;
  /** The run's id. */
  readonly runId: string;
  /** Where log lines go. */
  readonly logger: Logger;
  /** Time at the start, in milliseconds since the epoch. */
  readonly startMs: number;
  /** Gives up when aborted. */
  readonly signal: AbortSignal;
}

/** The first entry of a run. */
export function runStarted(
  { brokerage, strategies }: TradingSystemOptions,
  runId: string,
  lastSequence: number,
  timeMs: number,
): JournalEntry {
  const record = {
    type: 'run-started',
    runId,
    brokerage: brokerage.name,
    strategies: strategies.map(({ id }) => id),
    coreVersion,
  } as const;
  return { sequence: lastSequence + 1, timeMs, record };
}

/** Loads the instruments that strategies trade, with their fee rates: everything that the engine is made of. */
export async function prepareEngineOptions(preparation: Preparation): Promise<EngineOptions> {
  const { options, runId, logger, startMs, signal } = preparation;
  const { brokerage } = options;
  const accountInstruments = await brokerage.instruments({ signal });
  const instruments = pickInstruments(accountInstruments, options);
  const feeRates = await readFeeRates(brokerage, instruments, preparation);
  return {
    runId,
    seed: options.seed ?? runId,
    brokerageName: brokerage.name,
    capabilities: brokerage.capabilities,
    instruments,
    feeRates,
    strategies: options.strategies,
    risk: options.risk ?? {},
    riskRules: options.riskRules ?? [],
    placeWithinMs: options.placeWithinMs ?? 5_000,
    ...(options.auditMs === undefined ? {} : { auditMs: options.auditMs }),
    ...(options.foreignOrders === undefined ? {} : { foreignOrders: options.foreignOrders }),
    ...(options.unexplainedBalances === undefined ? {} : { unexplainedBalances: options.unexplainedBalances }),
    ...(options.crashesMax === undefined ? {} : { crashesMax: options.crashesMax }),
    snapshotEvery: options.snapshotEvery ?? 20_000,
    accountInstruments,
    closedOrdersMax: options.closedOrdersMax ?? 1_000,
    tradeLogMax: options.tradeLogMax ?? 10_000,
    logger,
    startMs,
  };
}

/** Reads every open order and balance of the account; `undefined` at a brokerage without trading. */
export async function readAccount(
  { trading }: Brokerage,
  signal: AbortSignal,
): Promise<AccountSnapshotEvent | undefined> {
  if (trading === undefined) return undefined;
  const [openOrders, balances] = await Promise.all([trading.openOrders({ signal }), trading.balances({ signal })]);
  return { type: 'account-snapshot', openOrders, balances, reason: 'start' };
}

/**
 * Checks that the account can cover what the strategies were promised.
 *
 * @throws TradingError `system/invalid-options` naming the asset and both amounts.
 */
export function checkCapital(options: TradingSystemOptions, { balances }: AccountSnapshotEvent): void {
  const assigned = new AssetLedger();
  for (const { capital } of options.strategies) {
    for (const [asset, amount] of Object.entries(capital ?? {})) assigned.add(asset, Decimal.from(amount));
  }
  for (const [asset, amount] of assigned.entries()) {
    const total = balances.find(balance => balance.asset === asset)?.total ?? Decimal.zero;
    if (amount.lessThanOrEqual(total)) continue;
    const reason = `the strategies are assigned ${amount.toString()} ${asset} together, and the account holds ${total.toString()}; lower their capital or add funds`;
    throw new TradingError('system/invalid-options', reason, {
      field: `capital.${asset}`,
      value: amount.toString(),
      reason,
    });
  }
}

/** Starts the flow of market data of every instrument that strategies watch. */
export async function subscribeMarkets({ market }: Brokerage, engine: Engine, signal: AbortSignal): Promise<void> {
  if (market === undefined) return;
  const subscriptions = engine.strategies.instrumentIds.map(instrumentId => {
    const watchers = engine.strategies.watchers(instrumentId);
    const trade = watchers !== undefined && (watchers.trade.length > 0 || watchers.bars.size > 0);
    const bookDepth = engine.strategies.bookDepth(instrumentId);
    return market.subscribe({ instrumentId, tick: true, trade, bookDepth }, { signal });
  });
  await Promise.all(subscriptions);
}

/** Reads the bars that a strategy wants to see before it starts, oldest first over all its symbols and lengths. */
export async function readWarmUp(
  { market, name }: Brokerage,
  runtime: StrategyRuntime,
  nowMs: number,
  signal: AbortSignal,
): Promise<readonly Bar[]> {
  const { bars: intervals = [], warmUpBars = 0 } = needsOf(runtime);
  if (warmUpBars <= 0 || intervals.length === 0) return [];
  if (market === undefined) {
    throw new TradingError(
      'brokerage/unsupported',
      `${name} has no market data to warm up strategy "${runtime.id}" with`,
      {
        brokerage: name,
        capability: 'market.history',
      },
    );
  }
  const bars: Bar[] = [];
  for (const instrumentId of runtime.instrumentIds.values()) {
    for (const intervalMs of intervals) {
      const fromMs = (Math.floor(nowMs / intervalMs) - warmUpBars) * intervalMs;
      bars.push(...(await market.history({ instrumentId, intervalMs, fromMs, toMs: nowMs }, { signal })));
    }
  }
  return bars.sort((a, b) => a.timeMs - b.timeMs);
}

function pickInstruments(
  all: readonly Instrument[],
  { brokerage, strategies }: TradingSystemOptions,
): readonly Instrument[] {
  const bySymbol = new Map(all.map(instrument => [instrument.symbol, instrument]));
  const symbols = new Set(strategies.flatMap(entry => entry.symbols));
  return [...symbols].map(symbol => {
    const instrument = bySymbol.get(symbol);
    if (instrument === undefined) throw unknownSymbol(symbol, brokerage.name, [...bySymbol.keys()]);
    return instrument;
  });
}

async function readFeeRates(
  { trading }: Brokerage,
  instruments: readonly Instrument[],
  { signal, logger }: Preparation,
): Promise<ReadonlyMap<InstrumentId, FeeRates>> {
  const rates = new Map<InstrumentId, FeeRates>();
  if (trading === undefined) return rates;
  for (const { id, symbol } of instruments) {
    try {
      rates.set(id, await trading.feeRates(id, { signal }));
    } catch (error) {
      signal.throwIfAborted();
      // Fee rates only sharpen estimates; what is charged comes with every fill.
      logger.warn(`the fee rates of ${symbol} could not be read; needs of orders are estimated without fees`, {
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return rates;
}
