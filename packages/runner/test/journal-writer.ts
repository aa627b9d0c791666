import process from 'node:process';
import type { JournalEntry } from '@trader/core';
import { openSqliteJournal } from '../src/journal/sqlite-journal.ts';

// A process that writes a journal until it is killed, and tells what was committed after it was.
const journal = openSqliteJournal({ file: process.argv[2] ?? '' });
let sequence = journal.lastSequence;

function writeBatch(): void {
  const size = 1 + (sequence % 7);
  for (let count = 0; count < size; count += 1) {
    sequence += 1;
    const record = {
      type: 'strategy-saved',
      strategy: 'writer',
      value: { sequence, text: 'x'.repeat(sequence % 900) },
    };
    journal.append({ sequence, timeMs: Date.now(), record } as JournalEntry);
  }
  journal.commit();
  process.stdout.write(`${sequence}\n`);
  setImmediate(writeBatch);
}

process.stdout.write(`${sequence}\n`);
writeBatch();
