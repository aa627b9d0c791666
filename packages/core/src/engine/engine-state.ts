import type { Account } from '../account/account.ts';
import type { ContingentOrders } from '../contingent/contingent-orders.ts';
import type { ContingentRecord } from '../contingent/contingent-record.ts';
import type { ManagedContingentOrder } from '../contingent/managed-contingent-order.ts';
import { TradingError } from '../errors/trading-error.ts';
import { type SnapshotRecord, type StrategySnapshotState, snapshotVersion } from '../journal/snapshot-record.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { ClientOrderId, StrategyId } from '../order/order.ts';
import type { OrderManagement } from '../order/order-management.ts';
import { type SavedOrder, saveOrder } from '../order/saved-order.ts';
import type { StrategyManager } from '../strategy/strategy-manager.ts';
import type { BalanceAudit } from './balance-audit.ts';
import type { ForeignOrders } from './foreign-orders.ts';
import type { Halt } from './halt.ts';
import type { RetiredLedgers } from './retired-ledgers.ts';
import type { Wishes } from './wishes.ts';

/** Fills per strategy that a snapshot keeps; the trade log of a later run begins with them. */
const tradesKeptMax = 500;

/** Everything in an engine that outlives a run; owned by the engine. */
export interface EngineStateParts {
  /** All orders. */
  readonly orders: OrderManagement;
  /** All strategies. */
  readonly strategies: StrategyManager;
  /** What strategies traded that are not configured any more. */
  readonly retired: RetiredLedgers;
  /** Balances. */
  readonly account: Account;
  /** Balances against what explains them. */
  readonly audit: BalanceAudit;
  /** Orders that are not ours. */
  readonly foreign: ForeignOrders;
  /** Whether new risk is taken. */
  readonly halt: Halt;
  /** What persons have wished and not taken back. */
  readonly wishes: Wishes;
  /** The live contingent orders. */
  readonly contingent: ContingentOrders;
}

/** What a snapshot takes from elsewhere. */
export interface EngineMemory {
  /** How many runs there were. */
  readonly runs: number;
  /** What each strategy's last `onSave` gave. */
  readonly saved: ReadonlyMap<StrategyId, unknown>;
}

/** Everything that outlives a run, as one record. */
export function takeState(parts: EngineStateParts, { runs, saved }: EngineMemory): SnapshotRecord {
  const { account, audit, foreign, halt, contingent } = parts;
  const record: SnapshotRecord = {
    type: 'snapshot',
    version: snapshotVersion,
    runs,
    strategies: knownStrategies(parts, saved).map(strategy => takeStrategy(strategy, parts, saved)),
    account: account.save(),
    bases: audit.explained.bases,
    differences: audit.told,
    foreign: foreign.toState(),
    contingent: contingent.live().flatMap(recordsOf),
  };
  return halt.reason === undefined ? record : { ...record, halted: halt.reason };
}

/**
 * Puts everything of a snapshot into a new engine.
 *
 * @throws TradingError `journal/failed` for a snapshot that a newer program wrote.
 */
export function loadState(record: SnapshotRecord, parts: EngineStateParts, timeMs: number): EngineMemory {
  if (record.version > snapshotVersion) throw tooNew(record.version);
  const { account, audit, foreign, halt, contingent } = parts;
  const saved = new Map<StrategyId, unknown>();
  const loaded = new Map<ClientOrderId, ManagedOrder>();
  for (const strategy of record.strategies) {
    for (const order of loadStrategy(strategy, parts, timeMs)) loaded.set(order.clientOrderId, order);
    if (strategy.saved !== undefined) saved.set(strategy.strategy, strategy.saved.value);
  }
  for (const each of record.contingent) {
    contingent.restore(each);
    const leg = legOf(each);
    const order = leg === undefined ? undefined : loaded.get(leg);
    if (order !== undefined) contingent.adopt(order);
  }
  account.load(record.account);
  audit.load(record.bases, record.differences);
  foreign.restore(record.foreign);
  if (record.halted !== undefined) halt.begin(record.halted.code, record.halted.message);
  return { runs: record.runs, saved };
}

