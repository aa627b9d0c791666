import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import { isTradingError } from '../errors/trading-error.ts';
import { MemoryJournal } from '../journal/memory-journal.ts';
import type { JournalEntry } from '../journal/trader-record.ts';
import type { Tick } from '../market/market-event.ts';
import type { Fill } from '../order/fill.ts';
import { StrategyBase, type StrategyClass } from '../strategy/strategy-base.ts';
import { balance, ScriptedBrokerage, tick } from './fixtures/scripted-brokerage.ts';
import { TradingSystem } from './trading-system.ts';
import type { TradingSystemOptions } from './trading-system-options.ts';

/** Buys three times in all, however often it is restarted: the count is what it saves. */
class BuyThree extends StrategyBase {
  static override pace = 'event' as const;
  static loaded: unknown[] = [];
  bought = 0;

  override onTick({ symbol }: Tick): void {
    if (this.bought >= 3) return;
    this.bought += 1;
    this.buy({ symbol, type: 'limit', quantity: '0.01', price: '100000' });
  }
  override onSave(): unknown {
    return { bought: this.bought };
  }
  override onLoad(saved: unknown): void {
    BuyThree.loaded.push(saved);
    this.bought = (saved as { bought: number }).bought;
  }
}

/** A journal that outlives the systems that use it, as a file would. */
class LastingJournal extends MemoryJournal {
  override close(): void {
    // The next run reads it.
  }
}

interface Run {
  readonly system: TradingSystem;
  readonly settle: (byMs?: number) => Promise<void>;
}

let runs = 0;

async function run(
  brokerage: ScriptedBrokerage,
  journal: MemoryJournal,
  clock: SimulatedClock,
  options: Partial<TradingSystemOptions> = {},
): Promise<Run> {
  runs += 1;
  const system = new TradingSystem({
    brokerage,
    journal,
    clock,
    runId: runs.toString(16).padStart(32, '0'),
    strategies: [{ id: 'three', strategy: BuyThree, symbols: ['XBTZAR'], capital: { ZAR: '10000' } }],
    ...options,
  });
  let over = false;
  const starting = system.start().finally(() => {
    over = true;
  });
  starting.catch(() => undefined);
  for (let turns = 0; turns < 100 && !over; turns += 1) await clock.advanceAsync(1);
  await starting;
  return { system, settle: (byMs = 1) => clock.advanceAsync(byMs) };
}

/** Ends a system as a killed process ends: nothing it does afterwards reaches the brokerage or the journal. */
function kill(brokerage: ScriptedBrokerage, journal: LastingJournal): LastingJournal {
  brokerage.emit = () => undefined;
  const survivor = new LastingJournal();
  for (const entry of journal.read(1)) survivor.append(entry);
  return survivor;
}

/** The same brokerage as the next process meets it: same books, new connection. */
function reconnected(before: ScriptedBrokerage): ScriptedBrokerage {
  const after = new ScriptedBrokerage();
  for (const [id, order] of before.booked) after.booked.set(id, order);
  after.timeMs = before.timeMs;
  after.balances = before.balances;
  return after;
}

/** Everything but what depends on prices, which a new run does not know yet. */
const stateOf = ({ system }: Run): unknown => {
  const { strategies, unallocated } = system.snapshot();
  const lasting = strategies.map(({ status: _, unrealisedPnl: __, positions, ...rest }) => ({
    ...rest,
    positions: positions.map(({ unrealisedPnl: ___, ...position }) => position),
  }));
  return { strategies: lasting, unallocated };
};

