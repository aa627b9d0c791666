import type { Gap } from '@trader/core';

/** Recorded gaps that lie ahead, taken out in order of their ends. */
export class GapList {
  private gaps: Gap[] = [];

  /** When the next gap ends, in milliseconds since the epoch; `Infinity` without any. */
  get nextMs(): number {
    return this.gaps.length === 0 ? Number.POSITIVE_INFINITY : (this.gaps[0] as Gap).toMs;
  }

  /** Adds a gap. */
  add(gap: Gap): void {
    this.gaps = [...this.gaps, gap].sort((a, b) => a.toMs - b.toMs);
  }

  /** Takes the next gap if it has ended by `nowMs`. */
  take(nowMs: number): Gap | undefined {
    return this.nextMs <= nowMs ? this.gaps.shift() : undefined;
  }
}
