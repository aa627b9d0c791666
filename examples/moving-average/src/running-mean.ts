/** The mean of the last values, kept up to date in constant time. */
export class RunningMean {
  readonly #length: number;
  readonly #values: number[] = [];
  #next = 0;
  #sum = 0;

  /** @param length - How many values it looks back; at least 1. */
  constructor(length: number) {
    this.#length = length;
  }

  /** Takes in a value and gives the mean; `undefined` until there are enough values. */
  add(value: number): number | undefined {
    this.#sum += value - (this.#values[this.#next] ?? 0);
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#length;
    // A running sum gathers rounding errors; each full turn starts from an exact one.
    if (this.#next === 0) this.#sum = this.#values.reduce((sum, each) => sum + each, 0);
    return this.#values.length < this.#length ? undefined : this.#sum / this.#length;
  }
}
