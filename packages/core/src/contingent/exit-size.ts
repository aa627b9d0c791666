import type { Instrument } from '../instrument/instrument.ts';
import { Decimal } from '../money/decimal.ts';
import type { Order } from '../order/order.ts';
import type { ContingentFacts } from './next-step.ts';

/** What an exit's size depends on. */
export interface ExitSizeFacts {
  /** Base quantity that there is to exit in all. */
  readonly target: Decimal;
  /** What exits have filled of it. */
  readonly exited: Decimal;
  /** The rules of the instrument. */
  readonly instrument: Instrument;
  /** Price that values the exit; `undefined` when unknown. */
  readonly price: Decimal | undefined;
  /** What the strategy's ledger holds of base; `undefined` where an exit is not bound to it: buys, and shorts. */
  readonly owned: Decimal | undefined;
  /** What of that no other order of the strategy holds. */
  readonly available: Decimal;
}

/** How much an exit order may be placed for now. */
export interface ExitSize {
  /** See {@link ContingentFacts.left}. */
  readonly left: ContingentFacts['left'];
  /** Quantity of the order, on the lot grid; 0 unless `left` is `some`. */
  readonly quantity: Decimal;
}

/**
 * How much an exit order may be placed for: never more than was entered and not exited yet, never more than the strategy's ledger
 * holds, on the lot grid (rounded down), at most the largest order. The rest of a larger quantity follows in another order.
 */
export function exitSize(facts: ExitSizeFacts): ExitSize {
  const { target, exited, owned, available } = facts;
  const remaining = target.minus(exited);
  if (!remaining.isPositive()) return nothing('none');
  const wanted = toOrder(owned === undefined ? remaining : Decimal.min(remaining, owned), facts);
  if (wanted === undefined) return nothing(exited.isPositive() ? 'none' : 'dust');
  if (owned === undefined || wanted.lessThanOrEqual(available)) return { left: 'some', quantity: wanted };
  const free = toOrder(available, facts);
  return free === undefined ? nothing('held') : { left: 'some', quantity: free };
}

/** What an entry brought: its fills, without the fees that were taken out of the base it bought. */
export function enteredQuantity({ filled, fees, side }: Order, base: string): Decimal {
  let entered = filled;
  for (const { asset, amount } of fees) if (asset === base && side === 'buy') entered = entered.minus(amount);
  return entered.isNegative() ? Decimal.zero : entered;
}

function toOrder(quantity: Decimal, { instrument, price }: ExitSizeFacts): Decimal | undefined {
  const { quantityMax, notionalMin } = instrument;
  const bounded = quantityMax === undefined ? quantity : Decimal.min(quantity, quantityMax);
  const order = instrument.roundQuantity(bounded, 'down');
  if (!order.isPositive() || instrument.checkQuantity(order) !== undefined) return undefined;
  if (price !== undefined && notionalMin?.greaterThan(order.times(price))) return undefined;
  return order;
}

function nothing(left: ContingentFacts['left']): ExitSize {
  return { left, quantity: Decimal.zero };
}
