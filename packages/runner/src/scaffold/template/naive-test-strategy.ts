import { StrategyBase, type Tick } from '@trader/core';
import { z } from 'zod';

const params = z.strictObject({
  /** Size of each order, in base. */
  quantity: z.string().default('0.001'),
  /** Ticks between two looks at the market. */
  every: z.number().int().positive().default(3),
});

/** Tests order execution: buys when it holds nothing, sells what it holds, and prices again what has not filled. */
export default class NaiveTestStrategy extends StrategyBase<typeof params> {
  static override params = params;

  #ticks = 0;

  override onTick(tick: Tick): void {
    this.#ticks += 1;
    if (tick.bid === undefined || tick.ask === undefined || this.#ticks % this.params.every !== 0) return;
    const { symbol } = tick;
    if (this.orders.standing.length > 0) {
      this.cancelAll(symbol);
      return;
    }
    const held = this.positions.get(symbol).quantity;
    if (held.isZero()) {
      this.buy({ symbol, type: 'limit', quantity: this.params.quantity, price: tick.ask });
    } else {
      this.sell({ symbol, type: 'limit', quantity: held, price: tick.bid });
    }
  }

  override onFill(): void {
    this.log.debug('filled', { fills: this.orders.closed.length });
  }
}
