import type { Bar, Tick, Trade } from '../market/market-event.ts';
import type { Side } from '../order/order-request.ts';
import type { TriggerSource } from './contingent-order.ts';

/** The prices that one market event tells: their extremes and the last one. */
export interface PriceRange {
  /** Highest. */
  readonly high: number;
  /** Lowest. */
  readonly low: number;
  /** Last. */
  readonly last: number;
}

/**
 * The prices of a market event that count for triggers; `undefined` when it has none.
 *
 * A bar counts with its extremes when it opened after the legs were armed and a tick or trade moved their level at last, otherwise with its
 * close alone: what happened before must trigger nothing.
 *
 * @param event - What arrived.
 * @param triggerBy - Which prices count.
 * @param side - Which way the exits trade.
 * @param armedMs - Since when prices count, in milliseconds since the epoch.
 */
export function priceRange(
  event: Tick | Trade | Bar,
  triggerBy: TriggerSource,
  side: Side,
  armedMs: number,
): PriceRange | undefined {
  if (triggerBy === 'quote') {
    return event.type === 'tick' ? onePrice(side === 'sell' ? event.bid : event.ask) : undefined;
  }
  switch (event.type) {
    case 'tick':
      return onePrice(event.last);
    case 'trade':
      return { high: event.highPrice, low: event.lowPrice, last: event.price };
    case 'bar':
      return event.openTimeMs >= armedMs
        ? { high: event.high, low: event.low, last: event.close }
        : onePrice(event.close);
    default:
      return event satisfies never;
  }
}

function onePrice(price: number | undefined): PriceRange | undefined {
  return price === undefined ? undefined : { high: price, low: price, last: price };
}
