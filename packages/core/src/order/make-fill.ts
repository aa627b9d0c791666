import { Decimal } from '../money/decimal.ts';
import type { Fill } from './fill.ts';
import type { ManagedOrder } from './managed-order.ts';
import type { FillIncrease } from './order-transition.ts';

/** Decimals of a fill's price, which is for reading: sums use the quantities. */
const fillPriceScale = 16;

/** Quotients between these are guessed: their shortest text has no exponent. */
const guessMin = 1e-6;
const guessMax = 1e15;

/** Ends of the names of an order's first fills: joining two texts is cheaper than joining three. */
const tails = Array.from({ length: 10 }, (_, count) => `-${count}`);

/** The fill that an increase is, numbered within its order. */
export function makeFill(order: ManagedOrder, increase: FillIncrease, timeMs: number): Fill {
  return {
    fillId: order.clientOrderId + (tails[order.fillCount] ?? `-${order.fillCount}`),
    clientOrderId: order.clientOrderId,
    brokerageOrderId: order.brokerageOrderId,
    strategy: order.strategy,
    instrumentId: order.instrumentId,
    symbol: order.symbol,
    side: order.side,
    quantity: increase.base,
    quoteQuantity: increase.quote,
    price: fillPrice(order, increase),
    fees: increase.fees,
    tradeId: increase.tradeId,
    liquidity: increase.liquidity,
    tag: order.tag,
    brokerageTimeMs: increase.brokerageTimeMs,
    timeMs,
  };
}

/** The price of an increase; of one without a quantity (a late fee) the average of the order. */
function fillPrice(order: ManagedOrder, { base, quote }: FillIncrease): Decimal {
  if (base.isZero()) {
    return order.filled.isZero()
      ? Decimal.zero
      : order.filledQuote.dividedBy(order.filled, fillPriceScale, 'half-even');
  }
  // Resting orders fill at their own price: comparing is cheaper than dividing.
  if (order.price?.times(base).equals(quote)) return order.price;
  // So is guessing: prices lie on a grid, and the nearest double of the quotient names the one that multiplies back exactly.
  const guess = quote.toNumber() / base.toNumber();
  if (guess > guessMin && guess < guessMax) {
    const price = Decimal.from(guess);
    if (price.decimalPlaces() <= fillPriceScale && price.times(base).equals(quote)) return price;
  }
  return quote.dividedBy(base, fillPriceScale, 'half-even');
}
