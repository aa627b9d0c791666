import { expect, test } from 'vitest';
import { MemoryJournal } from './memory-journal.ts';
import type { JournalEntry } from './trader-record.ts';

function entry(sequence: number): JournalEntry {
  return { sequence, timeMs: sequence, record: { type: 'strategy', strategy: 's', status: 'running', reason: 'test' } };
}

test('gives back what was appended from a sequence on, in order', () => {
  const journal = new MemoryJournal();
  for (let sequence = 1; sequence <= 5; sequence += 1) journal.append(entry(sequence));
  expect([...journal.read(3)].map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
});

test('keeps the newest entries only, however many are appended', () => {
  const journal = new MemoryJournal({ entriesMax: 10 });
  for (let sequence = 1; sequence <= 1_000; sequence += 1) {
    journal.append(entry(sequence));
    expect(journal.length).toBeLessThanOrEqual(10);
  }
  expect([...journal.read(1)].map(({ sequence }) => sequence)).toEqual([
    991, 992, 993, 994, 995, 996, 997, 998, 999, 1_000,
  ]);
});
