import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { TraderRecord } from '../journal/trader-record.ts';
import type { Logger } from '../log/logger.ts';
import type { Tick } from '../market/market-event.ts';
import type { Fill } from '../order/fill.ts';
import { StrategyBase, type StrategyClass, type TimerFired } from '../strategy/strategy-base.ts';
import { LastingJournal } from './fixtures/lasting-journal.ts';
import { balance, ScriptedBrokerage, tick } from './fixtures/scripted-brokerage.ts';
import { TradingSystem } from './trading-system.ts';
import type { TradingSystemOptions } from './trading-system-options.ts';

interface Run {
  readonly system: TradingSystem;
  readonly brokerage: ScriptedBrokerage;
  readonly settle: (byMs?: number) => Promise<void>;
  /** Waits in virtual time until something is over. */
  readonly advance: (until: Promise<unknown>) => Promise<void>;
}

async function run(
  strategy: StrategyClass,
  brokerage: ScriptedBrokerage,
  clock: SimulatedClock,
  options: Partial<TradingSystemOptions> = {},
): Promise<Run> {
  const system = new TradingSystem({
    brokerage,
    clock,
    strategies: [{ id: 'one', strategy, symbols: ['XBTZAR'], capital: { ZAR: '100000', XBT: '0.5' } }],
    ...options,
  });
  const advance = async (until: Promise<unknown>): Promise<void> => {
    let over = false;
    const note = (): void => {
      over = true;
    };
    until.then(note, note);
    for (let turns = 0; turns < 2_000 && !over; turns += 1) await clock.advanceAsync(10);
    await until;
  };
  await advance(system.start());
  return { system, brokerage, settle: (byMs = 10) => clock.advanceAsync(byMs), advance };
}

/** Ends a system as a killed process ends: nothing it does afterwards reaches the brokerage or the journal. */
function kill({ brokerage }: Run, journal: LastingJournal): LastingJournal {
  brokerage.emit = () => undefined;
  const survivor = new LastingJournal();
  for (const entry of journal.read(1)) survivor.append(entry);
  return survivor;
}

/** The same brokerage as the next process meets it. */
function reconnected(before: ScriptedBrokerage): ScriptedBrokerage {
  const after = new ScriptedBrokerage();
  for (const [id, order] of before.booked) after.booked.set(id, order);
  after.balances = before.balances;
  return after;
}

/** Buys at every tick, and notes what it is told in which order. */
class Teller extends StrategyBase {
  static override pace = 'event' as const;
  static told: string[] = [];
  override onStart(): void {
    Teller.told.push('onStart');
  }
  override onLoad(): void {
    Teller.told.push('onLoad');
  }
  override onSave(): unknown {
    return {};
  }
  override onFill({ quantity }: Fill): void {
    Teller.told.push(`onFill ${quantity.toString()}`);
  }
  override onTick({ symbol }: Tick): void {
    this.buy({ symbol, type: 'limit', quantity: '0.01', price: '100000' });
  }
}

describe('fills that happened while a strategy was away', () => {
  test('are told once, after onLoad and before onStart, and never again', async () => {
    const clock = new SimulatedClock(1_000_000);
    const journal = new LastingJournal();
    const first = await run(Teller, new ScriptedBrokerage(), clock, { journal });
    first.brokerage.emit(tick(99_999, 100_001));
    await first.settle();
    first.brokerage.fill(first.brokerage.order(0), '0.002', '100000');
    await first.settle();
    const survivor = kill(first, journal);
    const next = reconnected(first.brokerage);
    next.fill(next.order(0), '0.003', '100000', false);
    Teller.told = [];
    const second = await run(Teller, next, clock, { journal: survivor });
    await second.settle();
    expect(Teller.told).toEqual(['onLoad', 'onFill 0.003', 'onStart']);
    Teller.told = [];
    const third = await run(Teller, reconnected(next), clock, { journal: kill(second, survivor) });
    await third.settle();
    expect(Teller.told).toEqual(['onLoad', 'onStart']);
  });

  test('are told by the first start that succeeds, also where an earlier one found them', async () => {
    const clock = new SimulatedClock(1_000_000);
    const journal = new LastingJournal();
    const first = await run(Teller, new ScriptedBrokerage(), clock, { journal });
    first.brokerage.emit(tick(99_999, 100_001));
    await first.settle();
    const survivor = kill(first, journal);
    const next = reconnected(first.brokerage);
    next.fill(next.order(0), '0.003', '100000', false);
    // It reconciles, journals the fill, and fails before anybody starts.
    Object.assign(next.market, { subscribe: () => Promise.reject(new Error('no market data')) });
    await expect(run(Teller, next, clock, { journal: survivor })).rejects.toThrow('no market data');
    expect([...survivor.read(1)].filter(({ record }) => record.type === 'fill')).toHaveLength(1);
    Teller.told = [];
    const third = await run(Teller, reconnected(next), clock, { journal: survivor });
    await third.settle();
    expect(Teller.told).toEqual(['onLoad', 'onFill 0.003', 'onStart']);
  });
});