function takeStrategy(
  strategy: StrategyId,
  { orders, strategies, retired, wishes, contingent }: EngineStateParts,
  saved: ReadonlyMap<StrategyId, unknown>,
): StrategySnapshotState {
  const runtime = strategies.get(strategy);
  const { tradeLog, missedFills } = runtime ?? {};
  const state: StrategySnapshotState = {
    strategy,
    orders: [...forgottenLegs(contingent.live(strategy)), ...orders.manager(strategy).save()],
    positions: (runtime?.positions ?? retired.manager(strategy)).save(),
    trades: tradeLog?.newest(tradesKeptMax) ?? [],
    fillCount: tradeLog?.count ?? 0,
    missedFills: missedFills?.fills ?? [],
    hasStarted: runtime?.hasStarted ?? false,
    isPaused: wishes.paused.has(strategy),
    isClosing: wishes.closing.has(strategy),
  };
  return saved.has(strategy) ? { ...state, saved: { value: saved.get(strategy) } } : state;
}

/** Puts a strategy's part into the engine, and gives its orders. */
function loadStrategy(state: StrategySnapshotState, parts: EngineStateParts, timeMs: number): readonly ManagedOrder[] {
  const { strategy, positions, trades, fillCount, missedFills, isPaused, isClosing } = state;
  const { strategies, orders, retired, wishes } = parts;
  const runtime = strategies.get(strategy);
  const loaded = state.orders.map(saved => orders.manager(strategy).load(saved, timeMs));
  (runtime?.positions ?? retired.manager(strategy)).load(positions);
  if (isPaused) wishes.paused.add(strategy);
  if (isClosing) wishes.closing.add(strategy);
  if (runtime === undefined) return loaded;
  runtime.tradeLog.load(trades, fillCount);
  for (const fill of missedFills) runtime.missedFills.add(fill, orders.get(fill.clientOrderId));
  if (isPaused) runtime.status = 'paused';
  return loaded;
}

/** The order that a record makes a part of a contingent order. */
function legOf(record: ContingentRecord): ClientOrderId | undefined {
  if (record.type === 'contingent-order-requested') return record.terms.entryId;
  return record.type === 'contingent-order-leg' ? record.clientOrderId : undefined;
}

/** Strategies of which anything is known, the configured ones first. */
function knownStrategies(
  { orders, strategies, retired, wishes }: EngineStateParts,
  saved: ReadonlyMap<StrategyId, unknown>,
): readonly StrategyId[] {
  const ids = new Set(strategies.runtimes.map(({ id }) => id));
  for (const { strategy } of orders.managers) ids.add(strategy);
  for (const { strategy } of retired.all) ids.add(strategy);
  for (const strategy of [...saved.keys(), ...wishes.paused]) ids.add(strategy);
  return [...ids];
}

/** Orders that were forgotten among the ended ones, and that a contingent order still counts. */
function forgottenLegs(live: readonly ManagedContingentOrder[]): readonly SavedOrder[] {
  const legs = live.flatMap(({ entry, exits }) => [
    ...(entry === undefined ? [] : [entry]),
    ...exits.map(e => e.order),
  ]);
  return legs.filter(({ forgotten }) => forgotten).map(saveOrder);
}

/** The records that make a contingent order what it is. */
function recordsOf(contingent: ManagedContingentOrder): readonly ContingentRecord[] {
  const {
    terms,
    base,
    id: contingentOrderId,
    strategy,
    state,
    endedBy,
    stopLevel,
    armedMs,
    reason,
    exits,
  } = contingent;
  return [
    { type: 'contingent-order-requested', terms, base },
    ...exits.map(
      ({ leg, order: { clientOrderId } }) =>
        ({ type: 'contingent-order-leg', contingentOrderId, clientOrderId, leg }) as const,
    ),
    { type: 'contingent-order-changed', contingentOrderId, strategy, state, endedBy, stopLevel, armedMs, reason },
  ];
}

function tooNew(version: number): TradingError<'journal/failed'> {
  const reason = `its snapshot has version ${version} and this program knows ${snapshotVersion}`;
  return new TradingError(
    'journal/failed',
    `the journal failed to read: ${reason}; it was written by a newer version: install that version`,
    { operation: 'restore', reason },
  );
}