describe('a system that was killed', () => {
  test('comes back with the same orders, positions and capital', async () => {
    const clock = new SimulatedClock(1_000_000);
    const brokerage = new ScriptedBrokerage();
    const journal = new LastingJournal();
    const first = await run(brokerage, journal, clock);
    brokerage.emit(tick(99_999, 100_001));
    brokerage.emit(tick(99_999, 100_002));
    await first.settle();
    brokerage.fill(brokerage.order(0), '0.01', '100000');
    brokerage.fill(brokerage.order(1), '0.004', '100000');
    await first.settle();
    const before = stateOf(first);
    const survivor = kill(brokerage, journal);
    const second = await run(reconnected(brokerage), survivor, clock);
    expect(stateOf(second)).toEqual(before);
    expect(BuyThree.loaded.at(-1)).toEqual({ bought: 2 });
  });

  test('finds fills that happened while it was away, and books them once', async () => {
    const clock = new SimulatedClock(1_000_000);
    const brokerage = new ScriptedBrokerage();
    const journal = new LastingJournal();
    const first = await run(brokerage, journal, clock);
    brokerage.emit(tick(99_999, 100_001));
    await first.settle();
    const survivor = kill(brokerage, journal);
    const next = reconnected(brokerage);
    next.fill(next.order(0), '0.01', '100000', false);
    const second = await run(next, survivor, clock);
    expect(second.system.orders()[0]?.state).toBe('filled');
    expect(second.system.snapshot().strategies[0]?.positions[0]?.quantity).toBe('0.01');
    const third = await run(reconnected(next), kill(next, survivor), clock);
    expect(stateOf(third)).toEqual(stateOf(second));
  });

  test('looks up an order whose answer it never heard, and does not place it again', async () => {
    const clock = new SimulatedClock(1_000_000);
    const brokerage = new ScriptedBrokerage();
    const journal = new LastingJournal();
    const first = await run(brokerage, journal, clock);
    brokerage.answerPlace = () => new Promise(() => undefined);
    brokerage.emit(tick(99_999, 100_001));
    await first.settle();
    expect(first.system.orders()[0]?.state).toBe('submitted');
    const second = await run(reconnected(brokerage), kill(brokerage, journal), clock);
    expect(second.system.orders()[0]?.state).toBe('open');
  });

  test('has looked up an order that filled unheard before its strategies start', async () => {
    const clock = new SimulatedClock(1_000_000);
    const brokerage = new ScriptedBrokerage();
    const journal = new LastingJournal();
    const first = await run(brokerage, journal, clock);
    brokerage.answerPlace = () => new Promise(() => undefined);
    brokerage.emit(tick(99_999, 100_001));
    await first.settle();
    const next = reconnected(brokerage);
    next.fill(next.order(0), '0.01', '100000', false);
    const second = await run(next, kill(brokerage, journal), clock);
    const states = [...second.system.orders()].map(({ state }) => state);
    expect(states).toEqual(['filled']);
  });

  test('looks up an ended order again that was in doubt when it was killed', async () => {
    const clock = new SimulatedClock(1_000_000);
    const brokerage = new ScriptedBrokerage();
    const journal = new LastingJournal();
    const first = await run(brokerage, journal, clock);
    brokerage.answerPlace = () => Promise.resolve(brokerage.refusal);
    brokerage.emit(tick(99_999, 100_001));
    await first.settle();
    Object.assign(brokerage.trading, { find: () => new Promise(() => undefined) });
    brokerage.emit(brokerage.report(brokerage.order(0)));
    await first.settle();
    expect(first.system.orders()[0]).toMatchObject({ state: 'rejected', inconsistent: true });
    const next = reconnected(brokerage);
    next.order(0).status = 'finished';
    const second = await run(next, kill(brokerage, journal), clock);
    await second.settle(20_000);
    expect(next.calls.filter(call => call.startsWith('find'))).toHaveLength(1);
  });

  test('keeps an order unknown until the brokerage’s clock is past the journaled deadline', async () => {
    const clock = new SimulatedClock(1_000_000);
    const brokerage = new ScriptedBrokerage();
    const journal = new LastingJournal();
    const first = await run(brokerage, journal, clock);
    brokerage.accepts = () => false;
    brokerage.answerPlace = () => new Promise(() => undefined);
    brokerage.emit({ type: 'clock', offsetMs: 50_000 });
    brokerage.emit(tick(99_999, 100_001));
    await first.settle();
    // Placed at 1,000,001 of ours, 50 s behind theirs; it may wait 5 s and then live 1 s; 100 ms of read lag.
    const provenMs = 1_000_001 + 50_000 + 5_000 + 1_000 + 100;
    const next = reconnected(brokerage);
    next.timeMs = provenMs;
    const second = await run(next, kill(brokerage, journal), clock);
    expect(second.system.orders()[0]?.state).toBe('unknown');
    next.timeMs = provenMs + 10;
    await second.settle(20_000);
    expect(second.system.orders()[0]).toMatchObject({ state: 'rejected', reason: { code: 'never-accepted' } });
  });

  test('goes on with a cancel that was asked for', async () => {
    class CancelOnSignal extends BuyThree {
      override onSignal(): void {
        this.cancelAll();
      }
    }
    const strategies = [{ id: 'three', strategy: CancelOnSignal, symbols: ['XBTZAR'], capital: { ZAR: '10000' } }];
    const clock = new SimulatedClock(1_000_000);
    const brokerage = new ScriptedBrokerage();
    const journal = new LastingJournal();
    const first = await run(brokerage, journal, clock, { strategies });
    brokerage.emit(tick(99_999, 100_001));
    await first.settle();
    brokerage.answerCancel = () => new Promise(() => undefined);
    first.system.signal('cancel', undefined);
    await first.settle();
    const next = reconnected(brokerage);
    const second = await run(next, kill(brokerage, journal), clock, { strategies });
    await second.settle(20_000);
    expect(next.calls.filter(call => call.startsWith('cancel'))).toEqual(['cancel B1']);
    expect(second.system.orders()[0]?.state).toBe('canceled');
  });

  test('stays halted until a person resumes it', async () => {
    const clock = new SimulatedClock(1_000_000);
    const brokerage = new ScriptedBrokerage();
    const journal = new LastingJournal();
    const first = await run(brokerage, journal, clock);
    first.system.command({ command: 'halt', reason: 'worried' }, 'ann');
    await first.settle();
    const survivor = kill(brokerage, journal);
    const second = await run(reconnected(brokerage), survivor, clock);
    expect(second.system.snapshot().halted?.message).toBe('ann: worried');
    second.system.command({ command: 'resume' });
    await second.settle();
    const third = await run(reconnected(brokerage), kill(brokerage, survivor), clock);
    expect(third.system.snapshot().halted).toBeUndefined();
  });

  test('continues the journal without a hole', async () => {
    const clock = new SimulatedClock(1_000_000);
    const brokerage = new ScriptedBrokerage();
    const journal = new LastingJournal();
    await run(brokerage, journal, clock);
    await run(reconnected(brokerage), journal, clock);
    const sequences = [...journal.read(1)].map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  });
});

