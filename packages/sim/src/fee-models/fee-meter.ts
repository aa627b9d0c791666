import { Decimal } from '@trader/core';
import type { FeeTerms, Liquidity } from './fee-model.ts';

/**
 * Counts the fee of one order over all its fills.
 *
 * The exact fee runs up and the rounded total is charged, so that an order pays the same in one fill or in a thousand, and its worst
 * fee is known when it is accepted.
 */
export class FeeMeter {
  /** What the order pays. */
  readonly terms: FeeTerms;
  private readonly worstRate: Decimal;
  private accrued: Decimal = Decimal.zero;
  private charged: Decimal = Decimal.zero;

  /**
   * @param terms - What the order pays.
   */
  constructor(terms: FeeTerms) {
    this.terms = terms;
    this.worstRate = Decimal.max(Decimal.max(terms.maker, terms.taker), Decimal.zero);
  }

  /** Fee so far; negative is a rebate. */
  get total(): Decimal {
    return this.charged;
  }

  /**
   * Charges one fill.
   *
   * @param liquidity - Whether the order rested or came in.
   * @param amount - What traded, in the asset of the fee.
   * @param feeMax - The fee of this fill is cut to it; what was cut is charged with a later fill, if there is one.
   * @returns The fee of this fill; negative is a rebate.
   */
  charge(liquidity: Liquidity, amount: Decimal, feeMax?: Decimal): Decimal {
    const { terms } = this;
    const rate = liquidity === 'maker' ? terms.maker : terms.taker;
    this.accrued = this.accrued.plus(rate.times(amount));
    const due = this.accrued.round(terms.scale, terms.rounding).minus(this.charged);
    const fee = feeMax === undefined ? due : Decimal.min(due, feeMax);
    this.charged = this.charged.plus(fee);
    return fee;
  }

  /** The most that trading a further amount can cost, whether it rests or comes in; 0 or more. */
  worst(amount: Decimal): Decimal {
    if (amount.isZero()) return Decimal.zero;
    const { scale, rounding } = this.terms;
    const total = this.accrued.plus(this.worstRate.times(amount)).round(scale, rounding);
    return Decimal.max(total.minus(this.charged), Decimal.zero);
  }

  /** The most that trading an amount can cost, whatever was charged before; 0 or more. */
  bound(amount: Decimal): Decimal {
    return this.worstRate.times(amount).round(this.terms.scale, this.terms.rounding);
  }
}
