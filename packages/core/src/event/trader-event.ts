import type { CancelOutcome, FindOutcome, PlaceOutcome } from '../brokerage/brokerage.ts';
import type { Balance, BrokerageEvent, OrderReport } from '../brokerage/brokerage-event.ts';
import type { Bar, Gap, Link, MarketEvent } from '../market/market-event.ts';
import type { ClientOrderId, StrategyId } from '../order/order.ts';
import type { Command } from './command.ts';

/** A place call came back. */
export interface PlaceOutcomeEvent {
  /** Discriminant. */
  readonly type: 'place-outcome';
  /** Which order. */
  readonly clientOrderId: ClientOrderId;
  /** What became of it. */
  readonly outcome: PlaceOutcome;
}

/** A cancel call came back. */
export interface CancelOutcomeEvent {
  /** Discriminant. */
  readonly type: 'cancel-outcome';
  /** Which order. */
  readonly clientOrderId: ClientOrderId;
  /** What became of it. */
  readonly outcome: CancelOutcome;
}

/** A look-up came back. */
export interface LookUpOutcomeEvent {
  /** Discriminant. */
  readonly type: 'look-up-outcome';
  /** Which order. */
  readonly clientOrderId: ClientOrderId;
  /** What was found. */
  readonly outcome: FindOutcome;
  /** When it was asked for, in milliseconds since the epoch by our clock. Left out where nobody noted it, and by earlier versions. */
  readonly requestedTimeMs?: number;
}

/** What the account looked like when everything was read at once: at start, after a gap, in an audit. */
export interface AccountSnapshotEvent {
  /** Discriminant. */
  readonly type: 'account-snapshot';
  /** Every open order of the account. */
  readonly openOrders: readonly OrderReport[];
  /** Every balance of the account. */
  readonly balances: readonly Balance[];
  /** Why it was read. */
  readonly reason: 'start' | 'gap' | 'audit';
  /** When it was asked for, in milliseconds since the epoch: it tells nothing older than reads may lag. Left out where it is read at once, and by earlier versions. */
  readonly requestedTimeMs?: number;
}

/** The pulse of the system: once a second by default. */
export interface HeartbeatEvent {
  /** Discriminant. */
  readonly type: 'heartbeat';
}

/** Time to look up what is due. */
export interface CheckOrderStatusEvent {
  /** Discriminant. */
  readonly type: 'check-order-status';
}

/** A timer that a strategy set has come. */
export interface TimerEvent {
  /** Discriminant. */
  readonly type: 'timer';
  /** Whose. */
  readonly strategy: StrategyId;
  /** Which of its timers. */
  readonly name: string;
}

/** A signal from outside (webhook, model, person) for one strategy or for all. */
export interface SignalEvent {
  /** Discriminant. */
  readonly type: 'signal';
  /** For whom; `undefined`: for all. */
  readonly strategy: StrategyId | undefined;
  /** What kind of signal. */
  readonly name: string;
  /** JSON-friendly content. */
  readonly payload: unknown;
}

/** A person's wish arrived. */
export interface CommandEvent {
  /** Discriminant. */
  readonly type: 'command';
  /** The wish. */
  readonly command: Command;
  /** Who wished it, for the journal. */
  readonly by: string;
}

/** A change in the life of the system that strategies take part in. */
export interface LifecycleEvent {
  /** Discriminant. */
  readonly type: 'lifecycle';
  /** `start`: run `onStart`; `stop`: run `onStop` and accept no more placements. */
  readonly phase: 'start' | 'stop';
}

/** Bars of the past for one strategy, before it starts. */
export interface WarmUpEvent {
  /** Discriminant. */
  readonly type: 'warm-up';
  /** For whom. */
  readonly strategy: StrategyId;
  /** Complete bars, oldest first. */
  readonly bars: readonly Bar[];
}

/** Everything that travels in the action queue; never dropped. Links and gaps of the private stream travel here too. */
export type ActionEvent =
  | Exclude<BrokerageEvent, MarketEvent>
  | PlaceOutcomeEvent
  | CancelOutcomeEvent
  | LookUpOutcomeEvent
  | AccountSnapshotEvent
  | HeartbeatEvent
  | CheckOrderStatusEvent
  | TimerEvent
  | SignalEvent
  | CommandEvent
  | LifecycleEvent
  | WarmUpEvent
  | Link
  | Gap;

/** The closed union of everything that the engine processes. */
export type TraderEvent = MarketEvent | ActionEvent;
