import type { Clock } from '@trader/core';
import type { ExchangeCommand, ExchangeEvent, SimulatedExchange } from '@trader/sim';

/** Told of everything that one command did, in order, before `execute` returns. */
export type BatchListener = (events: readonly ExchangeEvent[], timeMs: number) => void;

/** The simulated exchange on the sandbox's clock: everyone trades through here, and everything that happens is heard here. */
export class SandboxExchange {
  /** The exchange underneath, for reading. */
  readonly simulated: SimulatedExchange;
  readonly #clock: Clock;
  readonly #listeners: BatchListener[] = [];
  #lastMs = 0;

  /**
   * @param simulated - The exchange underneath; nobody else applies commands to it.
   * @param clock - Where time comes from.
   */
  constructor(simulated: SimulatedExchange, clock: Clock) {
    this.simulated = simulated;
    this.#clock = clock;
  }

  /** Exchange time, in milliseconds since the epoch: the clock's, never running backwards. */
  nowMs(): number {
    this.#lastMs = Math.max(this.#lastMs, this.#clock.nowMs());
    return this.#lastMs;
  }

  /** Applies a command at exchange time (or at `timeMs`, when that is not in the past), tells the listeners and returns what happened. */
  execute(command: ExchangeCommand, timeMs: number = this.nowMs()): readonly ExchangeEvent[] {
    const atMs = Math.max(timeMs, this.#lastMs);
    this.#lastMs = atMs;
    const events = this.simulated.apply(command, atMs);
    for (const listen of this.#listeners) listen(events, atMs);
    return events;
  }

  /** Adds a listener for good. */
  listen(listener: BatchListener): void {
    this.#listeners.push(listener);
  }
}
