import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';

/** Compression: fast, because events are many; slower levels gained a tenth here. */
const compressionLevel = 3;

/** What a finished segment is known by. */
export interface SegmentSummary {
  /** Its size in bytes. */
  readonly bytes: number;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string;
}

/** One file of a recording: lines of text, compressed on the way by threads of Node's own, never synced. */
export class SegmentFile {
  readonly #gzip = createGzip({ level: compressionLevel });
  readonly #hash = createHash('sha256');
  readonly #written: Promise<void>;
  #bytes = 0;
  #backlogBytes = 0;

  /**
   * @param file - Made anew, for its owner alone.
   * @param onError - Told once when it cannot be written.
   */
  constructor(file: string, onError: (error: unknown) => void) {
    this.#gzip.on('data', (chunk: Buffer) => {
      this.#hash.update(chunk);
      this.#bytes += chunk.length;
    });
    this.#written = pipeline(this.#gzip, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    this.#written.catch(onError);
  }

  /** Its size so far, in bytes; what is being compressed is not counted yet. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Text that waits to be compressed and written, in bytes. */
  get backlogBytes(): number {
    return this.#backlogBytes;
  }

  /** Adds text; `onWritten` is called when it was compressed. */
  write(text: string, onWritten: () => void): void {
    const chunk = Buffer.from(text);
    this.#backlogBytes += chunk.length;
    this.#gzip.write(chunk, error => {
      this.#backlogBytes -= chunk.length;
      if (error === undefined || error === null) onWritten();
    });
  }

  /** Lets what was added so far become readable, also when the process is killed afterwards. */
  flush(): void {
    this.#gzip.flush(constants.Z_SYNC_FLUSH);
  }

  /** Writes what is left. */
  async end(): Promise<SegmentSummary> {
    this.#gzip.end();
    await this.#written;
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  /** Gives it up: what is written stays. */
  destroy(): void {
    this.#gzip.destroy();
  }
}
