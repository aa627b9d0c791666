import { MemoryJournal, type Order, SimulatedClock, StrategyBase, type Tick, TradingSystem } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { makerTakerFees } from '../fee-models/maker-taker-fees.ts';
import { queueFills } from '../fill-models/queue-fills.ts';
import { fixedLatency } from '../latency-models/fixed-latency.ts';
import { ReplayedBrokerage, tick, xbtzar } from './fixtures/replayed-brokerage.ts';
import { type PaperOptions, paperBrokerage } from './paper-brokerage.ts';
import { readPaperMemory } from './paper-memory.ts';

const balances = { ZAR: '100000', XBT: '1' };

/** Does what the test says at its next signal. */
class Puppet extends StrategyBase {
  static act: (puppet: Puppet) => void = () => undefined;
  static told: string[] = [];
  static override pace = 'event' as const;
  override onSignal(): void {
    Puppet.act(this);
  }
  override onTick(_: Tick): void {
    // It listens, so that ticks arrive.
  }
  override onOrder({ side, state }: Order): void {
    Puppet.told.push(`${side} ${state}`);
  }
}

class LastingJournal extends MemoryJournal {
  override close(): void {
    // The next run reads it.
  }
}

let runs = 0;

class PaperRun {
  readonly live = new ReplayedBrokerage();
  readonly clock: SimulatedClock;
  readonly system: TradingSystem;

  constructor(options: Partial<PaperOptions> = {}, journal = new MemoryJournal(), startMs = 1_000) {
    this.clock = new SimulatedClock(startMs);
    runs += 1;
    Puppet.told = [];
    this.system = new TradingSystem({
      brokerage: paperBrokerage(this.live, { balances, clock: this.clock, ...options }),
      strategies: [{ id: 'puppet', strategy: Puppet, symbols: ['XBTZAR'], capital: { ZAR: '50000', XBT: '1' } }],
      clock: this.clock,
      journal,
      runId: runs.toString(16).padStart(32, '0'),
      heartbeatMs: 1_000,
      snapshotEvery: 1,
    });
  }

  async start(): Promise<this> {
    let isOver = false;
    const starting = this.system.start().finally(() => {
      isOver = true;
    });
    for (let turns = 0; turns < 100 && !isOver; turns += 1) await this.clock.advanceAsync(1);
    await starting;
    await this.clock.advanceAsync(1);
    return this;
  }

  async price(bid: number, ask: number): Promise<void> {
    this.live.emit(tick(bid, ask, this.clock.nowMs()));
    await this.clock.advanceAsync(1);
  }

  async act(run: (puppet: Puppet) => void): Promise<void> {
    Puppet.act = run;
    this.system.signal('act', undefined);
    await this.clock.advanceAsync(1);
  }

  async stop(): Promise<void> {
    const stopping = this.system.stop();
    await this.clock.advanceAsync(1_000);
    await stopping;
  }

  get states(): string[] {
    return this.system.orders().map(({ side, state, filled }) => `${side} ${state} ${filled}`);
  }
}

describe('paper trading', () => {
  test('fills against the real market, and never touches the real trading', async () => {
    const run = await new PaperRun().start();
    await run.price(99_990, 100_000);
    await run.act(puppet => puppet.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '0.1', price: '100000' }));
    expect(run.states).toEqual(['buy filled 0.1']);
    expect(run.system.snapshot().balances['ZAR']?.total).toBe('90000');
    await run.stop();
    expect(run.live.calls).toEqual(['connect', 'instruments', 'close']);
  });

  test('does not fill by a bar whose time was seen in quotes: its prices are the past', async () => {
    const run = await new PaperRun().start();
    await run.price(99_990, 100_000);
    await run.act(puppet => puppet.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '0.1', price: '99000' }));
    const timeMs = run.clock.nowMs();
    const prices = { open: 100_000, high: 100_000, low: 98_000, close: 100_000, volume: 5 };
    const bar = { type: 'bar', instrumentId: xbtzar.id, symbol: 'XBTZAR', intervalMs: 60_000, ...prices } as const;
    run.live.emit({ ...bar, openTimeMs: timeMs - 60_000, timeMs });
    await run.clock.advanceAsync(1);
    expect(run.states).toEqual(['buy open 0']);
    await run.stop();
  });

  test('hears what its fill model needs, also where no strategy asks for it', async () => {
    const run = await new PaperRun({ fills: queueFills() }).start();
    expect(run.live.subscriptions).toEqual([{ instrumentId: xbtzar.id, tick: true, trade: true, bookDepth: 10 }]);
    await run.stop();
  });

  test('rests what the market has not reached, until it does or it is canceled', async () => {
    const run = await new PaperRun().start();
    await run.price(99_990, 100_000);
    await run.act(puppet => {
      puppet.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '0.1', price: '99000' });
      puppet.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '0.1', price: '98000' });
    });
    await run.price(98_900, 98_950);
    expect(run.states).toEqual(['buy filled 0.1', 'buy open 0']);
    await run.act(puppet => puppet.cancelAll());
    expect(run.states).toEqual(['buy filled 0.1', 'buy canceled 0']);
    await run.stop();
  });

  test('tells the acceptance of an order before its fills', async () => {
    const run = await new PaperRun().start();
    await run.price(99_990, 100_000);
    await run.act(puppet => puppet.sell({ symbol: 'XBTZAR', type: 'market', quantity: '0.1' }));
    expect(Puppet.told).toEqual(['sell submitted', 'sell open', 'sell filled']);
    await run.stop();
  });

  test('refuses what the real brokerage would refuse', async () => {
    const run = await new PaperRun().start();
    await run.price(99_990, 100_000);
    await run.act(puppet => puppet.buy({ symbol: 'XBTZAR', type: 'market', quantity: '0.1' }));
    expect(run.system.orders()[0]?.reason?.code).toBe('market-sizing');
    await run.stop();
  });

  test('takes fees and time as they are configured', async () => {
    const fees = makerTakerFees({ taker: '0.01' });
    const run = await new PaperRun({ fees, latency: fixedLatency({ entryMs: 100, responseMs: 50 }) }).start();
    await run.price(99_990, 100_000);
    await run.act(puppet => puppet.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '0.1', price: '100000' }));
    expect(run.states).toEqual(['buy submitted 0']);
    await run.clock.advanceAsync(200);
    expect(run.states).toEqual(['buy filled 0.1']);
    expect(run.system.orders()[0]?.fees[0]?.amount.toString()).toBe('0.001');
    await run.stop();
  });

  test('leaves out what the real brokerage says of its own account', async () => {
    const run = await new PaperRun().start();
    const before = run.system.snapshot().balances;
    const amount = xbtzar.tickSize;
    run.live.emit({ type: 'balance', asset: 'ZAR', total: amount, available: amount, brokerageTimeMs: undefined });
    const link = { type: 'link', stream: 'private', instrumentId: undefined, reason: 'test', timeMs: 0 } as const;
    run.live.emit({ ...link, state: 'down' });
    await run.clock.advanceAsync(1);
    expect(run.system.snapshot().balances).toEqual(before);
    await run.stop();
  });
});

