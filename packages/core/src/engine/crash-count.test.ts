import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { LastingJournal } from '../system/fixtures/lasting-journal.ts';
import { ScriptedBrokerage } from '../system/fixtures/scripted-brokerage.ts';
import { TradingSystem } from '../system/trading-system.ts';
import type { TradingSystemOptions } from '../system/trading-system-options.ts';

class Still extends StrategyBase {}

/** Starts on what a journal holds; what it writes is in a copy, so that whoever drops the system has killed it. */
async function start(
  before: LastingJournal,
  clock: SimulatedClock,
  options: Partial<TradingSystemOptions> = { crashesMax: 3 },
): Promise<{ readonly system: TradingSystem; readonly journal: LastingJournal }> {
  const journal = new LastingJournal();
  for (const entry of before.read(1)) journal.append(entry);
  const system = new TradingSystem({
    brokerage: new ScriptedBrokerage(),
    journal,
    clock,
    strategies: [{ id: 'still', strategy: Still, symbols: ['XBTZAR'] }],
    ...options,
  });
  const starting = system.start();
  for (let turns = 0; turns < 50 && system.state !== 'running'; turns += 1) await clock.advanceAsync(1);
  await starting;
  await clock.advanceAsync(1);
  return { system, journal };
}

/** A journal that so many runs left, each killed after some time. */
async function killed(runs: number, afterMs: number, clock: SimulatedClock): Promise<LastingJournal> {
  let journal = new LastingJournal();
  for (let run = 0; run < runs; run += 1) {
    ({ journal } = await start(journal, clock, {}));
    await clock.advanceAsync(afterMs);
  }
  return journal;
}

describe('a start after runs that were killed', () => {
  test.each([
    [2, 1_000, undefined],
    [3, 1_000, 'crash-loop'],
    [9, 1_000, 'crash-loop'],
    [9, 300_000, undefined],
  ])('%d times, each after %d ms, is halted with %s', async (runs, afterMs, code) => {
    const clock = new SimulatedClock(1_000_000);
    const { system } = await start(await killed(runs, afterMs, clock), clock);
    expect(system.snapshot().halted?.code).toBe(code);
  });

  test('says what to do, trades again once a person resumes, and journals both', async () => {
    const clock = new SimulatedClock(1_000_000);
    const { system, journal } = await start(await killed(3, 1_000, clock), clock);
    expect(system.snapshot().halted?.message).toMatch(
      /^3 runs in the last 10 minutes ended without being stopped, .* then resume by command$/,
    );
    expect([...journal.read(1)].filter(({ record }) => record.type === 'alarm')).toMatchObject([
      { record: { code: 'crash-loop', severity: 'halt' } },
    ]);
    system.command({ command: 'resume' });
    await clock.advanceAsync(1);
    expect(system.snapshot().halted).toBeUndefined();
  });

  test('does not mind where nothing is configured', async () => {
    const clock = new SimulatedClock(1_000_000);
    const { system } = await start(await killed(9, 1_000, clock), clock, {});
    expect(system.snapshot().halted).toBeUndefined();
  });
});

describe('no crash is', () => {
  test('a run that was stopped', async () => {
    const clock = new SimulatedClock(1_000_000);
    let journal = new LastingJournal();
    for (let run = 0; run < 5; run += 1) {
      const started = await start(journal, clock);
      const stopping = started.system.stop();
      await clock.advanceAsync(10);
      await stopping;
      journal = started.journal;
    }
    expect((await start(journal, clock)).system.snapshot().halted).toBeUndefined();
  });

  test('a start that failed before anything was traded', async () => {
    const clock = new SimulatedClock(1_000_000);
    const journal = new LastingJournal();
    for (let run = 0; run < 5; run += 1) {
      const brokerage = new ScriptedBrokerage();
      brokerage.connect = () => Promise.reject(new Error('nobody answers'));
      await expect(start(journal, clock, { crashesMax: 3, brokerage })).rejects.toThrow('nobody answers');
    }
    expect((await start(journal, clock)).system.snapshot().halted).toBeUndefined();
  });
});
