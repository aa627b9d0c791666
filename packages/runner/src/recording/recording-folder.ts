import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

/** One segment as it lies in the folder of recordings. */
interface StoredSegment {
  /** The file, relative to the folder of recordings, with `/`. */
  readonly file: string;
  /** Its number in the run, from 1. */
  readonly number: number;
  /** Its size in bytes. */
  readonly bytes: number;
}

/** The segments of one run. */
export interface StoredRun {
  /** Its folder's name: when it began and the first eight digits of its id. */
  readonly name: string;
  /** The first eight digits of its id. */
  readonly shortId: string;
  /** Its segments in order; the first ones may be missing. */
  readonly segments: readonly StoredSegment[];
}

const runPattern = /^\d{8}T\d{6}Z-([0-9a-f]{8})$/;
const segmentPattern = /^(\d{6,})\.jsonl\.gz$/;

/** The folder of a run: `20261122T183000Z-3d7cfb12`. */
export function runFolderName(startMs: number, runId: string): string {
  const time = new Date(startMs).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
  return `${time}-${runId.slice(0, 8).toLowerCase()}`;
}

/** The name of a segment inside its run's folder: `000001.jsonl.gz`. */
export function segmentName(number: number): string {
  return `${String(number).padStart(6, '0')}.jsonl.gz`;
}

/** All recorded runs in a folder, oldest first; files that are no segments are left alone. */
export function listRuns(dir: string): readonly StoredRun[] {
  if (!existsSync(dir)) return [];
  const runs: StoredRun[] = [];
  for (const name of readdirSync(dir).sort()) {
    const shortId = runPattern.exec(name)?.[1];
    if (shortId !== undefined) runs.push({ name, shortId, segments: listSegments(dir, name) });
  }
  return runs;
}

/**
 * Deletes the oldest segments until the others and `reservedBytes` are no more than `totalBytesMax`.
 *
 * @returns The deleted files, oldest first.
 */
export function dropOldest(dir: string, limits: { totalBytesMax: number; reservedBytes: number }): readonly string[] {
  const segments = listRuns(dir).flatMap(run => run.segments);
  let total = limits.reservedBytes + segments.reduce((sum, { bytes }) => sum + bytes, 0);
  const dropped: string[] = [];
  for (const { file, bytes } of segments) {
    if (total <= limits.totalBytesMax) break;
    rmSync(path.join(dir, file), { force: true });
    removeIfEmpty(path.join(dir, path.dirname(file)));
    total -= bytes;
    dropped.push(file);
  }
  return dropped;
}

function listSegments(dir: string, run: string): readonly StoredSegment[] {
  const segments: StoredSegment[] = [];
  for (const name of readdirSync(path.join(dir, run))) {
    const number = segmentPattern.exec(name)?.[1];
    const found = number === undefined ? undefined : statSync(path.join(dir, run, name), { throwIfNoEntry: false });
    if (found?.isFile() === true) segments.push({ file: `${run}/${name}`, number: Number(number), bytes: found.size });
  }
  return segments.sort((a, b) => a.number - b.number);
}

function removeIfEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
