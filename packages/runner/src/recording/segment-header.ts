import { decodeRecordingHead, encodeRecordingHead, type RecordingHead } from '@trader/core';

/** The project's part in a run, so that a replay can tell what has changed since. */
export interface RecordedProject {
  /** Version of the runner. */
  readonly runnerVersion: string;
  /** The configuration file, relative to the project. */
  readonly configFile: string;
  /** SHA-256 of the checked configuration, hexadecimal. */
  readonly configSha256: string;
  /** The strategies' files. */
  readonly strategies: readonly RecordedStrategyFile[];
}

/** The file of one strategy as it was when the run began. */
export interface RecordedStrategyFile {
  /** The strategy. */
  readonly id: string;
  /** Its file, relative to the project. */
  readonly file: string;
  /** SHA-256 of the file, hexadecimal; what it imports is not part of it. */
  readonly sha256: string;
}

/** The first line of a segment. */
export interface SegmentHeader {
  /** Version of the form. */
  readonly format: 1;
  /** The run, 32 hexadecimal digits. */
  readonly runId: string;
  /** Number of the segment in the run, from 1. */
  readonly segment: number;
  /** Number of its first event in the run, from 1. */
  readonly firstEvent: number;
  /** What the run began with; in the first segment alone. */
  readonly head: RecordingHead | undefined;
  /** The project's part; in the first segment alone. */
  readonly project: RecordedProject | undefined;
}

/** The header as a line of text. */
export function encodeHeader({ head, ...rest }: SegmentHeader): string {
  const text = JSON.stringify(rest);
  return head === undefined ? text : `${text.slice(0, -1)},"head":${encodeRecordingHead(head)}}`;
}

/**
 * The header out of its line.
 *
 * @throws Error when it is none, or one of a newer version.
 */
export function decodeHeader(line: string): SegmentHeader {
  const { head, ...rest } = JSON.parse(line) as Omit<SegmentHeader, 'head'> & { head?: unknown };
  if (typeof rest.format !== 'number') throw new TypeError('it has no header');
  if (rest.format !== 1) throw new RangeError(`its form ${String(rest.format)} is newer than this program`);
  return { ...rest, head: head === undefined ? undefined : decodeRecordingHead(JSON.stringify(head)) };
}
