import type { InstrumentId } from '../instrument/instrument.ts';
import type { Decimal } from '../money/decimal.ts';
import type { ManagedOrder } from './managed-order.ts';
import type { OrderTerms } from './order.ts';
import type { Side } from './order-request.ts';

/** One side of what the account may have resting on one instrument. */
class OwnSide {
  // In no order; each order knows its place, so that removal moves one other order only.
  readonly #orders: ManagedOrder[] = [];
  readonly #side: Side;
  #best: ManagedOrder | undefined = undefined;

  constructor(side: Side) {
    this.#side = side;
  }

  add(order: ManagedOrder): void {
    order.quoteIndex = this.#orders.length;
    this.#orders.push(order);
    const best = this.#best;
    if (best === undefined ? this.#orders.length === 1 : this.#isBetter(order, best)) this.#best = order;
  }

  delete(order: ManagedOrder): void {
    const last = this.#orders.pop();
    if (last !== undefined && last !== order) {
      this.#orders[order.quoteIndex] = last;
      last.quoteIndex = order.quoteIndex;
    }
    order.quoteIndex = -1;
    // The next best is looked for when somebody asks.
    if (this.#best === order) this.#best = undefined;
  }

  get bestPrice(): Decimal | undefined {
    let best = this.#best;
    if (best === undefined) {
      for (const order of this.#orders) if (best === undefined || this.#isBetter(order, best)) best = order;
      this.#best = best;
    }
    return best?.price;
  }

  #isBetter(order: ManagedOrder, than: ManagedOrder): boolean {
    if (order.price === undefined || than.price === undefined) return false;
    return this.#side === 'buy' ? order.price.greaterThan(than.price) : order.price.lessThan(than.price);
  }
}

/**
 * The account's own prices on every instrument: all live orders with a limit, whether proven to rest or not. A stop-limit order
 * counts once the brokerage has shown it trading.
 */
export class OwnQuotes {
  readonly #buys = new Map<InstrumentId, OwnSide>();
  readonly #sells = new Map<InstrumentId, OwnSide>();

  /** Adds an order that may rest from now on. */
  add(order: ManagedOrder): void {
    const sides = order.side === 'buy' ? this.#buys : this.#sells;
    let side = sides.get(order.instrumentId);
    if (side === undefined) {
      side = new OwnSide(order.side);
      sides.set(order.instrumentId, side);
    }
    side.add(order);
  }

  /** Removes an order, if it was here. */
  delete(order: ManagedOrder): void {
    if (order.quoteIndex < 0) return;
    (order.side === 'buy' ? this.#buys : this.#sells).get(order.instrumentId)?.delete(order);
  }

  /** Best own price of one side; `undefined` without any. */
  bestPrice(instrumentId: InstrumentId, side: Side): Decimal | undefined {
    return (side === 'buy' ? this.#buys : this.#sells).get(instrumentId)?.bestPrice;
  }

  /** Best own price that an order would trade with, if it were placed now; `undefined` when none, and for orders that sleep first. */
  crossingPrice({ instrumentId, side, type, price }: OrderTerms): Decimal | undefined {
    if (type === 'stop-limit') return undefined;
    const best = this.bestPrice(instrumentId, side === 'buy' ? 'sell' : 'buy');
    if (best === undefined || price === undefined) return best;
    const crosses = side === 'buy' ? best.lessThanOrEqual(price) : best.greaterThanOrEqual(price);
    return crosses ? best : undefined;
  }
}
