import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const tsx = import.meta.resolve('tsx');
const reader = fileURLToPath(new URL('read-large-file.ts', import.meta.url));
const rows = 3_000_000;
/** The beginning of an hour. */
const startMs = Date.UTC(2020, 0, 1);
/** Heap that the reading process may have, in MiB. */
const heapMaxMb = 48;

/** Minutes of bars, about a hundred bytes each. */
function writeBars(file: string): void {
  const handle = openSync(file, 'w');
  writeSync(handle, 'time,open,high,low,close,volume\n');
  for (let from = 0; from < rows; from += 50_000) {
    let text = '';
    for (let row = from; row < from + 50_000; row += 1) {
      const price = 1_000_000 + (row % 977);
      text += `${startMs + row * 60_000},${price}.2500000000,${price + 5}.7500000000,${price - 5}.5000000000,${price + 1}.1250000000,0.${100_000 + (row % 9_973)}0000000000\n`;
    }
    writeSync(handle, text);
  }
  closeSync(handle);
}

function read(...args: readonly string[]): { readonly rows: number; readonly rssPeakMb: number } {
  const flags = [`--max-old-space-size=${heapMaxMb}`, '--conditions=@trader/source', '--import', tsx];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, reader, ...args], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const said = JSON.parse(stdout);
  // Columns lie outside the heap: the whole process stays below the size of the file, too.
  expect(said.rssPeakMb).toBeLessThan(250);
  return said;
}

test('a file of several hundred megabytes is read, made longer and converted in a heap of 48 MiB', {
  tags: ['slow'],
}, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trader-large-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const csv = path.join(folder, 'bars.csv');
  const columns = path.join(folder, 'bars.tcol');
  writeBars(csv);
  expect(statSync(csv).size).toBeGreaterThan(280e6);
  expect(read('convert', csv, columns)).toMatchObject({ rows });
  expect(statSync(columns).size).toBeGreaterThan(rows * 48);
  expect(read('merge', columns, columns)).toMatchObject({ rows: 2 * rows });
  expect(read('resample', columns)).toMatchObject({ rows: rows / 60 });
});
