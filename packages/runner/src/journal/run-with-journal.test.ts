import { existsSync } from 'node:fs';
import path from 'node:path';
import { Decimal, isTradingError, StrategyBase, type Tick, TradingSystem } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { journalFile } from '../../test/journal-entries.ts';
import { makeProject } from '../../test/make-project.ts';
import { runProject, tradingStrategy, withTrading } from '../../test/run-project.ts';
import { loadConfig } from '../config/load-config.ts';
import { runTrader } from '../run/run-trader.ts';
import { createBrokerage } from '../scaffold/template/practice-brokerage.ts';
import { openRunJournal } from './open-run-journal.ts';
import { openSqliteJournal } from './sqlite-journal.ts';

const someFills = (system: TradingSystem) => (system.snapshot().strategies[0]?.fills ?? 0) >= 2;

describe('a run', () => {
  test('keeps its facts in the project, and the next one goes on from there', async () => {
    const brokerage = createBrokerage();
    const lasting = { ...withTrading({}), close: async () => undefined };
    const first = await runProject({ strategies: { trading: tradingStrategy }, brokerage: lasting, until: someFills });
    expect(first.stderr).toMatch(/the journal state\/journal\.sqlite has 0 entries; a commit takes \d+\.\d\d ms/);
    const file = path.join(first.projectDir, 'state/journal.sqlite');
    const journal = openSqliteJournal({ file });
    const records = [...journal.read(1)].map(({ record }) => record);
    journal.close();
    const fills = records.filter(({ type }) => type === 'fill').length;
    expect(fills).toBe(first.summary.strategies[0]?.fills);
    expect(records[0]?.type).toBe('run-started');
    const output = { stdout: '', stderr: '' };
    const second = await runTrader({
      projectDir: first.projectDir,
      brokerage,
      env: {},
      forMs: 1,
      stdout: { write: text => (output.stdout += text) },
      stderr: { write: text => (output.stderr += text) },
    });
    expect(output.stderr).toContain(`the journal state/journal.sqlite has ${records.length} entries`);
    expect(second.strategies[0]?.fills).toBeGreaterThanOrEqual(fills);
  });

  test('writes snapshots as often as the configuration says', async () => {
    const snapshotsOf = async (config: string) => {
      const { projectDir } = await runProject({ strategies: { trading: tradingStrategy }, config, until: someFills });
      const journal = openSqliteJournal({ file: path.join(projectDir, 'state/journal.sqlite') });
      const count = [...journal.read(1)].filter(({ record }) => record.type === 'snapshot').length;
      journal.close();
      return count;
    };
    expect(await snapshotsOf('')).toBe(0);
    expect(await snapshotsOf('journal: { snapshotEvery: 3 }\n')).toBeGreaterThan(1);
  });

  test('keeps nothing when the configuration says so', async () => {
    const { projectDir } = await runProject({
      strategies: { trading: tradingStrategy },
      config: 'journal: false\n',
      until: someFills,
    });
    expect(existsSync(path.join(projectDir, 'state'))).toBe(false);
  });
});

test('a second run on an account is refused from any project, with the file that says so', async () => {
  const config = `brokerage: { adapter: ./mine.ts, options: { keyId: env:KEY } }
strategies: [{ id: naive, symbols: [XBTZAR] }]
`;
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const lockHome = path.dirname(journalFile());
  const env = { XDG_STATE_HOME: lockHome, LOCALAPPDATA: lockHome, KEY: 'k1' };
  const load = (key = 'k1') =>
    loadConfig({
      projectDir: makeProject({ 'configs/global_strategy_config.yaml': config }),
      env: { ...env, KEY: key },
    });
  const parts = { env, logger: silent, lockAccount: true };
  const first = openRunJournal(await load(), parts);
  const another = await load();
  expect(() => openRunJournal(another, parts)).toThrow(
    /the account of \.\/mine\.ts is in use by process \d+ since .*, which holds .*\/trader\/locks\/mine-[0-9a-f]{16}\.lock;/,
  );
  const other = openRunJournal(await load('k2'), parts);
  await first.close();
  const second = openRunJournal(another, parts);
  await second.close();
  await other.close();
});

describe('a system whose disk is full', () => {
  /** Places an order far from the market at every tick. */
  class Resting extends StrategyBase {
    static override pace = 'event' as const;
    override onTick({ symbol, bid }: Tick): void {
      const price = Decimal.from(Math.floor((bid ?? 0) * 0.5));
      this.buy({ symbol, type: 'limit', quantity: '0.001', price });
    }
  }

  test('sends nothing new, lets cancels out and fails', async () => {
    const placed: string[] = [];
    const canceled: string[] = [];
    const brokerage = withTrading({});
    const { trading } = brokerage;
    if (trading === undefined) throw new Error('the practice exchange has trading');
    const watched = {
      ...brokerage,
      trading: {
        ...trading,
        place: (...call: Parameters<typeof trading.place>) => {
          placed.push(call[0].terms.clientOrderId);
          return trading.place(...call);
        },
        cancel: (...call: Parameters<typeof trading.cancel>) => {
          canceled.push(call[0].clientOrderId);
          return trading.cancel(...call);
        },
      },
    };
    const file = journalFile();
    const system = new TradingSystem({
      brokerage: watched,
      journal: openSqliteJournal({ file, pagesMax: 24 }),
      strategies: [{ id: 'resting', strategy: Resting, symbols: ['XBTZAR'], capital: { ZAR: '100000' } }],
      heartbeatMs: 10,
    });
    const stopped = new Promise<void>(resolve => {
      system.on('state', ({ from, to }) => from === 'stopping' && to === 'failed' && resolve());
    });
    await system.start();
    let placedBefore = -1;
    system.on('state', ({ from, to }) => {
      if (from === 'running' && to === 'failed') placedBefore = placed.length;
    });
    await stopped;
    expect(system.snapshot().halted?.message).toMatch(/database or disk is full/);
    expect(placedBefore).toBeGreaterThan(0);
    expect(placed).toHaveLength(placedBefore);
    expect(new Set(canceled)).toEqual(new Set(placed));
    const journal = openSqliteJournal({ file });
    const submitted = [...journal.read(1)].flatMap(({ record }) =>
      record.type === 'order-submitted' ? [record.clientOrderId] : [],
    );
    journal.close();
    expect(submitted, 'an intent is on the disk before its request leaves').toEqual(expect.arrayContaining(placed));
  });

  test('does not start when the journal cannot be written', () => {
    const file = journalFile();
    openSqliteJournal({ file }).close();
    let error: unknown;
    try {
      openSqliteJournal({ file: path.join(file, 'below') });
    } catch (thrown) {
      error = thrown;
    }
    expect(isTradingError(error, 'journal/failed')).toBe(true);
  });
});
