import { Decimal, type Instrument } from '@trader/core';
import type { FillModel } from '../fill-models/fill-model.ts';
import type { SlippageModel, TakerFill } from '../slippage-models/slippage-model.ts';
import type { Liquidity } from './liquidity.ts';
import type { MarketOwner } from './market-owner.ts';
import type { VenueOrder } from './venue-order.ts';

/** Decimals to which the base of a quote amount is computed before it is rounded down to lots. */
const quantityScale = 18;

/** What of a market a taker meets. */
export interface Taking {
  /** Its rules. */
  readonly instrument: Instrument;
  /** What sells take. */
  readonly bids: Liquidity;
  /** What buys take. */
  readonly asks: Liquidity;
  /** Says how much takers get of a volume. */
  readonly fills: FillModel;
  /** What takers pay on top. */
  readonly slippage: SlippageModel | undefined;
  /** Who moves the money. */
  readonly owner: MarketOwner;
  /** Base quantity of the bar or trade that goes on; `NaN` without one. */
  readonly volume: number;
  /** Base quantity that own orders took of it. */
  taken: number;
}

/**
 * Lets an order take what stands against it, up to its limit.
 *
 * @param limit - Limit price; `NaN` for market orders.
 * @returns Whether it wants more, and only the volume of the bar or trade holds it back.
 */
export function takeLiquidity(market: Taking, order: VenueOrder, limit: number): boolean {
  const isBuy = order.side === 'buy';
  const liquidity = isBuy ? market.asks : market.bids;
  for (let index = 0; order.isLive; index += 1) {
    const offer = liquidity.offer(index);
    // NaN, the limit of market orders, is beyond no price.
    if (offer === undefined || (isBuy ? offer.price > limit : offer.price < limit)) return false;
    const budget = volumeLeft(market, liquidity);
    const most = Math.min(offer.quantity, budget);
    const trade = size(market, order, offer.price, offer.shown, most);
    if (trade === undefined) return false;
    if (order.isQuoteSized && order.base.isZero() && isBelowMin(market, order, trade.price)) {
      market.owner.finish(order, 'quantity-below-min');
      return false;
    }
    if (trade.quantity.isZero()) {
      if (budget < offer.quantity) return true;
      if (offer.quantity > 0 && order.isQuoteSized) {
        market.owner.finish(order, order.base.isZero() ? 'quantity-below-min' : 'filled');
        return false;
      }
      continue;
    }
    const taken = trade.quantity.toNumber();
    liquidity.take(index, taken);
    market.taken += taken;
    if (!market.owner.fill(order, trade.price, trade.quantity, 'taker')) return false;
    if (order.isLive && budget < offer.quantity) return true;
  }
  return false;
}

/** Whether an order could trade whole at once. */
export function wouldFill(market: Taking, order: VenueOrder, limit: number): boolean {
  const isBuy = order.side === 'buy';
  const liquidity = isBuy ? market.asks : market.bids;
  const within = Math.min(liquidity.within(isBuy, limit), volumeLeft(market, liquidity));
  return within >= order.resting.remaining;
}

function volumeLeft({ fills, volume, taken }: Taking, liquidity: Liquidity): number {
  // A standing quote is not the share of a volume.
  if (fills.available === undefined || liquidity.isBook || Number.isNaN(volume)) return Number.POSITIVE_INFINITY;
  return Math.max(0, fills.available(volume) - taken);
}

/** Whether a quote amount buys less at a price than one order may; what it buys is known only here. */
function isBelowMin({ instrument }: Taking, order: VenueOrder, price: Decimal): boolean {
  return wantedBase(order, price, instrument).lessThan(instrument.quantityMin ?? instrument.lotSize);
}

/** At which price and how much an order trades with an offer; nothing when slippage brings it beyond its limit. */
function size(
  market: Taking,
  order: VenueOrder,
  offered: number,
  shown: number | undefined,
  most: number,
): { readonly price: Decimal; readonly quantity: Decimal } | undefined {
  const { instrument } = market;
  const quoted = Decimal.from(offered);
  const quantity = bounded(order, quoted, instrument, most);
  if (market.slippage === undefined || quantity.isZero()) return { price: quoted, quantity };
  const volume = shown ?? (Number.isNaN(market.volume) ? undefined : market.volume);
  const price = slip(market.slippage, { side: order.side, price: quoted, quantity, volume, instrument }, order.price);
  return { price, quantity: order.isQuoteSized ? bounded(order, price, instrument, most) : quantity };
}

function bounded(order: VenueOrder, price: Decimal, instrument: Instrument, most: number): Decimal {
  const wanted = wantedBase(order, price, instrument);
  if (most === Number.POSITIVE_INFINITY || most >= wanted.toNumber()) return wanted;
  return instrument.roundQuantity(Decimal.from(most), 'down');
}

function slip(model: SlippageModel, fill: TakerFill, limit: Decimal | undefined): Decimal {
  const { side, price, instrument } = fill;
  const isBuy = side === 'buy';
  const slipped = model.price(fill);
  const onGrid = instrument.roundPrice(slipped, isBuy ? 'up' : 'down');
  const worse = isBuy ? Decimal.max(onGrid, price) : Decimal.min(onGrid, price);
  if (limit !== undefined) return isBuy ? Decimal.min(worse, limit) : Decimal.max(worse, limit);
  return worse.isPositive() ? worse : instrument.tickSize;
}

/** Base quantity that an order would still trade at a price, on the lot grid. */
export function wantedBase(order: VenueOrder, price: Decimal, instrument: Instrument): Decimal {
  const { quoteQuantity } = order.terms;
  if (quoteQuantity === undefined) return order.left;
  const base = quoteQuantity.minus(order.quote).dividedBy(price, quantityScale, 'down');
  return instrument.roundQuantity(base, 'down');
}