test('a run that starts after the clock was set back does not make the times of the journal run backwards', async () => {
  const brokerage = new ScriptedBrokerage();
  const journal = new LastingJournal();
  await run(brokerage, journal, new SimulatedClock(1_000_000));
  await run(reconnected(brokerage), journal, new SimulatedClock(900_000));
  const times = [...journal.read(1)].map(({ timeMs }) => timeMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

describe('a system that was stopped in order', () => {
  test('comes back to the same state as one that was killed', async () => {
    const live = async (end: 'stop' | 'kill'): Promise<unknown> => {
      runs = 0;
      const clock = new SimulatedClock(1_000_000);
      const brokerage = new ScriptedBrokerage();
      const journal = new LastingJournal();
      const first = await run(brokerage, journal, clock, { stopPolicy: 'keep' });
      brokerage.emit(tick(99_999, 100_001));
      await first.settle();
      brokerage.fill(brokerage.order(0), '0.004', '100000');
      await first.settle();
      const survivor = kill(brokerage, journal);
      if (end === 'stop') {
        const stopping = first.system.stop();
        await first.settle(1_000);
        await stopping;
      } else await first.settle(1_000);
      const second = await run(reconnected(brokerage), end === 'stop' ? journal : survivor, clock);
      return stateOf(second);
    };
    expect(await live('stop')).toEqual(await live('kill'));
  });
});

describe('a journal that cannot be used', () => {
  const failed = async (journal: MemoryJournal, options: Partial<TradingSystemOptions> = {}): Promise<unknown> =>
    run(new ScriptedBrokerage(), journal, new SimulatedClock(0), options).then(
      () => undefined,
      (error: unknown) => error,
    );

  test('because an entry is missing stops the start with the place of the hole', async () => {
    const journal = new LastingJournal();
    const entry = (sequence: number): JournalEntry => ({
      sequence,
      timeMs: 0,
      record: { type: 'strategy', strategy: 's', status: 'running', reason: 'test' },
    });
    journal.append(entry(1));
    journal.append(entry(3));
    const error = await failed(journal);
    expect(isTradingError(error, 'journal/failed') && error.message).toMatch(/entry 3 follows entry 1/);
  });

  test('because a live order’s strategy is not configured any more stops the start and names it', async () => {
    const clock = new SimulatedClock(0);
    const brokerage = new ScriptedBrokerage();
    const journal = new LastingJournal();
    const first = await run(brokerage, journal, clock);
    brokerage.emit(tick(99_999, 100_001));
    await first.settle();
    const error = await failed(kill(brokerage, journal), {
      strategies: [{ id: 'other', strategy: BuyThree, symbols: ['XBTZAR'] }],
    });
    expect(isTradingError(error, 'journal/failed') && error.message).toMatch(/orders of strategy "three" on XBTZAR/);
  });
});

test('balances of a later run need not cover the capital of the first: it has been traded', async () => {
  const clock = new SimulatedClock(0);
  const brokerage = new ScriptedBrokerage();
  brokerage.balances = [balance('ZAR', '10000')];
  const journal = new LastingJournal();
  const first = await run(brokerage, journal, clock);
  brokerage.emit(tick(99_999, 100_001));
  await first.settle();
  brokerage.fill(brokerage.order(0), '0.01', '100000');
  await first.settle();
  const next = reconnected(brokerage);
  next.balances = [balance('ZAR', '9000'), balance('XBT', '0.01')];
  const second = await run(next, kill(brokerage, journal), clock);
  expect(second.system.snapshot().unallocated).toEqual({ ZAR: '0', XBT: '0' });
});

/** Buys once, and remembers nothing. */
class BuyOnce extends StrategyBase {
  static override pace = 'event' as const;
  override onTick({ symbol }: Tick): void {
    this.buy({ symbol, type: 'limit', quantity: '0.01', price: '100000' });
  }
}

/** Its start fails while it is told to; it remembers the fills it heard of. */
class FailsOnce extends StrategyBase {
  static override pace = 'event' as const;
  static fails = true;
  static fills: string[] = [];

  override onStart(): void {
    if (FailsOnce.fails) throw new Error('not yet');
  }
  override onFill(fill: Fill): void {
    FailsOnce.fills.push(fill.quantity.toString());
  }
}

test('a strategy whose start failed hears later of what was booked meanwhile, in the next run as well', async () => {
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new ScriptedBrokerage();
  const journal = new LastingJournal();
  const strategies = (strategy: StrategyClass): TradingSystemOptions['strategies'] => [
    { id: 'three', strategy, symbols: ['XBTZAR'], capital: { ZAR: '10000' } },
  ];
  const first = await run(brokerage, journal, clock);
  brokerage.emit(tick(99_999, 100_001));
  await first.settle();
  const second = reconnected(brokerage);
  FailsOnce.fails = true;
  FailsOnce.fills = [];
  const journalAfter = kill(brokerage, journal);
  const failing = await run(second, journalAfter, clock, { strategies: strategies(FailsOnce) });
  expect(failing.system.snapshot().strategies[0]?.status).toBe('paused');
  second.fill(second.order(0), '0.01', '100000');
  await failing.settle();
  expect(failing.system.snapshot().strategies[0]?.positions[0]?.quantity).toBe('0.01');
  expect(FailsOnce.fills).toEqual([]);
  FailsOnce.fails = false;
  const survivor = kill(second, journalAfter);
  await run(reconnected(second), survivor, clock, { strategies: strategies(FailsOnce) });
  expect(FailsOnce.fills).toEqual(['0.01']);
});

test('a strategy that has saved nothing is not told twice of what it missed when its start failed and it is resumed', async () => {
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new ScriptedBrokerage();
  const journal = new LastingJournal();
  const first = await run(brokerage, journal, clock, {
    strategies: [{ id: 'one', strategy: BuyOnce, symbols: ['XBTZAR'], capital: { ZAR: '10000' } }],
  });
  brokerage.emit(tick(99_999, 100_001));
  await first.settle();
  const second = reconnected(brokerage);
  second.fill(second.order(0), '0.01', '100000', false);
  FailsOnce.fails = true;
  FailsOnce.fills = [];
  const failing = await run(second, kill(brokerage, journal), clock, {
    strategies: [{ id: 'one', strategy: FailsOnce, symbols: ['XBTZAR'], capital: { ZAR: '10000' } }],
  });
  await failing.settle();
  expect(FailsOnce.fills).toEqual(['0.01']);
  FailsOnce.fails = false;
  failing.system.command({ command: 'resume-strategy', strategy: 'one' });
  await failing.settle();
  expect(failing.system.snapshot().strategies[0]?.status).toBe('running');
  expect(FailsOnce.fills).toEqual(['0.01']);
});
