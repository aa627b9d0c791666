import type { RiskDenial, RiskRule, RiskSubject } from './risk-rule.ts';

/**
 * Denies orders that could use up more than the strategy has available (what live and unknown orders hold is taken off), or
 * more than the account has free. Strategies that may go short are bound by the account alone when they sell.
 */
export function createCapitalRule(mayGoShort: (strategy: string) => boolean): RiskRule {
  return {
    name: 'available-capital',
    review: subject =>
      subject.order.side === 'sell' && mayGoShort(subject.order.strategy) ? undefined : reviewCapital(subject),
  };
}

/** The fee that comes on top of what is sold, for a person: selling everything that is owned does not leave room for it. */
function feeOnTop({ order: { side, quantity }, consumedAmount, consumedAsset }: RiskSubject): string {
  if (side !== 'sell' || quantity === undefined || consumedAmount === undefined) return '';
  const fee = consumedAmount.minus(quantity);
  return fee.isPositive() ? `, ${fee.toString()} ${consumedAsset} of it for the fee` : '';
}

function reviewCapital(subject: RiskSubject): RiskDenial | undefined {
  const { order, consumedAsset, consumedAmount, available, accountAvailable } = subject;
  if (consumedAmount === undefined) {
    return {
      code: 'no-reference-price',
      message: `the order on ${order.symbol} cannot be valued because no price is known yet; wait for the first tick or give a limit price`,
    };
  }
  if (consumedAmount.greaterThan(available)) {
    const fee = feeOnTop(subject);
    return {
      code: 'capital',
      message: `the order needs up to ${consumedAmount.toString()} ${consumedAsset}${fee}; strategy ${order.strategy} has ${available.toString()} available; lower the quantity, or give the strategy more capital`,
      limit: available,
      value: consumedAmount,
    };
  }
  if (accountAvailable !== undefined && consumedAmount.greaterThan(accountAvailable)) {
    return {
      code: 'balance',
      message: `the order needs up to ${consumedAmount.toString()} ${consumedAsset}; the account has ${accountAvailable.toString()} free`,
      limit: accountAvailable,
      value: consumedAmount,
    };
  }
  return undefined;
}
