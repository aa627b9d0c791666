import { Decimal, type OrderTerms, type OrderType, type Side } from '@trader/core';
import type { FundedOrder } from '../exchange/order-funds.ts';
import type { FeeMeter } from '../fee-models/fee-meter.ts';
import type { RestingOrder } from '../fill-models/fill-model.ts';
import type { FinishCause } from '../matching/matching-event.ts';

/** Why an order of a simulated venue will never trade again. */
export type VenueFinish = FinishCause | 'insufficient-balance' | 'not-enough-liquidity' | 'quantity-below-min';

/** An order that a simulated venue has accepted, in place. */
export class VenueOrder implements FundedOrder {
  /** What it is. */
  readonly terms: OrderTerms;
  /** The venue's name of it. */
  readonly orderId: string;
  /** Whose it is. */
  readonly account: string;
  /** Which way. */
  readonly side: Side;
  /** How it finds its price. */
  readonly type: OrderType;
  /** Limit price. */
  readonly price: Decimal | undefined;
  /** Stop price as the nearest double; `NaN` without one. */
  readonly stopPrice: number;
  /** Counts its fee. */
  readonly fee: FeeMeter;
  /** The asset of its fee. */
  readonly feeAsset: string;
  /** What fill models see of it. */
  readonly resting: RestingOrder & { remaining: number };
  /** What it may still pay without fees, of the asset it pays with. */
  principalLeft: Decimal = Decimal.zero;
  /** What it reserves now. */
  reserved: Decimal = Decimal.zero;
  /** Base quantity that has not traded; of an order sized in quote, 0. */
  left: Decimal;
  /** Base quantity filled so far. */
  base: Decimal = Decimal.zero;
  /** Quote amount exchanged so far. */
  quote: Decimal = Decimal.zero;
  /** Whether its stop has not woken yet. */
  isAsleep: boolean;
  /** Why it ended; `undefined` while it may trade. */
  finishedBy: VenueFinish | undefined = undefined;

  /**
   * @param terms - What it is.
   * @param orderId - The venue's name of it.
   * @param account - Whose it is.
   * @param fee - Counts its fee.
   * @param feeAsset - The asset of its fee.
   */
  constructor(terms: OrderTerms, orderId: string, account: string, fee: FeeMeter, feeAsset: string) {
    this.terms = terms;
    this.orderId = orderId;
    this.account = account;
    this.side = terms.side;
    this.type = terms.type;
    this.price = terms.price;
    this.stopPrice = terms.stopPrice === undefined ? Number.NaN : terms.stopPrice.toNumber();
    this.fee = fee;
    this.feeAsset = feeAsset;
    this.left = terms.quantity ?? Decimal.zero;
    this.isAsleep = terms.type === 'stop-limit';
    this.resting = {
      side: terms.side,
      price: terms.price === undefined ? Number.NaN : terms.price.toNumber(),
      remaining: this.left.toNumber(),
      ahead: 0,
    };
  }

  /** Whether it may still trade. */
  get isLive(): boolean {
    return this.finishedBy === undefined;
  }

  /** Whether it is sized in quote. */
  get isQuoteSized(): boolean {
    return this.terms.quantity === undefined;
  }

  /** Counts a fill. */
  count(base: Decimal, quote: Decimal): void {
    this.base = this.base.plus(base);
    this.quote = this.quote.plus(quote);
    if (this.isQuoteSized) return;
    this.left = this.left.minus(base);
    this.resting.remaining = this.left.toNumber();
  }
}