describe('a run on paper after another', () => {
  const first = async (journal: LastingJournal): Promise<PaperRun> => {
    const run = await new PaperRun({}, journal).start();
    await run.price(99_990, 100_000);
    await run.act(puppet => {
      puppet.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '0.1', price: '100000' });
      puppet.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '0.2', price: '99000' });
    });
    expect(run.states).toEqual(['buy filled 0.1', 'buy open 0']);
    return run;
  };
  const second = async (journal: LastingJournal): Promise<PaperRun> => {
    const memory = readPaperMemory(journal.read(1), balances);
    return await new PaperRun({ memory }, journal, 60_000).start();
  };

  test('holds what that one held, and its open orders rest again', async () => {
    const journal = new LastingJournal();
    await first(journal);
    const run = await second(journal);
    expect(run.states).toEqual(['buy filled 0.1', 'buy open 0']);
    expect(run.system.snapshot().balances).toMatchObject({
      ZAR: { total: '90000', available: '70200' },
      XBT: { total: '1.1' },
    });
    await run.price(98_900, 98_950);
    expect(run.states).toEqual(['buy filled 0.1', 'buy filled 0.2']);
    expect(run.system.snapshot().halted).toBeUndefined();
    await run.stop();
  });

  test('goes on with an order that had filled in part', async () => {
    const journal = new LastingJournal();
    await first(journal);
    const memory = readPaperMemory(journal.read(1), balances);
    const [order] = memory.orders;
    expect(memory.orders.map(({ state, base }) => `${state} ${base}`)).toEqual(['open 0']);
    expect(order?.terms.price?.toString()).toBe('99000');
  });

  test('ends an order whose acceptance was never heard of', async () => {
    const journal = new LastingJournal();
    const latency = fixedLatency({ entryMs: 5_000 });
    const run = await new PaperRun({ latency }, journal).start();
    await run.price(99_990, 100_000);
    await run.act(puppet => puppet.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '0.1', price: '99000' }));
    expect(run.states).toEqual(['buy submitted 0']);
    const next = await second(journal);
    expect(next.states).toEqual(['buy rejected 0']);
    expect(next.system.orders()[0]?.reason?.message).toContain('ended first');
    await next.stop();
  });

  test('goes on from a journal that begins with a snapshot', async () => {
    const journal = new LastingJournal();
    const run = await first(journal);
    await run.clock.advanceAsync(2_000);
    const entries = [...journal.read(1)];
    const from = entries.findLastIndex(({ record }) => record.type === 'snapshot');
    expect(from).toBeGreaterThan(0);
    const compacted = new LastingJournal();
    for (const entry of entries.slice(from)) compacted.append(entry);
    const next = await second(compacted);
    expect(next.states).toEqual(['buy filled 0.1', 'buy open 0']);
    expect(next.system.snapshot().balances).toMatchObject({ ZAR: { total: '90000' }, XBT: { total: '1.1' } });
    await next.stop();
  });

  test('after a third start still knows everything once', async () => {
    const journal = new LastingJournal();
    await first(journal);
    const next = await second(journal);
    await next.price(98_900, 98_950);
    const third = await second(journal);
    expect(third.states).toEqual(['buy filled 0.1', 'buy filled 0.2']);
    expect(third.system.snapshot().balances['XBT']?.total).toBe('1.3');
    expect(third.system.snapshot().balances['ZAR']?.total).toBe('70210');
    await third.stop();
  });
});
