/** Slots that a ring has at least and goes back to; a power of two. */
const slotsMin = 64;

/** First in, first out, in slots that are used again and again: adding and taking make no garbage. Grows as needed, shrinks when empty. */
export class EventRing<T> {
  #slots: (T | undefined)[] = emptySlots(slotsMin);
  #head = 0;
  #length = 0;

  /** How many wait. */
  get length(): number {
    return this.#length;
  }

  /** The oldest, which stays; `undefined` when none waits. */
  get oldest(): T | undefined {
    return this.#length === 0 ? undefined : this.#slots[this.#head];
  }

  /** Adds one at the end. */
  push(item: T): void {
    if (this.#length === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#length) & (this.#slots.length - 1)] = item;
    this.#length += 1;
  }

  /** Takes the oldest; `undefined` when none waits. */
  take(): T | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#length -= 1;
    if (this.#length === 0 && this.#slots.length > slotsMin) this.#renew(emptySlots(slotsMin));
    return item;
  }

  #grow(): void {
    const slots = emptySlots<T>(this.#slots.length * 2);
    for (let index = 0; index < this.#length; index += 1) {
      slots[index] = this.#slots[(this.#head + index) & (this.#slots.length - 1)];
    }
    this.#renew(slots);
  }

  #renew(slots: (T | undefined)[]): void {
    this.#slots = slots;
    this.#head = 0;
  }
}

function emptySlots<T>(count: number): (T | undefined)[] {
  return new Array<T | undefined>(count).fill(undefined);
}
