import { Decimal, type Side, StrategyBase, type Tick } from '@trader/core';
import { z } from 'zod';

const params = z.object({
  /** Base quantity of each quote, as decimal text. */
  quantity: z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be decimal text such as "100"')
    .default('100'),
  /** Quotes are taken back and set anew after so many heartbeats. */
  refreshAfter: z.number().int().min(1).default(3),
});

/** Quotes both sides of a market at the best prices; takes the quotes back when the market leaves them, or when they are old. */
export default class MarketMakerStrategy extends StrategyBase<typeof params> {
  static override readonly params = params;

  readonly #ages = new Map<string, number>();

  override onTick(tick: Tick): void {
    const { symbol, bid, ask } = tick;
    if (bid === undefined || ask === undefined) return;
    const standing = this.orders.standing.filter(order => order.symbol === symbol);
    if (standing.length === 0) {
      this.#ages.set(symbol, 0);
      this.#quote(symbol, 'buy', bid);
      this.#quote(symbol, 'sell', ask);
      return;
    }
    const age = (this.#ages.get(symbol) ?? 0) + 1;
    this.#ages.set(symbol, age);
    const left = standing.some(({ side, price }) => price?.toNumber() !== (side === 'buy' ? bid : ask));
    if (left || age >= this.params.refreshAfter) this.cancelAll(symbol);
  }

  #quote(symbol: string, side: Side, best: number): void {
    const instrument = this.instrument(symbol);
    const price = instrument.roundPrice(best, 'half-even');
    const affordable =
      side === 'sell'
        ? this.capital.available(instrument.base)
        : this.capital.available(instrument.quote).times('0.98').dividedBy(price, 8, 'down');
    const quantity = instrument.roundQuantity(Decimal.min(this.params.quantity, affordable), 'down');
    if (instrument.checkQuantity(quantity) !== undefined) return;
    this.placeOrder({ symbol, side, type: 'limit', quantity, price });
  }
}