/** Sells at market on a signal; immediate orders fill at once. */
class Seller extends StrategyBase {
  override onSignal(): void {
    this.sell({ symbol: 'XBTZAR', type: 'market', quantity: '0.1' });
  }
}

function fillingAtOnce(brokerage = new ScriptedBrokerage()): ScriptedBrokerage {
  brokerage.answerPlace = order => {
    if (order === undefined) return Promise.resolve(brokerage.refusal);
    const { timeInForce, quantity } = order.intent.terms;
    if (timeInForce === 'IOC' && quantity !== undefined) brokerage.fill(order, quantity.toString(), '100000');
    return Promise.resolve({ outcome: 'accepted', brokerageOrderId: order.id });
  };
  return brokerage;
}

describe('a close-all', () => {
  const positionOf = ({ system }: Run): string | undefined => system.snapshot().strategies[0]?.positions[0]?.quantity;

  async function closing(by: string) {
    const clock = new SimulatedClock(1_000_000);
    const journal = new LastingJournal();
    const first = await run(Seller, fillingAtOnce(), clock, { journal });
    first.brokerage.emit(tick(99_999, 100_001));
    await first.settle();
    first.system.signal('sell', undefined);
    await first.settle();
    expect(positionOf(first)).toBe('-0.1');
    first.brokerage.emit({ ...tick(99_999, 1), ask: undefined });
    await first.settle();
    // Nobody quotes a price to buy back at, and then the process dies.
    first.system.command({ command: 'close-all' }, by);
    await first.settle();
    const second = await run(Seller, fillingAtOnce(reconnected(first.brokerage)), clock, {
      journal: kill(first, journal),
    });
    second.brokerage.emit(tick(99_999, 100_001));
    await second.settle(3_000);
    return positionOf(second);
  }

  test('that was under way goes on after a restart', async () => {
    expect(await closing('ann')).toBe('0');
  });

  test('that goes on after a restart lets the strategy place nothing of its own, from its first hook on', async () => {
    class Eager extends Seller {
      override onStart(): void {
        this.sell({ symbol: 'XBTZAR', type: 'limit', quantity: '0.1', price: '100000' });
      }
    }
    const clock = new SimulatedClock(1_000_000);
    const journal = new LastingJournal();
    const first = await run(Seller, fillingAtOnce(), clock, { journal });
    first.brokerage.emit(tick(99_999, 100_001));
    await first.settle();
    first.system.signal('sell', undefined);
    await first.settle();
    first.brokerage.emit({ ...tick(99_999, 1), ask: undefined });
    await first.settle();
    first.system.command({ command: 'close-all' }, 'ann');
    await first.settle();

    const second = await run(Eager, fillingAtOnce(reconnected(first.brokerage)), clock, {
      journal: kill(first, journal),
    });

    const own = second.system.orders().find(({ type }) => type === 'limit');
    expect(own).toMatchObject({ state: 'denied', reason: { code: 'closing' } });
  });

  test('that a stop began ends with its run', async () => {
    expect(await closing('stop')).toBe('-0.1');
  });

  test('is not kept from closing by limits on the size and number of orders', async () => {
    const clock = new SimulatedClock(1_000_000);
    const risk = { orderNotionalMax: { ZAR: '10000' } };
    const { brokerage, system, settle } = await run(Seller, fillingAtOnce(), clock, { risk });
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    for (let count = 0; count < 2; count += 1) system.signal('sell', undefined);
    await settle();
    expect(system.snapshot().strategies[0]?.positions[0]?.quantity).toBe('-0.2');
    system.command({ command: 'close-all' });
    await settle(2_000);
    expect(system.snapshot().strategies[0]?.positions[0]?.quantity).toBe('0');
  });
});

