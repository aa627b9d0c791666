/**
 * A stream of random numbers that its seed text names completely: the same text gives the same numbers on every machine. Every concern
 * of a simulation draws from a stream of its own, so that one more draw in one of them does not reshuffle the others.
 */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seed - Any text. */
  constructor(seed: string) {
    this.#a = hash(seed, 0x811c9dc5);
    this.#b = hash(seed, this.#a ^ 0x9e3779b9);
    this.#c = hash(seed, this.#b ^ 0x85ebca6b);
    // The first numbers of this generator still show the seed.
    for (let skipped = 0; skipped < 12; skipped += 1) this.next();
  }

  /** A number in [0, 1). Small fast counter generator (sfc32, public domain, C. Doty-Humphrey). */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number between both bounds, inclusive. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** One item of a list. */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError('items was empty; give at least one');
    return item;
  }

  /** So many hexadecimal digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.integer(0, 15).toString(16);
    return text;
  }
}

function hash(text: string, start: number): number {
  let state = start | 0;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return state;
}
