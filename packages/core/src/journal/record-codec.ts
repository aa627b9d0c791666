import { TradingError } from '../errors/trading-error.ts';
import { Decimal } from '../money/decimal.ts';
import type { TraderRecord } from './trader-record.ts';

/** How a decimal looks inside the text: an object no record has by itself. */
const decimalKey = '$decimal';

/** A record as one line of JSON that {@link decodeRecord} reads back to the last digit: decimals as tagged text, never as numbers. */
export function encodeRecord(record: TraderRecord): string {
  return JSON.stringify(record, encodeValue);
}

/**
 * A record out of its text.
 *
 * @throws TradingError `journal/failed` when the text is no record: nothing is repaired or skipped.
 */
export function decodeRecord(text: string): TraderRecord {
  let value: unknown;
  try {
    value = decodeValue(JSON.parse(text));
  } catch (error) {
    throw unreadable(text, error instanceof Error ? error.message : String(error));
  }
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') {
    throw unreadable(text, 'it has no type');
  }
  return value as TraderRecord;
}

function encodeValue(this: unknown, key: string, value: unknown): unknown {
  // JSON asks `toJSON` first, so the decimal itself is found on its holder.
  const original = (this as Record<string, unknown>)[key];
  return Decimal.isDecimal(original) ? { [decimalKey]: original.toString() } : value;
}

/** Puts decimals in the place of their tagged text; a walk takes a third of the time of a reviver, and restarts wait for it. */
function decodeValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const text = decimalKey in value ? value[decimalKey] : undefined;
  if (typeof text === 'string') return Decimal.parse(text);
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    const inner = holder[key];
    if (typeof inner === 'object' && inner !== null) holder[key] = decodeValue(inner);
  }
  return value;
}

function unreadable(text: string, why: string): TradingError<'journal/failed'> {
  const reason = `an entry cannot be read (${why}): ${text.slice(0, 80)}`;
  return new TradingError(
    'journal/failed',
    `the journal failed to read: ${reason}; nothing is repaired silently: restore the journal from a copy`,
    { operation: 'read', reason },
  );
}
