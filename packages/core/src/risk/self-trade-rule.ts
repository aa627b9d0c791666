import type { RiskRule } from './risk-rule.ts';

/** Denies orders that could trade with another order of the same account. */
export const selfTradeRule: RiskRule = {
  name: 'self-trade',
  review: ({ order, ownCrossingPrice }) => {
    if (ownCrossingPrice === undefined) return undefined;
    const other = order.side === 'buy' ? 'sell' : 'buy';
    return {
      code: 'self-trade',
      message: `the order could trade with the account's own ${other} at ${ownCrossingPrice.toString()} on ${order.symbol}; cancel that one first`,
      limit: ownCrossingPrice,
      value: order.price,
    };
  },
};
