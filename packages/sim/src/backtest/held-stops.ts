import type { HeldStop } from '@trader/core';
import { type PricePath, pathPoints } from '../trading/price-path.ts';

/** The best prices that takers meet. */
export interface Quotes {
  /** What sells get. */
  readonly bid: number;
  /** What buys pay. */
  readonly ask: number;
}

/**
 * Which extreme hurts those whose stops are held: the low those that leave by selling. Where some sell and some buy, what is held in all
 * decides.
 *
 * @param stops - What is held on the market.
 * @param net - The sign of the base that was bought there without what was sold.
 * @returns As what {@link PricePath.orient} takes; `undefined` while no stop has anything to exit.
 */
export function hurtingWay(stops: readonly HeldStop[], net: number): number | undefined {
  let [sells, buys] = [false, false];
  for (const { side, isArmed } of stops) {
    if (!isArmed) continue;
    if (side === 'sell') sells = true;
    else buys = true;
  }
  if (!sells && !buys) return undefined;
  return sells === buys ? net : sells ? 1 : -1;
}

/**
 * The next price on the way at which something happens to a stop: it triggers, or its entry fills.
 *
 * @param stops - What is held on the market.
 * @param from - Where prices come from, which was looked at already.
 * @param to - Where they get.
 */
export function priceOnTheWay(stops: readonly HeldStop[], from: number, to: number): number | undefined {
  const falls = to < from;
  let next: number | undefined;
  for (const { side, level, entryPrice } of stops) {
    // Stops that sell, and the purchases that such a stop protects, are reached by falling prices.
    if ((side === 'sell') !== falls) continue;
    for (const price of [level, entryPrice]) {
      if (price === undefined || (falls ? price >= from || price < to : price <= from || price > to)) continue;
      if (next === undefined || (falls ? price > next : price < next)) next = price;
    }
  }
  return next;
}

/**
 * What takers meet between two points. Up to the first extreme nobody knows more than the price. From there on that extreme is known, and
 * takers meet the worse of the price and the bar's close, but for a stop whose level stood before: it gets its level.
 *
 * @param price - The price on the way.
 * @param path - The way.
 * @param step - The point that is next.
 * @param stops - What is held on the market.
 */
export function quotesAt(price: number, path: PricePath, step: number, stops: readonly HeldStop[]): Quotes {
  if (step === 1) return { bid: price, ask: price };
  const close = path.price(pathPoints - 1);
  const extremeMs = path.timeMs(1);
  const isOwed = (side: HeldStop['side']): boolean =>
    stops.some(stop => stop.side === side && stop.level === price && stop.sinceMs < extremeMs);
  return {
    bid: isOwed('sell') ? price : Math.min(price, close),
    ask: isOwed('buy') ? price : Math.max(price, close),
  };
}
