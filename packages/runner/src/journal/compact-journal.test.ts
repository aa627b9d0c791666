import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  type Capabilities,
  Engine,
  Instrument,
  isTradingError,
  type JournalEntry,
  StrategyBase,
  silentLogger,
} from '@trader/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { journalFile, recordOfType, someEntries } from '../../test/journal-entries.ts';
import { compactJournal } from './compact-journal.ts';
import { JournalReader } from './journal-reader.ts';
import { openSqliteJournal, type SqliteJournal, type SqliteJournalOptions } from './sqlite-journal.ts';
import { verifyJournal } from './verify-journal.ts';

const dayMs = 24 * 60 * 60 * 1_000;
const firstMs = 1_700_000_000_000;

/** A journal of one entry an hour with a snapshot in every tenth place. */
function entries(count: number): readonly JournalEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const sequence = index + 1;
    const record = sequence % 10 === 0 ? recordOfType.snapshot : recordOfType.strategy;
    return { sequence, timeMs: firstMs + (index * dayMs) / 24, record };
  });
}

function open(file: string, options: Partial<SqliteJournalOptions> = {}): SqliteJournal {
  const journal = openSqliteJournal({ file, ...options });
  onTestFinished(() => journal.close());
  return journal;
}

function write(journal: SqliteJournal, written: readonly JournalEntry[]): void {
  for (const entry of written) journal.append(entry);
  journal.commit();
}

function sequences(file: string): readonly number[] {
  const reader = new JournalReader(file);
  try {
    return [...reader.read(1)].map(({ sequence }) => sequence);
  } finally {
    reader.close();
  }
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isTradingError(error, 'journal/failed')) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('compaction', () => {
  test('drops what the newest snapshot stands in for, while a run writes the journal', () => {
    const file = journalFile();
    const journal = open(file);
    write(journal, entries(45));
    const result = compactJournal(file, { days: 0 }, firstMs + 100 * dayMs);
    expect(result).toEqual({ dropped: 39, beginning: 40, isShrunk: false });
    expect(sequences(file)).toEqual([40, 41, 42, 43, 44, 45]);
    const [next] = someEntries(46, 46);
    if (next !== undefined) write(journal, [next]);
    expect([...journal.read(1)].map(({ sequence }) => sequence)).toEqual([40, 41, 42, 43, 44, 45, 46]);
    expect([journal.beginning, journal.newestSnapshot()]).toEqual([40, 40]);
  });

  test('makes the file of a journal smaller that nobody has, and verify says where it begins', () => {
    const file = journalFile();
    const journal = open(file);
    write(journal, entries(5_005));
    journal.close();
    const before = statSync(file).size;
    expect(compactJournal(file, { entries: 1_000 }, firstMs)).toEqual({
      dropped: 3_999,
      beginning: 4_000,
      isShrunk: true,
    });
    expect(statSync(file).size).toBeLessThan(before / 2);
    const reader = new JournalReader(file);
    expect(verifyJournal(reader)).toMatchObject({ entries: 1_006, beginning: 4_000 });
    reader.close();
  });

  test('keeps so many days, and drops nothing twice', () => {
    const file = journalFile();
    const journal = open(file);
    write(journal, entries(100));
    journal.close();
    const nowMs = firstMs + (99 * dayMs) / 24;
    expect(compactJournal(file, { days: 2 }, nowMs)).toMatchObject({ beginning: 50, dropped: 49 });
    expect(compactJournal(file, { days: 2 }, nowMs)).toMatchObject({ beginning: 50, dropped: 0 });
  });

  test('drops nothing where no snapshot stands in for it, and says so', () => {
    const file = journalFile();
    const journal = open(file);
    write(journal, entries(9));
    expect(refusal(() => compactJournal(file, { days: 0 }, firstMs + dayMs))).toMatch(
      /it has no snapshot yet; a run writes one/,
    );
    write(journal, entries(12).slice(9));
    expect(refusal(() => compactJournal(file, { days: 30 }, firstMs + dayMs))).toMatch(
      /no snapshot in it is old enough/,
    );
    expect(sequences(file)).toHaveLength(12);
  });

  test('that was interrupted leaves a journal that can be read, and is finished by the next run', () => {
    const file = journalFile();
    const journal = open(file, { retention: { entries: 10 } });
    write(journal, entries(1_005));
    // One commit drops a little only: the rest is still in the file and does not count any more.
    expect(journal.beginning).toBe(990);
    journal.close();
    expect(sequences(file)).toHaveLength(16);
    const next = open(file);
    for (const entry of entries(1_009).slice(1_005)) write(next, [entry]);
    next.close();
    // Five commits dropped a hundred each.
    expect(compactJournal(file, { entries: 10 }, firstMs)).toMatchObject({ dropped: 999 - 500, beginning: 1_000 });
  });
});

