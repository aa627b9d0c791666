import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isTradingError, type TraderRecord } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { journalFile, recordOfType, someEntries } from '../../test/journal-entries.ts';
import { remedyFor } from './journal-failed.ts';
import { JournalReader } from './journal-reader.ts';
import { migrate } from './journal-schema.ts';
import { openDatabase } from './sql-database.ts';
import { openSqliteJournal, type SqliteJournal } from './sqlite-journal.ts';

/** A journal with this many committed entries. */
function journalOf(count: number, file = journalFile()): SqliteJournal {
  const journal = openSqliteJournal({ file });
  for (const entry of someEntries(1, count)) journal.append(entry);
  journal.commit();
  return journal;
}

function failureOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isTradingError(error, 'journal/failed')) return error.message;
    throw error;
  }
  throw new Error('nothing failed');
}

/** Changes a journal behind its back. */
function tamper(file: string, sql: string): void {
  const database = openDatabase(file);
  database.exec(sql);
  database.close();
}

const sequencesOf = (journal: SqliteJournal, from = 1) => [...journal.read(from)].map(({ sequence }) => sequence);

describe('a journal in a file', () => {
  test.each(Object.values<TraderRecord>(recordOfType))('gives a $type back to the last digit', record => {
    const file = journalFile();
    const journal = openSqliteJournal({ file });
    journal.append({ sequence: 1, timeMs: 1_700_000_000_000, record });
    journal.commit();
    journal.close();
    const again = openSqliteJournal({ file });
    expect([...again.read(1)]).toEqual([{ sequence: 1, timeMs: 1_700_000_000_000, record }]);
    again.close();
  });

  test('goes on where it ended, and gives entries from a sequence on', () => {
    const file = journalFile();
    journalOf(1_700, file).close();
    const journal = openSqliteJournal({ file });
    expect(journal.lastSequence).toBe(1_700);
    for (const entry of someEntries(1_701, 1_705)) journal.append(entry);
    journal.commit();
    expect(sequencesOf(journal, 1_698)).toEqual([1_698, 1_699, 1_700, 1_701, 1_702, 1_703, 1_704, 1_705]);
    expect(sequencesOf(journal)).toHaveLength(1_705);
    expect(sequencesOf(journal, 1_706)).toEqual([]);
    journal.close();
  });

  test('does not show what was not committed, and forgets it', () => {
    const file = journalFile();
    const journal = journalOf(2, file);
    for (const entry of someEntries(3, 4)) journal.append(entry);
    expect(sequencesOf(journal)).toEqual([1, 2]);
    journal.close();
    const again = openSqliteJournal({ file });
    expect(sequencesOf(again)).toEqual([1, 2]);
    again.close();
  });

  test('is readable by its owner alone, its log and its folder too', () => {
    const journal = journalOf(3);
    const modeOf = (file: string) => statSync(file).mode & 0o777;
    for (const suffix of ['', '-wal', '-shm', '-mark', '-lock']) expect(modeOf(`${journal.file}${suffix}`)).toBe(0o600);
    expect(modeOf(path.dirname(journal.file))).toBe(0o700);
    journal.close();
  });

  test('follows no symbolic link', () => {
    const file = journalFile();
    mkdirSync(path.dirname(file));
    writeFileSync(`${file}-elsewhere`, '');
    symlinkSync(`${file}-elsewhere`, file);
    expect(failureOf(() => openSqliteJournal({ file }))).toMatch(/ELOOP.*none is followed/);
  });

  test('tells what a commit takes', () => {
    const journal = journalOf(0);
    expect(journal.commitCostMs).toBeGreaterThan(0);
    journal.close();
  });

  test('is read by others while it is written', () => {
    const journal = journalOf(2_000);
    const reader = journal.read(1)[Symbol.iterator]();
    expect(reader.next().value).toMatchObject({ sequence: 1 });
    for (const entry of someEntries(2_001, 2_010)) journal.append(entry);
    journal.commit();
    let last: number | undefined;
    for (let next = reader.next(); next.done !== true; next = reader.next()) last = next.value.sequence;
    expect(last).toBe(2_010);
    journal.close();
  });

  test('is written by one process at a time', () => {
    const journal = journalOf(1);
    const message = failureOf(() => openSqliteJournal({ file: journal.file }));
    expect(message).toContain(`the journal ${journal.file} is in use by process ${process.pid} since`);
    expect(message).toContain(`${journal.file}-lock`);
    journal.close();
    openSqliteJournal({ file: journal.file }).close();
  });

  test('takes entries in order only, and none after a failure', () => {
    const journal = journalOf(3);
    const [entry] = someEntries(5, 5);
    const message = failureOf(() => entry !== undefined && journal.append(entry));
    expect(message).toMatch(/entry 5 was appended where entry 4 belongs/);
    expect(failureOf(() => journal.commit())).toBe(message);
    journal.close();
  });

  test('is of no use after it was closed', () => {
    const journal = journalOf(3);
    const reader = journal.read(1)[Symbol.iterator]();
    reader.next();
    journal.close();
    journal.close();
    expect(failureOf(() => reader.next())).toMatch(/is closed/);
    expect(failureOf(() => journal.commit())).toMatch(/is closed/);
  });
});

