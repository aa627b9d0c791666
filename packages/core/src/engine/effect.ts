import type { CancelIntent, FindQuery } from '../brokerage/brokerage.ts';
import type { StrategyId } from '../order/order.ts';
import type { ApprovedOrder } from '../risk/approved-order.ts';

/** Sends one approved order. */
export interface PlaceEffect {
  /** Discriminant. */
  readonly type: 'place';
  /** The order, as risk approved it. */
  readonly order: ApprovedOrder;
  /** After this engine time (milliseconds since the epoch) it must not be sent any more. */
  readonly expiresAtMs: number;
  /** After this brokerage time it can no longer be accepted; `undefined` where requests do not expire. */
  readonly resolveByMs: number | undefined;
}

/** Asks to cancel one order. */
export interface CancelEffect {
  /** Discriminant. */
  readonly type: 'cancel';
  /** Which. */
  readonly intent: CancelIntent;
}

/** Looks up one order. */
export interface LookUpEffect {
  /** Discriminant. */
  readonly type: 'look-up';
  /** Which. */
  readonly query: FindQuery;
}

/** Reads all open orders and balances. */
export interface ReadAccountEffect {
  /** Discriminant. */
  readonly type: 'read-account';
  /** Why. */
  readonly reason: 'gap' | 'audit';
}

/** Sets a strategy's timer; one with the same name is replaced. */
export interface SetTimerEffect {
  /** Discriminant. */
  readonly type: 'set-timer';
  /** Whose. */
  readonly strategy: StrategyId;
  /** Which of its timers. */
  readonly name: string;
  /** In how many milliseconds. */
  readonly delayMs: number;
}

/** Forgets a strategy's timer. */
export interface ClearTimerEffect {
  /** Discriminant. */
  readonly type: 'clear-timer';
  /** Whose. */
  readonly strategy: StrategyId;
  /** Which of its timers. */
  readonly name: string;
}

/** A job that the engine hands out; its outcome comes back as an event. */
export type Effect = PlaceEffect | CancelEffect | LookUpEffect | ReadAccountEffect | SetTimerEffect | ClearTimerEffect;
