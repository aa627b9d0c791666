import type { Account } from '../account/account.ts';
import type { InstrumentMarket } from '../market/instrument-market.ts';
import { Decimal } from '../money/decimal.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { OrderManagement } from '../order/order-management.ts';
import type { RiskSubject } from '../risk/risk-rule.ts';
import type { StrategyRuntime } from '../strategy/strategy-runtime.ts';

/** What the engine knows when an order comes up for review. */
export interface ReviewFacts {
  /** The order, state `requested`; holds and exposure already count it. */
  readonly order: ManagedOrder;
  /** Requested orders that are reviewed after this one: they count in holds and exposure already, and must not here. */
  readonly waiting: readonly ManagedOrder[];
  /** Whose it is. */
  readonly runtime: StrategyRuntime;
  /** Every strategy. */
  readonly runtimes: readonly StrategyRuntime[];
  /** The market of its instrument. */
  readonly market: InstrumentMarket;
  /** All orders. */
  readonly orders: OrderManagement;
  /** The account. */
  readonly account: Account;
  /** Whether market data is pulled. */
  readonly marketDataPulled: boolean;
  /** Engine time. */
  readonly nowMs: number;
}

/** Puts together what risk rules may look at. Everything live or unknown counts as if it filled. */
export function createRiskSubject(facts: ReviewFacts): RiskSubject {
  const { order, waiting, runtime, market, orders, account } = facts;
  const { instrument } = market;
  const consumedAsset = order.heldAsset;
  let uncounted = order.held ?? Decimal.zero;
  for (const { heldAsset, held } of waiting) {
    if (heldAsset === consumedAsset && held !== undefined) uncounted = uncounted.plus(held);
  }
  const usable = account.usable(consumedAsset);
  const referencePrice = order.price ?? order.hold.referencePrice;
  const position = runtime.positions.position(instrument.id).quantity;
  const notional = notionalOf(order, referencePrice);
  const worstAt = worstPrice(order, referencePrice, market);
  return {
    order,
    instrument,
    nowMs: facts.nowMs,
    referencePrice,
    confirmedPrice: market.confirmedPrice,
    notional,
    worstNotional: worstAt === referencePrice ? notional : notionalOf(order, worstAt),
    consumedAsset,
    consumedAmount: order.held,
    available: runtime.positions.capital.get(consumedAsset).minus(runtime.orders.held(consumedAsset).minus(uncounted)),
    accountAvailable: usable?.minus(orders.held(consumedAsset).minus(uncounted)),
    position,
    worstPosition: worst(facts, position, runtime.orders.exposure(instrument.id)),
    worstPositionAll: worst(facts, positionOfAll(facts), orders.exposure(instrument.id)),
    openOrders: runtime.orders.standingCount - 1 - waiting.length,
    openOrdersAll: orders.standingCount - 1 - waiting.length,
    marketDataAgeMs: market.ageMs(facts.nowMs),
    marketDataPulled: facts.marketDataPulled,
    ownCrossingPrice: orders.crossingPrice(order),
  };
}

/** The price at which a market order would trade now, as a decimal; `undefined` while nobody quotes the other side. */
export function marketPrice(side: 'buy' | 'sell', market: InstrumentMarket): Decimal | undefined {
  const price = market.best(side === 'buy' ? 'ask' : 'bid');
  return price === undefined ? undefined : Decimal.from(price);
}

function notionalOf(order: ManagedOrder, referencePrice: Decimal | undefined): Decimal | undefined {
  if (order.quoteQuantity !== undefined) return order.quoteQuantity;
  return referencePrice === undefined ? undefined : order.quantity?.times(referencePrice);
}

/** A limit sale below the best bid trades at the bid, for more than its limit says. */
function worstPrice(order: ManagedOrder, price: Decimal | undefined, market: InstrumentMarket): Decimal | undefined {
  const bid = order.side === 'sell' && order.type === 'limit' ? marketPrice('sell', market) : undefined;
  return bid === undefined || price === undefined ? price : Decimal.max(price, bid);
}

function worst(
  { order, waiting }: ReviewFacts,
  position: Decimal,
  exposure: { readonly buysRemaining: Decimal; readonly sellsRemaining: Decimal },
): Decimal {
  let remaining = order.side === 'buy' ? exposure.buysRemaining : exposure.sellsRemaining;
  for (const later of waiting) {
    if (later.side === order.side && later.instrumentId === order.instrumentId)
      remaining = remaining.minus(later.remaining);
  }
  return order.side === 'buy' ? position.plus(remaining) : position.minus(remaining);
}

function positionOfAll({ runtimes, market }: ReviewFacts): Decimal {
  let sum = Decimal.zero;
  for (const { positions } of runtimes) sum = sum.plus(positions.position(market.id).quantity);
  return sum;
}
