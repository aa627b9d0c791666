import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { AccountIdentifiedRecord } from '../journal/trader-record.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { LastingJournal } from './fixtures/lasting-journal.ts';
import { ScriptedBrokerage } from './fixtures/scripted-brokerage.ts';
import { TradingSystem } from './trading-system.ts';
import type { TradingSystemOptions } from './trading-system-options.ts';

class Still extends StrategyBase {}

/** Runs once on a journal, at a brokerage that names the account so, and stops. */
async function runOnce(
  journal: LastingJournal,
  ids: readonly string[] | undefined,
  options: Partial<TradingSystemOptions> = {},
): Promise<ScriptedBrokerage> {
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new ScriptedBrokerage();
  if (ids !== undefined) brokerage.trading.accountIds = () => Promise.resolve(ids);
  const system = new TradingSystem({
    brokerage,
    journal,
    clock,
    heartbeatMs: 20,
    strategies: [{ id: 'still', strategy: Still, symbols: ['XBTZAR'] }],
    ...options,
  });
  const until = async (work: Promise<unknown>): Promise<void> => {
    let isOver = false;
    const done = work.finally(() => {
      isOver = true;
    });
    done.catch(() => undefined);
    for (let turns = 0; turns < 100 && !isOver; turns += 1) await clock.advanceAsync(1);
    await done;
  };
  await until(system.start());
  await clock.advanceAsync(100);
  await until(system.stop());
  return brokerage;
}

const identified = (journal: LastingJournal): readonly AccountIdentifiedRecord[] =>
  [...journal.read(1)].flatMap(({ record }) => (record.type === 'account-identified' ? [record] : []));

describe('a journal', () => {
  test('belongs to the account that its first run met', async () => {
    const journal = new LastingJournal();
    await runOnce(journal, ['18', '17']);
    await runOnce(journal, ['17', '18']);
    const account = { brokerage: 'scripted', ids: ['17', '18'], key: undefined };
    expect(identified(journal)).toEqual([{ type: 'account-identified', account, reason: 'first' }]);
  });

  test('is refused on another account, with both names and what to do, before anything is sent or folded in', async () => {
    const journal = new LastingJournal();
    await runOnce(journal, ['17']);
    const entries = journal.length;
    const failed = runOnce(journal, ['99']);
    await expect(failed).rejects.toMatchObject({
      code: 'journal/other-account',
      context: { expected: 'scripted account 17', found: 'scripted account 99' },
      message: expect.stringMatching(/belongs to scripted account 17, .* reaches scripted account 99.*use the key of/s),
    });
    // The refused run says that it began, and nothing else.
    expect(journal.length).toBe(entries + 1);
  });

  test('that was refused is still the first account’s', async () => {
    const journal = new LastingJournal();
    await runOnce(journal, ['17']);
    await expect(runOnce(journal, ['99'])).rejects.toThrow('the journal belongs to');
    await runOnce(journal, ['17']);
    expect(identified(journal)).toHaveLength(1);
  });

  test('of an earlier version, which names no account, takes the present one', async () => {
    const journal = new LastingJournal();
    await runOnce(journal, undefined);
    expect(identified(journal)).toEqual([]);
    await runOnce(journal, ['17']);
    expect(identified(journal)).toMatchObject([{ account: { ids: ['17'] }, reason: 'first' }]);
    await expect(runOnce(journal, ['99'])).rejects.toThrow('the journal belongs to');
  });

  test('goes on when the account got one more id, and knows it from then on', async () => {
    const journal = new LastingJournal();
    await runOnce(journal, ['17']);
    await runOnce(journal, ['17', '20']);
    expect(identified(journal).at(-1)).toMatchObject({ account: { ids: ['17', '20'] }, reason: 'changed' });
    await runOnce(journal, ['20']);
  });

  test('belongs to the key where the brokerage names no account', async () => {
    const journal = new LastingJournal();
    await runOnce(journal, undefined, { accountKey: 'f00d' });
    await runOnce(journal, undefined, { accountKey: 'f00d' });
    expect(identified(journal)).toHaveLength(1);
    await expect(runOnce(journal, [], { accountKey: 'beef' })).rejects.toThrow('the scripted account of key f00d');
  });

  test('is another account’s once a person accepts it', async () => {
    const journal = new LastingJournal();
    await runOnce(journal, ['17']);
    await runOnce(journal, ['99'], { acceptAccount: true });
    expect(identified(journal).at(-1)).toMatchObject({ account: { ids: ['99'] }, reason: 'accepted' });
    await expect(runOnce(journal, ['17'])).rejects.toThrow('the journal belongs to scripted account 99');
  });

  test('keeps its account in snapshots', async () => {
    const journal = new LastingJournal();
    await runOnce(journal, ['17'], { snapshotEvery: 1 });
    const snapshot = journal.newestSnapshot();
    expect(snapshot).toBeDefined();
    const compacted = new LastingJournal();
    for (const entry of journal.read(snapshot ?? 1)) compacted.append(entry);
    expect(identified(compacted)).toEqual([]);
    await expect(runOnce(compacted, ['99'])).rejects.toThrow('the journal belongs to scripted account 17');
  });
});
