import { copyFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { isTradingError, type JournalEntry } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { journalFile, someEntries } from '../../test/journal-entries.ts';
import { openSqliteJournal } from './sqlite-journal.ts';

/** A journal as a killed process leaves it: one part in the file, the other in the write-ahead log. */
function killedJournal(): string {
  const file = journalFile();
  const journal = openSqliteJournal({ file });
  for (const entry of someEntries(1, 60)) {
    journal.append(entry);
    journal.commit();
  }
  journal.close();
  const writer = openSqliteJournal({ file });
  for (const entry of someEntries(61, 90)) {
    writer.append(entry);
    writer.commit();
  }
  for (const suffix of ['', '-wal', '-mark']) copyFileSync(`${file}${suffix}`, `${file}.killed${suffix}`);
  writer.close();
  return `${file}.killed`;
}

const source = killedJournal();
const whole = someEntries(1, 90);
let copies = 0;

/** What a reader makes of a copy that was changed: all the entries, or a refusal. */
function readDamaged(damage: (file: string) => void): readonly JournalEntry[] | string {
  // A name of its own: connections that were closed may still hold the file before it.
  copies += 1;
  const file = `${source}.damaged-${copies}`;
  for (const suffix of ['', '-wal', '-mark']) copyFileSync(`${source}${suffix}`, `${file}${suffix}`);
  damage(file);
  try {
    const journal = openSqliteJournal({ file });
    try {
      return [...journal.read(1)];
    } finally {
      journal.close();
    }
  } catch (error) {
    if (isTradingError(error, 'journal/failed')) return error.message;
    throw error;
  }
}

/** A generator of whole numbers below a bound, from a seed. */
function dice(seed: number): (bound: number) => number {
  let state = seed;
  return bound => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % bound;
  };
}

test('a killed process left everything that it had committed', () => {
  expect(readDamaged(() => undefined)).toEqual(whole);
});

describe.each(['', '-wal'])('of journal.sqlite%s', suffix => {
  test('a flipped bit is refused or does not matter, wherever it is', () => {
    const roll = dice(suffix.length + 1);
    let refused = 0;
    for (let count = 0; count < 60; count += 1) {
      const size = statSync(`${source}${suffix}`).size;
      const at = roll(size);
      const bit = 1 << roll(8);
      const read = readDamaged(file => {
        const bytes = readFileSync(`${file}${suffix}`);
        bytes[at] = (bytes[at] ?? 0) ^ bit;
        writeFileSync(`${file}${suffix}`, bytes);
      });
      if (typeof read === 'string') refused += 1;
      else expect(read, `bit ${bit} of byte ${at}`).toEqual(whole);
    }
    expect(refused).toBeGreaterThan(5);
  });

  test('a missing end is refused, unless the log has all of it', () => {
    const { size } = statSync(`${source}${suffix}`);
    for (let part = 0; part < 12; part += 1) {
      const read = readDamaged(file => truncateSync(`${file}${suffix}`, Math.floor((size * part) / 12)));
      if (typeof read !== 'string') expect(read, `${part} of 12 parts`).toEqual(whole);
      else expect(read).toMatch(/the journal failed to .*(nothing is repaired silently|-mark)/);
      if (part < 6) expect(read, `${part} of 12 parts`).toBeTypeOf('string');
    }
  });
});

test('a write-ahead log that is gone is refused, with what to do', () => {
  const read = readDamaged(file => rmSync(`${file}-wal`));
  expect(read).toMatch(/it ends at entry 60, and entry 90 had been committed; its -wal file or its end is missing/);
});