test('what is configured is dropped while a run goes on', () => {
  const file = journalFile();
  const journal = open(file, { retention: { days: 1 }, nowMs: () => firstMs + 10 * dayMs });
  for (const entry of entries(300)) write(journal, [entry]);
  expect(sequences(file)[0]).toBe(210);
});

class Idle extends StrategyBase {}

const capabilities: Capabilities = {
  orderTypes: ['limit'],
  timesInForce: ['GTC'],
  postOnly: 'cancels',
  marketBuySizing: 'quote',
  marketSellSizing: 'base',
  clientOrderId: { lengthMax: 64, characters: '0-9A-Za-z' },
  requestExpiry: { timeToLiveMs: 1_000, readLagMs: 100, clockResolutionMs: 0 },
  privateStream: { orders: true, fills: true, balances: true },
  marketStream: true,
  fills: 'cumulative',
  feeAssets: ['base', 'quote'],
  bookDepthMax: 10,
  shortSelling: false,
  rateLimit: { requestsMax: 300, windowMs: 60_000 },
};

describe('a journal of version 1 with open orders', () => {
  /** Written by the first version of the journal: one order filled, one filled in part, one open, one unanswered, and a halt. */
  function version1(): string {
    const file = journalFile();
    mkdirSync(path.dirname(file));
    copyFileSync(new URL('../../test/golden/journal-version-1.sqlite', import.meta.url), file);
    return file;
  }

  test('is brought to the present version, and a copy of how it was is kept', () => {
    const file = version1();
    const before = readFileSync(file);
    const journal = open(file);
    expect([...journal.read(1)]).toHaveLength(34);
    const folder = readdirSync(path.dirname(file));
    const copies = folder.filter(name => /^journal\.sqlite\.version-1-\d{8}T\d{9}Z$/.test(name));
    expect(copies).toHaveLength(1);
    const copy = path.join(path.dirname(file), copies[0] ?? '');
    expect(journal.backup).toBe(copy);
    const reader = new JournalReader(copy);
    expect([reader.schemaVersion, verifyJournal(reader).entries]).toEqual([1, 34]);
    reader.close();
    expect(before.length).toBeGreaterThan(0);
    journal.close();
    expect(open(file).backup).toBeUndefined();
  });

  test('folds to the orders, the capital and the halt that it was left with', () => {
    const journal = open(version1());
    const engine = new Engine({
      runId: 'cd'.repeat(16),
      seed: 'x',
      brokerageName: 'scripted',
      capabilities,
      instruments: [
        new Instrument({
          symbol: 'XBTZAR',
          brokerage: 'scripted',
          base: 'XBT',
          quote: 'ZAR',
          tickSize: '1',
          lotSize: '0.0001',
        }),
      ],
      strategies: [{ id: 'three', strategy: Idle, symbols: ['XBTZAR'], capital: { ZAR: '10000' } }],
      risk: {},
      riskRules: [],
      placeWithinMs: 5_000,
      closedOrdersMax: 100,
      tradeLogMax: 100,
      logger: silentLogger,
      startMs: 0,
    });
    const { saved, lastSequence } = engine.restore(journal.read(1));
    const { orders, positions } = engine.strategies.runtimes[0] ?? {};
    const states = [...(orders?.closed ?? []), ...(orders?.standing ?? [])].map(order => [
      order.state,
      order.filled.toString(),
    ]);
    expect(states).toEqual([
      ['filled', '0.01'],
      ['open', '0.004'],
      ['open', '0'],
      ['unknown', '0'],
    ]);
    expect(positions?.capital.toJSON()).toEqual({ XBT: '0.014', ZAR: '8600.018' });
    expect([lastSequence, saved.get('three'), engine.halted?.message]).toEqual([
      34,
      { bought: 4 },
      'ann: a look at the account',
    ]);
  });
});
