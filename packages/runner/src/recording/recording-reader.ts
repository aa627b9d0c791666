import { existsSync } from 'node:fs';
import path from 'node:path';
import { decodeConsumed, type RecordedEvent, type RecordingHead, type SegmentNote } from '@trader/core';
import { listRuns, type StoredRun, segmentName } from './recording-folder.ts';
import { decodeHeader, type RecordedProject, type SegmentHeader } from './segment-header.ts';
import { readLines, sha256OfFile } from './segment-reader.ts';

/** Why a recording cannot be read to its end, for a person. */
export interface RecordingDamage {
  /** The segment, relative to the folder of recordings. */
  readonly file: string;
  /** What is wrong with it, as the end of a sentence that begins with its name. */
  readonly problem: string;
}

/** A recorded run, ready to be read. */
export interface OpenedRecording {
  /** The run's folder. */
  readonly run: StoredRun;
  /** The run, 32 hexadecimal digits. */
  readonly runId: string;
  /** What the run began with. */
  readonly head: RecordingHead;
  /** The project as it was. */
  readonly project: RecordedProject | undefined;
}

/** The recorded runs whose id begins like this, newest first; all of them when nothing is asked for. */
export function findRuns(dir: string, wanted: string | undefined): readonly StoredRun[] {
  const runs = [...listRuns(dir)].reverse();
  if (wanted === undefined) return runs;
  const lower = wanted.toLowerCase();
  return runs.filter(
    ({ name, shortId }) => name.startsWith(wanted) || lower.startsWith(shortId) || shortId.startsWith(lower),
  );
}

/** Opens a run; says what is wrong when its beginning is missing or damaged. */
export async function openRecording(dir: string, run: StoredRun): Promise<OpenedRecording | RecordingDamage> {
  const file = `${run.name}/${segmentName(1)}`;
  if (!existsSync(path.join(dir, file))) {
    const first = run.segments[0]?.file ?? 'nothing';
    return { file, problem: `is missing; the recording begins with ${first}, and what came before cannot be guessed` };
  }
  try {
    const { head, project, runId } = await readHeader(path.join(dir, file));
    if (head === undefined) return { file, problem: 'does not say what the run began with' };
    return { run, runId, head, project };
  } catch (error) {
    return { file, problem: `cannot be read: ${reasonOf(error)}` };
  }
}

/** Reads the events of a run in order, and stops at the first damage, which it then knows. */
export class RecordingReader {
  /** Where the reading ended before the end; `undefined` when everything was there. */
  damage: RecordingDamage | undefined;
  readonly #dir: string;
  readonly #run: StoredRun;
  readonly #segments: ReadonlyMap<string, SegmentNote>;
  #sequence = 0;

  /**
   * @param dir - The folder of recordings.
   * @param run - Which run.
   * @param segments - What the journal knows about its segments.
   */
  constructor(dir: string, run: StoredRun, segments: readonly SegmentNote[]) {
    this.#dir = dir;
    this.#run = run;
    this.#segments = new Map(segments.map(note => [note.file, note]));
  }

  /** The events, in order. */
  async *read(): AsyncGenerator<RecordedEvent, void> {
    for (const file of this.#files()) {
      const problem = await this.#check(file);
      if (problem !== undefined) {
        this.damage = { file, problem };
        return;
      }
      yield* this.#readSegment(file);
      if (this.damage !== undefined) return;
    }
  }

  /** Every file that is there or that the journal knows of. */
  #files(): readonly string[] {
    const names = new Set([...this.#segments.keys(), ...this.#run.segments.map(({ file }) => file)]);
    const last = Math.max(0, ...[...names].map(name => Number.parseInt(path.basename(name), 10)));
    return Array.from({ length: last }, (_, index) => `${this.#run.name}/${segmentName(index + 1)}`);
  }

  async #check(file: string): Promise<string | undefined> {
    const absolute = path.join(this.#dir, file);
    if (!existsSync(absolute)) return 'is missing';
    const known = this.#segments.get(file);
    if (known === undefined) return undefined;
    const sha256 = await sha256OfFile(absolute);
    return sha256 === known.sha256 ? undefined : 'is damaged: its SHA-256 is not the one that the journal has';
  }

  async *#readSegment(file: string): AsyncGenerator<RecordedEvent, void> {
    let isHeader = true;
    try {
      for await (const line of readLines(path.join(this.#dir, file))) {
        if (isHeader) decodeHeader(line);
        else yield this.#event(line);
        isHeader = false;
      }
    } catch (error) {
      this.damage = { file, problem: `cannot be read after event ${this.#sequence}: ${reasonOf(error)}` };
    }
  }

  #event(line: string): RecordedEvent {
    const event = decodeConsumed(line);
    if (event.sequence !== this.#sequence + 1) throw new RangeError(`event ${event.sequence} follows it`);
    this.#sequence += 1;
    return event;
  }
}

async function readHeader(file: string): Promise<SegmentHeader> {
  for await (const line of readLines(file)) return decodeHeader(line);
  throw new RangeError('it is empty');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
