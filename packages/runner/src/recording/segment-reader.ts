import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, createGunzip } from 'node:zlib';

/** Most characters that one line may have; a longer one is damage. */
const lineLengthMax = 64 * 1_024 * 1_024;

/**
 * The lines of a segment. One that was never finished, because its process was killed, gives what can be read of it.
 *
 * @throws What Node throws when the file cannot be read or its compression is damaged.
 */
export async function* readLines(file: string): AsyncGenerator<string, void> {
  const source = createReadStream(file);
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  source.once('error', error => gunzip.destroy(error));
  source.pipe(gunzip);
  let rest = '';
  try {
    // Characters of several bytes may lie across two chunks.
    gunzip.setEncoding('utf8');
    for await (const chunk of gunzip) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > lineLengthMax) throw new RangeError('it has a line without an end');
      yield* lines;
    }
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/** SHA-256 of a file, hexadecimal. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
