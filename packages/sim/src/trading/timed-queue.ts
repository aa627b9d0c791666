/** Places at first; doubled whenever they do not suffice. A power of two. */
const slotsMin = 16;

/** Things on their way, in the order in which they were sent: none arrives before one that was sent earlier. */
export class TimedQueue<T> {
  private items: (T | undefined)[] = new Array<T | undefined>(slotsMin).fill(undefined);
  private times = new Float64Array(slotsMin);
  private head = 0;
  private length = 0;
  private lastMs = Number.NEGATIVE_INFINITY;

  /** When the next one arrives, in milliseconds since the epoch; `Infinity` when nothing is on its way. */
  get nextMs(): number {
    return this.length === 0 ? Number.POSITIVE_INFINITY : (this.times[this.head] as number);
  }

  /** The next one to arrive, which stays. */
  peek(): T | undefined {
    return this.items[this.head];
  }

  /** Sends one. @param dueMs - When it arrives at the earliest; fractions of a millisecond are rounded up. */
  push(item: T, dueMs: number): void {
    this.lastMs = Math.max(this.lastMs, Math.ceil(dueMs));
    if (this.length === this.items.length) this.grow();
    const place = (this.head + this.length) & (this.items.length - 1);
    this.items[place] = item;
    this.times[place] = this.lastMs;
    this.length += 1;
  }

  /** Takes the next one if it has arrived by `nowMs`. */
  take(nowMs: number): T | undefined {
    if (this.nextMs > nowMs || this.length === 0) return undefined;
    const item = this.items[this.head];
    this.items[this.head] = undefined;
    this.head = (this.head + 1) & (this.items.length - 1);
    this.length -= 1;
    return item;
  }

  private grow(): void {
    const count = this.items.length;
    const items = new Array<T | undefined>(count * 2).fill(undefined);
    const times = new Float64Array(count * 2);
    for (let index = 0; index < count; index += 1) {
      const place = (this.head + index) & (count - 1);
      items[index] = this.items[place];
      times[index] = this.times[place] as number;
    }
    this.items = items;
    this.times = times;
    this.head = 0;
  }
}
