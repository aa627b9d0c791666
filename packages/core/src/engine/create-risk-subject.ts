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
  const { order, runtime, market, orders, account } = facts;
  const { instrument } = market;
  const consumedAsset = order.heldAsset;
  const own = order.held ?? Decimal.zero;
  const usable = account.usable(consumedAsset);
  const referencePrice = order.price ?? order.hold.referencePrice;
  const position = runtime.positions.position(instrument.id).quantity;
  return {
    order,
    instrument,
    nowMs: facts.nowMs,
    referencePrice,
    notional: notionalOf(order, referencePrice),
    consumedAsset,
    consumedAmount: order.held,
    available: runtime.positions.capital.get(consumedAsset).minus(runtime.orders.held(consumedAsset).minus(own)),
    accountAvailable: usable?.minus(orders.held(consumedAsset).minus(own)),
    position,
    worstPosition: worst(order, position, runtime.orders.exposure(instrument.id)),
    worstPositionAll: worst(order, positionOfAll(facts), orders.exposure(instrument.id)),
    openOrders: runtime.orders.standingCount - 1,
    openOrdersAll: orders.standingCount - 1,
    marketDataAgeMs: market.ageMs(facts.nowMs),
    marketDataPulled: facts.marketDataPulled,
    ownCrossingPrice: orders.crossingPrice(order),
  };
}

/** The price at which a market order would trade now, as a decimal; `undefined` while nobody quotes the other side. */
export function marketPrice(side: 'buy' | 'sell', { tick }: InstrumentMarket): Decimal | undefined {
  const price = side === 'buy' ? tick?.ask : tick?.bid;
  return price === undefined ? undefined : Decimal.from(price);
}

function notionalOf(order: ManagedOrder, referencePrice: Decimal | undefined): Decimal | undefined {
  if (order.quoteQuantity !== undefined) return order.quoteQuantity;
  return referencePrice === undefined ? undefined : order.quantity?.times(referencePrice);
}

function worst(
  order: ManagedOrder,
  position: Decimal,
  exposure: { readonly buysRemaining: Decimal; readonly sellsRemaining: Decimal },
): Decimal {
  return order.side === 'buy' ? position.plus(exposure.buysRemaining) : position.minus(exposure.sellsRemaining);
}

function positionOfAll({ runtimes, market }: ReviewFacts): Decimal {
  let sum = Decimal.zero;
  for (const { positions } of runtimes) sum = sum.plus(positions.position(market.id).quantity);
  return sum;
}
