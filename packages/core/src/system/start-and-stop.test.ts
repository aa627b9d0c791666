import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import { isTradingError, TradingError } from '../errors/trading-error.ts';
import { MemoryJournal } from '../journal/memory-journal.ts';
import { silentLogger } from '../log/logger.ts';
import type { Tick } from '../market/market-event.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { ScriptedBrokerage, tick } from './fixtures/scripted-brokerage.ts';
import { TradingSystem } from './trading-system.ts';
import type { TradingSystemOptions } from './trading-system-options.ts';

class BuyAlways extends StrategyBase {
  static override pace = 'event' as const;
  override onTick({ symbol }: Tick): void {
    this.buy({ symbol, type: 'limit', quantity: '0.01', price: '100000' });
  }
}

function setUp(options: Partial<TradingSystemOptions> = {}) {
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new ScriptedBrokerage();
  const system = new TradingSystem({
    brokerage,
    clock,
    strategies: [{ id: 'one', strategy: BuyAlways, symbols: ['XBTZAR'], capital: { ZAR: '10000' } }],
    ...options,
  });
  return { clock, brokerage, system };
}

/** What a promise came to, as soon as it has. */
function watch<Value>(promise: Promise<Value>) {
  const seen: { value?: Value; error?: unknown; over: boolean } = { over: false };
  promise.then(
    value => Object.assign(seen, { value, over: true }),
    (error: unknown) => Object.assign(seen, { error, over: true }),
  );
  return seen;
}

/** A signal that counts who listens to it. */
function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  Object.assign(signal, {
    addEventListener: (type: string, listener: () => void, how?: { readonly once?: boolean }) => {
      listeners.add(listener);
      add(type, listener, how);
    },
    removeEventListener: (type: string, listener: () => void) => {
      listeners.delete(listener);
      remove(type, listener);
    },
  });
  return { controller, signal, listeners };
}

const never = (): Promise<never> => new Promise(() => undefined);

