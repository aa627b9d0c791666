import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const folder = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

/** The text of a file of recorded market data (`.gz` unpacked); `undefined`, with a loud line, on machines without it. */
export function sharedData(path: string): string | undefined {
  if (!existsSync(folder + path)) {
    console.warn(`SKIPPED: ../shared/data/${path} is not there; the seeded fixtures of this package still run`);
    return undefined;
  }
  const bytes = readFileSync(folder + path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
