import { isTradingError, type Logger, StrategyBase, type StrategyClass } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { type NondeterminismTrap, trapNondeterminism } from './trap-nondeterminism.ts';

/** A strategy whose `onStart` does this. */
function doing(act: (self: StrategyBase) => void): StrategyClass {
  return class Doing extends StrategyBase {
    override onStart(): void {
      act(this);
    }
  };
}

/** Runs `onStart` of a guarded strategy; gives what it threw. */
function start(trap: NondeterminismTrap, act: (self: StrategyBase) => void): unknown {
  const Guarded = trap.guard(doing(act), 'mine');
  try {
    new Guarded().onStart?.();
    return undefined;
  } catch (error) {
    return error;
  }
}

const holders: readonly (readonly [object, readonly string[]])[] = [
  [globalThis, ['Date', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch']],
  [Date, ['now']],
  [Math, ['random']],
  [performance, ['now']],
  [crypto, ['randomUUID', 'getRandomValues']],
  [process, ['nextTick', 'hrtime']],
];

/** Everything that is trapped, as it is now. */
const globals = () => holders.flatMap(([holder, keys]) => keys.map(key => (holder as Record<string, unknown>)[key]));

describe('in a hook', () => {
  test.each([
    ['Date.now()', 'this.now()', () => Date.now()],
    ['new Date()', 'this.now()', () => new Date()],
    ['Date()', 'this.now()', () => Date()],
    ['performance.now()', 'this.now()', () => performance.now()],
    ['process.hrtime()', 'this.now()', () => process.hrtime()],
    ['Math.random()', 'this.random()', () => Math.random()],
    ['crypto.randomUUID()', 'this.random()', () => crypto.randomUUID()],
    ['crypto.getRandomValues()', 'this.random()', () => crypto.getRandomValues(new Uint8Array(1))],
    ['setTimeout()', 'this.setTimer', () => setTimeout(() => undefined, 1)],
    ['setInterval()', 'this.setTimer', () => setInterval(() => undefined, 1)],
    ['setImmediate()', 'this.setTimer', () => setImmediate(() => undefined)],
    ['queueMicrotask()', 'this.setTimer', () => queueMicrotask(() => undefined)],
    ['process.nextTick()', 'this.setTimer', () => process.nextTick(() => undefined)],
    ['fetch()', 'onSignal', () => void fetch('http://127.0.0.1:1')],
  ])('%s is named with its place and with %s', (call, instead, act) => {
    const error = trapNondeterminism(trap => {
      const thrown = start(trap, act);
      expect(trap.calls).toMatchObject([{ strategy: 'mine', hook: 'onStart', call }]);
      return thrown;
    });
    expect(isTradingError(error, 'strategy/nondeterministic')).toBe(true);
    const { message } = error as Error;
    expect(message).toContain(`strategy "mine" called ${call} in onStart at `);
    expect(message).toMatch(/trap-nondeterminism\.test\.ts:\d+:\d+;/);
    expect(message).toContain(instead);
  });

  test('what is the same in every run is left alone', () => {
    const seen: unknown[] = [];
    const act = () => seen.push(new Date(5).getTime(), Date.UTC(1970, 0), Math.max(1, 2), new Date(0) instanceof Date);
    expect(trapNondeterminism(trap => start(trap, act))).toBeUndefined();
    expect(seen).toEqual([5, 0, 2, true]);
  });

  test('a call is remembered although the hook swallows the error', () => {
    const act = () => {
      try {
        Date.now();
      } catch {
        // Strategies do such things.
      }
    };
    trapNondeterminism(trap => {
      expect(start(trap, act)).toBeUndefined();
      expect(trap.calls).toHaveLength(1);
    });
  });

  test('a guarded logger may read the clock', () => {
    const times: number[] = [];
    const logger: Logger = { debug: () => 0, info: () => times.push(Date.now()), warn: () => 0, error: () => 0 };
    trapNondeterminism(trap => {
      const guarded = trap.guardLogger(logger);
      expect(start(trap, () => guarded.info('hello'))).toBeUndefined();
    });
    expect(times).toHaveLength(1);
  });
});

describe('a guarded class', () => {
  test('is watched when an object is made, and in hooks that are fields', () => {
    class Fields extends StrategyBase {
      override onStop = () => void Math.random();
    }
    class Stamped extends StrategyBase {
      startedMs = Date.now();
    }
    trapNondeterminism(trap => {
      const fields = new (trap.guard(Fields, 'fields'))();
      expect(() => fields.onStop?.()).toThrow(/Math\.random/);
      expect(() => new (trap.guard(Stamped, 'stamped'))()).toThrow(/"stamped" called Date\.now\(\) in constructor/);
    });
  });

  test('is the class in everything else', () => {
    class Mine extends StrategyBase {
      static override pace = 'event' as const;
      #ticks = 0;
      override onTick(): void {
        this.#ticks += 1;
      }
      get ticks(): number {
        return this.#ticks;
      }
    }
    trapNondeterminism(trap => {
      const Guarded = trap.guard(Mine, 'mine');
      const mine = new Guarded() as Mine;
      mine.onTick();
      expect([mine.ticks, mine.constructor, Guarded.name, Guarded.pace]).toEqual([1, Mine, 'Mine', 'event']);
      expect('onStart' in mine).toBe(false);
    });
  });
});

describe('everybody else', () => {
  test('finds clock, dice and timers as they were, while traps are set', async () => {
    await trapNondeterminism(async trap => {
      start(trap, () => Date.now());
      expect(Date.now()).toBeGreaterThan(1_600_000_000_000);
      expect(new Date().getFullYear()).toBeGreaterThan(2_020);
      expect(Math.random()).toBeLessThan(1);
      await new Promise(resolve => setTimeout(resolve, 1));
    });
  });

  test.each([
    ['ended', () => 5],
    [
      'thrown',
      () => {
        throw new Error('no');
      },
    ],
    ['been rejected', () => Promise.reject(new Error('no'))],
  ])('has the globals back when the run has %s', async (_, run) => {
    const before = globals();
    try {
      await trapNondeterminism<unknown>(run);
    } catch {
      // It is about what is left behind.
    }
    expect(globals().map((each, index) => each === before[index])).toEqual(before.map(() => true));
    expect(Object.hasOwn(crypto, 'randomUUID')).toBe(false);
  });

  test('has them back when the last of several runs at once has ended, in whatever order', async () => {
    const before = globals();
    const ends: (() => void)[] = [];
    const hold = () => trapNondeterminism(() => new Promise<void>(resolve => ends.push(resolve)));
    const [first, second] = [hold(), hold()];
    ends[0]?.();
    await first;
    expect(globals()[0] === before[0]).toBe(false);
    ends[1]?.();
    await second;
    expect(globals().map((each, index) => each === before[index])).toEqual(before.map(() => true));
  });
});
