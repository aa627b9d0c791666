/** Lets at most so many calls of one caller through in any window. */
export interface RateLimiter {
  /** Whether the caller may call now; counts the call when it may. */
  allow(caller: string, timeMs: number): boolean;
  /** Milliseconds until the caller's oldest counted call leaves the window; 0 when it may call now. */
  waitMs(caller: string, timeMs: number): number;
  /** Forgets every call. */
  reset(): void;
}

/** How many calls in which time. */
export interface RateLimit {
  /** How many calls per caller. */
  readonly requestsMax: number;
  /** In how many milliseconds. */
  readonly windowMs: number;
}

const callersMax = 1_000;

/** A sliding window per caller; memory is bounded by the limit itself and by a thousand callers. */
export function createRateLimiter(limit: RateLimit): RateLimiter {
  const callsByCaller = new Map<string, number[]>();
  const recent = (caller: string, timeMs: number): number[] => {
    let calls = callsByCaller.get(caller);
    if (calls === undefined) {
      if (callsByCaller.size >= callersMax) callsByCaller.clear();
      calls = [];
      callsByCaller.set(caller, calls);
    }
    while (calls.length > 0 && (calls[0] ?? 0) <= timeMs - limit.windowMs) calls.shift();
    return calls;
  };
  return {
    allow(caller, timeMs) {
      const calls = recent(caller, timeMs);
      if (calls.length >= limit.requestsMax) return false;
      calls.push(timeMs);
      return true;
    },
    waitMs(caller, timeMs) {
      const calls = recent(caller, timeMs);
      const oldest = calls[0];
      return oldest === undefined || calls.length < limit.requestsMax ? 0 : oldest + limit.windowMs - timeMs;
    },
    reset: () => callsByCaller.clear(),
  };
}
