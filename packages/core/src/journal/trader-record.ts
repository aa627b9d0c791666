import type { ActionEvent } from '../event/trader-event.ts';
import type { Decimal } from '../money/decimal.ts';
import type { Fill } from '../order/fill.ts';
import type {
  BrokerageOrderId,
  ClientOrderId,
  OrderReason,
  OrderState,
  OrderTerms,
  StrategyId,
} from '../order/order.ts';
import type { HoldTerms } from '../order/order-hold.ts';

/** A run began: the first record of every run. */
export interface RunStartedRecord {
  /** Discriminant. */
  readonly type: 'run-started';
  /** 128 random bits, hexadecimal. */
  readonly runId: string;
  /** Which brokerage. */
  readonly brokerage: string;
  /** Ids of the strategies in it. */
  readonly strategies: readonly StrategyId[];
  /** Version of the core package. */
  readonly coreVersion: string;
}

/** An order was asked for; written before risk decides. */
export interface OrderRequestedRecord {
  /** Discriminant. */
  readonly type: 'order-requested';
  /** What it is. */
  readonly terms: OrderTerms;
  /** What its hold is computed from. */
  readonly hold: HoldTerms;
}

/** An approved order is about to be sent: durable before anything leaves. */
export interface OrderSubmittedRecord {
  /** Discriminant. */
  readonly type: 'order-submitted';
  /** Which order. */
  readonly clientOrderId: ClientOrderId;
  /** After this brokerage time it can no longer be accepted; `undefined` where requests do not expire. */
  readonly resolveByMs: number | undefined;
}

/** An order moved to another state, or a flag of it changed. */
export interface OrderChangedRecord {
  /** Discriminant. */
  readonly type: 'order-changed';
  /** Which order. */
  readonly clientOrderId: ClientOrderId;
  /** Whose order. */
  readonly strategy: StrategyId;
  /** The state before. */
  readonly from: OrderState;
  /** The state after. */
  readonly to: OrderState;
  /** The brokerage's id, when known. */
  readonly brokerageOrderId: BrokerageOrderId | undefined;
  /** Base quantity filled so far. */
  readonly filled: Decimal;
  /** Whether a cancel was asked for. */
  readonly cancelRequested: boolean;
  /** Why, when there is something to say. */
  readonly reason: OrderReason | undefined;
}

/** A fill was applied to order, position and capital. */
export interface FillRecord {
  /** Discriminant. */
  readonly type: 'fill';
  /** The fill. */
  readonly fill: Fill;
  /** Realised profit or loss of this fill in the quote asset, before quote fees. */
  readonly realisedPnl: Decimal;
  /** Position in base after it. */
  readonly positionAfter: Decimal;
}

/** A fact arrived from outside: an outcome, a report, a balance, a command. */
export interface FactRecord {
  /** Discriminant. */
  readonly type: 'fact';
  /** The event as it was processed. */
  readonly event: ActionEvent;
}

/** Something that a person should know: logged, shown, sent to alerts. */
export interface AlarmRecord {
  /** Discriminant. */
  readonly type: 'alarm';
  /** Kebab-case code. */
  readonly code: string;
  /** One sentence: what, where, what to do. */
  readonly message: string;
  /** `halt`: no new risk until a person resumes; `warning`: trading goes on. */
  readonly severity: 'warning' | 'halt';
  /** Whose, when it concerns one strategy. */
  readonly strategy: StrategyId | undefined;
}

/** A strategy was paused or resumed. */
export interface StrategyRecord {
  /** Discriminant. */
  readonly type: 'strategy';
  /** Which. */
  readonly strategy: StrategyId;
  /** What it is now. */
  readonly status: 'starting' | 'running' | 'paused' | 'stopped';
  /** Why, for a person. */
  readonly reason: string;
}

/** What a strategy wants to remember across restarts: the value that its `onSave` gave. */
export interface StrategySavedRecord {
  /** Discriminant. */
  readonly type: 'strategy-saved';
  /** Which. */
  readonly strategy: StrategyId;
  /** JSON-friendly value. */
  readonly value: unknown;
}

/** What is remembered, written before anything irreversible. */
export type TraderRecord =
  | RunStartedRecord
  | OrderRequestedRecord
  | OrderSubmittedRecord
  | OrderChangedRecord
  | FillRecord
  | FactRecord
  | AlarmRecord
  | StrategyRecord
  | StrategySavedRecord;

/** A record with its place in the journal. */
export interface JournalEntry {
  /** Gapless, from 1. */
  readonly sequence: number;
  /** Engine time, in milliseconds since the epoch; never runs backwards. */
  readonly timeMs: number;
  /** The record. */
  readonly record: TraderRecord;
}
