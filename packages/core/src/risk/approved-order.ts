import type { Instrument } from '../instrument/instrument.ts';
import type { OrderTerms } from '../order/order.ts';

declare const approvedBrand: unique symbol;

/** An order that passed every risk rule. Only the review makes one, and only such an order can be placed. */
export type ApprovedOrder = Readonly<{
  /** What the order is. */
  terms: OrderTerms;
  /** The instrument's rules at the moment of approval. */
  instrument: Instrument;
  /** Proof of the review. */
  [approvedBrand]: true;
}>;
