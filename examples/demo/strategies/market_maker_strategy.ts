import {
  Decimal,
  type Instrument,
  type Order,
  type Side,
  StrategyBase,
  type Tick,
  type TimeInForce,
  type TimerFired,
} from '@trader/core';
import { z } from 'zod';

const params = z.strictObject({
  /** Base quantity of each quote, as decimal text. */
  quantity: z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be decimal text such as "100"')
    .default('100'),
  /** How long a pair of quotes stands before it is taken back and set anew, in milliseconds. */
  quoteMs: z.number().int().min(100).default(2_000),
});

/**
 * Quotes both sides of one market, a tick inside the best prices where there is room. Quotes are taken back after a while and
 * set anew as soon as none is left. Whenever it owns too little to quote the selling side, it buys at the ask instead of waiting.
 */
export default class MarketMakerStrategy extends StrategyBase<typeof params> {
  static override readonly params = params;

  override onTick({ symbol }: Tick): void {
    if (this.orders.standing.length === 0) this.#quote(symbol);
  }

  override onTimer({ name: symbol }: TimerFired): void {
    this.cancelAll(symbol);
  }

  override onOrder({ state, symbol, filled, cancelRequested }: Order): void {
    // An IOC order that found nothing is tried again with the next tick, not at once.
    const isDone = state === 'filled' || (state === 'canceled' && (cancelRequested || filled.isPositive()));
    if (isDone && this.orders.standing.length === 0) this.#quote(symbol);
  }

  #quote(symbol: string): void {
    this.setTimer(symbol, this.params.quoteMs);
    const tick = this.tick(symbol);
    if (tick?.bid === undefined || tick.ask === undefined) return;
    const instrument = this.instrument(symbol);
    const [bid, ask] = [Decimal.from(tick.bid), Decimal.from(tick.ask)];
    if (this.capital.available(instrument.base).lessThan(Decimal.from(this.params.quantity).times('0.5'))) {
      this.#place('buy', ask, instrument, 'IOC');
      return;
    }
    const { tickSize } = instrument;
    const hasRoom = ask.minus(bid).greaterThan(tickSize.times(2));
    this.#place('buy', hasRoom ? bid.plus(tickSize) : bid, instrument);
    this.#place('sell', hasRoom ? ask.minus(tickSize) : ask, instrument);
  }

  #place(side: Side, price: Decimal, instrument: Instrument, timeInForce: TimeInForce = 'GTC'): void {
    const { symbol, base, quote } = instrument;
    const affordable =
      side === 'sell'
        ? this.capital.available(base)
        : this.capital.available(quote).times('0.98').dividedBy(price, 8, 'down');
    const quantity = instrument.roundQuantity(Decimal.min(this.params.quantity, affordable), 'down');
    if (instrument.checkQuantity(quantity) !== undefined) return;
    this.placeOrder({ symbol, side, type: 'limit', quantity, price, timeInForce });
  }
}
