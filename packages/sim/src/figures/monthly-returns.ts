import type { EquityCurve } from '../backtest/backtest-result.ts';
import { finite } from './finite.ts';

/** The returns of one calendar year, in UTC. */
export interface YearReturns {
  /** The year. */
  readonly year: number;
  /** By month, January first: a fraction, or `null` where there is no sample or equity was not above 0. */
  readonly months: readonly (number | null)[];
  /** Of the whole year, or of the part that the run covers. */
  readonly total: number | null;
}

/**
 * Returns by calendar month, in UTC: the last sample of the month against the last one before it (the first sample of the run, for its first
 * month). A sample at midnight on the first belongs to the month that ends there.
 */
export function monthlyReturns({ timeMs, value }: Pick<EquityCurve, 'timeMs' | 'value'>): readonly YearReturns[] {
  const ends = new Map<number, number>();
  for (let index = 1; index < timeMs.length; index += 1) {
    const date = new Date((timeMs[index] ?? 0) - 1);
    ends.set(date.getUTCFullYear() * 12 + date.getUTCMonth(), value[index] ?? 0);
  }
  const years = new Map<number, { months: (number | null)[]; from: number; to: number }>();
  let before = value[0] ?? 0;
  for (const [month, end] of ends) {
    const year = Math.floor(month / 12);
    const entry = years.get(year) ?? { months: new Array<number | null>(12).fill(null), from: before, to: end };
    entry.months[month % 12] = growth(before, end);
    entry.to = end;
    years.set(year, entry);
    before = end;
  }
  return [...years].map(([year, { months, from, to }]) => ({ year, months, total: growth(from, to) }));
}

function growth(from: number, to: number): number | null {
  return from > 0 ? (finite(to / from - 1) ?? null) : null;
}
