import { createSeededRandom, Engine, type FeeRates, type InstrumentId, SystemClock, silentLogger } from '@trader/core';
import { type NondeterminismTrap, trapNondeterminism } from '../determinism/trap-nondeterminism.ts';
import { invalidOption } from '../exchange/exchange-settings.ts';
import type { MarketRange } from '../market-data/market-source.ts';
import { noDataInRange } from '../market-data/no-data-in-range.ts';
import { SimulatedTrading } from '../trading/simulated-trading.ts';
import { BacktestDriver } from './backtest-driver.ts';
import type { BacktestOptions } from './backtest-options.ts';
import type { BacktestResult } from './backtest-result.ts';
import { Beats } from './beats.ts';
import { checkBacktest } from './check-backtest.ts';
import { type FeedPlan, planFeeds } from './feed-plan.ts';
import { RunRecorder } from './run-recorder.ts';
import { SourceCursor } from './source-cursor.ts';

/** Rows between two looks at the signal, and two reports of progress: as many as take about this long. */
const turnMs = 100;
const rowsPerTurnMin = 64;
const rowsPerTurnMax = 65_536;

/**
 * Runs strategies over market data: the engine as it runs live, on a simulated account.
 *
 * A market order that is decided on a bar fills at the next bar's open or later, a limit order can only fill from data after its decision;
 * nothing that a strategy sees tells of the future. All of it is data or pure, so the same options give the same result, byte for byte;
 * a strategy that calls clocks, dice, timers or the network of the runtime in a hook is paused there, and the alarm names file and line.
 *
 * @throws `system/invalid-options`, `strategy/invalid` and others before the start, naming field, value and remedy; `market-data/invalid`
 * for rows that are malformed or out of order; the signal's reason when it aborts.
 */
export async function runBacktest(options: BacktestOptions): Promise<BacktestResult> {
  checkBacktest(options);
  return trapNondeterminism(trap => runTrapped(trapped(options, trap)));
}

/** The options with every strategy watched; their log may read the clock. */
function trapped(options: BacktestOptions, trap: NondeterminismTrap): BacktestOptions {
  const strategies = options.strategies.map(entry => ({ ...entry, strategy: trap.guard(entry.strategy, entry.id) }));
  return { ...options, strategies, ...(options.logger && { logger: trap.guardLogger(options.logger) }) };
}

async function runTrapped(options: BacktestOptions): Promise<BacktestResult> {
  options.signal?.throwIfAborted();
  const plan = planFeeds(options.instruments, options.sources, options.strategies, options.fills);
  const range = rangeOf(options);
  const cursors = plan.sources.map(planned => new SourceCursor(planned, range));
  try {
    for (const cursor of cursors) await readRows(cursor);
    if (cursors.every(cursor => cursor.columns === undefined)) throw await noDataInRange(options.sources, range);
    const run = prepare(options, plan, cursors);
    await drive(run, options);
    return run.recorder.finish(run.driver.rowMs);
  } finally {
    for (const cursor of cursors) await cursor.close();
  }
}

interface Run {
  readonly driver: BacktestDriver;
  readonly recorder: RunRecorder;
  readonly rowsTotal: number | undefined;
  readonly startMs: number;
}

