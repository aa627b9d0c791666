import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import { MemoryJournal } from '../journal/memory-journal.ts';
import type { Bar, Tick } from '../market/market-event.ts';
import type { RiskRule } from '../risk/risk-rule.ts';
import { StrategyBase, type StrategyClass } from '../strategy/strategy-base.ts';
import { ScriptedBrokerage, tick, xbtzar } from './fixtures/scripted-brokerage.ts';
import { TradingSystem } from './trading-system.ts';
import type { TradingSystemOptions } from './trading-system-options.ts';

/** What a live journal tells the next system: what it held at that moment. */
function copyOf(journal: MemoryJournal): MemoryJournal {
  const copy = new MemoryJournal();
  for (const entry of journal.read(1)) copy.append(entry);
  return copy;
}

async function run(strategy: StrategyClass, options: Partial<TradingSystemOptions> = {}, from?: ScriptedBrokerage) {
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new ScriptedBrokerage();
  for (const [id, order] of from?.booked ?? []) brokerage.booked.set(id, order);
  brokerage.history = from?.history ?? [];
  const journal = new MemoryJournal();
  const alarms: string[] = [];
  const system = new TradingSystem({
    brokerage,
    clock,
    journal,
    strategies: [{ id: 'one', strategy, symbols: ['XBTZAR'], capital: { ZAR: '100000' } }],
    ...options,
  });
  system.on('alarm', ({ code, message }) => alarms.push(`${code}: ${message}`));
  const starting = system.start();
  for (let turns = 0; turns < 100 && system.state === 'starting'; turns += 1) await clock.advanceAsync(1);
  await starting;
  const settle = (byMs = 10): Promise<void> => clock.advanceAsync(byMs);
  const stop = async (): Promise<void> => {
    const stopping = system.stop({ policy: 'keep' });
    await settle(1_000);
    await stopping;
  };
  const used = (options.journal ?? journal) as MemoryJournal;
  return { clock, brokerage, system, alarms, settle, stop, journal: used };
}

const limit = { symbol: 'XBTZAR', type: 'limit', quantity: '0.01', price: '100000' } as const;

const bar: Bar = {
  type: 'bar',
  instrumentId: xbtzar.id,
  symbol: 'XBTZAR',
  intervalMs: 60_000,
  openTimeMs: 900_000,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  volume: 1,
  timeMs: 960_000,
};

class BuyOnSignal extends StrategyBase {
  override onSignal(): void {
    this.buy(limit);
  }
}

describe('a warm-up', () => {
  const withBar = (): ScriptedBrokerage => Object.assign(new ScriptedBrokerage(), { history: [bar] });

  test('that cancels an order of the run before sends the cancel', async () => {
    const first = await run(BuyOnSignal);
    first.brokerage.emit(tick(99_999, 100_001));
    await first.settle();
    first.system.signal('go', undefined);
    await first.settle();
    class CancelInWarmUp extends BuyOnSignal {
      static override needs = { bars: [60_000], warmUpBars: 1 };
      override onBar(): void {
        this.cancelAll();
      }
    }
    const next = Object.assign(withBar(), { booked: first.brokerage.booked });
    const second = await run(CancelInWarmUp, { journal: copyOf(first.journal) }, next);
    expect(second.brokerage.calls.filter(call => call.startsWith('cancel'))).toEqual(['cancel B1']);
    expect(second.system.orders()[0]?.state).toBe('canceled');
  });

  test('that throws is told', async () => {
    class Clumsy extends StrategyBase {
      static override needs = { bars: [60_000], warmUpBars: 1 };
      override onBar(): void {
        throw new Error('no such indicator');
      }
    }
    const { alarms, journal, system } = await run(Clumsy, {}, withBar());
    expect(alarms.join()).toMatch(/failed in onBar: Error: no such indicator/);
    expect(system.snapshot().strategies[0]?.status).toBe('paused');
    expect([...journal.read(1)].map(({ record }) => record.type)).toContain('alarm');
  });
});

describe('what a strategy remembers', () => {
  class Counter extends StrategyBase {
    static loaded: unknown[] = [];
    static failing = false;
    count = 0;
    override onLoad(saved: unknown): void {
      if (Counter.failing) throw new Error('cannot read it');
      Counter.loaded.push(saved);
      this.count = saved as number;
    }
    override onSignal(): void {
      this.count += 1;
    }
    override onSave(): unknown {
      return this.count;
    }
  }

  test('outlives an onLoad that throws, whether the system is stopped or the strategy resumed', async () => {
    Counter.loaded = [];
    const first = await run(Counter);
    first.system.signal('go', undefined);
    await first.settle();
    await first.stop();
    Counter.failing = true;
    const second = await run(Counter, { journal: copyOf(first.journal) });
    await second.stop();
    const third = await run(Counter, { journal: copyOf(second.journal) });
    Counter.failing = false;
    third.system.command({ command: 'resume-strategy', strategy: 'one' });
    third.system.signal('go', undefined);
    await third.settle();
    await third.stop();
    await run(Counter, { journal: copyOf(third.journal) });
    expect(Counter.loaded).toEqual([1, 2]);
  });

  test.each([
    ['a bigint', 1n],
    ['a circle', circle()],
  ])('cannot be %s: the strategy is paused, trading goes on', async (_, value) => {
    class Odd extends BuyOnSignal {
      override onSave(): unknown {
        return value;
      }
    }
    const { system, brokerage, settle, alarms } = await run(Odd);
    brokerage.emit(tick(99_999, 100_001));
    system.signal('go', undefined);
    await settle();
    expect(alarms.join()).toMatch(/failed in onSave: its value is not JSON-friendly/);
    expect(system.snapshot().halted).toBeUndefined();
  });
});

