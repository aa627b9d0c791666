import type { InstrumentId } from '../instrument/instrument.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import type { StrategyId } from '../order/order.ts';
import { type AssetTotal, AssetTotals } from './asset-totals.ts';
import { type CostRounding, partOf } from './part-of.ts';
import type { Position } from './position.ts';

/** Decimals of an average price, which is for reading: sums use quantity and cost. */
const averagePriceScale = 16;

/** A position in the making: average cost, changed in place by its {@link PositionManager} only. */
export class ManagedPosition implements Position {
  /** Whose position. */
  readonly strategy: StrategyId;
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** The quote asset. */
  quote: string | undefined = undefined;
  /** Base quantity. */
  quantity: Decimal = Decimal.zero;
  /** What the open quantity cost in quote. */
  cost: Decimal = Decimal.zero;
  /** Realised profit or loss. */
  realisedPnl: Decimal = Decimal.zero;
  /** Fees paid by asset. */
  readonly feeTotals = new AssetTotals();
  /** How many fills it is made of. */
  fillCount = 0;

  // The asset of the last fee, which is the asset of almost every fee.
  #lastFee: AssetTotal | undefined = undefined;

  /** @param strategy - Whose position; @param instrumentId - which instrument. */
  constructor(strategy: StrategyId, instrumentId: InstrumentId) {
    this.strategy = strategy;
    this.instrumentId = instrumentId;
  }

  /** The brokerage's market name. */
  get symbol(): string {
    return this.instrumentId.slice(0, this.instrumentId.lastIndexOf('@'));
  }

  /** Fees paid by asset. */
  get fees(): readonly AssetAmount[] {
    return this.feeTotals.toAmounts();
  }

  /** Average price of the open quantity. */
  get averagePrice(): Decimal | undefined {
    return this.quantity.isZero() ? undefined : this.cost.dividedBy(this.quantity, averagePriceScale, 'half-even');
  }

  /** Profit or loss of closing at this price. */
  unrealisedPnl(price: Decimal): Decimal {
    return this.quantity.times(price).minus(this.cost);
  }

  /**
   * Trades a quantity for a value and returns what that realised.
   *
   * @param isBuy - Which way.
   * @param size - Base, not below 0.
   * @param value - Quote paid or received for it.
   * @param costs - How cost is split.
   */
  trade(isBuy: boolean, size: Decimal, value: Decimal, costs: CostRounding): Decimal {
    if (size.isZero()) return this.#correct(isBuy, value);
    const held = this.quantity;
    const sign = held.sign();
    this.quantity = isBuy ? held.plus(size) : held.minus(size);
    if (sign === 0 || sign > 0 === isBuy) {
      this.cost = isBuy ? this.cost.plus(value) : this.cost.minus(value);
      return Decimal.zero;
    }
    return this.#close(isBuy, held.abs(), size, value, costs);
  }

  /** Counts a fee. */
  countFee(asset: string, amount: Decimal): void {
    let total = this.#lastFee;
    if (total?.asset !== asset) {
      total = this.feeTotals.total(asset);
      this.#lastFee = total;
    }
    total.amount = total.amount.plus(amount);
  }

  /** Takes a base fee off the quantity (a rebate adds to it) and returns what that realised: its cost, when nothing is left to carry it. */
  payBaseFee(fee: Decimal): Decimal {
    const before = this.quantity;
    this.quantity = before.minus(fee);
    if (before.isZero() || before.sign() === this.quantity.sign()) return Decimal.zero;
    const lost = this.cost.negated();
    this.cost = Decimal.zero;
    return this.#realise(lost);
  }

  #close(isBuy: boolean, open: Decimal, size: Decimal, value: Decimal, costs: CostRounding): Decimal {
    const order = size.compare(open);
    let costOut = this.cost;
    let valueOut = value;
    if (order === 0) this.cost = Decimal.zero;
    else if (order < 0) {
      costOut = partOf(costOut, size, open, costs);
      this.cost = this.cost.minus(costOut);
    } else {
      // Through zero the rest of the value opens the other side.
      valueOut = partOf(value, open, size, costs);
      this.cost = isBuy ? value.minus(valueOut) : valueOut.minus(value);
    }
    return this.#realise(isBuy ? costOut.plus(valueOut).negated() : valueOut.minus(costOut));
  }

  /** A value without a quantity corrects an earlier fill: it belongs to the cost of what is open on its side, otherwise to the result. */
  #correct(isBuy: boolean, value: Decimal): Decimal {
    if (value.isZero()) return value;
    const paid = isBuy ? value : value.negated();
    if (this.quantity.isZero() || this.quantity.isPositive() !== isBuy) return this.#realise(paid.negated());
    this.cost = this.cost.plus(paid);
    return Decimal.zero;
  }

  #realise(result: Decimal): Decimal {
    this.realisedPnl = this.realisedPnl.plus(result);
    return result;
  }
}
