import { TradingError } from '@trader/core';

/** What is wrong with a row: where it lies among its columns, which column, what stands there, and why it cannot be. */
export interface BadRow {
  /** Index into the columns that were checked. */
  readonly index: number;
  /** Which column. */
  readonly column: string;
  /** The value as it is. */
  readonly value: string;
  /** Why, and what to do, for a person. */
  readonly reason: string;
}

/** Where a bad row stands. */
export interface RowPlace {
  /** The file, or what the rows are made from. */
  readonly source: string;
  /** Line in the file, from 1. */
  readonly line?: number | undefined;
  /** Row among the data, from 0. */
  readonly row?: number | undefined;
}

/** The error for a row that cannot be. Without column and value it is about the row as a whole, and the reason says so. */
export function invalidRow(
  { source, line, row }: RowPlace,
  { column, value, reason }: Pick<BadRow, 'value' | 'reason'> & { readonly column: string | undefined },
  options?: ErrorOptions,
): TradingError<'market-data/invalid'> {
  const where = line === undefined ? (row === undefined ? '' : `, row ${row} (from 0)`) : `, line ${line}`;
  const what = column === undefined ? '' : `, column ${column}`;
  const shown = value.length > 100 ? `${value.slice(0, 100)}…` : value;
  const context = { source, line, row, column, value: shown, reason };
  return new TradingError(
    'market-data/invalid',
    `${source}${where}${what}: ${column === undefined && value === '' ? '' : `${JSON.stringify(shown)} `}${reason}`,
    context,
    options,
  );
}

/** The error for an option that cannot be: an interval, a name. */
export function invalidOption(field: string, value: unknown, reason: string): TradingError<'system/invalid-options'> {
  const context = { field, value: String(value), reason };
  return new TradingError('system/invalid-options', `${field} was ${String(value)}: ${reason}`, context);
}

/** Throws unless this is a length of bars: whole milliseconds above 0. */
export function assertInterval(field: string, intervalMs: number): void {
  if (Number.isSafeInteger(intervalMs) && intervalMs > 0) return;
  throw invalidOption(field, intervalMs, 'give a whole number of milliseconds above 0');
}
