import type { Fill } from '../order/fill.ts';
import type { Order } from '../order/order.ts';

/** Fills that are kept for a strategy that is not running. */
const missedFillsMax = 1_000;

/** A fill that a strategy has not heard of. */
export interface MissedFill {
  /** The fill. */
  readonly fill: Fill;
  /** Its order, while that is remembered. */
  readonly order: Order | undefined;
}

/** Fills that were booked while their strategy was not running, oldest first. */
export class MissedFills {
  #fills: MissedFill[] = [];

  /** How many there are. */
  get length(): number {
    return this.#fills.length;
  }

  /** All of them, as they are now. */
  get all(): readonly MissedFill[] {
    return [...this.#fills];
  }

  /** The fills alone. */
  get fills(): readonly Fill[] {
    return this.#fills.map(({ fill }) => fill);
  }

  /** Remembers one; beyond the bound the oldest is forgotten. */
  add(fill: Fill, order: Order | undefined): void {
    this.#fills.push({ fill, order });
    if (this.#fills.length > missedFillsMax) this.#fills.shift();
  }

  /** Hands them out, once. */
  take(): readonly MissedFill[] {
    const fills = this.#fills;
    this.#fills = [];
    return fills;
  }
}
