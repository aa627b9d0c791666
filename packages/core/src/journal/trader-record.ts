import type { AccountIdentity } from '../account/account-identity.ts';
import type { OrderReport } from '../brokerage/brokerage-event.ts';
import type { ContingentRecord } from '../contingent/contingent-record.ts';
import type { ActionEvent, TraderEvent } from '../event/trader-event.ts';
import type { Bar, Book, Gap, Tick, Trade } from '../market/market-event.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
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
import type { RecordingNote } from '../recording/recording-note.ts';
import type { TimerFired } from '../strategy/strategy-base.ts';
import type { SnapshotRecord } from './snapshot-record.ts';

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

/** What a hook was shown when it asked for something: market data as it was, of anything else only its name. */
export type CauseSubject =
  | Tick
  | Trade
  | Bar
  | Gap
  | TimerFired
  | Pick<Book, 'type' | 'symbol' | 'timeMs' | 'bids' | 'asks'>
  | {
      /** The signal. */
      readonly name: string;
    }
  | {
      /** The order, or the fill's order. */
      readonly clientOrderId: ClientOrderId;
    };

/** Why an order or a cancel was asked for: in which hook, during which event. */
export interface ActionCause {
  /** Type of the event that was processed. */
  readonly event: TraderEvent['type'];
  /** The strategy's hook; `undefined` when a person's command or the system itself asked. */
  readonly hook: string | undefined;
  /** What the hook was shown, where it says more than the event. */
  readonly subject: CauseSubject | undefined;
}

/** What risk looked at when it approved an order. */
export interface RiskFacts {
  /** Every rule that the order passed, with its limit as text; empty text for rules without one. */
  readonly rules: Readonly<Record<string, string>>;
  /** What it exchanges in quote at most; `undefined` when unknown. */
  readonly notional: Decimal | undefined;
  /** How much it uses up at worst, of quote for buys, of base for sells; `undefined` when unknown. */
  readonly needed: Decimal | undefined;
  /** What the strategy had available of that. */
  readonly available: Decimal;
  /** The strategy's position if everything live and this order fill. */
  readonly worstPosition: Decimal;
  /** The same over all strategies. */
  readonly worstPositionAll: Decimal;
  /** Live orders of the strategy with this one. */
  readonly openOrders: number;
  /** Live orders over all strategies with this one. */
  readonly openOrdersAll: number;
  /** Age of the instrument's market data in milliseconds; `undefined` when none came. */
  readonly marketDataAgeMs: number | undefined;
}

/** An order was asked for; written before risk decides. */
export interface OrderRequestedRecord {
  /** Discriminant. */
  readonly type: 'order-requested';
  /** What it is. */
  readonly terms: OrderTerms;
  /** What its hold is computed from. */
  readonly hold: HoldTerms;
  /** Why; absent in journals of earlier versions. */
  readonly cause?: ActionCause | undefined;
}

/** Risk denied an order: by which rule, with which limit and value. */
export interface OrderReviewedRecord {
  /** Discriminant. */
  readonly type: 'order-reviewed';
  /** Which order. */
  readonly clientOrderId: ClientOrderId;
  /** The rule that denied it; those before it approved. */
  readonly rule: string;
  /** Kebab-case code of its finding. */
  readonly code: string;
  /** The limit, when the rule has one. */
  readonly limit: Decimal | number | undefined;
  /** The value that passed it. */
  readonly value: Decimal | number | undefined;
}

/** An approved order is about to be sent: durable before anything leaves. */
export interface OrderSubmittedRecord {
  /** Discriminant. */
  readonly type: 'order-submitted';
  /** Which order. */
  readonly clientOrderId: ClientOrderId;
  /** After this brokerage time it can no longer be accepted; `undefined` where requests do not expire. */
  readonly resolveByMs: number | undefined;
  /** What risk looked at; absent in journals of earlier versions. */
  readonly risk?: RiskFacts;
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
  /** Why a cancel was asked for, when this is that moment. */
  readonly cause?: ActionCause | undefined;
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

/** What became of the run's recording. */
export interface RecordingRecord {
  /** Discriminant. */
  readonly type: 'recording';
  /** What happened to it. */
  readonly note: RecordingNote;
}

/** Which account the journal belongs to, from here on: a start on another one is refused. */
export interface AccountIdentifiedRecord {
  /** Discriminant. */
  readonly type: 'account-identified';
  /** The account. */
  readonly account: AccountIdentity;
  /** `first`: the journal belonged to none; `changed`: ids or key of the same account changed; `accepted`: a person said that it may be another one. */
  readonly reason: 'first' | 'changed' | 'accepted';
}

/**
 * What the account held was taken for explained, or something it held was.
 *
 * A base is what is expected of an asset without everything that is known to have changed it: fills, fees, fills of others.
 */
export interface AccountBaseRecord {
  /** Discriminant. */
  readonly type: 'account-base';
  /** The new base of each asset that changed. */
  readonly amounts: readonly AssetAmount[];
  /** `first`: the account was read for the first time; `accepted`: a person resumed; `foreign`: what others traded was counted twice. */
  readonly reason: 'first' | 'accepted' | 'foreign';
  /** Who accepted it. */
  readonly by: string | undefined;
}

/** A balance that nothing explains, whose alarm `unexplained-balance` follows; or, with a difference of 0, that one is gone again. */
export interface BalanceDifferenceRecord {
  /** Discriminant. */
  readonly type: 'balance-difference';
  /** Which asset. */
  readonly asset: string;
  /** What was accepted, and everything known to have happened since. */
  readonly expected: Decimal;
  /** What the brokerage says the account holds. */
  readonly found: Decimal;
  /** `found − expected`: above 0, more came in than can be explained; 0, what was told before is explained now. */
  readonly difference: Decimal;
}

/** An order that somebody else placed on the account became a strategy's. */
export interface OrderAdoptedRecord {
  /** Discriminant. */
  readonly type: 'order-adopted';
  /** What it is here. */
  readonly terms: OrderTerms;
  /** What its hold is computed from. */
  readonly hold: HoldTerms;
  /** What the brokerage said of it at that moment: what had filled before is not the strategy's. */
  readonly report: OrderReport;
}

/** Closing a strategy's positions on a person's word began or ended. */
export interface ClosingRecord {
  /** Discriminant. */
  readonly type: 'closing';
  /** Whose positions. */
  readonly strategy: StrategyId;
  /** Whether they are being closed from now on. */
  readonly isActive: boolean;
}

/** What is remembered, written before anything irreversible. */
export type TraderRecord =
  | RunStartedRecord
  | OrderRequestedRecord
  | OrderReviewedRecord
  | OrderSubmittedRecord
  | OrderChangedRecord
  | FillRecord
  | FactRecord
  | AlarmRecord
  | StrategyRecord
  | StrategySavedRecord
  | ContingentRecord
  | RecordingRecord
  | AccountIdentifiedRecord
  | AccountBaseRecord
  | BalanceDifferenceRecord
  | OrderAdoptedRecord
  | ClosingRecord
  | SnapshotRecord;

/** A record with its place in the journal. */
export interface JournalEntry {
  /** Gapless, from 1. */
  readonly sequence: number;
  /** Engine time, in milliseconds since the epoch; never runs backwards. */
  readonly timeMs: number;
  /** The record. */
  readonly record: TraderRecord;
}
