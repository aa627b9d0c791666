import type { SavedAccount } from '../account/account.ts';
import type { SavedPositions } from '../account/position-manager.ts';
import type { TradeLogEntry } from '../account/trade-log.ts';
import type { ContingentRecord } from '../contingent/contingent-record.ts';
import type { ForeignOrdersState } from '../engine/foreign-order.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
import type { Fill } from '../order/fill.ts';
import type { OrderReason, StrategyId } from '../order/order.ts';
import type { SavedOrder } from '../order/saved-order.ts';

/** Version of {@link SnapshotRecord}'s contents; a program refuses those that are newer than it knows. */
export const snapshotVersion = 1;

/** What is kept of one strategy: what it had ordered, traded and saved, whether it is configured at present or not. */
export interface StrategySnapshotState {
  /** Which. */
  readonly strategy: StrategyId;
  /** Its orders: the live ones, then the ended ones that are remembered. */
  readonly orders: readonly SavedOrder[];
  /** Positions, and what fills changed in its capital. */
  readonly positions: SavedPositions;
  /** Its newest fills, oldest first. */
  readonly trades: readonly TradeLogEntry[];
  /** How many fills it had in all. */
  readonly fillCount: number;
  /** Fills that it has not heard of yet: they happened while it was not running. */
  readonly missedFills: readonly Fill[];
  /** Whether it ran and heard of everything; otherwise it is told of the fills since then at its start. */
  readonly hasStarted: boolean;
  /** Whether a person paused it and has not resumed it. */
  readonly isPaused: boolean;
  /** Whether its positions are being closed on a person's word. */
  readonly isClosing: boolean;
  /** What its last `onSave` gave; left out when it never gave anything. */
  readonly saved?: { readonly value: unknown };
}

/**
 * Everything that folding the journal up to here gives. A fold may begin with it, so that everything before it can be left out: that is
 * what compaction does. What is inside belongs to the engine and may change with its version.
 */
export interface SnapshotRecord {
  /** Discriminant. */
  readonly type: 'snapshot';
  /** Version of the contents. */
  readonly version: number;
  /** How many runs the journal has seen. */
  readonly runs: number;
  /** Every strategy that the journal knows. @internal */
  readonly strategies: readonly StrategySnapshotState[];
  /** Balances. @internal */
  readonly account: SavedAccount;
  /** What the account held of each asset when that was last accepted, without everything known to have changed it. */
  readonly bases: readonly AssetAmount[];
  /** Unexplained differences that a person was told and has not accepted. */
  readonly differences: readonly AssetAmount[];
  /** Orders that are not ours. @internal */
  readonly foreign: ForeignOrdersState;
  /** The records that make every live contingent order what it is. */
  readonly contingent: readonly ContingentRecord[];
  /** Why new risk is halted; left out while it is not. */
  readonly halted?: OrderReason;
}
