import type { Clock } from '@trader/core';

/** Something on its way out; `waits` when what follows may not overtake the answer to a call. */
interface Message {
  readonly deliver: () => void;
  readonly waits: boolean;
}

/**
 * Hands out answers and events in one order. The answer to a call reaches its caller a few turns after it was given, an event at once: so
 * after each answer the rest waits until it was heard.
 */
export class Outbox {
  readonly #clock: Clock;
  #messages: Message[] = [];
  #isWaiting = false;
  #isClosed = false;

  /** @param clock - What waits for callers to hear. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds an event. */
  event(deliver: () => void): void {
    this.#messages.push({ deliver, waits: false });
  }

  /** Adds the answer to a call. */
  answer(deliver: () => void): void {
    this.#messages.push({ deliver, waits: true });
  }

  /** Hands out what may be handed out. */
  flush(): void {
    while (!this.#isWaiting && !this.#isClosed) {
      const next = this.#messages.shift();
      if (next === undefined) return;
      next.deliver();
      if (!next.waits) continue;
      this.#isWaiting = true;
      this.#clock.defer(() => {
        this.#isWaiting = false;
        this.flush();
      });
    }
  }

  /** Forgets everything. */
  close(): void {
    this.#isClosed = true;
    this.#messages = [];
  }
}
