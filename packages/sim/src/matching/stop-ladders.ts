import type { StopTrigger } from '@trader/core';
import { type LadderOrder, PriceLadder } from './price-ladder.ts';

/** The stop orders that sleep, found by the trade price that wakes them. */
export class StopLadders {
  private readonly above = new PriceLadder('lowest-first');
  private readonly below = new PriceLadder('highest-first');

  /** Puts an order to sleep until its stop price trades. */
  add(order: LadderOrder, trigger: StopTrigger): void {
    const ladder = trigger === 'above' ? this.above : this.below;
    ladder.add(order, order.stopTicks);
  }

  /**
   * Takes out every order that a trade wakes, and appends them to a list: `above` stops from the lowest stop price up, then `below`
   * stops from the highest down, earliest first within a price.
   */
  wake(tradePriceTicks: number, woken: LadderOrder[]): void {
    this.drain(this.above, priceTicks => priceTicks <= tradePriceTicks, woken);
    this.drain(this.below, priceTicks => priceTicks >= tradePriceTicks, woken);
  }

  /** Whether a trade at this price wakes anybody. */
  wouldWake(tradePriceTicks: number): boolean {
    const above = this.above.best;
    const below = this.below.best;
    return (
      (above !== undefined && above.priceTicks <= tradePriceTicks) ||
      (below !== undefined && below.priceTicks >= tradePriceTicks)
    );
  }

  private drain(ladder: PriceLadder, reached: (priceTicks: number) => boolean, woken: LadderOrder[]): void {
    for (let level = ladder.best; level !== undefined && reached(level.priceTicks); level = ladder.best) {
      for (let order = level.head; order !== undefined; order = level.head) {
        ladder.remove(order);
        woken.push(order);
      }
    }
  }
}
