import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { journalFile, recordOfType, someEntries } from '../../test/journal-entries.ts';
import { makeProject, smallConfig } from '../../test/make-project.ts';
import { trader } from '../../test/spawn-cli.ts';
import { openDatabase } from '../journal/sql-database.ts';
import { openSqliteJournal, type SqliteJournal } from '../journal/sqlite-journal.ts';
import { runCli } from './run-cli.ts';

/** A journal that a run is writing at this moment. */
function openJournal(count: number, file = journalFile()): SqliteJournal {
  const journal = openSqliteJournal({ file });
  onTestFinished(() => journal.close());
  add(journal, 1, count);
  return journal;
}

function add(journal: SqliteJournal, first: number, last: number): void {
  for (const entry of someEntries(first, last)) journal.append(entry);
  journal.commit();
}

interface Said {
  stdout: string;
  stderr: string;
}

/** The command under `trader journal`; `onOutput` is called after everything that it says. */
async function journal(
  args: readonly string[],
  signal = new AbortController().signal,
  onOutput: (said: Said) => void = () => undefined,
) {
  const said: Said = { stdout: '', stderr: '' };
  const write = (name: keyof Said) => ({
    write: (text: string) => {
      said[name] += text;
      onOutput(said);
    },
  });
  const context = { stdout: write('stdout'), stderr: write('stderr'), env: {}, signal, colour: false };
  const code = await runCli(['journal', ...args], { ...context, hide: () => undefined });
  return { code, ...said };
}

const linesOf = (text: string) => text.trimEnd().split('\n');

