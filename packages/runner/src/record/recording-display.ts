import path from 'node:path';
import { SystemClock } from '@trader/core';
import { lengthText } from '@trader/sim';
import type { CommandContext } from '../commands/command-context.ts';
import { drawnLine } from '../display/drawn-line.ts';
import { durationText } from '../display/number-text.ts';
import { printable } from '../display/printable.ts';
import { createScreen } from '../display/screen.ts';
import type { HistorySummary } from './record-history.ts';
import type { RecordSummary } from './record-market.ts';
import type { SymbolSummary } from './symbol-recorder.ts';

/** Shows how a recording goes. */
export interface RecordingDisplay {
  /** What was recorded so far. */
  show(recordings: readonly SymbolSummary[]): void;
  /** How far the bars of the past are. */
  showShare(symbol: string, share: number, bars: number): void;
  /** Something that a person should know. */
  tell(text: string): void;
  /** Leaves the terminal in order; idempotent. */
  close(): void;
}

/** Without a terminal a line is written this often. */
const lineEveryMs = 60_000;

/** Lines that are drawn in place on a terminal, a line a minute elsewhere; for machines progress is not shown. */
export function createRecordingDisplay({ stdout, stderr }: CommandContext, json: boolean): RecordingDisplay {
  const clock = new SystemClock();
  const startedMs = clock.nowMs();
  const tell = (text: string): void => void stderr.write(`${printable(text)}\n`);
  const isTerminal = stdout.isTTY === true && !json;
  if (!isTerminal) {
    // The first line says that it has begun.
    let nextMs = startedMs;
    const line = (text: string): void => {
      if (json || clock.nowMs() < nextMs) return;
      nextMs = clock.nowMs() + lineEveryMs;
      stdout.write(`${text}\n`);
    };
    const show = (recordings: readonly SymbolSummary[]): void => line(recordings.map(recordingText).join('; '));
    const showShare = (symbol: string, share: number, bars: number): void => line(shareText(symbol, share, bars));
    return { show, showShare, tell, close: () => undefined };
  }
  const screen = createScreen(stdout);
  const draw = (lines: readonly string[]): void =>
    screen.draw(lines.slice(0, screen.height).map(text => drawnLine(text, screen.width)));
  return {
    show: recordings =>
      draw([
        `recording for ${durationText(clock.nowMs() - startedMs)}, Ctrl-C ends it`,
        ...recordings.map(recordingText),
      ]),
    showShare: (symbol, share, bars) => draw([shareText(symbol, share, bars)]),
    tell: text => {
      screen.leave();
      tell(text);
    },
    close: () => screen.leave(),
  };
}

function recordingText({ symbol, kind, rows, gaps, bytes }: SymbolSummary): string {
  const missing = gaps === 0 ? '' : `, ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}`;
  const what = kind === 'order' ? 'message' : kind;
  return `${symbol} ${rows.toLocaleString('en-US')} ${what}${rows === 1 ? '' : 's'}, ${bytesText(bytes)}${missing}`;
}

function shareText(symbol: string, share: number, bars: number): string {
  return `${symbol} ${Math.floor(share * 100)} %, ${bars.toLocaleString('en-US')} bars`;
}

/** `12 B`, `3.4 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** What a live recording came to, for people. */
export function summaryText({ startedMs, endedMs, instrumentsFile, recordings }: RecordSummary, from: string): string {
  const lines = recordings.map(recording => {
    const { files } = recording;
    const where =
      files.length === 0
        ? 'no file'
        : files.length === 1
          ? relative(from, files[0] ?? '')
          : `${files.length} files in ${relative(from, path.dirname(files[0] ?? ''))}`;
    return `${recordingText(recording)}: ${where}`;
  });
  const rules = `rules of the instruments: ${relative(from, instrumentsFile)}`;
  return `${[`recorded for ${durationText(endedMs - startedMs)}`, ...lines, rules].join('\n')}\n`;
}

/** What bars of the past were recorded, for people. */
export function historyText(summaries: readonly HistorySummary[], from: string): string {
  const lines = summaries.map(summary => {
    const { symbol, bars, missing, file, firstMs, lastMs } = summary;
    if (file === undefined) return noHistoryText(summary);
    const span = firstMs === undefined || lastMs === undefined ? '' : `, ${timeText(firstMs)} to ${timeText(lastMs)}`;
    const holes = missing === 0 ? '' : `, ${missing.toLocaleString('en-US')} intervals without a bar`;
    return `${symbol} ${bars.toLocaleString('en-US')} bars${span}${holes}: ${relative(from, file)}`;
  });
  return `${lines.join('\n')}\n`;
}

function noHistoryText({ symbol, brokerage, intervalMs, fromMs, toMs }: HistorySummary): string {
  const length = lengthText(intervalMs).replaceAll(' ', '');
  const range = `from ${timeText(fromMs)} to ${timeText(toMs)}`;
  const remedy =
    'look further back with --history, or ask for other bars with --interval; trader record keeps what comes from now on';
  return `${symbol}: no bars, and no file: ${brokerage} has none of ${length} ${range}; ${remedy}`;
}

/** `2026-01-31 09:05`, UTC. */
export function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
}

function relative(from: string, file: string): string {
  const near = path.relative(from, file);
  return near.startsWith('..') ? file : near;
}
