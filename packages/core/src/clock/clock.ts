/** Where a system takes time from: the wall for stamps, timers for waiting. Nothing else in the SDK reads a clock. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. May jump; the engine makes its own stamps monotone. */
  nowMs(): number;
  /** Runs `callback` once after `delayMs` (≥ 0); the returned function says “never mind” and may be called at any time. */
  setTimer(delayMs: number, callback: () => void): () => void;
  /** Runs `callback` soon, after pending input and output had their turn. */
  defer(callback: () => void): void;
}
