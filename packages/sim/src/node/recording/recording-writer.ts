import { type FileHandle, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import type { MarketGap } from '../../market-data/market-columns.ts';
import { explainFileError, unreadableFile } from '../unreadable-file.ts';
import { type RecordedKind, type RecordingHeader, recordingName } from './recording-line.ts';

/** Bytes that wait for the next flush at most; one more row is refused. */
const waitingBytesMax = 64 * 1024 * 1024;

/** A recording of one instrument's market data of one kind. */
export interface RecordingOptions {
  /** Its folder; made when it does not exist. */
  readonly folder: string;
  /** The exchange's market name. */
  readonly symbol: string;
  /** What the rows are. */
  readonly kind: RecordedKind;
  /** Since when everything is recorded, in milliseconds since the epoch; not after the first row. */
  readonly startedMs: number;
  /** Levels per side of books. */
  readonly depth?: number;
  /** Length of bars, in milliseconds; their files are named by it: `bar-5m-TIME.jsonl`. */
  readonly intervalMs?: number;
  /** A file that has grown to this many bytes is followed by another. Default 64 MiB. */
  readonly fileBytesMax?: number;
}

/** What a recording has come to. */
export interface RecordingSummary {
  /** The files that were written, in order. */
  readonly files: readonly string[];
  /** Rows. */
  readonly rows: number;
  /** Gaps. */
  readonly gaps: number;
  /** Bytes that the system has taken. */
  readonly bytes: number;
}

/** One row of a recording: `timeMs` is when it came, so that rows are in order; `exchangeMs` is the exchange's own time. */
export type RecordedRow = { readonly timeMs: number } & Readonly<Record<string, unknown>>;

/**
 * Writes a recording as JSON lines. Rows wait in memory until {@link RecordingWriter.flush}; what was flushed is in the hands of the system
 * and survives the end of the process. Files are named by the time of their first row and never written to again by a later run.
 */
export class RecordingWriter {
  readonly #options: RecordingOptions;
  readonly #files: string[] = [];
  #handle: FileHandle | undefined;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #fileBytes = 0;
  #bytes = 0;
  #rows = 0;
  #gaps = 0;
  #lastMs = 0;

  /** @param options - What is recorded, and where. */
  constructor(options: RecordingOptions) {
    this.#options = options;
  }

  /** What it has come to. */
  get summary(): RecordingSummary {
    return { files: [...this.#files], rows: this.#rows, gaps: this.#gaps, bytes: this.#bytes };
  }

  /** Adds a row. A time before the row before is raised to it. @throws when far more waits than a flush should leave. */
  add(row: RecordedRow): void {
    this.#lastMs = Math.max(this.#lastMs, row.timeMs);
    this.#push(JSON.stringify({ ...row, timeMs: this.#lastMs }));
    this.#rows += 1;
  }

  /** Adds a message of an order-by-order stream as it was sent. */
  addMessage(receivedMs: number, message: string): void {
    this.#lastMs = Math.max(this.#lastMs, receivedMs);
    this.#push(JSON.stringify({ receivedMs: this.#lastMs, message }));
    this.#rows += 1;
  }

  /** Says that rows may be missing. */
  addGap(gap: MarketGap): void {
    this.#push(JSON.stringify({ gap }));
    this.#gaps += 1;
  }

  /** Hands what waits to the system. @throws `market-data/unreadable` when the disk refuses; nothing that was flushed is lost. */
  async flush(nowMs: number): Promise<void> {
    if (this.#waiting.length === 0) return;
    const lines = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    try {
      const handle = this.#handle ?? (await this.#begin(nowMs));
      await this.#write(handle, `${lines.join('\n')}\n`);
      if (this.#fileBytes >= (this.#options.fileBytesMax ?? 64 * 1024 * 1024)) await this.#end();
    } catch (error) {
      throw explainFileError(this.#files.at(-1) ?? this.#options.folder, error, 'write');
    }
  }

  /** Flushes, and waits until the disk has it. Idempotent. */
  async close(nowMs: number): Promise<void> {
    await this.flush(nowMs);
    await this.#end();
  }

  #push(line: string): void {
    this.#waitingBytes += line.length + 1;
    if (this.#waitingBytes > waitingBytesMax) {
      const reason = `more than ${waitingBytesMax} bytes wait to be written: the disk is too slow; record fewer symbols`;
      throw unreadableFile(this.#options.folder, reason);
    }
    this.#waiting.push(line);
  }

  async #begin(nowMs: number): Promise<FileHandle> {
    const { folder, symbol, kind, depth, intervalMs, startedMs: firstMs } = this.#options;
    const continues = this.#files.length > 0;
    const startedMs = continues ? nowMs : firstMs;
    await mkdir(folder, { recursive: true });
    const name = `${recordingName(kind, intervalMs)}-${new Date(startedMs).toISOString().replace(/[:.]/g, '-')}.jsonl`;
    const file = path.join(folder, name);
    const handle = await open(file, 'ax');
    const header: RecordingHeader = { version: 1, kind, symbol, depth, intervalMs, startedMs, continues };
    this.#handle = handle;
    this.#files.push(file);
    this.#fileBytes = 0;
    await this.#write(handle, `${JSON.stringify({ recording: header })}\n`);
    return handle;
  }

  async #write(handle: FileHandle, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    await handle.appendFile(bytes);
    this.#fileBytes += bytes.length;
    this.#bytes += bytes.length;
  }

  async #end(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.sync();
    await handle?.close();
  }
}