describe('trader journal verify', () => {
  test('says what is in a journal, while a run writes it', async () => {
    const types = Object.keys(recordOfType).length;
    const { file } = openJournal(10 * types);
    const { code, stdout } = await journal(['verify', '--file', file]);
    expect(code).toBe(0);
    const [first, ...counts] = linesOf(stdout);
    const last = new Date(1_700_000_000_000 + 10 * types).toISOString();
    expect(first).toBe(
      `ok: ${file}, version 2: ${10 * types} entries without a hole, every checksum right, 2023-11-14T22:13:20.001Z to ${last}; it belongs to luno account 2225762606892986213 (and 1 more)`,
    );
    expect(counts).toHaveLength(types);
    expect(counts).toContain('        10  order-submitted');
  });

  test('tells machines', async () => {
    const { file } = openJournal(9);
    const { stdout } = await journal(['verify', '--json', '--file', file]);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, file, schemaVersion: 2, entries: 9, counts: { fill: 1 } });
  });

  test('names the place of a damage, exit code 1', async () => {
    const { file } = openJournal(9);
    const database = openDatabase(file);
    database.exec('UPDATE entries SET time_ms = 5 WHERE sequence = 4');
    database.close();
    const { code, stderr } = await journal(['verify', '--file', file]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error {2}the journal failed to read: entry 4 is damaged: .*nothing is repaired silently/);
    const { code: jsonCode, stdout } = await journal(['verify', '--json', '--file', file]);
    expect(jsonCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, file, operation: 'read', message: /entry 4/ });
  });

  test('finds the journal of a project, also where its keys are not', async () => {
    const withKey = smallConfig.replace('strategies:', '  options: { keyId: env:NOT_SET_HERE }\nstrategies:');
    const project = makeProject({
      'configs/global_strategy_config.yaml': `${withKey}journal: { file: mine.db }\n`,
    });
    openJournal(3, `${project}/mine.db`);
    expect((await journal(['verify', '--project', project])).stdout).toContain(
      `${project}/mine.db, version 2: 3 entries`,
    );
  });

  test('says where a project keeps none', async () => {
    const project = makeProject({ 'configs/global_strategy_config.yaml': `${smallConfig}journal: false\n` });
    const { code, stderr } = await journal(['verify', '--project', project]);
    expect(code).toBe(3);
    expect(stderr).toContain('global_strategy_config.yaml:6:10: journal is false, so this project keeps none.');
  });

  test('makes no file where there is none', async () => {
    const file = journalFile();
    const { code, stderr } = await journal(['verify', '--file', file]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${file} does not exist`);
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });
});

test('trader journal export writes every entry as a line of JSON, from a sequence on', async () => {
  const { file } = openJournal(1_200);
  const { code, stdout } = await journal(['export', '--from', '3', '--file', file]);
  expect(code).toBe(0);
  const lines = linesOf(stdout).map(line => JSON.parse(line) as unknown);
  expect(lines).toHaveLength(1_198);
  expect(lines[0]).toMatchObject({ sequence: 3, timeMs: 1_700_000_000_003, record: { type: 'order-changed' } });
});

describe('trader journal tail', () => {
  test('shows the newest entries, one line each', async () => {
    const { file } = openJournal(50);
    const { stdout } = await journal(['tail', '-n', '3', '--file', file]);
    expect(linesOf(stdout)).toEqual([
      expect.stringMatching(/^ {6}48 {2}2023-11-14T22:13:20\.048Z {2}[a-z-]+ +\{"type":"[a-z-]+"/),
      expect.stringMatching(/^ {6}49 {2}/),
      expect.stringMatching(/^ {6}50 {2}/),
    ]);
  });

  test('goes on with entries that are added, until it is stopped', async () => {
    const writer = openJournal(2);
    const stop = new AbortController();
    let added = false;
    const { code, stdout } = await journal(['tail', '-f', '--json', '--file', writer.file], stop.signal, said => {
      if (!added) add(writer, 3, 4);
      added = true;
      if (said.stdout.includes('"sequence":4')) stop.abort();
    });
    expect(code).toBe(0);
    expect(linesOf(stdout).map(line => (JSON.parse(line) as { sequence: number }).sequence)).toEqual([1, 2, 3, 4]);
  });

  test('wants a count', async () => {
    const { code, stderr } = await journal(['tail', '-n', 'some']);
    expect(code).toBe(2);
    expect(stderr).toContain('It must be a whole number of 1 or more.');
  });
});

describe('trader journal compact', () => {
  test('drops what a snapshot stands in for while a run writes, and tells what it did', async () => {
    const file = journalFile();
    const written = openJournal(Object.keys(recordOfType).length, file);
    const { code, stdout } = await journal(['compact', '--file', file]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^ok: .*: \d+ entries were dropped, it begins with the snapshot at entry \d+; a run has the file/,
    );
    const verified = await journal(['verify', '--file', file]);
    expect(verified.stdout).toMatch(/entries without a hole since the snapshot at entry \d+, every checksum right/);
    expect(written.beginning).toBe(written.newestSnapshot());
  });

  test('refuses with the reason when nothing may go', async () => {
    const file = journalFile();
    openJournal(3, file);
    const { code, stderr } = await journal(['compact', '--file', file]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/the journal failed to compact: .*: it has no snapshot yet; a run writes one/);
  });
});

test('a journal that a killed run left is read without a change to what it left', async () => {
  const file = journalFile();
  const writer = openSqliteJournal({ file });
  for (const entry of someEntries(1, 40)) writer.append(entry);
  writer.commit();
  const left = ['', '-wal', '-mark'];
  const copy = `${file}.it's #1 & 100% ü?`;
  for (const suffix of left) copyFileSync(`${file}${suffix}`, `${copy}${suffix}`);
  writer.close();
  const bytes = () => left.map(suffix => readFileSync(`${copy}${suffix}`, 'base64'));
  const before = bytes();

  // SQLite writes its log into the file as a process ends, so this one is on its own.
  const { code, stdout } = await trader(['journal', 'verify', '--json', '--file', copy], path.dirname(file));
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, entries: 40 });
  expect(code).toBe(0);
  expect(bytes()).toEqual(before);
});

test('a journal that was closed in order is read without a file left behind', async () => {
  const file = journalFile();
  const writer = openSqliteJournal({ file });
  for (const entry of someEntries(1, 40)) writer.append(entry);
  writer.commit();
  const copy = `${file}.copy`;
  openDatabase(file).exec('PRAGMA wal_checkpoint(TRUNCATE)');
  copyFileSync(file, copy);
  writer.close();
  const before = readFileSync(copy, 'base64');

  expect(await trader(['journal', 'verify', '--file', copy], path.dirname(file))).toMatchObject({ code: 0 });
  expect(readFileSync(copy, 'base64')).toBe(before);
  expect(readdirSync(path.dirname(file)).filter(name => name.startsWith(path.basename(copy)))).toEqual([
    path.basename(copy),
  ]);
});
