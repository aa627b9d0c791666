import { type Bar, StrategyBase } from '@trader/core';
import { SMA } from 'trading-signals';
import { z } from 'zod';

const params = z
  .strictObject({
    /** Bars in the fast average. */
    fast: z.number().int().min(1).default(10),
    /** Bars in the slow average. */
    slow: z.number().int().min(2).default(50),
    /** Share of the capital to spend on an entry. */
    share: z.number().gt(0).max(0.98).default(0.9),
  })
  .refine(({ fast, slow }) => fast < slow, { path: ['fast'], error: 'must be smaller than slow' });

const fourHoursMs = 4 * 60 * 60 * 1000;

/** Holds while the fast average of four-hour closes is above the slow one. An example of a strategy, not of one that makes money. */
export default class MovingAverageStrategy extends StrategyBase<typeof params> {
  static override params = params;
  static override needs = { bars: [fourHoursMs] };

  #averages: { readonly fast: SMA; readonly slow: SMA } | undefined;

  override onBar({ symbol, close }: Bar): void {
    this.#averages ??= { fast: new SMA(this.params.fast), slow: new SMA(this.params.slow) };
    const fast = this.#averages.fast.add(close);
    const slow = this.#averages.slow.add(close);
    if (fast === null || slow === null || this.orders.standing.length > 0) return;
    // Fees may leave less than one lot, which nobody can sell.
    const held = this.instrument(symbol).roundQuantity(this.positions.get(symbol).quantity, 'down');
    if (fast > slow && held.isZero()) this.#enter(symbol, close);
    else if (fast < slow && !held.isZero()) this.closePosition(symbol);
  }

  #enter(symbol: string, price: number): void {
    const instrument = this.instrument(symbol);
    const spend = this.capital.available(instrument.quote).times(this.params.share);
    const quantity = instrument.roundQuantity(spend.dividedBy(price, 18, 'down'), 'down');
    this.buy({ symbol, type: 'market', quantity });
  }
}
