import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { explainFileError } from '../unreadable-file.ts';

/** Bytes that are read at a time. */
const readBytesAtOnce = 256 * 1024;

/**
 * The bytes of a file, unpacked where it is gzip: told by its first bytes, not by its name.
 *
 * @throws `market-data/unreadable` for files that are missing, not permitted, cut off or damaged.
 */
export async function* readBytes(file: string): AsyncGenerator<Buffer, void> {
  let stream: Readable | undefined;
  try {
    const isPacked = await isGzip(file);
    const bytes = createReadStream(file, { highWaterMark: readBytesAtOnce });
    // `pipeline` hands the errors of both to the last one, and closes the file when reading ends early.
    stream = isPacked ? pipeline(bytes, createGunzip({ chunkSize: readBytesAtOnce }), () => undefined) : bytes;
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    throw explainFileError(file, error, 'read');
  } finally {
    stream?.destroy();
  }
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}