test('an order whose call never returns is unknown after its deadline, looked up, and open when it is found', async () => {
  const clock = new SimulatedClock(1_000_000);
  const { brokerage, system, settle } = await run(Teller, new ScriptedBrokerage(), clock);
  brokerage.answerPlace = () => new Promise(() => undefined);
  Object.assign(brokerage.trading, { find: () => Promise.resolve({ outcome: 'unknown', code: 'x', message: 'x' }) });
  brokerage.emit(tick(99_999, 100_001));
  await settle();
  for (let second = 0; second < 10; second += 1) await settle(1_000);
  expect(system.orders()[0]?.state).toBe('submitted');
  for (let second = 0; second < 3; second += 1) await settle(1_000);
  expect(system.orders()[0]).toMatchObject({ state: 'unknown', reason: { code: 'no-answer' } });
  Object.assign(brokerage.trading, {
    find: (query: Parameters<typeof brokerage.find>[0]) => Promise.resolve(brokerage.find(query)),
  });
  for (let second = 0; second < 20; second += 1) await settle(1_000);
  expect(system.orders()[0]?.state).toBe('open');
});

test('a halt that an overflow causes does not wait behind the events that overflowed', async () => {
  const clock = new SimulatedClock(1_000_000);
  const { brokerage, system, settle } = await run(Teller, new ScriptedBrokerage(), clock, { actionQueueMax: 5 });
  const reports: string[] = [];
  system.on('record', ({ record }) => reports.push(record.type === 'fact' ? record.event.type : record.type));
  for (let count = 0; count < 10; count += 1) brokerage.emit(balance('ZAR', '1000000'));
  await settle();
  expect(reports.slice(0, 2)).toEqual(['command', 'alarm']);
  expect(system.snapshot().halted?.message).toMatch(/passed its bound of 5/);
});

test('a logger that throws reaches nobody', async () => {
  class Logs extends StrategyBase {
    override onStart(): void {
      this.log.info('started');
    }
  }
  const fail = (): never => {
    throw new Error('the disk is full');
  };
  const logger: Logger = { debug: fail, info: fail, warn: fail, error: fail };
  const { system } = await run(Logs, new ScriptedBrokerage(), new SimulatedClock(1_000_000), { logger });
  expect(system.snapshot().strategies[0]?.status).toBe('running');
});

test('a person settles an unknown order with what its fills added up to', async () => {
  const clock = new SimulatedClock(1_000_000);
  const { brokerage, system, settle } = await run(Teller, new ScriptedBrokerage({ requestExpiry: undefined }), clock);
  brokerage.accepts = () => false;
  brokerage.answerPlace = () =>
    Promise.resolve({ outcome: 'unknown', code: 'x', message: 'x', resolveByMs: undefined });
  brokerage.emit(tick(99_999, 100_001));
  await settle();
  const order = system.orders()[0];
  if (order === undefined) throw new Error('there is one');
  const { filled: zero } = order;
  const base = zero.plus('0.01');
  const totals = { base, quote: base.times('99000'), fees: [] };
  system.command(
    { command: 'settle', clientOrderId: order.clientOrderId, state: 'filled', note: 'seen', totals },
    'ann',
  );
  await settle();
  expect(order).toMatchObject({ state: 'filled', reason: { code: 'settled' } });
  expect(system.snapshot().strategies[0]?.capital['ZAR']?.total).toBe('99010');
});

