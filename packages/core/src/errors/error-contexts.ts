/**
 * Every error code of the SDK with the context that travels with it. The list is closed: codes are added, never renamed.
 *
 * The prefix names the room that raises the error; the context holds what a program needs to react, the message what a person needs.
 */
export interface ErrorContexts {
  /** A text or number is not a decimal. */
  'decimal/invalid': {
    /** The value as it was given. */
    readonly input: string;
    /** Why, for a person. */
    readonly reason: string;
  };
  /** A division by zero was asked for. */
  'decimal/division-by-zero': {
    /** What was to be divided. */
    readonly dividend: string;
  };
  /** A conversion would lose digits and no rounding was given. */
  'decimal/inexact': {
    /** The value as it was given. */
    readonly value: string;
    /** Decimals that were asked for. */
    readonly scale: number;
  };
  /** An instrument's rules contradict themselves. */
  'instrument/invalid': {
    /** Which field or option. */
    readonly field: string;
    /** The value as it was given. */
    readonly value: string;
    /** Why, for a person. */
    readonly reason: string;
  };
  /** A symbol is not traded by the brokerage in use. */
  'instrument/unknown': {
    /** The symbol as it was given. */
    readonly symbol: string;
    /** Which brokerage. */
    readonly brokerage: string;
    /** The likeliest symbol that was meant. */
    readonly suggestion: string | undefined;
  };
  /** An order request is malformed in a way that types could not prevent. */
  'order/invalid-request': {
    /** Which field or option. */
    readonly field: string;
    /** The value as it was given. */
    readonly value: string;
    /** Why, for a person. */
    readonly reason: string;
  };
  /** An order is not known to the strategy that named it. */
  'order/not-found': {
    /** Which order. */
    readonly clientOrderId: string;
    /** Which strategy. */
    readonly strategy: string;
  };
  /** A strategy used an action before the engine attached it, or after it was stopped. */
  'strategy/not-attached': {
    /** What was tried. */
    readonly action: string;
  };
  /** A strategy is configured wrongly: duplicate id, unknown symbol, invalid params. */
  'strategy/invalid': {
    /** Which strategy. */
    readonly strategy: string;
    /** Which field or option. */
    readonly field: string;
    /** Why, for a person. */
    readonly reason: string;
  };
  /** A strategy called something whose answer differs from run to run, where that is watched: in replays and backtests. */
  'strategy/nondeterministic': {
    /** Which strategy. */
    readonly strategy: string;
    /** Which hook; `constructor` for what runs when the strategy is made. */
    readonly hook: string;
    /** What was called, such as `Date.now()`. */
    readonly call: string;
    /** `file:line:column` of the call, where the runtime tells places. */
    readonly place: string | undefined;
  };
  /** The journal refused to store or read a record; new risk is halted. */
  'journal/failed': {
    /** What was being done. */
    readonly operation: string;
    /** Why, for a person. */
    readonly reason: string;
  };
  /** The journal belongs to another account than the one that the key reaches; nothing was placed or canceled. */
  'journal/other-account': {
    /** The account that the journal belongs to, for a person. */
    readonly expected: string;
    /** The account that was found, for a person. */
    readonly found: string;
  };
  /** The system was asked for something its present state does not allow. */
  'system/wrong-state': {
    /** The present state. */
    readonly state: string;
    /** What was being done. */
    readonly operation: string;
  };
  /** Configuration handed to the system is invalid. */
  'system/invalid-options': {
    /** Which field or option. */
    readonly field: string;
    /** The value as it was given. */
    readonly value: string;
    /** Why, for a person. */
    readonly reason: string;
  };
  /** Something did not finish in time. */
  'system/timed-out': {
    /** What was being done. */
    readonly operation: string;
    /** How long was waited, in milliseconds. */
    readonly timeoutMs: number;
  };
  /** A call was aborted by its signal. */
  'system/aborted': {
    /** What was being done. */
    readonly operation: string;
  };
  /** The brokerage refuses the credentials; retrying will not help. */
  'brokerage/unauthorized': {
    /** Which brokerage. */
    readonly brokerage: string;
    /** What was being done. */
    readonly operation: string;
    /** Why, for a person. */
    readonly reason: string;
  };
  /** The key is valid and lacks a permission. */
  'brokerage/forbidden': {
    /** Which brokerage. */
    readonly brokerage: string;
    /** What was being done. */
    readonly operation: string;
    /** The permission that is missing, when it is known. */
    readonly permission: string | undefined;
  };
  /** The brokerage cannot be reached; retried by the caller's policy. */
  'brokerage/unreachable': {
    /** Which brokerage. */
    readonly brokerage: string;
    /** What was being done. */
    readonly operation: string;
    /** Why, for a person. */
    readonly reason: string;
  };
  /** The brokerage answered after the deadline, or not at all. */
  'brokerage/timed-out': {
    /** Which brokerage. */
    readonly brokerage: string;
    /** What was being done. */
    readonly operation: string;
    /** How long was waited, in milliseconds. */
    readonly timeoutMs: number;
  };
  /** The brokerage or our own budget limits the rate of requests. */
  'brokerage/rate-limited': {
    /** Which brokerage. */
    readonly brokerage: string;
    /** What was being done. */
    readonly operation: string;
    /** When to try again, in milliseconds from now; `undefined` when not told. */
    readonly retryAfterMs: number | undefined;
  };
  /** The brokerage refused a request for a business reason. */
  'brokerage/refused': {
    /** Which brokerage. */
    readonly brokerage: string;
    /** What was being done. */
    readonly operation: string;
    /** The brokerage's own code. */
    readonly brokerageCode: string;
    /** Why, for a person. */
    readonly reason: string;
  };
  /** The brokerage answered with something that the adapter cannot read. */
  'brokerage/unreadable': {
    /** Which brokerage. */
    readonly brokerage: string;
    /** What was being done. */
    readonly operation: string;
    /** Why, for a person. */
    readonly reason: string;
    /** The beginning of what could not be read, without secrets. */
    readonly sample: string;
  };
  /** The brokerage lacks a part that was asked for. */
  'brokerage/unsupported': {
    /** Which brokerage. */
    readonly brokerage: string;
    /** What is lacking. */
    readonly capability: string;
  };
  /** A row of market data is malformed, out of order, doubled, or contradicts itself. */
  'market-data/invalid': {
    /** The file, or what the rows are made from. */
    readonly source: string;
    /** Line in the file, from 1; `undefined` for rows that have none. */
    readonly line: number | undefined;
    /** Row among the data, from 0; `undefined` where the trouble is not about a row. */
    readonly row: number | undefined;
    /** Which column. */
    readonly column: string | undefined;
    /** The value as it was given. */
    readonly value: string;
    /** Why, for a person. */
    readonly reason: string;
  };
  /** A file of market data cannot be read or written: missing, not permitted, cut off, damaged, of another kind. */
  'market-data/unreadable': {
    /** The file. */
    readonly source: string;
    /** Why, for a person. */
    readonly reason: string;
  };
  /** A project cannot run as it is configured; each finding names the place, the problem and the remedy. */
  'config/invalid': {
    /** Everything that was found, in the order of the files. */
    readonly findings: readonly {
      /** File, line and column, or the variable. */
      readonly place: string;
      /** What is wrong there. */
      readonly problem: string;
      /** What to do about it. */
      readonly remedy: string;
    }[];
  };
  /** The adapter's own options are invalid. */
  'brokerage/invalid-options': {
    /** Which brokerage. */
    readonly brokerage: string;
    /** Which field or option. */
    readonly field: string;
    /** Why, for a person. */
    readonly reason: string;
  };
}

/** The closed list of error codes. */
export type ErrorCode = keyof ErrorContexts;
