import { readNumber } from './read-number.ts';

/**
 * How times are written: seconds, milliseconds, microseconds or nanoseconds since 1970, or ISO 8601, in UTC where it names no zone.
 * `auto` decides by the first row: ISO text by its shape, numbers by their size (all from 1973 to 5138).
 */
export type TimeFormat = 'auto' | 's' | 'ms' | 'us' | 'ns' | 'iso';

const isoTime = /^\s*\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s*(Z|[+-]\d\d(:?\d\d)?)?)?\s*$/i;
const isoZone = /(Z|[+-]\d\d(:?\d\d)?)\s*$/i;

/** How the times of a file are written, by its first. `undefined`: it is not a time. */
export function detectTimeFormat(cell: unknown): Exclude<TimeFormat, 'auto'> | undefined {
  if (typeof cell === 'string' && isoTime.test(cell)) return 'iso';
  const value = Math.abs(readNumber(cell));
  if (Number.isNaN(value)) return undefined;
  if (value < 1e11) return 's';
  if (value < 1e14) return 'ms';
  return value < 1e17 ? 'us' : 'ns';
}

/** A cell as whole milliseconds since the epoch, parts of a millisecond cut off; `NaN` for what is not a time. */
export function readTime(cell: unknown, format: Exclude<TimeFormat, 'auto'>): number {
  switch (format) {
    case 'ms':
      return Math.floor(readNumber(cell));
    case 's': {
      const value = readNumber(cell);
      // Milliseconds as decimals are not exact in a double: the nearest is what was written.
      return Number.isInteger(value) ? value * 1_000 : Math.floor(Math.round(value * 1e6) / 1e3);
    }
    case 'us':
      return Math.floor(readNumber(cell) / 1e3);
    case 'ns':
      return Math.floor(readNumber(cell) / 1e6);
    case 'iso':
      return typeof cell === 'string' ? readIsoTime(cell) : Number.NaN;
    default:
      return format satisfies never;
  }
}

function readIsoTime(cell: string): number {
  if (!isoTime.test(cell)) return Number.NaN;
  const text = cell.trim().replace(' ', 'T').replace(',', '.').replace(/\s/g, '');
  if (!isOnCalendar(text)) return Number.NaN;
  if (text.length === 10) return Date.parse(text);
  if (!isoZone.test(text.slice(11))) return Date.parse(`${text}Z`);
  return Date.parse(text.replace(/([+-]\d\d)$/, '$1:00').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}

/** Whether the month has such a day: `Date.parse` takes 30 February for 1 March. */
function isOnCalendar(text: string): boolean {
  const day = Number(text.slice(8, 10));
  return day <= 28 || new Date(Date.parse(`${text.slice(0, 7)}-01`) + (day - 1) * dayMs).getUTCDate() === day;
}

const dayMs = 86_400_000;
