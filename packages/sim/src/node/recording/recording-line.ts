import { lengthText } from '../../market-data/length-text.ts';
import type { MarketGap } from '../../market-data/market-columns.ts';

/** What a recording may hold. */
export type RecordedKind = 'tick' | 'trade' | 'book' | 'bar' | 'order';

/** The first line of every file of a recording. */
export interface RecordingHeader {
  /** Version of the format. */
  readonly version: 1;
  /** What the rows are. */
  readonly kind: RecordedKind;
  /** The exchange's market name. */
  readonly symbol: string;
  /** Levels per side of books. */
  readonly depth?: number | undefined;
  /** Length of bars, in milliseconds. */
  readonly intervalMs?: number | undefined;
  /** When the file was begun, in milliseconds since the epoch. */
  readonly startedMs: number;
  /** Whether it goes on where the file before ended, without a pause. */
  readonly continues: boolean;
}

/** What the names of a recording's files begin with: its kind, of bars also their length. */
export function recordingName(kind: string, intervalMs: number | undefined): string {
  return intervalMs === undefined ? kind : `${kind}-${lengthText(intervalMs).replaceAll(' ', '')}`;
}

/** Whether a line of an order-by-order recording is the recording's own: what it is, or where something is missing. */
export function isOwnLine(line: string): boolean {
  return line.startsWith('{"recording":') || line.startsWith('{"gap":');
}

/** The header that a line holds; `undefined`: another line. */
export function headerOfLine(row: Readonly<Record<string, unknown>>): RecordingHeader | undefined {
  const { recording } = row;
  return typeof recording === 'object' && recording !== null ? (recording as RecordingHeader) : undefined;
}

/** The gap that a line holds; `undefined`: another line. */
export function gapOfLine(row: Readonly<Record<string, unknown>>): MarketGap | undefined {
  const { gap } = row;
  return typeof gap === 'object' && gap !== null ? (gap as MarketGap) : undefined;
}