function circle(): unknown {
  const round: unknown[] = [];
  round.push(round);
  return round;
}

describe('a pause', () => {
  test('by a person outlives a restart, and so does the resume', async () => {
    const first = await run(BuyOnSignal);
    first.system.command({ command: 'pause-strategy', strategy: 'one' });
    await first.settle();
    const second = await run(BuyOnSignal, { journal: copyOf(first.journal) });
    expect(second.system.snapshot().strategies[0]?.status).toBe('paused');
    expect(second.alarms).toEqual(['strategy-paused: strategy "one" stays paused; resume it by command']);
    second.system.command({ command: 'resume-strategy', strategy: 'one' });
    await second.settle();
    expect(second.system.snapshot().strategies[0]?.status).toBe('running');
    const third = await run(BuyOnSignal, { journal: copyOf(second.journal) });
    expect(third.system.snapshot().strategies[0]?.status).toBe('running');
  });

  test('is not ended by a resume while the system stops', async () => {
    const { system, brokerage, settle, clock } = await run(BuyOnSignal);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    brokerage.answerPlace = () => new Promise(() => undefined);
    system.signal('go', undefined);
    await settle();
    const stopping = system.stop({ timeoutMs: 1_000 });
    system.command({ command: 'resume-strategy', strategy: 'one' });
    system.signal('go', undefined);
    await clock.advanceAsync(2_000);
    await stopping;
    expect(brokerage.calls.filter(call => call.startsWith('place'))).toEqual(['place buy']);
    expect(system.snapshot().strategies[0]?.status).toBe('stopped');
  });
});

describe('a strategy that is resumed before the system is ready', () => {
  test('places nothing before it has started', async () => {
    const seen: string[] = [];
    class Early extends StrategyBase {
      override onStart(): void {
        seen.push('start');
      }
      override onSignal(): void {
        seen.push('signal');
      }
    }
    const clock = new SimulatedClock(0);
    const brokerage = new ScriptedBrokerage();
    const system = new TradingSystem({
      brokerage,
      clock,
      strategies: [{ id: 'one', strategy: Early, symbols: ['XBTZAR'] }],
    });
    const starting = system.start();
    system.command({ command: 'resume-strategy', strategy: 'one' });
    system.signal('go', undefined);
    await clock.advanceAsync(10);
    await starting;
    expect(seen).toEqual(['start']);
  });
});

test('a halt of an earlier run is told when the next one starts', async () => {
  const first = await run(BuyOnSignal);
  first.brokerage.emit({
    type: 'fault',
    code: 'unauthorized',
    message: 'the key was revoked',
    severity: 'fatal',
    timeMs: 1,
  });
  await first.settle();
  const second = await run(BuyOnSignal, { journal: copyOf(first.journal) });
  expect(second.system.snapshot().halted?.code).toBe('unauthorized');
  expect(second.alarms).toEqual([
    'halted: new risk stays halted (unauthorized): the key was revoked; resume it by command',
  ]);
});

test('a command that names an unknown strategy says so', async () => {
  const { system, settle, alarms } = await run(BuyOnSignal);
  system.command({ command: 'close-all', strategy: 'won' });
  await settle();
  expect(alarms[0]).toMatch(/named strategy "won", which is not configured \(one\); nothing was done/);
});

describe('a signal', () => {
  test('that could not be journaled is refused where it is given', async () => {
    const { system } = await run(BuyOnSignal);
    expect(() => system.signal('odd', { size: 1n })).toThrow(
      /signal\("odd"\): payload was object; it must be JSON-friendly/,
    );
    expect(system.state).toBe('running');
  });

  test('is what it was when it was given', async () => {
    const seen: unknown[] = [];
    class Listener extends StrategyBase {
      override onSignal({ payload }: { payload: unknown }): void {
        seen.push(payload);
      }
    }
    const { system, settle } = await run(Listener);
    const payload = { size: 1 };
    system.signal('go', payload);
    payload.size = 2;
    await settle();
    expect(seen).toEqual([{ size: 1 }]);
  });
});

test('a defect in the middle of an event loses nothing of what it had done before', async () => {
  const denial = {
    get code(): string {
      throw new Error('a defect');
    },
    message: 'bad',
  };
  const rule: RiskRule = {
    name: 'defective',
    review: ({ order }) => (order.tag === 'bad' ? denial : undefined),
  };
  class CancelThenBuy extends StrategyBase {
    static override pace = 'event' as const;
    ticks = 0;
    override onTick(_: Tick): void {
      this.ticks += 1;
      if (this.ticks === 1) this.buy(limit);
      if (this.ticks !== 2) return;
      this.cancelAll();
      this.buy({ ...limit, tag: 'bad' });
    }
  }
  const { brokerage, system, settle } = await run(CancelThenBuy, { riskRules: [rule] });
  brokerage.emit(tick(99_999, 100_001));
  await settle();
  brokerage.emit(tick(99_998, 100_001));
  await settle();
  expect(system.snapshot().halted?.message).toMatch(/processing "tick" threw/);
  expect(brokerage.calls.filter(call => call.startsWith('cancel'))).toEqual(['cancel B1']);
  expect(system.orders()[0]?.state).toBe('canceled');
});
