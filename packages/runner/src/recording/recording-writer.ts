import { mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  type Clock,
  type ConsumedEvent,
  encodeConsumed,
  type Logger,
  type Recording,
  type RecordingHead,
  type RecordingNote,
} from '@trader/core';
import { dropOldest, runFolderName, segmentName } from './recording-folder.ts';
import { SegmentFile } from './segment-file.ts';
import { encodeHeader, type RecordedProject } from './segment-header.ts';

/** Where a recording goes, and how much of it. */
export interface RecordingWriterOptions {
  /** The folder of recordings, absolute. */
  readonly dir: string;
  /** Size at which a segment is finished, in bytes on the disk. */
  readonly segmentBytesMax: number;
  /** Bytes that all segments of all runs may have; the oldest are deleted beyond. */
  readonly totalBytesMax: number;
  /** Text that may wait to be written, in bytes; a disk that cannot keep up ends the recording. Default 32 MiB. */
  readonly backlogBytesMax?: number;
  /** The project's part. */
  readonly project: RecordedProject;
  /** For the pace of flushing. */
  readonly clock: Clock;
  /** Is told what is deleted. */
  readonly logger: Logger;
}

/** How long an event waits at most before it can survive a killed process, in milliseconds. */
const flushMs = 1_000;

/** Text that is collected before it is handed on, in characters. */
const chunkLength = 64 * 1_024;

const backlogBytesMaxDefault = 32 * 1_024 * 1_024;

/**
 * Writes a run's recording: one line per event into compressed segments, finished at a size, the oldest deleted beyond the total. The
 * main thread only makes the lines. What fails ends the recording and nothing else.
 */
export class RecordingWriter implements Recording {
  readonly #options: RecordingWriterOptions;
  readonly #notes: RecordingNote[] = [];
  readonly #ending = new Set<Promise<void>>();
  #head: RecordingHead | undefined;
  #run = '';
  #segment: SegmentFile | undefined;
  #number = 0;
  #firstEvent = 1;
  #sequence = 0;
  #writtenSequence = 0;
  #text = '';
  #cancelTimer: (() => void) | undefined;

  /** @param options - Where it goes, and how much of it. */
  constructor(options: RecordingWriterOptions) {
    this.#options = options;
  }

  /** Text that waits to be compressed and written, in bytes; at most `backlogBytesMax`. */
  get backlogBytes(): number {
    return this.#segment?.backlogBytes ?? 0;
  }

  /** Begins a run: makes its folder and its first segment, and makes room for it. */
  begin(head: RecordingHead): void {
    this.#head = head;
    this.#run = runFolderName(head.engine.startMs, head.engine.runId);
    mkdirSync(path.join(this.#options.dir, this.#run), { recursive: true, mode: 0o700 });
    this.#open();
  }

  /** Takes in one event; it is on its way to the disk within a second. */
  record(consumed: ConsumedEvent): void {
    if (this.#segment === undefined) return;
    this.#sequence += 1;
    this.#text += `${encodeConsumed(this.#sequence, consumed)}\n`;
    if (this.#text.length >= chunkLength) this.#handOn();
    else this.#cancelTimer ??= this.#options.clock.setTimer(flushMs, () => this.#flush());
  }

  /** What the journal should know and does not yet. */
  takeNotes(): readonly RecordingNote[] {
    return this.#notes.length === 0 ? none : this.#notes.splice(0);
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    this.#stopTimer();
    this.#handOn();
    const segment = this.#segment;
    this.#segment = undefined;
    if (segment !== undefined) this.#finish(segment);
    await Promise.all(this.#ending);
  }

  #flush(): void {
    this.#cancelTimer = undefined;
    this.#handOn();
    this.#segment?.flush();
  }

  #handOn(): void {
    const segment = this.#segment;
    if (segment === undefined || this.#text === '') return;
    const text = this.#text;
    const last = this.#sequence;
    this.#text = '';
    segment.write(text, () => {
      this.#writtenSequence = last;
    });
    const { backlogBytesMax = backlogBytesMaxDefault, segmentBytesMax } = this.#options;
    if (segment.backlogBytes > backlogBytesMax) {
      this.#fail(new Error(`the disk does not keep up: ${segment.backlogBytes} bytes wait to be written`));
    } else if (segment.bytes >= segmentBytesMax) this.#rotate(segment);
  }

  #rotate(segment: SegmentFile): void {
    this.#segment = undefined;
    this.#finish(segment);
    try {
      this.#open();
    } catch (error) {
      this.#fail(error);
    }
  }

  #open(): void {
    const { dir, totalBytesMax, segmentBytesMax, project } = this.#options;
    const files = dropOldest(dir, { totalBytesMax, reservedBytes: segmentBytesMax });
    if (files.length > 0) this.#tellDropped(files);
    this.#number += 1;
    this.#firstEvent = this.#sequence + 1;
    const isFirst = this.#number === 1;
    const segment = new SegmentFile(path.join(dir, this.#run, segmentName(this.#number)), error => this.#fail(error));
    const header = encodeHeader({
      format: 1,
      runId: this.#head?.engine.runId ?? '',
      segment: this.#number,
      firstEvent: this.#firstEvent,
      head: isFirst ? this.#head : undefined,
      project: isFirst ? project : undefined,
    });
    segment.write(`${header}\n`, () => undefined);
    segment.flush();
    this.#segment = segment;
  }

  #tellDropped(files: readonly string[]): void {
    this.#notes.push({ note: 'dropped', files });
    const own = files.some(file => file.startsWith(`${this.#run}/`));
    const remedy = own
      ? '; the beginning of this run is among them, so it cannot be replayed: raise totalBytesMax'
      : '';
    this.#options.logger.warn(
      `recordings passed ${this.#options.totalBytesMax} bytes; the oldest are deleted${remedy}`,
      {
        files: files.join(', '),
      },
    );
  }

  #finish(segment: SegmentFile): void {
    const file = `${this.#run}/${segmentName(this.#number)}`;
    const { firstEvent, lastEvent } = { firstEvent: this.#firstEvent, lastEvent: this.#sequence };
    const ending = segment.end().then(
      ({ bytes, sha256 }) => {
        this.#notes.push({ note: 'segment', file, firstEvent, lastEvent, bytes, sha256 });
      },
      // Whoever opened it was told.
      () => undefined,
    );
    this.#ending.add(ending);
    void ending.then(() => this.#ending.delete(ending));
  }

  #fail(error: unknown): void {
    if (this.#run === '') return;
    this.#stopTimer();
    this.#segment?.destroy();
    this.#segment = undefined;
    this.#text = '';
    const { code, message } = error as NodeJS.ErrnoException;
    // A segment that is given up tells so as well.
    if (code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    this.#run = '';
    const reason = error instanceof Error ? message : String(error);
    this.#notes.push({ note: 'gap', fromEvent: this.#writtenSequence + 1, reason });
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}

const none: readonly RecordingNote[] = [];