function rangeOf({ fromMs, toMs, signal }: BacktestOptions): MarketRange {
  return {
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** Fetches chunks until there is a row, or the source ends. */
async function readRows(cursor: SourceCursor): Promise<void> {
  do {
    const pending = cursor.readChunk();
    if (pending !== undefined) await pending;
  } while (cursor.isStarving);
}

function prepare(options: BacktestOptions, plan: FeedPlan, cursors: readonly SourceCursor[]): Run {
  const startMs = Math.min(...cursors.map(cursor => cursor.startMs));
  const instruments = options.instruments.filter(({ id }) => plan.feeds.has(id));
  const seed = options.seed ?? '1';
  // The ledgers of the strategies follow every fill, and nobody else trades on the account: balances would tell nothing new, and
  // look-ups are of orders that are alive or have just ended.
  const trading = new SimulatedTrading({ ...options, instruments, seed, tellsBalances: false, rememberedMax: 100 });
  const feeRates = new Map<InstrumentId, FeeRates>(instruments.map(each => [each.id, trading.feeRates(each)]));
  const engine = new Engine({
    runId: runIdOf(seed),
    seed,
    brokerageName: instruments[0]?.brokerage ?? 'simulated',
    capabilities: trading.capabilities,
    instruments,
    feeds: plan.feeds,
    feeRates,
    strategies: options.strategies,
    risk: options.risk ?? {},
    riskRules: options.riskRules ?? [],
    placeWithinMs: 5_000,
    closedOrdersMax: 1_000,
    // The recorder keeps orders and fills; nothing else of what happened is asked for.
    tradeLogMax: 1,
    recordsAll: false,
    logger: options.logger ?? silentLogger,
    startMs,
  });
  const balances = () => trading.balances().map(({ asset, total }) => ({ asset, amount: total }));
  const recorder = new RunRecorder({
    options,
    instruments,
    engine,
    balances,
    startMs,
    cursors,
    spanMs: spanOf(options, cursors, startMs),
  });
  for (const cursor of cursors) cursor.market = trading.market(cursor.instrument.id);
  const driver = new BacktestDriver({
    engine,
    trading,
    cursors,
    beats: new Beats(options.heartbeatMs ?? 1_000, shortestBuiltBar(engine, plan)),
    pacedTicks: pacedTicks(engine),
    recorder,
    delaysFeed: options.latency !== undefined,
  });
  for (const cursor of cursors) cursor.lastPrice = cursor.firstPrice;
  recorder.sample(startMs);
  driver.process({ type: 'account-snapshot', openOrders: [], balances: trading.balances(), reason: 'start' }, startMs);
  driver.limitMs = startMs + warmUpMs(options);
  return { driver, recorder, rowsTotal: totalOf(options.sources.map(({ rows }) => rows)), startMs };
}

async function drive({ driver, recorder, rowsTotal, startMs }: Run, options: BacktestOptions): Promise<void> {
  const { signal, onProgress } = options;
  const clock = new SystemClock();
  if (driver.limitMs === startMs) startStrategies(driver, options);
  let rowsPerTurn = 1_024;
  let turnStartedMs = clock.nowMs();
  for (;;) {
    const state = driver.run(rowsPerTurn);
    if (state === 'limit') {
      startStrategies(driver, options);
      continue;
    }
    if (state === 'done') break;
    if (state !== 'paused') {
      await readRows(state);
      driver.enterChunk(state);
      continue;
    }
    onProgress?.({ rows: recorder.rows, rowsTotal, timeMs: driver.nowMs });
    // Whoever shows progress or aborts gets a turn.
    const tookMs = clock.nowMs() - turnStartedMs;
    if (tookMs < turnMs / 2) rowsPerTurn = Math.min(rowsPerTurn * 2, rowsPerTurnMax);
    else if (tookMs > turnMs * 2) rowsPerTurn = Math.max(rowsPerTurn / 2, rowsPerTurnMin);
    await new Promise<void>(resolve => clock.defer(resolve));
    signal?.throwIfAborted();
    turnStartedMs = clock.nowMs();
  }
  if (driver.unseen !== undefined) {
    const reason = 'the data ends before the warm-up does; use more data, or strategies that need fewer warmUpBars';
    throw invalidOption('sources', `${recorder.rows} rows`, reason);
  }
  driver.end();
  recorder.sample(driver.rowMs);
  onProgress?.({ rows: recorder.rows, rowsTotal: recorder.rows, timeMs: driver.rowMs });
}

/** How much of the data is for warming up: what the strategy that needs most asks for. Nobody trades meanwhile, as live. */
function warmUpMs({ strategies }: BacktestOptions): number {
  const spans = strategies.map(({ strategy }) => {
    const { bars = [], warmUpBars = 0 } = strategy.needs ?? {};
    return warmUpBars * Math.max(0, ...bars);
  });
  return Math.max(...spans);
}

/** Shows each strategy as many bars as it asked for, and starts them all. */
function startStrategies(driver: BacktestDriver, { strategies }: BacktestOptions): void {
  const unseen = driver.unseen ?? [];
  driver.unseen = undefined;
  driver.limitMs = Number.POSITIVE_INFINITY;
  const timeMs = driver.nowMs;
  for (const { id, strategy, symbols } of strategies) {
    const { bars: lengths = [], warmUpBars = 0 } = strategy.needs ?? {};
    if (warmUpBars === 0) continue;
    const bars = symbols.flatMap(symbol =>
      lengths.flatMap(length =>
        unseen.filter(each => each.symbol === symbol && each.intervalMs === length).slice(-warmUpBars),
      ),
    );
    bars.sort((a, b) => a.timeMs - b.timeMs);
    driver.process({ type: 'warm-up', strategy: id, bars }, timeMs);
  }
  driver.process({ type: 'lifecycle', phase: 'start' }, timeMs);
}

/** How long the data is, as far as is known without reading it. */
function spanOf({ toMs }: BacktestOptions, cursors: readonly SourceCursor[], startMs: number): number | undefined {
  const spans = cursors.map(({ source }) => (source.rows ?? 0) * (source.intervalMs ?? 0));
  const longest = Math.max(...spans);
  if (longest === 0) return toMs === undefined ? undefined : toMs - startMs;
  return toMs === undefined ? longest : Math.min(longest, toMs - startMs);
}

function totalOf(counts: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const count of counts) {
    if (count === undefined) return undefined;
    total += count;
  }
  return total;
}

/** 128 bits named by the seed. */
function runIdOf(seed: string): string {
  const random = createSeededRandom(`${seed} run`);
  return Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
}

function shortestBuiltBar({ strategies }: Engine, { feeds }: FeedPlan): number | undefined {
  const lengths = strategies.instrumentIds
    .filter(id => feeds.get(id)?.givesBars === false)
    .flatMap(id => [...(strategies.watchers(id)?.bars.keys() ?? [])]);
  return lengths.length === 0 ? undefined : Math.min(...lengths);
}

function pacedTicks({ strategies }: Engine): ReadonlySet<InstrumentId> {
  return new Set(strategies.instrumentIds.filter(id => (strategies.watchers(id)?.heartbeatTick.length ?? 0) > 0));
}
