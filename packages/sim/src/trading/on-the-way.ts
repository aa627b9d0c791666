import type { VenueOrder } from './venue-order.ts';

/** An order that prices meet on their way. */
export interface OrderOnTheWay {
  /** The order. */
  readonly order: VenueOrder;
  /** Where it stands: its limit price, or the stop price of one that sleeps. */
  readonly price: number;
  /** Whether it sleeps. */
  readonly isStop: boolean;
}

/**
 * The orders that prices meet between two points, in the order in which they do; at one price the one that came first.
 *
 * @param resting - Limit orders that rest, in the order in which they came.
 * @param sleeping - Stop-limit orders that sleep, likewise.
 * @param from - Where prices come from; `NaN` when they jump.
 * @param to - Where they get, which is met too.
 */
export function ordersOnTheWay(
  resting: readonly VenueOrder[],
  sleeping: readonly VenueOrder[],
  from: number,
  to: number,
): readonly OrderOnTheWay[] {
  const met: OrderOnTheWay[] = [];
  for (const order of resting) {
    const { price } = order.resting;
    if (order.side === 'buy' ? price >= to : price <= to) met.push({ order, price, isStop: false });
  }
  for (const order of sleeping) {
    if (isStopReached(order, to)) met.push({ order, price: order.stopPrice, isStop: true });
  }
  if (met.length > 1) met.sort(Number.isNaN(from) || to < from ? highestFirst : lowestFirst);
  return met;
}

/** Whether a price wakes a stop-limit order. */
export function isStopReached({ stopPrice, terms }: VenueOrder, price: number): boolean {
  return terms.trigger === 'above' ? price >= stopPrice : price <= stopPrice;
}

// Sorting is stable: equal prices stay in the order in which the orders came.
const highestFirst = (a: OrderOnTheWay, b: OrderOnTheWay): number => b.price - a.price;
const lowestFirst = (a: OrderOnTheWay, b: OrderOnTheWay): number => a.price - b.price;