describe('a stop during the start', () => {
  test('by a spectator of the first strategy that runs stops the system', async () => {
    const { clock, brokerage, system } = setUp();
    system.on('strategy', ({ status }) => {
      if (status === 'running') void system.stop();
    });
    const starting = system.start();
    await clock.advanceAsync(0);
    await starting;
    await clock.advanceAsync(1_000);
    expect(system.state).toBe('stopped');
    expect(brokerage.closed).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  test('ends when the start has been given up and everything is closed, not before', async () => {
    const { clock, brokerage, system } = setUp();
    let close: () => void = () => undefined;
    brokerage.close = () => new Promise(done => (close = done));
    brokerage.connect = never;
    const starting = watch(system.start());
    const stopping = watch(system.stop());
    await clock.advanceAsync(0);
    expect(stopping.over).toBe(false);
    close();
    await clock.advanceAsync(0);
    expect(stopping.value).toMatchObject({ complete: true });
    expect(isTradingError(starting.error, 'system/aborted')).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('an abort', () => {
  test.each(['connect', 'instruments'] as const)('gives up a start whose %s takes no notice of it', async call => {
    const { clock, brokerage, system } = setUp();
    brokerage[call] = never;
    const controller = new AbortController();
    const starting = watch(system.start({ signal: controller.signal }));
    await clock.advanceAsync(0);
    controller.abort();
    await clock.advanceAsync(0);
    expect(isTradingError(starting.error, 'system/aborted')).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  test('gives up a start that waits for a look-up', async () => {
    const journal = new MemoryJournal();
    const before = setUp({ journal, stopPolicy: 'keep' });
    const first = before.system.start();
    await before.clock.advanceAsync(0);
    await first;
    before.brokerage.answerPlace = never;
    before.brokerage.emit(tick(99_999, 100_001));
    await before.clock.advanceAsync(0);
    const { clock, brokerage, system } = setUp({ journal });
    Object.assign(brokerage.trading, { find: never });
    const controller = new AbortController();
    const starting = watch(system.start({ signal: controller.signal }));
    await clock.advanceAsync(0);
    controller.abort();
    await clock.advanceAsync(0);
    expect(isTradingError(starting.error, 'system/aborted')).toBe(true);
  });

  test.each(['stop', 'failed start'])('signal is not listened to any more after a %s', async end => {
    const { clock, brokerage, system } = setUp();
    if (end === 'failed start') brokerage.connect = () => Promise.reject(new Error('no route'));
    const { signal, listeners } = countedSignal();
    const starting = watch(system.start({ signal }));
    await clock.advanceAsync(0);
    expect(starting.over).toBe(true);
    const stopping = watch(system.stop());
    await clock.advanceAsync(1_000);
    expect(stopping.over).toBe(true);
    expect(listeners.size).toBe(0);
  });
});

describe('a stop', () => {
  test('does not wait for a brokerage that never closes', async () => {
    const { clock, brokerage, system } = setUp();
    const starting = system.start();
    await clock.advanceAsync(0);
    await starting;
    brokerage.close = never;
    const stopping = watch(system.stop());
    await clock.advanceAsync(6_000);
    expect(stopping.over).toBe(true);
    expect(system.state).toBe('stopped');
    expect(clock.pendingTimers).toBe(0);
  });

  test('after a failed start ends at once', async () => {
    const { clock, brokerage, system } = setUp();
    brokerage.market.subscribe = () => Promise.reject(new Error('no route'));
    const starting = watch(system.start());
    await clock.advanceAsync(0);
    expect(String(starting.error)).toContain('no route');
    const stopping = watch(system.stop());
    await clock.advanceAsync(0);
    expect(stopping.value).toEqual({ open: [], unknown: [], complete: true });
    expect(system.state).toBe('failed');
  });

  test('during a slow commit lets no order leave afterwards', async () => {
    const journal = new MemoryJournal();
    let confirm: () => void = () => undefined;
    let isSlow = false;
    journal.commit = () => (isSlow ? new Promise<void>(done => (confirm = done)) : undefined) as undefined;
    const { clock, brokerage, system } = setUp({ journal });
    const starting = system.start();
    await clock.advanceAsync(0);
    await starting;
    isSlow = true;
    brokerage.emit(tick(99_999, 100_001));
    await clock.advanceAsync(0);
    const stopping = watch(system.stop({ timeoutMs: 1_000 }));
    await clock.advanceAsync(1_000);
    expect(stopping.value?.unknown).toHaveLength(1);
    confirm();
    await clock.advanceAsync(1_000);
    expect(brokerage.calls.filter(call => call.startsWith('place'))).toEqual([]);
  });
});

describe('a journal', () => {
  test('that fails during the start fails the start with its reason, and nothing runs afterwards', async () => {
    const journal = new MemoryJournal();
    const { clock, brokerage, system } = setUp({ journal });
    let commits = 0;
    journal.commit = () => {
      commits += 1;
      if (commits > 1) throw new Error('disk full');
    };
    const starting = watch(system.start());
    await clock.advanceAsync(30_000);
    expect(isTradingError(starting.error, 'journal/failed') && starting.error.message).toMatch(/disk full/);
    expect(system.state).toBe('failed');
    expect(brokerage.closed).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([
    ['in its own words', new Error('disk full'), 'the journal failed to commit: disk full; nothing new is sent'],
    [
      'in the words of the SDK',
      new TradingError('journal/failed', 'the journal failed to commit: disk full; make room', {
        operation: 'commit',
        reason: 'disk full',
      }),
      'the journal failed to commit: disk full; make room; nothing new is sent',
    ],
  ])('that fails during a stop leaves the system failed, and says why once: %s', async (_, failure, said) => {
    const journal = new MemoryJournal();
    const errors: string[] = [];
    const logger = { ...silentLogger, error: (message: string) => errors.push(message) };
    const { clock, system } = setUp({ journal, logger });
    const starting = system.start();
    await clock.advanceAsync(0);
    await starting;
    journal.commit = () => {
      throw failure;
    };
    const stopping = watch(system.stop());
    await clock.advanceAsync(20_000);
    expect(stopping.over).toBe(true);
    expect(system.state).toBe('failed');
    expect(errors.join('\n')).toContain(said);
  });

  test('whose commit outlasts the stop leaves no timer behind when it ends after all', async () => {
    const journal = new MemoryJournal();
    const { clock, brokerage, system } = setUp({ journal });
    const starting = system.start();
    await clock.advanceAsync(0);
    await starting;
    let confirm: () => void = () => undefined;
    Object.assign(journal, { commit: () => new Promise<void>(done => (confirm = done)) });
    brokerage.emit(tick(99_999, 100_001));
    await clock.advanceAsync(0);
    const stopping = watch(system.stop({ timeoutMs: 100 }));
    await clock.advanceAsync(100);
    expect(stopping.over).toBe(true);
    confirm();
    for (let link = 0; link < 10; link += 1) await Promise.resolve();
    expect(clock.pendingTimers).toBe(0);
  });

  test('of a start that failed for its capital does not make the next start skip the check', async () => {
    const journal = new MemoryJournal();
    const strategies = [{ id: 'one', strategy: BuyAlways, symbols: ['XBTZAR'], capital: { ZAR: '1000001' } }];
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const { clock, system } = setUp({ journal, strategies });
      const starting = watch(system.start());
      await clock.advanceAsync(0);
      expect(isTradingError(starting.error, 'system/invalid-options')).toBe(true);
    }
  });
});