describe('a journal that is whole', () => {
  test.each([
    ['EACCES', /let the user who runs this read and write it/],
    ['SQLITE_BUSY', /another program holds it: let that one finish/],
    ['SQLITE_IOERR_WRITE', /make room or mend the storage/],
    ['SQLITE_CORRUPT', /nothing is repaired silently/],
  ])('is called damaged only where the error says so: %s', (code, remedy) => {
    expect(remedyFor({ code })).toMatch(remedy);
  });
});

describe('a journal that is full', () => {
  test('says so at the commit and keeps what it had', () => {
    const file = journalFile();
    journalOf(3, file).close();
    const journal = openSqliteJournal({ file, pagesMax: 10 });
    const message = failureOf(() => {
      for (const entry of someEntries(4, 500)) {
        journal.append(entry);
        journal.commit();
      }
    });
    expect(message).toMatch(/failed to commit: .*database or disk is full.*make room/);
    const kept = sequencesOf(journal);
    expect(kept.length).toBeGreaterThan(3);
    expect(kept.at(-1)).toBe(journal.lastSequence);
    expect(failureOf(() => journal.commit())).toBe(message);
    journal.close();
  });
});

describe('a journal that was changed from outside is refused with the place', () => {
  test.each([
    ['an entry that is gone', 'DELETE FROM entries WHERE sequence = 4', /hole at entry 4: entry 5 follows entry 3/],
    ['the first entry gone', 'DELETE FROM entries WHERE sequence = 1', /hole at entry 1/],
    ['another time', 'UPDATE entries SET time_ms = time_ms + 1 WHERE sequence = 6', /entry 6 is damaged/],
    ['another text', `UPDATE entries SET text = replace(text, 'a', 'b') WHERE sequence = 7`, /entry 7 is damaged/],
  ])('%s', (_, sql, message) => {
    const file = journalFile();
    journalOf(9, file).close();
    tamper(file, sql);
    const journal = openSqliteJournal({ file });
    expect(failureOf(() => sequencesOf(journal))).toMatch(message);
    expect(failureOf(() => sequencesOf(journal))).toMatch(/nothing is repaired silently/);
    journal.close();
  });

  test('because its newest entries are gone', () => {
    const file = journalFile();
    journalOf(9, file).close();
    tamper(file, 'DELETE FROM entries WHERE sequence > 7');
    const message = failureOf(() => openSqliteJournal({ file }));
    expect(message).toMatch(/it ends at entry 7, and entry 9 had been committed/);
    expect(message).toContain(`delete ${file}-mark`);
    rmSync(`${file}-mark`);
    openSqliteJournal({ file }).close();
  });

  test('because it was deleted', () => {
    const file = journalFile();
    journalOf(9, file).close();
    rmSync(file);
    const message = failureOf(() => openSqliteJournal({ file }));
    expect(message).toMatch(/it ends at entry 0, and entry 9 had been committed/);
    expect(message).toMatch(/move all files away whose names begin with its name/);
    // A journal without entries would be taken for one that nobody had used.
    expect(statSync(file).size).toBe(0);
    expect(failureOf(() => new JournalReader(file))).toBe(message);
    for (const suffix of ['', '-mark']) rmSync(`${file}${suffix}`);
    openSqliteJournal({ file }).close();
  });

  test('because it is another one', () => {
    const file = journalFile();
    journalOf(9, file).close();
    tamper(file, 'DELETE FROM entries');
    const mark = readFileSync(`${file}-mark`);
    rmSync(`${file}-mark`);
    const journal = openSqliteJournal({ file });
    for (const entry of someEntries(1, 9)) journal.append({ ...entry, timeMs: entry.timeMs + 1 });
    journal.commit();
    journal.close();
    writeFileSync(`${file}-mark`, mark);
    expect(failureOf(() => openSqliteJournal({ file }))).toMatch(/entry 9 is not the one that had been committed/);
  });

  test('because it is no database', () => {
    const file = journalFile();
    mkdirSync(path.dirname(file));
    writeFileSync(file, 'no database at all\n'.repeat(100));
    expect(failureOf(() => openSqliteJournal({ file }))).toMatch(/file is not a database/);
  });

  test('because a newer program wrote it', () => {
    const file = journalFile();
    journalOf(1, file).close();
    tamper(file, 'UPDATE schema_version SET version = 99');
    expect(failureOf(() => openSqliteJournal({ file }))).toMatch(/version 99 .*newer version: install that version/);
  });
});

