import { Decimal } from '@trader/core';
import type { ExchangeSettings } from '../exchange/exchange-settings.ts';
import type { Market } from '../market/market.ts';
import type { BookWalk } from '../matching/book-walk.ts';
import type { MatchingMarketOrder, MatchingOrder } from '../matching/matching-event.ts';
import type { ReadOrder, Refusal } from './read-order.ts';

/** What an order will need and do, seen before anything of it happens. */
export interface Foresight {
  /** What it may pay without fees, of the asset it pays with. */
  readonly principal: Decimal;
  /** Why it will be refused once its funds are known to be there; `undefined` when it is taken. */
  readonly refusal: Refusal | undefined;
}

/** Sees ahead what an order needs and whether the book lets it in. Nothing changes. */
export function foreseeOrder(
  order: ReadOrder,
  matching: MatchingOrder,
  market: Market,
  { rules }: ExchangeSettings,
): Foresight | Refusal {
  if (matching.type === 'market') return foreseeMarket(order, matching, market, rules);
  const { price, quantity } = order;
  const principal = order.side === 'buy' ? price?.times(quantity ?? 0) : quantity;
  const refusal = matching.type === 'limit' ? whyNotLimit(matching, market, rules) : whyNotStop(order, market, rules);
  return { principal: principal ?? Decimal.zero, refusal };
}

type Rules = ExchangeSettings['rules'];

function whyNotLimit(matching: MatchingOrder & { type: 'limit' }, market: Market, rules: Rules): Refusal | undefined {
  const { timeInForce, side, priceTicks, postOnly } = matching;
  const takes = market.engine.wouldTake(side, priceTicks);
  if (postOnly && takes)
    return {
      refused: 'post-only-would-take',
      message: `the post-only ${side} would trade at once; move its price away from the market`,
    };
  const immediate = timeInForce !== 'GTC' && rules.unfilledImmediate === 'reject';
  if (!immediate && rules.selfTrade === 'allow') return undefined;
  const walk = market.engine.preview(matching);
  const killed = timeInForce === 'FOK' && !walk.complete;
  if (immediate && (killed || !takes))
    return {
      refused: 'unfilled-immediate',
      message: `the ${timeInForce} order finds too little at its price or better`,
    };
  return killed ? undefined : whyNotSelf(walk, rules);
}

function whyNotStop({ stopPrice, trigger }: ReadOrder, market: Market, rules: Rules): Refusal | undefined {
  const { last } = market.ticker();
  if (rules.stopPriceReached !== 'reject' || last === undefined || stopPrice === undefined) return undefined;
  const reached = trigger === 'above' ? last.greaterThanOrEqual(stopPrice) : last.lessThanOrEqual(stopPrice);
  if (!reached) return undefined;
  return {
    refused: 'stop-price-reached',
    message: `the last trade at ${last} is already ${trigger} or at ${stopPrice}`,
  };
}

function foreseeMarket(
  order: ReadOrder,
  matching: MatchingMarketOrder,
  market: Market,
  rules: Rules,
): Foresight | Refusal {
  const { grid, instrument, engine } = market;
  const walk = engine.preview(matching);
  const trades = grid.quantity(walk.lots);
  const { quoteQuantity } = order;
  if (quoteQuantity !== undefined) {
    const { quantityMin = instrument.lotSize, quantityMax } = instrument;
    const what = `${quoteQuantity} ${instrument.quote} is ${trades} ${instrument.base} at the present book`;
    if (walk.complete && trades.lessThan(quantityMin))
      return { refused: 'quantity-below-min', message: `${what}, below the minimum of ${quantityMin}` };
    if (quantityMax?.lessThan(trades))
      return { refused: 'quantity-above-max', message: `${what}, above the maximum of ${quantityMax}` };
  }
  if (walk.lots === 0n) return { refused: 'not-enough-liquidity', message: `nobody is there to trade with` };
  if (!walk.complete && rules.marketShortfall === 'reject')
    return {
      refused: 'not-enough-liquidity',
      message: `only ${trades} ${instrument.base} are there within the price band`,
    };
  const principal = order.side === 'buy' ? (quoteQuantity ?? grid.quoteAmount(walk.quoteUnits)) : trades;
  return { principal, refusal: whyNotSelf(walk, rules) };
}

function whyNotSelf(walk: BookWalk, rules: Rules): Refusal | undefined {
  if (rules.selfTrade === 'allow' || !walk.meetsOwner) return undefined;
  return { refused: 'self-trade', message: 'the order would meet an order of its own account; cancel that first' };
}
