import type { Clock } from '@trader/core';
import picocolors from 'picocolors';
import { drawnLine } from './drawn-line.ts';
import { createScreen, type OutputStream } from './screen.ts';

/** How far something has come. */
export interface Progress {
  /** Share of the way, 0 to 1; `undefined` where it cannot be known. */
  readonly share: number | undefined;
  /** What stands beside the bar. */
  readonly text: string;
}

/** What stands there until the first progress. */
export const readingData: Progress = { share: undefined, text: 'reading the data' };

/** Shows how far something has come. */
export interface ProgressDisplay {
  /** Takes the latest progress; it is asked for only when it is shown. */
  show(progress: (elapsedMs: number) => Progress): void;
  /** Removes the bar and leaves the terminal in order; idempotent. */
  close(): void;
}

/** Where and how progress is shown. */
export interface ProgressDisplayOptions {
  /** Where it goes: a bar on a terminal, a line for every tenth elsewhere. */
  readonly stream: OutputStream;
  /** Whether colours are wanted. */
  readonly colour: boolean;
  /** Real time, for the pace of the bar and for how long it has taken. */
  readonly clock: Clock;
}

const barWidth = 20;
/** Shortest time between two drawings of the bar, in milliseconds. */
const frameIntervalMs = 100;

/** A bar on a terminal, plain lines elsewhere. */
export function createProgressDisplay(options: ProgressDisplayOptions): ProgressDisplay {
  return options.stream.isTTY === true ? createBar(options) : createLines(options);
}

function createBar({ stream, colour, clock }: ProgressDisplayOptions): ProgressDisplay {
  const screen = createScreen(stream);
  const colours = picocolors.createColors(colour);
  const startedMs = clock.nowMs();
  let drawnMs: number | undefined;
  return {
    show: progress => {
      const nowMs = clock.nowMs();
      if (drawnMs !== undefined && nowMs - drawnMs < frameIntervalMs) return;
      drawnMs = nowMs;
      const { share, text } = progress(nowMs - startedMs);
      const full = Math.round((share ?? 0) * barWidth);
      const bar = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
      const percent = share === undefined ? '' : `${Math.floor(share * 100)} %`.padStart(6);
      screen.draw([drawnLine(`${bar}${percent}  ${text}`, screen.width, colours.cyan)]);
    },
    close: () => {
      if (drawnMs !== undefined) screen.draw([]);
      screen.leave();
      drawnMs = undefined;
    },
  };
}

function createLines({ stream, clock }: ProgressDisplayOptions): ProgressDisplay {
  const startedMs = clock.nowMs();
  let shown = 0;
  return {
    show: progress => {
      const { share, text } = progress(clock.nowMs() - startedMs);
      const tenth = Math.floor((share ?? 0) * 10);
      if (tenth <= shown) return;
      shown = tenth;
      stream.write(`${`${tenth * 10} %`.padStart(5)}  ${text}\n`);
    },
    close: () => undefined,
  };
}