describe('a journal of version 1', () => {
  /** As the first version made it: never to be changed. */
  const version1 = `
    CREATE TABLE schema_version (version INTEGER NOT NULL);
    INSERT INTO schema_version (version) VALUES (1);
    CREATE TABLE entries (sequence INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, type TEXT NOT NULL, text TEXT NOT NULL, checksum INTEGER NOT NULL);
    CREATE TABLE commit_cost (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    INSERT INTO entries VALUES (1, 1700000000001, 'strategy', '{"type":"strategy","strategy":"naive","status":"running","reason":"started"}', 189809797);`;

  function version1File(): string {
    const file = journalFile();
    mkdirSync(path.dirname(file));
    tamper(file, version1);
    return file;
  }

  test('is read and written', () => {
    const journal = openSqliteJournal({ file: version1File() });
    const [entry] = someEntries(2, 2);
    if (entry !== undefined) journal.append(entry);
    journal.commit();
    expect([...journal.read(1)]).toEqual([
      { sequence: 1, timeMs: 1_700_000_000_001, record: recordOfType.strategy },
      entry,
    ]);
    journal.close();
  });

  test('goes through every later step, once, with its entries as they were', () => {
    const database = openDatabase(version1File());
    const steps = ['not run again', 'CREATE TABLE later (id INTEGER)', 'CREATE INDEX by_type ON entries (type)'];
    migrate(database, () => undefined, steps);
    migrate(database, () => undefined, steps);
    expect(database.prepare('SELECT version FROM schema_version').all()).toMatchObject([{ version: 3 }]);
    expect(database.prepare('SELECT count(*) AS count FROM entries').all()).toMatchObject([{ count: 1 }]);
    database.close();
  });

  test('stays as it was when a step fails', () => {
    const database = openDatabase(version1File());
    expect(() => migrate(database, () => undefined, ['', 'CREATE TABLE later (id INTEGER)', 'no SQL'])).toThrow(
      /syntax error/,
    );
    expect(database.prepare('SELECT version FROM schema_version').all()).toMatchObject([{ version: 1 }]);
    expect(database.prepare(`SELECT name FROM sqlite_master WHERE name = 'later'`).all()).toEqual([]);
    database.close();
  });
});
