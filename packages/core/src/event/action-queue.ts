import { EventRing } from './event-ring.ts';
import type { ActionEvent } from './trader-event.ts';

/**
 * First in, first out, and lossless: order reports, fills and outcomes are never dropped. The bound is a promise about the
 * normal case; passing it is reported once per episode, and the system then takes no new risk until the queue has drained.
 */
export class ActionQueue {
  /** Declared bound. */
  readonly lengthMax: number;
  readonly #onOverflow: () => void;
  readonly #events = new EventRing<ActionEvent>();
  readonly #urgent = new EventRing<ActionEvent>();
  #overflowing = false;

  /**
   * @param lengthMax - Declared bound.
   * @param onOverflow - Called once each time the queue grows past it.
   */
  constructor(lengthMax: number, onOverflow: () => void) {
    this.lengthMax = lengthMax;
    this.#onOverflow = onOverflow;
  }

  /** How many events wait. */
  get length(): number {
    return this.#events.length + this.#urgent.length;
  }

  /** Adds an event at the end. */
  push(event: ActionEvent): void {
    this.#events.push(event);
    if (this.#overflowing || this.#events.length <= this.lengthMax) return;
    this.#overflowing = true;
    this.#onOverflow();
  }

  /** Adds an event before all that wait: one that must not stand in the line that it is about. */
  pushFirst(event: ActionEvent): void {
    this.#urgent.push(event);
  }

  /** The event that is taken next; `undefined` when none waits. */
  get next(): ActionEvent | undefined {
    return this.#urgent.oldest ?? this.#events.oldest;
  }

  /** Takes the oldest event. */
  take(): ActionEvent | undefined {
    const urgent = this.#urgent.length === 0 ? undefined : this.#urgent.take();
    if (urgent !== undefined) return urgent;
    const event = this.#events.take();
    if (this.#overflowing && this.#events.length === 0) this.#overflowing = false;
    return event;
  }
}
