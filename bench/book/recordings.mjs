// Recordings of the workload on disk, as text and as columns, and what replays them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { hashStart, hashStep } from '../harness/random.mjs';
import { oursFile } from '../harness/setup.mjs';
import { hashVolume } from './workload.mjs';

const { BookReplay, openOrderFile, orderRecording, readRecordedMessage, writeColumnFile } = await import(oursFile);

let folder;

/** A file of this process, removed when it ends. */
function fileOf(name) {
  if (folder === undefined) {
    folder = mkdtempSync(path.join(tmpdir(), 'trader-bench-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
  return path.join(folder, name);
}

let text;

/** The recording as text: one message per line. */
export function recordText({ snapshot, messages }) {
  if (text === undefined) {
    text = fileOf('recording.jsonl');
    writeFileSync(text, [snapshot, ...messages, ''].join('\n'));
  }
  return orderRecording({ file: text, symbol: 'XBTZAR', readMessage: readRecordedMessage });
}

let columns;

/** The recording converted to columns. */
export async function recordColumns(input) {
  if (columns === undefined) {
    columns = fileOf('recording.tcol');
    await writeColumnFile(columns, recordText(input));
  }
  return await openOrderFile(columns);
}

/** Reads a recording from disk and looks at the book as the workload wants it. */
export async function replay(source) {
  const book = new BookReplay();
  let hash = hashStart;
  // The first message is the snapshot.
  let index = -1;
  for await (const rows of source.chunks({})) {
    const scale = 10 ** rows.priceDecimals;
    for (let row = 0; row < rows.length; index += 1) {
      row = book.applyMessage(rows, row);
      if (index < 0) continue;
      hash = hashStep(hashStep(hash, book.bestBid / scale), book.bestAsk / scale);
      if (index % 100 === 99) hash = hashTop(book, hash, scale);
    }
  }
  return { hash: hash >>> 0, orders: book.orders };
}

function hashTop(book, start, scale) {
  let hash = start;
  for (const side of ['bids', 'asks']) {
    const depth = Math.min(10, book.depth(side));
    for (let level = 0; level < depth; level += 1) {
      hash = hashVolume(hashStep(hash, book.priceAt(side, level) / scale), book.quantityAt(side, level));
    }
  }
  return hash;
}
