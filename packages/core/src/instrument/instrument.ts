import { Decimal, type DecimalInput } from '../money/decimal.ts';
import { aboveMax, belowMin, checkAboveZero, checkGrid, type Grid, type GridViolation } from './grid.ts';
import {
  assertName,
  assertOrdered,
  assertReachable,
  type InstrumentFields,
  type InstrumentStatus,
  invalidField,
  readDecimal,
  readFeeScale,
  readStatus,
  readStep,
} from './instrument-fields.ts';

export type { GridViolation } from './grid.ts';
export type { InstrumentFields, InstrumentStatus } from './instrument-fields.ts';

/** `symbol@brokerage`: the key of all state that belongs to one instrument. Made by {@link instrumentId}. */
export type InstrumentId = string & {
  /** Tells ids from other text at compile time; absent at run time. */
  readonly __brand: 'InstrumentId';
};

const brand = Symbol.for('@trader/core/Instrument');

/**
 * The id of a symbol at a brokerage, such as `XBTZAR@luno`.
 *
 * @throws `instrument/invalid` unless both are text without white space and without `@`.
 */
export function instrumentId(symbol: string, brokerage: string): InstrumentId {
  assertName('', 'symbol', symbol);
  assertName(symbol, 'brokerage', brokerage);
  return `${symbol}@${brokerage}` as InstrumentId;
}

/**
 * The rules of one market of one brokerage: what is traded for what, on which grid, within which bounds. Immutable.
 *
 * The `check…` methods answer with the first broken rule or with nothing; they round nothing. The `round…` methods go to the grid in
 * the direction asked for and ignore bounds.
 */
export class Instrument {
  /** `symbol@brokerage`. */
  readonly id: InstrumentId;
  /** The brokerage's market name, such as `XBTZAR`. */
  readonly symbol: string;
  /** Which brokerage trades it. */
  readonly brokerage: string;
  /** The asset that is bought and sold. */
  readonly base: string;
  /** The asset that it is paid with. */
  readonly quote: string;
  /** Prices are multiples of this; in quote per base. */
  readonly tickSize: Decimal;
  /** Quantities are multiples of this; in base. */
  readonly lotSize: Decimal;
  /** Lowest price, inclusive, if bounded. */
  readonly priceMin: Decimal | undefined;
  /** Highest price, inclusive, if bounded. */
  readonly priceMax: Decimal | undefined;
  /** Smallest quantity of one order in base, inclusive, if bounded. */
  readonly quantityMin: Decimal | undefined;
  /** Largest quantity of one order in base, inclusive, if bounded. */
  readonly quantityMax: Decimal | undefined;
  /** Smallest price times quantity of one order in quote, inclusive, if bounded. */
  readonly notionalMin: Decimal | undefined;
  /** Largest price times quantity of one order in quote, inclusive, if bounded. */
  readonly notionalMax: Decimal | undefined;
  /** Whether it takes orders. */
  readonly status: InstrumentStatus;
  /** Decimals that fees have at most, if known. */
  readonly feeScale: number | undefined;
  /** Quote quantities of orders sized in quote are multiples of this, if there is such a grid. */
  readonly quoteStep: Decimal | undefined;

  readonly #prices: Grid;
  readonly #quantities: Grid;
  readonly #quoteQuantities: Grid | undefined;

  static {
    Object.defineProperty(Instrument.prototype, brand, { value: true });
  }

