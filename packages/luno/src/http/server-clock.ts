/** One reply's evidence of Luno's time: its `Date` header between our sending and receiving, all in milliseconds since the epoch. */
export interface ClockSample {
  /** The `Date` header; it shows whole seconds, rounded down. */
  readonly dateMs: number;
  /** Local time of sending. */
  readonly sentMs: number;
  /** Local time of receiving. */
  readonly receivedMs: number;
}

/** Resolution of the `Date` header, in milliseconds. */
export const dateResolutionMs = 1000;

/** How fast two clocks may drift apart: 200 parts per million, several times what machines do. */
const driftPerMs = 0.0002;

/**
 * Estimates how far Luno's clock is ahead of ours. Every sample bounds the offset from both sides; bounds of several samples
 * intersect, and widen again as they age. A sample that contradicts the bounds (a clock jumped) replaces them.
 */
export class ServerClock {
  #lowMs = Number.NEGATIVE_INFINITY;
  #highMs = Number.POSITIVE_INFINITY;
  #sampledMs = 0;

  /** Takes a reply's times into account. */
  sample({ dateMs, sentMs, receivedMs }: ClockSample): void {
    if (receivedMs < sentMs) return;
    const widenMs = Math.abs(sentMs - this.#sampledMs) * driftPerMs;
    const sampleLowMs = dateMs - receivedMs;
    const sampleHighMs = dateMs + dateResolutionMs - 1 - sentMs;
    const lowMs = Math.max(this.#lowMs - widenMs, sampleLowMs);
    const highMs = Math.min(this.#highMs + widenMs, sampleHighMs);
    const agree = lowMs <= highMs;
    this.#lowMs = agree ? lowMs : sampleLowMs;
    this.#highMs = agree ? highMs : sampleHighMs;
    this.#sampledMs = receivedMs;
  }

  /** Whether anything is known. */
  get isMeasured(): boolean {
    return this.#lowMs !== Number.NEGATIVE_INFINITY;
  }

  /** Bounds of the offset in milliseconds; infinite while nothing is known. */
  get bounds(): { readonly lowMs: number; readonly highMs: number } {
    return { lowMs: this.#lowMs, highMs: this.#highMs };
  }

  /** Best guess of Luno's time minus ours, in milliseconds: the middle of the bounds; 0 while nothing is known. */
  get offsetMs(): number {
    return this.isMeasured ? Math.round((this.#lowMs + this.#highMs) / 2) : 0;
  }

  /** Whether an offset that was told earlier, in milliseconds, is still possible. */
  allows(offsetMs: number): boolean {
    return offsetMs >= this.#lowMs && offsetMs <= this.#highMs;
  }

  /** Best guess of Luno's time at a local moment: the middle of the bounds, or the local time while nothing is known. */
  toServerMs(localMs: number): number {
    return localMs + this.offsetMs;
  }
}

/**
 * The latest moment of Luno's clock that is certain to lie before the reply's content was read: its `Date` less the whole
 * round trip, because the header may be stamped long after the look-up.
 */
export function certainReadTimeMs(sample: ClockSample): number {
  return sample.dateMs - Math.max(sample.receivedMs - sample.sentMs, 0);
}
