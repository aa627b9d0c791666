import { Decimal, type Order, type OrderRequest, StrategyBase, type Tick } from '@trader/core';

/** Live orders at once at most. */
const standingMax = 4;

/**
 * Trades by dice of its own seed: takes, sweeps, joins, rests far away, cancels one, cancels all, in no order that a fault could be
 * prepared for. Rests from the signal `rest` on.
 */
export class SeededTrader extends StrategyBase {
  #isResting = false;

  override onTick({ symbol, bid, ask }: Tick): void {
    if (this.#isResting || bid === undefined || ask === undefined) return;
    const { standing } = this.orders;
    if (standing.length >= standingMax || this.random() < 0.15) {
      this.#cancelSome(standing);
      return;
    }
    const side = this.random() < 0.5 ? 'buy' : 'sell';
    const [own, other] = side === 'buy' ? [bid, ask] : [ask, bid];
    const instrument = this.instrument(symbol);
    const far = own * (side === 'buy' ? 0.95 : 1.05);
    const price = instrument.roundPrice(this.#oneOf([other, other, own, far]), 'half-even');
    const quantity = Decimal.from('0.001').times(this.#oneOf(['1', '7', '60']));
    const request: OrderRequest = { symbol, side, type: 'limit', quantity, price };
    this.placeOrder(this.random() < 0.2 ? { ...request, timeInForce: 'IOC' } : request);
  }

  override onSignal(): void {
    this.#isResting = true;
    this.cancelAll();
  }

  #cancelSome(standing: readonly Order[]): void {
    if (this.random() < 0.3) this.cancelAll();
    else if (standing.length > 0) this.cancelOrder(this.#oneOf(standing));
  }

  #oneOf<Value>(values: readonly Value[]): Value {
    const value = values[Math.floor(this.random() * values.length)];
    if (value === undefined) throw new Error('there was nothing to choose from');
    return value;
  }
}