  /**
   * @param fields - Its rules; decimals in any accepted form.
   * @throws `instrument/invalid`, naming the field, its value and what it must be.
   */
  constructor(fields: InstrumentFields) {
    const { symbol, brokerage, base, quote } = fields;
    this.id = instrumentId(symbol, brokerage);
    assertName(symbol, 'base', base);
    assertName(symbol, 'quote', quote);
    if (base === quote) throw invalidField(symbol, 'quote', quote, 'it must differ from base');
    this.symbol = symbol;
    this.brokerage = brokerage;
    this.base = base;
    this.quote = quote;
    this.tickSize = readStep(fields, 'tickSize');
    this.lotSize = readStep(fields, 'lotSize');
    this.priceMin = readDecimal(fields, 'priceMin', '0 or above');
    this.priceMax = readDecimal(fields, 'priceMax', 'above 0');
    this.quantityMin = readDecimal(fields, 'quantityMin', '0 or above');
    this.quantityMax = readDecimal(fields, 'quantityMax', 'above 0');
    this.notionalMin = readDecimal(fields, 'notionalMin', '0 or above');
    this.notionalMax = readDecimal(fields, 'notionalMax', 'above 0');
    this.status = readStatus(symbol, fields.status);
    this.feeScale = readFeeScale(symbol, fields.feeScale);
    this.quoteStep = readDecimal(fields, 'quoteStep', 'above 0');
    assertOrdered(symbol, 'price', this.priceMin, this.priceMax);
    assertOrdered(symbol, 'quantity', this.quantityMin, this.quantityMax);
    assertOrdered(symbol, 'notional', this.notionalMin, this.notionalMax);
    this.#prices = priceGrid(this);
    this.#quantities = quantityGrid(this);
    this.#quoteQuantities = quoteQuantityGrid(this);
    assertReachable(this.#prices);
    assertReachable(this.#quantities);
    Object.freeze(this);
  }

  /** Whether a value is an instrument, also one of another copy of this package. */
  static isInstrument(value: unknown): value is Instrument {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /** Why a price or stop price is not valid here: not above 0, out of bounds, or off the tick grid. */
  checkPrice(price: Decimal): GridViolation | undefined {
    return checkGrid(this.#prices, price);
  }

  /** Why a base quantity is not valid here: not above 0, out of bounds, or off the lot grid. */
  checkQuantity(quantity: Decimal): GridViolation | undefined {
    return checkGrid(this.#quantities, quantity);
  }

  /** Why the quote quantity of an order sized in quote is not valid here: not above 0, or off the quote grid. */
  checkQuoteQuantity(quoteQuantity: Decimal): GridViolation | undefined {
    const grid = this.#quoteQuantities;
    if (grid === undefined) return checkAboveZero('quantity', 'quote quantity', this.symbol, quoteQuantity);
    return checkGrid(grid, quoteQuantity);
  }

  /** Why a notional, price times quantity in quote, is out of bounds. */
  checkNotional(notional: Decimal): GridViolation | undefined {
    const { symbol, notionalMin, notionalMax } = this;
    if (notionalMin?.greaterThan(notional)) {
      return belowMin('notional-below-min', 'notional', symbol, notional, notionalMin);
    }
    if (notionalMax?.lessThan(notional)) {
      return aboveMax('notional-above-max', 'notional', symbol, notional, notionalMax);
    }
    return undefined;
  }

  /** The price moved to the tick grid in the given direction; unchanged when it lies on it. */
  roundPrice(price: DecimalInput, direction: 'down' | 'up' | 'half-even'): Decimal {
    return Decimal.from(price).roundToStep(this.tickSize, direction);
  }

  /** The base quantity moved to the lot grid in the given direction; unchanged when it lies on it. */
  roundQuantity(quantity: DecimalInput, direction: 'down' | 'up' | 'half-even'): Decimal {
    return Decimal.from(quantity).roundToStep(this.lotSize, direction);
  }

  /** The quote quantity moved to the quote grid in the given direction; unchanged when it lies on it, or without such a grid. */
  roundQuoteQuantity(quoteQuantity: DecimalInput, direction: 'down' | 'up' | 'half-even'): Decimal {
    const value = Decimal.from(quoteQuantity);
    return this.quoteStep === undefined ? value : value.roundToStep(this.quoteStep, direction);
  }

  /** The same instrument with another status. */
  withStatus(status: InstrumentStatus): Instrument {
    return status === this.status ? this : new Instrument({ ...this, status });
  }

  /** Its fields with decimals as text: `new Instrument` makes an equal instrument of them. */
  toJSON(): InstrumentFields {
    return {
      symbol: this.symbol,
      brokerage: this.brokerage,
      base: this.base,
      quote: this.quote,
      tickSize: this.tickSize.toString(),
      lotSize: this.lotSize.toString(),
      priceMin: this.priceMin?.toString(),
      priceMax: this.priceMax?.toString(),
      quantityMin: this.quantityMin?.toString(),
      quantityMax: this.quantityMax?.toString(),
      notionalMin: this.notionalMin?.toString(),
      notionalMax: this.notionalMax?.toString(),
      status: this.status,
      feeScale: this.feeScale,
      quoteStep: this.quoteStep?.toString(),
    };
  }
}

function priceGrid({ symbol, tickSize, priceMin, priceMax }: Instrument): Grid {
  const names = { kind: 'price', name: 'price', plural: 'prices', stepName: 'tick' } as const;
  return { ...names, symbol, step: tickSize, min: priceMin, max: priceMax };
}

function quantityGrid({ symbol, lotSize, quantityMin, quantityMax }: Instrument): Grid {
  const names = { kind: 'quantity', name: 'quantity', plural: 'quantities', stepName: 'lot' } as const;
  return { ...names, symbol, step: lotSize, min: quantityMin, max: quantityMax };
}

function quoteQuantityGrid({ symbol, quoteStep }: Instrument): Grid | undefined {
  if (quoteStep === undefined) return undefined;
  const names = { kind: 'quantity', name: 'quote quantity', plural: 'quote quantities', stepName: 'quote' } as const;
  return { ...names, symbol, step: quoteStep, min: undefined, max: undefined };
}
