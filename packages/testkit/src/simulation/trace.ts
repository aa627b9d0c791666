/** Events shown with a failure. */
const lastMax = 50;

/** What happened, as one running hash and as the last events in words. */
export class Trace {
  #high = 0xdeadbeef;
  #low = 0x41c6ce57;
  readonly #last: string[] = [];

  /** The hash of everything so far, as 16 hexadecimal digits. */
  get hash(): string {
    return digits(this.#high) + digits(this.#low);
  }

  /** The last events, oldest first. */
  get last(): readonly string[] {
    return this.#last.slice(-lastMax);
  }

  /** Adds one event. */
  note(text: string): void {
    this.mix(text);
    this.#last.push(text);
    if (this.#last.length >= 8 * lastMax) this.#last.splice(0, this.#last.length - lastMax);
  }

  /** Adds to the hash alone. */
  mix(text: string): void {
    let high = this.#high;
    let low = this.#low;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      high = Math.imul(high ^ code, 0x85ebca6b);
      low = Math.imul(low ^ code, 0xc2b2ae35);
    }
    this.#high = high ^ (low >>> 15);
    this.#low = low ^ (high >>> 13);
  }
}

function digits(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
