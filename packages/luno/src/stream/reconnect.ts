/** How long to wait before connecting again, as data. */
export interface ReconnectPolicy {
  /** First wait in milliseconds; doubles with every failure. */
  readonly delayMs: number;
  /** Longest wait in milliseconds, before jitter. */
  readonly delayMaxMs: number;
  /** Each wait is lengthened by a random part of at most this fraction. */
  readonly jitter: number;
  /** A connection that carried data this long was healthy: the next wait starts small again. Milliseconds. */
  readonly healthyAfterMs: number;
}

/** Failures in a row after a connection has ended, this one included; a healthy connection starts the count anew. */
export function failuresAfter(policy: ReconnectPolicy, failures: number, livedMs: number): number {
  return livedMs >= policy.healthyAfterMs ? 1 : failures + 1;
}

/**
 * The wait after so many failures in a row, in milliseconds: 2, 4, 8 … 60 seconds for a first wait of two seconds.
 *
 * @param chance - From [0, 1): where in the jitter the wait lies, so that many clients do not come back at once.
 */
export function reconnectDelayMs(policy: ReconnectPolicy, failures: number, chance: number): number {
  const plainMs = Math.min(policy.delayMs * 2 ** (failures - 1), policy.delayMaxMs);
  return Math.round(plainMs * (1 + policy.jitter * chance));
}
