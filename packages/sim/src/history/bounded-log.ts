/** A list that remembers the newest entries and forgets the oldest beyond a maximum. Adding takes constant time. */
export class BoundedLog<T> {
  private readonly lengthMax: number;
  private readonly entries: T[] = [];
  // Where the oldest entry is, once the list is full; until then it grows from 0.
  private start = 0;

  /**
   * @param lengthMax - How many entries are remembered, 1 or more.
   */
  constructor(lengthMax: number) {
    this.lengthMax = lengthMax;
  }

  /** How many entries are remembered. */
  get length(): number {
    return this.entries.length;
  }

  /**
   * Adds an entry.
   *
   * @returns The entry that was forgotten for it; `undefined` while there was room.
   */
  push(entry: T): T | undefined {
    if (this.entries.length < this.lengthMax) {
      this.entries.push(entry);
      return undefined;
    }
    const forgotten = this.entries[this.start];
    this.entries[this.start] = entry;
    this.start = this.start + 1 === this.lengthMax ? 0 : this.start + 1;
    return forgotten;
  }

  /** The entry at an index: 0 is the oldest that is remembered. */
  at(index: number): T | undefined {
    if (index < 0 || index >= this.entries.length) return undefined;
    const position = this.start + index;
    return this.entries[position < this.entries.length ? position : position - this.entries.length];
  }

  /** The matching entries from one end, at most `limit`. */
  select(matches: (entry: T) => boolean, limit: number, newestFirst: boolean): T[] {
    const selected: T[] = [];
    const { length } = this;
    for (let step = 0; step < length && selected.length < limit; step += 1) {
      const entry = this.at(newestFirst ? length - 1 - step : step);
      if (entry !== undefined && matches(entry)) selected.push(entry);
    }
    return selected;
  }
}
