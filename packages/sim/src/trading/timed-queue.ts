/** Things on their way, in the order in which they were sent: none arrives before one that was sent earlier. */
export class TimedQueue<T> {
  private items: (T | undefined)[] = [];
  private times: number[] = [];
  private head = 0;
  private lastMs = Number.NEGATIVE_INFINITY;

  /** When the next one arrives, in milliseconds since the epoch; `Infinity` when nothing is on its way. */
  get nextMs(): number {
    return this.head < this.times.length ? (this.times[this.head] as number) : Number.POSITIVE_INFINITY;
  }

  /** The next one to arrive, which stays. */
  peek(): T | undefined {
    return this.items[this.head];
  }

  /** Sends one. @param dueMs - When it arrives at the earliest; fractions of a millisecond are rounded up. */
  push(item: T, dueMs: number): void {
    this.lastMs = Math.max(this.lastMs, Math.ceil(dueMs));
    this.items.push(item);
    this.times.push(this.lastMs);
  }

  /** Takes the next one if it has arrived by `nowMs`. */
  take(nowMs: number): T | undefined {
    if (this.nextMs > nowMs) return undefined;
    const item = this.items[this.head];
    this.items[this.head] = undefined;
    this.head += 1;
    if (this.head === this.items.length) {
      this.items = [];
      this.times = [];
      this.head = 0;
    } else if (this.head > 1_024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.times = this.times.slice(this.head);
      this.head = 0;
    }
    return item;
  }
}
