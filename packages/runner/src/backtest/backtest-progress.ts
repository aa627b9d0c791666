import type { Clock } from '@trader/core';
import type { BacktestProgress } from '@trader/sim';
import picocolors from 'picocolors';
import { drawnLine } from '../display/drawn-line.ts';
import { durationText } from '../display/number-text.ts';
import { createScreen, type OutputStream } from '../display/screen.ts';

/** Shows how far a backtest has come. */
export interface ProgressDisplay {
  /** Takes the latest progress. */
  show(progress: BacktestProgress): void;
  /** Removes the bar and leaves the terminal in order; idempotent. */
  close(): void;
}

/** Where and how progress is shown. */
export interface ProgressOptions {
  /** Where it goes: a bar on a terminal, a line for every tenth elsewhere. */
  readonly stream: OutputStream;
  /** Whether colours are wanted. */
  readonly colour: boolean;
  /** Real time, for rate and remaining time. */
  readonly clock: Clock;
  /** The part of time that the run covers, where it is bounded: rows alone do not tell how far it is then. */
  readonly range: { readonly fromMs: number | undefined; readonly toMs: number | undefined };
}

/** Share of the way, 0 to 1; `undefined` where it cannot be known. */
export function shareDone(
  { rows, rowsTotal, timeMs }: BacktestProgress,
  { fromMs, toMs }: ProgressOptions['range'],
): number | undefined {
  if (fromMs !== undefined && toMs !== undefined && toMs > fromMs) return bounded((timeMs - fromMs) / (toMs - fromMs));
  if (fromMs !== undefined || toMs !== undefined || rowsTotal === undefined || rowsTotal === 0) return undefined;
  return bounded(rows / rowsTotal);
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
  return [`${rows.toLocaleString('en-US')} rows`, rateText(rate), left, day].filter(part => part !== '').join('  ');
}

function rateText(rate: number): string {
  if (rate >= 1e6) return `${(rate / 1e6).toFixed(2)} M rows/s`;
  return rate >= 1e3 ? `${(rate / 1e3).toFixed(0)} k rows/s` : `${rate.toFixed(0)} rows/s`;
}

/** A bar on a terminal, plain lines elsewhere. */
export function createProgressDisplay(options: ProgressOptions): ProgressDisplay {
  return options.stream.isTTY === true ? createBar(options) : createLines(options);
}

const barWidth = 20;

function createBar({ stream, colour, clock, range }: ProgressOptions): ProgressDisplay {
  const screen = createScreen(stream);
  const colours = picocolors.createColors(colour);
  const startedMs = clock.nowMs();
  let isDrawn = false;
  return {
    show: progress => {
      const share = shareDone(progress, range);
      const full = Math.round((share ?? 0) * barWidth);
      const bar = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
      const percent = share === undefined ? '' : `${Math.floor(share * 100)} %`.padStart(6);
      const text = `${bar}${percent}  ${progressText(progress, share, clock.nowMs() - startedMs)}`;
      screen.draw([drawnLine(text, screen.width, colours.cyan)]);
      isDrawn = true;
    },
    close: () => {
      if (isDrawn) screen.draw([]);
      screen.leave();
      isDrawn = false;
    },
  };
}

function createLines({ stream, clock, range }: ProgressOptions): ProgressDisplay {
  const startedMs = clock.nowMs();
  let shown = 0;
  return {
    show: progress => {
      const share = shareDone(progress, range);
      const tenth = Math.floor((share ?? 0) * 10);
      if (tenth <= shown) return;
      shown = tenth;
      stream.write(`${`${tenth * 10} %`.padStart(5)}  ${progressText(progress, share, clock.nowMs() - startedMs)}\n`);
    },
    close: () => undefined,
  };
}
