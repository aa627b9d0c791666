/** Which orders of an account are wanted. */
export interface OrdersQuery {
  /** Of one market; default all. */
  readonly symbol?: string;
  /** Only finished ones, or only open and sleeping ones; default both. */
  readonly finished?: boolean;
  /** Created before this moment (exclusive), in milliseconds since the epoch. */
  readonly createdBeforeMs?: number;
  /** How many at most; default 100. */
  readonly limit?: number;
}

/** Which trades of an account are wanted. */
export interface AccountTradesQuery {
  /** Of one market; default all. */
  readonly symbol?: string;
  /** From this moment on (inclusive), in milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** Before this moment (exclusive), in milliseconds since the epoch. */
  readonly beforeMs?: number;
  /** From this sequence on (inclusive). */
  readonly fromSequence?: number;
  /** Before this sequence (exclusive). */
  readonly beforeSequence?: number;
  /** Newest first; default oldest first. The limit cuts the far end. */
  readonly newestFirst?: boolean;
  /** How many at most; default 100. */
  readonly limit?: number;
}

/** Which trades of a market are wanted. */
export interface MarketTradesQuery {
  /** From this moment on (inclusive), in milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** How many at most; default 100. */
  readonly limit?: number;
}
