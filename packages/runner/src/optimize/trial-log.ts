import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import type { TimeWindow, Trial } from '@trader/sim';
import type { TrialFigures } from './trial-figures.ts';

/** One trial with the window that it ran on. */
interface LoggedTrial extends Trial<TrialFigures> {
  /** The window; `null` for all of the backtest's time. */
  readonly window: TimeWindow | null;
}

/** The trials of one search in a file, one line each: an interrupted search goes on with them. */
export interface TrialLog {
  /** The file, absolute. */
  readonly file: string;
  /** Trials of earlier attempts at the same search on a window; those that failed are tried again. */
  earlier(window: TimeWindow | undefined): readonly Trial<TrialFigures>[];
  /** Adds a trial; it is there when the call returns. */
  add(trial: Trial<TrialFigures>, window: TimeWindow | undefined): void;
}

/**
 * Opens the trials of a search. The file's name carries a hash of everything that decides what a trial gives, so that trials of another
 * search, other data or another version of the strategy are never taken for this one's.
 *
 * @param report - The report's file; the trials stand beside it.
 * @param key - Everything that decides, JSON-friendly.
 * @param isFresh - Forgets trials of earlier attempts.
 */
export function openTrialLog(report: string, key: unknown, isFresh: boolean): TrialLog {
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 12);
  const file = report.replace(/\.html$/, `-${hash}.trials.jsonl`);
  mkdirSync(path.dirname(file), { recursive: true });
  if (isFresh) writeEmpty(file);
  const known = readTrials(file);
  return {
    file,
    earlier: window =>
      known.filter(trial => trial.error === undefined && windowKey(trial.window) === windowKey(window ?? null)),
    add: (trial, window) => appendFileSync(file, `${JSON.stringify({ ...trial, window: window ?? null })}\n`),
  };
}

function writeEmpty(file: string): void {
  appendFileSync(file, '');
  truncateSync(file);
}

/** Whole lines count; what a killed process wrote of the last one is cut off. */
function readTrials(file: string): readonly LoggedTrial[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const end = text.lastIndexOf('\n') + 1;
  if (end < text.length) truncateSync(file, Buffer.byteLength(text.slice(0, end)));
  return text
    .slice(0, end)
    .split('\n')
    .filter(line => line !== '')
    .map(line => toTrial(JSON.parse(line) as LoggedTrial));
}

/** JSON leaves out what is `undefined`. */
function toTrial({ index, params, score, figures, error, window }: Partial<LoggedTrial>): LoggedTrial {
  return { index: index ?? 0, params: params ?? {}, score, figures, error, window: window ?? null };
}

function windowKey(window: TimeWindow | null): string {
  return window === null ? '' : `${window.fromMs} ${window.toMs}`;
}
