/**
 * Every error code of the SDK with the context that travels with it. The list is closed: codes are added, never renamed.
 *
 * The prefix names the room that raises the error; the context holds what a program needs to react, the message what a person needs.
 */
export interface ErrorContexts {
  /** A text or number is not a decimal. */
  'decimal/invalid': { readonly input: string; readonly reason: string };
  /** A division by zero was asked for. */
  'decimal/division-by-zero': { readonly dividend: string };
  /** A conversion would lose digits and no rounding was given. */
  'decimal/inexact': { readonly value: string; readonly scale: number };
  /** An instrument's rules contradict themselves. */
  'instrument/invalid': { readonly field: string; readonly value: string; readonly reason: string };
  /** A symbol is not traded by the brokerage in use. */
  'instrument/unknown': {
    readonly symbol: string;
    readonly brokerage: string;
    readonly suggestion: string | undefined;
  };
  /** An order request is malformed in a way that types could not prevent. */
  'order/invalid-request': { readonly field: string; readonly value: string; readonly reason: string };
  /** An order is not known to the strategy that named it. */
  'order/not-found': { readonly clientOrderId: string; readonly strategy: string };
  /** A strategy used an action before the engine attached it, or after it was stopped. */
  'strategy/not-attached': { readonly action: string };
  /** A strategy is configured wrongly: duplicate id, unknown symbol, invalid params. */
  'strategy/invalid': { readonly strategy: string; readonly field: string; readonly reason: string };
  /** A strategy hook threw, returned a promise, or produced too many follow-ups; the strategy is paused. */
  'strategy/hook-failed': { readonly strategy: string; readonly hook: string; readonly reason: string };
  /** A queue is full; new risk is halted. */
  'event/overflow': { readonly queue: string; readonly lengthMax: number };
  /** The journal refused to store or read a record; new risk is halted. */
  'journal/failed': { readonly operation: string; readonly reason: string };
  /** The system was asked for something its present state does not allow. */
  'system/wrong-state': { readonly state: string; readonly operation: string };
  /** Configuration handed to the system is invalid. */
  'system/invalid-options': { readonly field: string; readonly value: string; readonly reason: string };
  /** Start or stop did not finish in time. */
  'system/timed-out': { readonly operation: string; readonly timeoutMs: number };
  /** A call was aborted by its signal. */
  'system/aborted': { readonly operation: string };
  /** The brokerage refuses the credentials; retrying will not help. */
  'brokerage/unauthorized': { readonly brokerage: string; readonly operation: string; readonly reason: string };
  /** The key is valid and lacks a permission. */
  'brokerage/forbidden': {
    readonly brokerage: string;
    readonly operation: string;
    readonly permission: string | undefined;
  };
  /** The brokerage cannot be reached; retried by the caller's policy. */
  'brokerage/unreachable': { readonly brokerage: string; readonly operation: string; readonly reason: string };
  /** The brokerage answered after the deadline, or not at all. */
  'brokerage/timed-out': { readonly brokerage: string; readonly operation: string; readonly timeoutMs: number };
  /** The brokerage or our own budget limits the rate of requests. */
  'brokerage/rate-limited': {
    readonly brokerage: string;
    readonly operation: string;
    readonly retryAfterMs: number | undefined;
  };
  /** The brokerage refused a request for a business reason. */
  'brokerage/refused': {
    readonly brokerage: string;
    readonly operation: string;
    readonly brokerageCode: string;
    readonly reason: string;
  };
  /** The brokerage answered with something that the adapter cannot read. */
  'brokerage/unreadable': {
    readonly brokerage: string;
    readonly operation: string;
    readonly reason: string;
    readonly sample: string;
  };
  /** The brokerage lacks a part that was asked for. */
  'brokerage/unsupported': { readonly brokerage: string; readonly capability: string };
  /** A project cannot run as it is configured; each finding names the place, the problem and the remedy. */
  'config/invalid': {
    readonly findings: readonly { readonly place: string; readonly problem: string; readonly remedy: string }[];
  };
  /** The adapter's own options are invalid. */
  'brokerage/invalid-options': { readonly brokerage: string; readonly field: string; readonly reason: string };
}

/** The closed list of error codes. */
export type ErrorCode = keyof ErrorContexts;
