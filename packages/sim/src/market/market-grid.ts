import type { Decimal, Instrument } from '@trader/core';

/** Turns a market's decimals into the integers of the matching engine, and back. All of it is exact. */
export class MarketGrid {
  private readonly tick: Decimal;
  private readonly lot: Decimal;
  private readonly quoteUnit: Decimal;

  /**
   * @param instrument - Whose grid.
   */
  constructor(instrument: Instrument) {
    this.tick = instrument.tickSize;
    this.lot = instrument.lotSize;
    this.quoteUnit = this.tick.times(this.lot);
  }

  /** A price on the grid in ticks; `undefined` when that is beyond 2^53 − 1. */
  ticksOf(price: Decimal): number | undefined {
    return safe(price.dividedBy(this.tick, 0, 'down'));
  }

  /** A quantity on the grid in lots; `undefined` when that is beyond 2^53 − 1. */
  lotsOf(quantity: Decimal): number | undefined {
    return safe(quantity.dividedBy(this.lot, 0, 'down'));
  }

  /** A quote amount in whole units of one tick times one lot, rounded down. */
  quoteUnitsOf(amount: Decimal): bigint {
    return amount.dividedBy(this.quoteUnit, 0, 'down').toUnits(0);
  }

  /** The price of a number of ticks. */
  price(ticks: number): Decimal {
    return this.tick.times(ticks);
  }

  /** The quantity of a number of lots. */
  quantity(lots: number | bigint): Decimal {
    return this.lot.times(lots);
  }

  /** The quote amount of a number of units. */
  quoteAmount(units: bigint): Decimal {
    return this.quoteUnit.times(units);
  }
}

function safe(integer: Decimal): number | undefined {
  const value = integer.toNumber();
  return Number.isSafeInteger(value) ? value : undefined;
}
