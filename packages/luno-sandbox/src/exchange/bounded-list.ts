/** A list that forgets its oldest entries beyond a maximum; positions keep counting from the first entry ever added. */
export class BoundedList<T> {
  readonly #lengthMax: number;
  #entries: T[] = [];
  #dropped = 0;

  /** @param lengthMax - How many entries are kept at least; up to twice as many for a moment. */
  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax;
  }

  /** Adds an entry at the end. */
  push(entry: T): void {
    this.#entries.push(entry);
    // Dropping in bulk keeps adding cheap.
    if (this.#entries.length >= this.#lengthMax * 2) {
      this.#dropped += this.#entries.length - this.#lengthMax;
      this.#entries = this.#entries.slice(-this.#lengthMax);
    }
  }

  /** How many entries were ever added. */
  get count(): number {
    return this.#dropped + this.#entries.length;
  }

  /** What is kept, oldest first. */
  entries(): readonly T[] {
    return this.#entries;
  }

  /** The newest entry. */
  last(): T | undefined {
    return this.#entries.at(-1);
  }

  /** What is kept of the positions from `from` (inclusive) on, counted from the first entry ever added. */
  since(from: number): readonly T[] {
    return this.#entries.slice(Math.max(0, from - this.#dropped));
  }
}
