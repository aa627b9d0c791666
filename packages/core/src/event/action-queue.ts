import type { ActionEvent } from './trader-event.ts';

/** Consumed slots are given back once this many have gathered and they are the larger half. */
const compactAfter = 1_024;

/**
 * First in, first out, and lossless: order reports, fills and outcomes are never dropped. The bound is a promise about the
 * normal case; passing it is reported once per episode, and the system then takes no new risk until the queue has drained.
 */
export class ActionQueue {
  readonly #lengthMax: number;
  readonly #onOverflow: () => void;
  #events: (ActionEvent | undefined)[] = [];
  #head = 0;
  #overflowing = false;

  /**
   * @param lengthMax - Declared bound.
   * @param onOverflow - Called once each time the queue grows past it.
   */
  constructor(lengthMax: number, onOverflow: () => void) {
    this.#lengthMax = lengthMax;
    this.#onOverflow = onOverflow;
  }

  /** How many events wait. */
  get length(): number {
    return this.#events.length - this.#head;
  }

  /** Adds an event at the end. */
  push(event: ActionEvent): void {
    this.#events.push(event);
    if (this.#overflowing || this.length <= this.#lengthMax) return;
    this.#overflowing = true;
    this.#onOverflow();
  }

  /** Takes the oldest event. */
  take(): ActionEvent | undefined {
    const event = this.#events[this.#head];
    if (event === undefined) return undefined;
    this.#events[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#events.length) this.#reset();
    else if (this.#head >= compactAfter && this.#head * 2 >= this.#events.length) this.#compact();
    return event;
  }

  #reset(): void {
    this.#events.length = 0;
    this.#head = 0;
    this.#overflowing = false;
  }

  #compact(): void {
    this.#events = this.#events.slice(this.#head);
    this.#head = 0;
  }
}