/** Sets a timer for every name that a signal brings, and notes those that come. */
class Timed extends StrategyBase {
  static fired: string[] = [];
  override onSignal({ payload }: { payload: unknown }): void {
    for (const name of payload as string[]) this.setTimer(name, 1_000);
  }
  override onTimer({ name }: TimerFired): void {
    Timed.fired.push(name);
  }
}

describe('timers', () => {
  test('that come while their strategy is paused are delivered when it is resumed', async () => {
    Timed.fired = [];
    const { system, settle } = await run(Timed, new ScriptedBrokerage(), new SimulatedClock(1_000_000));
    system.signal('set', ['a', 'b']);
    await settle();
    system.command({ command: 'pause-strategy', strategy: 'one' });
    await settle(5_000);
    expect(Timed.fired).toEqual([]);
    system.command({ command: 'resume-strategy', strategy: 'one' });
    await settle();
    expect(Timed.fired).toEqual(['a', 'b']);
  });

  test('are bounded by strategy, and one that came makes room', async () => {
    const { system, settle } = await run(Timed, new ScriptedBrokerage(), new SimulatedClock(1_000_000));
    const names = Array.from({ length: 1_000 }, (_, index) => `t${index}`);
    system.signal('set', names);
    await settle();
    system.signal('set', ['t5']);
    await settle();
    expect(system.snapshot().strategies[0]?.status).toBe('running');
    await settle(2_000);
    system.signal('set', ['more']);
    await settle();
    expect(system.snapshot().strategies[0]?.status).toBe('running');
    system.signal('set', names);
    await settle();
    expect(system.snapshot().strategies[0]?.status).toBe('paused');
  });
});

describe('a start', () => {
  test('from a snapshot gives what a start from the whole journal gives, with times as they were', async () => {
    const clock = new SimulatedClock(1_000_000);
    const journal = new LastingJournal();
    const first = await run(Teller, new ScriptedBrokerage(), clock, { journal, snapshotEvery: 10 });
    for (let count = 0; count < 5; count += 1) {
      first.brokerage.emit(tick(99_999, 100_001 + count));
      await first.settle(1_000);
      first.brokerage.fill(first.brokerage.order(count), '0.004', '100000');
      await first.settle(1_000);
    }
    const before = first.system.orders().map(order => JSON.stringify(order));
    const survivor = kill(first, journal);
    expect(survivor.newestSnapshot()).toBeGreaterThan(10);
    const whole = new LastingJournal();
    whole.newestSnapshot = () => undefined;
    for (const entry of survivor.read(1)) whole.append(entry);
    await clock.advanceAsync(100_000);
    const fromSnapshot = await run(Teller, reconnected(first.brokerage), clock, { journal: survivor });
    const fromBeginning = await run(Teller, reconnected(first.brokerage), clock, { journal: whole });
    expect(fromSnapshot.system.orders().map(order => JSON.stringify(order))).toEqual(before);
    expect(fromBeginning.system.orders().map(order => JSON.stringify(order))).toEqual(before);
  });

  test('that reconciles changes nothing the second time', async () => {
    const clock = new SimulatedClock(1_000_000);
    const journal = new LastingJournal();
    const first = await run(Teller, new ScriptedBrokerage(), clock, { journal });
    first.brokerage.emit(tick(99_999, 100_001));
    await first.settle();
    const survivor = kill(first, journal);
    const next = reconnected(first.brokerage);
    next.fill(next.order(0), '0.003', '100000', false);
    next.balances = [balance('ZAR', '999700'), balance('XBT', '1.003')];
    const second = await run(Teller, next, clock, { journal: survivor });
    await second.advance(second.system.stop({ policy: 'keep' }));
    const decided = (): readonly TraderRecord['type'][] =>
      [...survivor.read(1)]
        .map(({ record }) => record.type)
        .filter(type => ['fill', 'order-changed', 'alarm'].includes(type));
    const before = decided();
    const third = await run(Teller, reconnected(next), clock, { journal: survivor });
    await third.settle(5_000);
    expect(decided()).toEqual(before);
  });
});
