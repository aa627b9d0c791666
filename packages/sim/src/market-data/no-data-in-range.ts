import { TradingError } from '@trader/core';
import type { MarketRange, MarketSource } from './market-source.ts';
import { rowTimes } from './slice-columns.ts';

/** The error for a range without a row: it says where the data of every source begins and ends, for which all of it is read. */
export async function noDataInRange(
  sources: readonly MarketSource[],
  { fromMs, toMs, signal }: MarketRange,
): Promise<TradingError<'system/invalid-options'>> {
  const spans: string[] = [];
  for (const source of sources) spans.push(`${source.name} has ${await spanOf(source, signal)}`);
  const from = fromMs === undefined ? 'the beginning' : timeText(fromMs);
  const to = toMs === undefined ? 'the end' : timeText(toMs);
  const asked = fromMs === undefined && toMs === undefined ? 'rows' : `rows from ${from} to ${to}`;
  const reason = `there are no ${asked}: ${spans.join('; ')}; widen the range`;
  return new TradingError('system/invalid-options', reason, { field: 'sources', value: '0 rows', reason });
}

async function spanOf(source: MarketSource, signal: AbortSignal | undefined): Promise<string> {
  let firstMs: number | undefined;
  let lastMs: number | undefined;
  for await (const columns of source.chunks(signal === undefined ? {} : { signal })) {
    const times = rowTimes(columns);
    firstMs ??= times[0];
    lastMs = times[columns.length - 1] ?? lastMs;
  }
  if (firstMs === undefined || lastMs === undefined) return 'no row';
  return `${timeText(firstMs)} to ${timeText(lastMs)}`;
}

/** `2026-01-31 09:05`, UTC; seconds where there are any. */
function timeText(timeMs: number): string {
  const text = new Date(timeMs).toISOString().replace('T', ' ');
  return text.slice(0, timeMs % 60_000 === 0 ? '2026-01-31 09:05'.length : '2026-01-31 09:05:00'.length);
}
