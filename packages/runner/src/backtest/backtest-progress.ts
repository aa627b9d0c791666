import type { BacktestProgress } from '@trader/sim';
import { durationText } from '../display/number-text.ts';
import type { Progress } from '../display/progress-display.ts';

/** The part of time that a run covers, where it is bounded: rows alone do not tell how far it is then. */
export interface RunRange {
  /** From when, in milliseconds since the epoch. */
  readonly fromMs: number | undefined;
  /** Until when. */
  readonly toMs: number | undefined;
}

/** Share of the way, 0 to 1; `undefined` where it cannot be known. */
export function shareDone(
  { rows, rowsTotal, timeMs }: BacktestProgress,
  { fromMs, toMs }: RunRange,
): number | undefined {
  if (fromMs !== undefined && toMs !== undefined && toMs > fromMs) return bounded((timeMs - fromMs) / (toMs - fromMs));
  if (fromMs !== undefined || toMs !== undefined || rowsTotal === undefined || rowsTotal === 0) return undefined;
  return bounded(rows / rowsTotal);
}

/** What a progress display shows of a backtest. */
export function backtestProgress(progress: BacktestProgress, range: RunRange, elapsedMs: number): Progress {
  const share = shareDone(progress, range);
  return { share, text: progressText(progress, share, elapsedMs) };
}

function bounded(share: number): number {
  return Math.min(Math.max(share, 0), 1);
}

/** `12,345 rows  1.20 M rows/s  00:07 left  2024-03-01`: what a progress line says. */
export function progressText(progress: BacktestProgress, share: number | undefined, elapsedMs: number): string {
  const { rows, timeMs } = progress;
  const rate = elapsedMs > 0 ? (rows / elapsedMs) * 1000 : 0;
  const left = share === undefined || share === 0 ? '' : `${durationText((elapsedMs / share) * (1 - share))} left`;
  const day = new Date(timeMs).toISOString().slice(0, 10);
  return [`${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`, rateText(rate), left, day]
    .filter(part => part !== '')
    .join('  ');
}

function rateText(rate: number): string {
  if (rate >= 1e6) return `${(rate / 1e6).toFixed(2)} M rows/s`;
  return rate >= 1e3 ? `${(rate / 1e3).toFixed(0)} k rows/s` : `${rate.toFixed(0)} rows/s`;
}
