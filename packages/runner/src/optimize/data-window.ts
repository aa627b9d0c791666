import type { BacktestOptions, MarketColumns, TimeWindow } from '@trader/sim';

/**
 * The time that a backtest covers: as configured, or from the first row of its data to the end of the last.
 *
 * @throws The signal's reason when it was aborted.
 */
export async function dataWindow(
  { sources, fromMs, toMs }: BacktestOptions,
  signal: AbortSignal | undefined,
): Promise<TimeWindow> {
  if (fromMs !== undefined && toMs !== undefined) return { fromMs, toMs };
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const source of sources) {
    for await (const chunk of source.chunks({})) {
      signal?.throwIfAborted();
      if (chunk.length === 0) continue;
      first = Math.min(first, startOf(chunk, 0));
      last = Math.max(last, endOf(chunk, chunk.length - 1));
    }
  }
  return { fromMs: fromMs ?? first, toMs: toMs ?? last };
}

function startOf(chunk: MarketColumns, row: number): number {
  return (chunk.kind === 'bar' ? chunk.openTimeMs : chunk.timeMs)[row] ?? 0;
}

/** Windows exclude their end, so the last row is in when it ends after it. */
function endOf(chunk: MarketColumns, row: number): number {
  return startOf(chunk, row) + (chunk.kind === 'bar' ? chunk.intervalMs : 1);
}
