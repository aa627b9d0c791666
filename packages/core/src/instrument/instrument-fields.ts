import { isTradingError, TradingError } from '../errors/trading-error.ts';
import { Decimal, type DecimalInput } from '../money/decimal.ts';
import { type Grid, gridEnds } from './grid.ts';

/** Whether an instrument takes orders: all, post-only ones, none, or the brokerage does not say. */
export type InstrumentStatus = 'active' | 'post-only' | 'disabled' | 'unknown';

/** What an instrument is made of. Bounds are inclusive and may be left out where the brokerage sets none. */
export interface InstrumentFields {
  /** The brokerage's market name, such as `XBTZAR`. */
  readonly symbol: string;
  /** Which brokerage trades it, as the adapter names itself. */
  readonly brokerage: string;
  /** The asset that is bought and sold. */
  readonly base: string;
  /** The asset that it is paid with. */
  readonly quote: string;
  /** Prices are multiples of this; in quote per base, above 0. */
  readonly tickSize: DecimalInput;
  /** Quantities are multiples of this; in base, above 0. */
  readonly lotSize: DecimalInput;
  /** Lowest price. */
  readonly priceMin?: DecimalInput | undefined;
  /** Highest price. */
  readonly priceMax?: DecimalInput | undefined;
  /** Smallest quantity of one order, in base. */
  readonly quantityMin?: DecimalInput | undefined;
  /** Largest quantity of one order, in base. */
  readonly quantityMax?: DecimalInput | undefined;
  /** Smallest price times quantity of one order, in quote. */
  readonly notionalMin?: DecimalInput | undefined;
  /** Largest price times quantity of one order, in quote. */
  readonly notionalMax?: DecimalInput | undefined;
  /** Whether it takes orders; `active` when left out. */
  readonly status?: InstrumentStatus | undefined;
  /** Decimals that fees of this instrument have at most. */
  readonly feeScale?: number | undefined;
  /** Quote quantities of orders sized in quote are multiples of this; above 0. */
  readonly quoteStep?: DecimalInput | undefined;
}

/** The fields that hold decimals. */
export type DecimalField = Exclude<
  keyof InstrumentFields,
  'symbol' | 'brokerage' | 'base' | 'quote' | 'status' | 'feeScale'
>;

const statuses: readonly string[] = ['active', 'post-only', 'disabled', 'unknown'] satisfies InstrumentStatus[];
const feeScaleMax = 100;

/** The error for a field that an instrument cannot have. */
export function invalidField(
  symbol: string,
  field: string,
  value: unknown,
  reason: string,
  options?: ErrorOptions,
): TradingError<'instrument/invalid'> {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  const where = symbol === '' ? 'instrument' : `instrument ${symbol}`;
  const context = { field, value: String(value), reason };
  return new TradingError('instrument/invalid', `${where}: ${field} was ${shown}; ${reason}`, context, options);
}

/** Throws unless a text can name something: not empty, without white space and `@`, which separates the parts of an id. */
export function assertName(symbol: string, field: string, value: unknown): void {
  if (typeof value === 'string' && /^[^\s@]+$/.test(value)) return;
  throw invalidField(symbol, field, value, 'it must be text without white space and without @');
}

/** The decimal of a field, if it was given; throws unless it is a decimal of the allowed range. */
export function readDecimal(
  fields: InstrumentFields,
  field: DecimalField,
  range: 'above 0' | '0 or above',
): Decimal | undefined {
  const input = fields[field];
  if (input === undefined) return undefined;
  let value: Decimal;
  try {
    value = Decimal.from(input);
  } catch (error) {
    const reason = isTradingError(error, 'decimal/invalid') ? error.context.reason : 'it must be a decimal';
    throw invalidField(fields.symbol, field, input, reason, { cause: error });
  }
  if (value.isPositive() || (value.isZero() && range === '0 or above')) return value;
  throw invalidField(fields.symbol, field, value.toString(), `it must be ${range}`);
}

/** The decimal of a field that every instrument has; throws unless it is above 0. */
export function readStep(fields: InstrumentFields, field: 'tickSize' | 'lotSize'): Decimal {
  const value = readDecimal(fields, field, 'above 0');
  if (value === undefined) throw invalidField(fields.symbol, field, value, 'it must be above 0');
  return value;
}

/** The status; throws unless it is one of the list. */
export function readStatus(symbol: string, status: InstrumentStatus | undefined): InstrumentStatus {
  if (status === undefined) return 'active';
  if (statuses.includes(status)) return status;
  throw invalidField(symbol, 'status', status, `it must be one of ${statuses.join(', ')}`);
}

/** The fee scale, if it was given; throws unless it is an integer from 0 to 100. */
export function readFeeScale(symbol: string, feeScale: number | undefined): number | undefined {
  if (feeScale === undefined) return undefined;
  if (Number.isInteger(feeScale) && feeScale >= 0 && feeScale <= feeScaleMax) return feeScale;
  throw invalidField(symbol, 'feeScale', feeScale, `it must be an integer from 0 to ${feeScaleMax}`);
}

/** Throws where a lower bound is above its upper bound. */
export function assertOrdered(symbol: string, field: string, min: Decimal | undefined, max: Decimal | undefined): void {
  if (min === undefined || max === undefined || min.lessThanOrEqual(max)) return;
  throw invalidField(symbol, `${field}Min`, min.toString(), `it must not be above ${field}Max, which is ${max}`);
}

/** Throws where bounds and step leave no valid value: such an instrument could not be traded at all. */
export function assertReachable(grid: Grid): void {
  if (gridEnds(grid) !== undefined) return;
  const low = grid.min === undefined ? '0' : `${grid.kind}Min ${grid.min}`;
  const reason = `no ${grid.kind} on the ${grid.stepName} grid of ${grid.step} lies between it and ${low}`;
  throw invalidField(grid.symbol, `${grid.kind}Max`, grid.max?.toString(), reason);
}
