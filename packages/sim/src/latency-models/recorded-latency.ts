import { invalidOption } from '../exchange/exchange-settings.ts';
import { checkDelay } from './fixed-latency.ts';
import type { LatencyModel } from './latency-model.ts';

/** Delays that were measured at one moment. */
export interface RecordedDelays {
  /** When, in milliseconds since the epoch. */
  readonly timeMs: number;
  /** From the decision until the exchange had the request, in milliseconds. Default 0. */
  readonly entryMs?: number;
  /** From the exchange's doing until it was heard of, in milliseconds. Default 0. */
  readonly responseMs?: number;
  /** From the market's event until it was seen, in milliseconds. Default 0. */
  readonly feedMs?: number;
}

/**
 * Delays as they were measured: between two measurements on the straight line from one to the other, before the first and after the last
 * as there. (The way of hftbacktest's `IntpOrderLatency`.)
 *
 * @param rows - Measurements in order of time, at least one.
 * @throws `system/invalid-options` for no row, times that do not rise, or a delay that is not finite and at least 0, naming the row.
 */
export function recordedLatency(rows: readonly RecordedDelays[]): LatencyModel {
  const [first] = rows;
  if (first === undefined) throw invalidOption('rows', '[]', 'give at least one measurement');
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    if (!Number.isFinite(row.timeMs) || (before !== undefined && row.timeMs <= before.timeMs)) {
      throw invalidOption(`rows[${index}].timeMs`, String(row.timeMs), 'sort the rows by time, one for each');
    }
    for (const field of fields) checkDelay(`rows[${index}].${field}`, row[field] ?? 0);
  }
  return {
    name: `recorded, ${rows.length} rows`,
    start: () => ({
      entryMs: interpolate(rows, 'entryMs'),
      responseMs: interpolate(rows, 'responseMs'),
      feedMs: interpolate(rows, 'feedMs'),
    }),
  };
}

const fields = ['entryMs', 'responseMs', 'feedMs'] as const;

function interpolate(rows: readonly RecordedDelays[], field: (typeof fields)[number]): (timeMs: number) => number {
  // Times are asked for in order, so the last place is where the search goes on.
  let index = 0;
  return timeMs => {
    while (index > 0 && (rows[index]?.timeMs ?? 0) > timeMs) index -= 1;
    while ((rows[index + 1]?.timeMs ?? Number.POSITIVE_INFINITY) <= timeMs) index += 1;
    const before = rows[index];
    const after = rows[index + 1];
    const delay = before?.[field] ?? 0;
    if (before === undefined || after === undefined || timeMs <= before.timeMs) return delay;
    const part = (timeMs - before.timeMs) / (after.timeMs - before.timeMs);
    return delay + ((after[field] ?? 0) - delay) * part;
  };
}
