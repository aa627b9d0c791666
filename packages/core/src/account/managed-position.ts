import type { InstrumentId } from '../instrument/instrument.ts';
import { type AssetAmount, AssetLedger } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import type { Rounding } from '../money/rounding.ts';
import type { StrategyId } from '../order/order.ts';
import type { Position } from './position.ts';

/** How cost is split when a part of a position is closed; what rounding leaves over stays in the cost of the rest. */
export interface CostRounding {
  /** Decimals of the part. */
  readonly scale: number;
  /** Direction. */
  readonly rounding: Rounding;
}

/** Decimals of an average price, which is for reading: sums use quantity and cost. */
export const averagePriceScale = 16;

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
  readonly feeLedger = new AssetLedger();
  /** How many fills it is made of. */
  fillCount = 0;

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
    return this.feeLedger.toAmounts();
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
   * @param quantity - Base, below 0 for a sale.
   * @param value - Quote paid for it, below 0 for a sale.
   * @param costs - How cost is split.
   */
  trade(quantity: Decimal, value: Decimal, costs: CostRounding): Decimal {
    const held = this.quantity;
    if (quantity.isZero()) return this.#correct(value);
    if (held.isZero() || held.isNegative() === quantity.isNegative()) {
      this.quantity = held.plus(quantity);
      this.cost = this.cost.plus(value);
      return Decimal.zero;
    }
    const open = held.abs();
    const size = quantity.abs();
    const order = size.compare(open);
    const costOut = order < 0 ? this.cost.times(size).dividedBy(open, costs.scale, costs.rounding) : this.cost;
    const valueOut = order > 0 ? value.times(open).dividedBy(size, costs.scale, costs.rounding) : value;
    this.quantity = held.plus(quantity);
    // Through zero the rest of the value opens the other side.
    this.cost = order > 0 ? value.minus(valueOut) : this.cost.minus(costOut);
    return this.#realise(valueOut.plus(costOut).negated());
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

  /** A value without a quantity corrects an earlier fill: it belongs to the cost of what is open on its side, otherwise to the result. */
  #correct(value: Decimal): Decimal {
    if (value.isZero()) return value;
    if (this.quantity.isZero() || this.quantity.isNegative() !== value.isNegative())
      return this.#realise(value.negated());
    this.cost = this.cost.plus(value);
    return Decimal.zero;
  }

  #realise(result: Decimal): Decimal {
    this.realisedPnl = this.realisedPnl.plus(result);
    return result;
  }
}
