import type { BadRow } from '../../market-data/market-data-error.ts';
import { cellText } from './read-number.ts';
import { detectTimeFormat, type TimeFormat } from './read-time.ts';

const remedy = 'correct the row or leave it out';
const unitNames = { s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds', iso: 'ISO 8601' };

/** What is wrong with a row, as its cell shows it: the text as it stands in the file, and why it was not understood. */
export function explainCell(bad: BadRow, cell: unknown, time: Exclude<TimeFormat, 'auto'>): BadRow {
  const isTime = bad.column === 'openTimeMs' || bad.column === 'timeMs';
  if (isTime) return explainTime(bad, cell, time);
  const isUnread = bad.value === 'NaN' || bad.value === '-1';
  if (!isUnread) return bad;
  const value = cellText(cell);
  const text = value.trim();
  if (text === '') return { ...bad, value, reason: `is empty; fill it in, or leave the row out` };
  if (/^[+-]?\d[\d.,'\s]*$/.test(text) && Number.isNaN(Number(text))) {
    const reason = 'is not a number; write decimals with a point, and thousands without anything in between';
    return { ...bad, value, reason };
  }
  return { ...bad, value };
}

function explainTime(bad: BadRow, cell: unknown, time: Exclude<TimeFormat, 'auto'>): BadRow {
  const value = cellText(cell);
  const own = detectTimeFormat(cell);
  if (own !== undefined && own !== time) {
    const [seen, said] = [unitNames[own], unitNames[time]];
    const reason = `looks like ${seen}, and times are read as ${said}, as the first row or the option time has them; write all times alike`;
    return { ...bad, value, reason };
  }
  if (bad.value !== 'NaN') return bad;
  return {
    ...bad,
    value,
    reason: `is not a time in ${unitNames[time]}, as the first row or the option time has them; ${remedy}`,
  };
}
