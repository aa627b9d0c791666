import { describe, expect, onTestFinished, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import { isTradingError } from '../errors/trading-error.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/trader-record.ts';
import type { Bar, Gap, Tick } from '../market/market-event.ts';
import { Decimal } from '../money/decimal.ts';
import type { Fill } from '../order/fill.ts';
import type { Order } from '../order/order.ts';
import { StrategyBase, type StrategyClass } from '../strategy/strategy-base.ts';
import { balance, ScriptedBrokerage, tick, xbtzar } from './fixtures/scripted-brokerage.ts';
import { TradingSystem } from './trading-system.ts';
import type { TradingSystemOptions } from './trading-system-options.ts';

const runId = '0123456789abcdef0123456789abcdef';

/** Buys once, on its first tick. */
class BuyOnce extends StrategyBase {
  static override pace = 'event' as const;
  static seen: string[] = [];
  bought = false;

  override onTick({ symbol }: Tick): void {
    if (this.bought) return;
    this.bought = true;
    this.buy({ symbol, type: 'limit', quantity: '0.01', price: '100000' });
  }

  override onOrder(order: Order): void {
    BuyOnce.seen.push(order.state);
  }

  override onFill(fill: Fill): void {
    BuyOnce.seen.push(`fill ${fill.quantity.toString()}`);
  }
}

interface Setup {
  readonly system: TradingSystem;
  readonly brokerage: ScriptedBrokerage;
  readonly clock: SimulatedClock;
  /** Lets queued events and promises settle. */
  readonly settle: (byMs?: number) => Promise<void>;
}

async function setUp(
  strategy: StrategyClass,
  options: Partial<TradingSystemOptions> = {},
  brokerage = new ScriptedBrokerage(),
): Promise<Setup> {
  BuyOnce.seen = [];
  const clock = new SimulatedClock(1_000_000);
  const system = new TradingSystem({
    brokerage,
    clock,
    runId,
    strategies: [{ id: 'one', strategy, symbols: ['XBTZAR'], capital: { ZAR: '10000' } }],
    ...options,
  });
  const starting = system.start();
  await clock.advanceAsync(0);
  await starting;
  onTestFinished(async () => {
    const stopping = system.stop({ timeoutMs: 0 });
    await clock.advanceAsync(1);
    await stopping;
    expect(clock.pendingTimers).toBe(0);
  });
  const settle = (byMs = 1): Promise<void> => clock.advanceAsync(byMs);
  await settle();
  return { system, brokerage, clock, settle };
}

describe('an order', () => {
  test('goes from request to fill, and the position and capital follow', async () => {
    const { system, brokerage, settle } = await setUp(BuyOnce);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    brokerage.fill(brokerage.order(), '0.004', '100000');
    await settle();
    brokerage.fill(brokerage.order(), '0.006', '100000');
    await settle();
    expect(BuyOnce.seen).toEqual(['submitted', 'open', 'fill 0.004', 'open', 'fill 0.006', 'filled']);
    const strategy = system.snapshot().strategies[0];
    expect(strategy?.positions[0]).toMatchObject({ quantity: '0.01', cost: '1000', averagePrice: '100000' });
    expect(strategy?.capital['ZAR']).toEqual({ total: '9000', held: '0', available: '9000' });
  });

  test('is journaled before it is sent', async () => {
    const entries: JournalEntry[] = [];
    let release: () => void = () => undefined;
    const journal: Journal = {
      append: entry => void entries.push(entry),
      commit: () =>
        entries.some(({ record }) => record.type === 'order-requested')
          ? new Promise(done => (release = done))
          : undefined,
      read: () => entries,
      close: () => undefined,
    };
    const { brokerage, settle } = await setUp(BuyOnce, { journal });
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    expect(entries.map(({ record }) => record.type)).toContain('order-requested');
    expect(brokerage.calls.filter(call => call.startsWith('place'))).toEqual([]);
    release();
    await settle();
    expect(brokerage.calls.filter(call => call.startsWith('place'))).toEqual(['place buy']);
    release();
    await settle();
    release();
  });

  test('whose answer is lost is unknown until a look-up finds it, and is never sent twice', async () => {
    const brokerage = new ScriptedBrokerage();
    brokerage.answerPlace = () =>
      Promise.resolve({ outcome: 'unknown', code: 'timed-out', message: 'no answer', resolveByMs: 1_001_000 });
    const { settle } = await setUp(BuyOnce, {}, brokerage);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    expect(BuyOnce.seen).toEqual(['submitted', 'unknown']);
    await settle(3_000);
    expect(BuyOnce.seen).toEqual(['submitted', 'unknown', 'open']);
    expect(brokerage.calls.filter(call => call.startsWith('place'))).toHaveLength(1);
  });

  test('whose request was lost stays unknown until the brokerage’s own clock proves that it was never accepted', async () => {
    const brokerage = new ScriptedBrokerage();
    brokerage.accepts = () => false;
    brokerage.answerPlace = () =>
      Promise.resolve({ outcome: 'unknown', code: 'timed-out', message: 'no answer', resolveByMs: 1_001_000 });
    const { system, settle } = await setUp(BuyOnce, {}, brokerage);
    brokerage.emit(tick(99_999, 100_001));
    brokerage.timeMs = 1_001_100;
    await settle(3_000);
    expect(BuyOnce.seen.at(-1)).toBe('unknown');
    expect(system.snapshot().strategies[0]?.capital['ZAR']?.held).toBe('1000');
    brokerage.timeMs = 1_001_101;
    await settle(4_000);
    expect(BuyOnce.seen.at(-1)).toBe('rejected');
    expect(system.orders('one')[0]?.reason?.code).toBe('never-accepted');
    expect(system.snapshot().strategies[0]?.capital['ZAR']?.held).toBe('0');
  });

  test('that fills before its acknowledgement arrives is counted once', async () => {
    const brokerage = new ScriptedBrokerage();
    let answer: () => void = () => undefined;
    brokerage.answerPlace = order =>
      new Promise(done => {
        answer = () =>
          done(order === undefined ? brokerage.refusal : { outcome: 'accepted', brokerageOrderId: order.id });
      });
    const { system, settle } = await setUp(BuyOnce, {}, brokerage);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    brokerage.fill(brokerage.order(), '0.01', '100000');
    await settle();
    answer();
    await settle();
    expect(BuyOnce.seen).toEqual(['submitted', 'fill 0.01', 'filled']);
    expect(system.snapshot().strategies[0]?.fills).toBe(1);
  });
});

describe('a cancel', () => {
  class CancelAtOnce extends BuyOnce {
    override onTick(event: Tick): void {
      super.onTick(event);
      this.cancelAll();
    }
  }

  test('asked for before the order is acknowledged goes out as soon as the brokerage’s id is known', async () => {
    class CancelOnSubmit extends BuyOnce {
      override onOrder(order: Order): void {
        super.onOrder(order);
        if (order.state === 'submitted') this.cancelOrder(order);
      }
    }
    const { system, brokerage, settle } = await setUp(CancelOnSubmit);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    expect(brokerage.calls.filter(call => /place|cancel/.test(call))).toEqual(['place buy', 'cancel B1']);
    expect(system.orders('one')[0]?.state).toBe('canceled');
  });

  test('that fails leaves the order open, is looked up and goes out again', async () => {
    const brokerage = new ScriptedBrokerage();
    let failures = 1;
    brokerage.answerCancel = () => {
      failures -= 1;
      return Promise.resolve(
        failures >= 0 ? { outcome: 'unknown', code: 'timed-out', message: 'no answer' } : { outcome: 'accepted' },
      );
    };
    const { system, settle } = await setUp(CancelAtOnce, {}, brokerage);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    brokerage.emit(tick(99_999, 100_002));
    await settle(3_000);
    expect(brokerage.calls.filter(call => call.startsWith('cancel'))).toEqual(['cancel B1', 'cancel B1']);
    expect(system.orders('one')[0]?.state).toBe('canceled');
  });
});

describe('a strategy', () => {
  test('that throws is paused, its hook’s orders are denied, and others go on', async () => {
    class Thrower extends BuyOnce {
      override onTick(event: Tick): void {
        super.onTick(event);
        throw new Error('boom');
      }
    }
    const alarms: string[] = [];
    const { system, brokerage, settle } = await setUp(BuyOnce, {
      strategies: [
        { id: 'bad', strategy: Thrower, symbols: ['XBTZAR'], capital: { ZAR: '10000' } },
        { id: 'good', strategy: BuyOnce, symbols: ['XBTZAR'], capital: { ZAR: '10000' } },
      ],
    });
    system.on('alarm', ({ message }) => alarms.push(message));
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    expect(system.orders('bad').map(({ state, reason }) => [state, reason?.code])).toEqual([['denied', 'hook-failed']]);
    expect(system.orders('good').map(({ state }) => state)).toEqual(['open']);
    expect(system.snapshot().strategies.map(({ status }) => status)).toEqual(['paused', 'running']);
    expect(alarms[0]).toMatch(/strategy "bad" failed in onTick: .*boom/);
  });

  test('whose hook returns a promise is paused with a message that says what to do', async () => {
    class Asynchronous extends StrategyBase {
      static override pace = 'event' as const;
      // An asynchronous hook is what a plain JavaScript author may write; types forbid it.
      override onTick = (() => Promise.reject(new Error('late'))) as unknown as () => void;
    }
    const alarms: string[] = [];
    const { system, brokerage, settle } = await setUp(Asynchronous);
    system.on('alarm', ({ message }) => alarms.push(message));
    brokerage.emit(tick(1, 2));
    await settle();
    expect(alarms[0]).toMatch(/onTick returned a promise; hooks are synchronous/);
  });

  test('that places an order in answer to every denial is caught', async () => {
    class Loop extends StrategyBase {
      static override pace = 'event' as const;
      override onTick({ symbol }: Tick): void {
        this.buy({ symbol, type: 'limit', quantity: '0.01', price: '0.5' });
      }
      override onOrder({ symbol }: Order): void {
        this.buy({ symbol, type: 'limit', quantity: '0.01', price: '0.5' });
      }
    }
    const { system, brokerage, settle } = await setUp(Loop, { closedOrdersMax: 10 });
    brokerage.emit(tick(1, 2));
    await settle();
    expect(system.snapshot().strategies[0]?.status).toBe('paused');
  });

  test('at the pace of the heartbeat sees the latest tick once per beat', async () => {
    const seen: (number | undefined)[] = [];
    class Slow extends StrategyBase {
      override onTick({ bid }: Tick): void {
        seen.push(bid);
      }
    }
    const { brokerage, settle } = await setUp(Slow);
    for (let bid = 1; bid <= 5; bid += 1) brokerage.emit(tick(bid, 10));
    await settle(1_000);
    await settle(1_000);
    expect(seen).toEqual([5]);
  });

  test('sees bars of the past before it starts, and its orders are denied meanwhile', async () => {
    const seen: string[] = [];
    class Warm extends StrategyBase {
      static override needs = { bars: [60_000], warmUpBars: 2 };
      override onBar({ close, symbol }: Bar): void {
        seen.push(`bar ${close} ${this.warmingUp}`);
        this.buy({ symbol, type: 'limit', quantity: '0.01', price: '100' });
      }
      override onStart(): void {
        seen.push('start');
      }
    }
    const brokerage = new ScriptedBrokerage();
    const bar = (close: number, openTimeMs: number): Bar => ({
      type: 'bar',
      instrumentId: xbtzar.id,
      symbol: 'XBTZAR',
      intervalMs: 60_000,
      openTimeMs,
      open: close,
      high: close,
      low: close,
      close,
      volume: 1,
      timeMs: openTimeMs + 60_000,
    });
    brokerage.history = [bar(1, 840_000), bar(2, 900_000)];
    const { system } = await setUp(Warm, {}, brokerage);
    expect(seen).toEqual(['bar 1 true', 'bar 2 true', 'start']);
    expect(system.orders('one').map(({ reason }) => reason?.code)).toEqual(['warming-up', 'warming-up']);
    expect(brokerage.calls.filter(call => call.startsWith('place'))).toEqual([]);
  });

  test('has timers, signals and saved state', async () => {
    const seen: string[] = [];
    class Timed extends StrategyBase {
      override onStart(): void {
        this.setTimer('wake', 500);
        this.setTimer('never', 500);
        this.clearTimer('never');
      }
      override onTimer({ name }: { name: string }): void {
        seen.push(name);
      }
      override onSignal({ name, payload }: { name: string; payload: unknown }): void {
        seen.push(`${name} ${JSON.stringify(payload)}`);
      }
      override onGap({ stream }: Gap): void {
        seen.push(`gap ${stream}`);
      }
    }
    const { system, brokerage, settle } = await setUp(Timed);
    await settle(600);
    system.signal('forecast', { up: true });
    brokerage.emit({ type: 'gap', stream: 'private', instrumentId: undefined, fromMs: 1, toMs: 2, reason: 'test' });
    await settle();
    expect(seen).toEqual(['wake', 'forecast {"up":true}', 'gap private']);
  });

  test('cannot act outside its hooks', async () => {
    let strategy: StrategyBase | undefined;
    class Escaping extends StrategyBase {
      override onStart(): void {
        strategy = this;
      }
    }
    await setUp(Escaping);
    expect(() => strategy?.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '1', price: '1' })).toThrow(
      /outside a hook/,
    );
  });
});

describe('risk', () => {
  const denied = async (
    request: Parameters<StrategyBase['buy']>[0],
    options: Partial<TradingSystemOptions> = {},
  ): Promise<Order | undefined> => {
    class Once extends StrategyBase {
      static override pace = 'event' as const;
      override onTick(): void {
        if (this.orders.closed.length === 0 && this.orders.standing.length === 0) this.buy(request);
      }
    }
    const { system, brokerage, settle } = await setUp(Once, options);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    return system.orders('one')[0];
  };
  const limit = { symbol: 'XBTZAR', type: 'limit', quantity: '0.01', price: '100000' } as const;

  test.each([
    ['price-off-grid', { ...limit, price: '100000.5' }, /nearest valid prices are 100000 and 100001/],
    ['quantity-below-min', { ...limit, quantity: '0.0004' }, /0\.0005/],
    ['capital', { ...limit, quantity: '0.2' }, /needs up to 20000 ZAR; strategy one has 10000 available/],
    ['market-sizing', { symbol: 'XBTZAR', type: 'market', quantity: '0.01' }, /give quoteQuantity/],
    ['post-only-must-rest', { ...limit, postOnly: true, timeInForce: 'IOC' }, /cannot be IOC/],
  ] as const)('denies with %s', async (code, request, message) => {
    const order = await denied(request);
    expect(order?.state).toBe('denied');
    expect(order?.reason?.code).toBe(code);
    expect(order?.reason?.message).toMatch(message);
  });

  test.each([
    ['order-notional', { orderNotionalMax: { ZAR: '999' } }],
    ['position', { positionMax: { XBT: '0.009' } }],
    ['open-orders', { openOrdersMax: 0 }],
  ] as const)('denies with %s by a limit of the strategy or of the system', async (code, risk) => {
    expect((await denied(limit, { risk }))?.reason?.code).toBe(code);
    const strategies = [{ id: 'one', strategy: BuyOnce, symbols: ['XBTZAR'], capital: { ZAR: '10000' }, risk }];
    const { system, brokerage, settle } = await setUp(BuyOnce, { strategies });
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    expect(system.orders('one')[0]?.reason?.code).toBe(code);
  });

  test('denies while a gap has made prices unknown, and takes orders again after the next tick', async () => {
    class Always extends StrategyBase {
      override onSignal(): void {
        this.buy(limit);
      }
    }
    const { system, brokerage, settle } = await setUp(Always);
    system.signal('go', undefined);
    await settle();
    brokerage.emit(tick(99_999, 100_001));
    system.signal('go', undefined);
    await settle();
    system.signal('go', undefined);
    await settle();
    brokerage.emit({ type: 'gap', stream: 'market', instrumentId: xbtzar.id, fromMs: 1, toMs: 2, reason: 'test' });
    await settle();
    system.signal('go', undefined);
    await settle();
    const reasons = system.orders('one').map(({ state, reason }) => reason?.code ?? state);
    expect(reasons.filter(reason => reason === 'stale-data')).toHaveLength(3);
    expect(reasons.filter(reason => reason === 'open')).toHaveLength(1);
  });

  test('denies everything after a halt, lets cancels out, and takes orders again after a resume', async () => {
    class Always extends StrategyBase {
      override onSignal({ name }: { name: string }): void {
        if (name === 'buy') this.buy(limit);
        else this.cancelAll();
      }
    }
    const { system, brokerage, settle } = await setUp(Always);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    system.signal('buy', undefined);
    await settle();
    system.command({ command: 'halt', reason: 'a person is worried' });
    system.signal('buy', undefined);
    system.signal('cancel', undefined);
    await settle();
    expect(system.orders('one').map(({ state, reason }) => reason?.code ?? state)).toEqual(['kill-switch', 'canceled']);
    system.command({ command: 'resume' });
    system.signal('buy', undefined);
    await settle();
    expect(system.orders('one').at(-1)?.state).toBe('open');
  });

  test('counts what open and unknown orders hold', async () => {
    class Twice extends StrategyBase {
      override onSignal(): void {
        this.buy({ ...limit, quantity: '0.06' });
      }
    }
    const { system, brokerage, settle } = await setUp(Twice);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    system.signal('go', undefined);
    system.signal('go', undefined);
    await settle();
    expect(system.orders('one').map(({ state, reason }) => reason?.code ?? state)).toEqual(['capital', 'open']);
  });
});

describe('a start', () => {
  const start = async (
    options: Partial<TradingSystemOptions>,
    brokerage = new ScriptedBrokerage(),
  ): Promise<unknown> => {
    const clock = new SimulatedClock(0);
    const system = new TradingSystem({
      brokerage,
      clock,
      strategies: [{ id: 'one', strategy: BuyOnce, symbols: ['XBTZAR'], capital: { ZAR: '10000' } }],
      ...options,
    });
    const result = system.start().then(
      () => undefined,
      (error: unknown) => error,
    );
    await clock.advanceAsync(0);
    const error = await result;
    expect(system.state).toBe('failed');
    expect(brokerage.closed).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    return error;
  };

  test('names an unknown symbol and the likeliest known one', async () => {
    const error = await start({ strategies: [{ id: 'one', strategy: BuyOnce, symbols: ['BTCZAR'] }] });
    expect(isTradingError(error, 'instrument/unknown') && error.message).toBe(
      'scripted has no symbol "BTCZAR"; did you mean XBTZAR?',
    );
  });

  test('refuses capital that the account does not hold', async () => {
    const error = await start({
      strategies: [{ id: 'one', strategy: BuyOnce, symbols: ['XBTZAR'], capital: { ZAR: '1000001' } }],
    });
    expect(isTradingError(error, 'system/invalid-options') && error.message).toMatch(
      /assigned 1000001 ZAR together, and the account holds 1000000/,
    );
  });

  test('passes on what the brokerage says when it cannot be reached', async () => {
    const brokerage = new ScriptedBrokerage();
    brokerage.connect = () => Promise.reject(new Error('no route'));
    expect(String(await start({}, brokerage))).toContain('no route');
  });

  test('is given up when its signal is aborted', async () => {
    const brokerage = new ScriptedBrokerage();
    const controller = new AbortController();
    const clock = new SimulatedClock(0);
    const system = new TradingSystem({
      brokerage,
      clock,
      strategies: [{ id: 'one', strategy: BuyOnce, symbols: ['XBTZAR'] }],
    });
    const result = system.start({ signal: controller.signal }).then(
      () => undefined,
      (error: unknown) => error,
    );
    controller.abort();
    await clock.advanceAsync(0);
    expect(isTradingError(await result, 'system/aborted')).toBe(true);
    expect(system.state).toBe('failed');
  });

  test('reports orders that are not ours and leaves them alone', async () => {
    const brokerage = new ScriptedBrokerage();
    brokerage.foreign = [
      {
        type: 'order-report',
        brokerageOrderId: 'F1' as never,
        clientOrderId: undefined,
        instrumentId: xbtzar.id,
        status: 'open',
        finishedBy: undefined,
        cumulative: undefined,
        terms: undefined,
        reason: undefined,
        brokerageTimeMs: undefined,
      },
    ];
    const clock = new SimulatedClock(0);
    const system = new TradingSystem({
      brokerage,
      clock,
      strategies: [{ id: 'one', strategy: BuyOnce, symbols: ['XBTZAR'] }],
    });
    const alarms: string[] = [];
    system.on('alarm', ({ code }) => alarms.push(code));
    const starting = system.start();
    await clock.advanceAsync(0);
    await starting;
    expect(alarms).toEqual(['foreign-order']);
    const stopping = system.stop();
    await clock.advanceAsync(1_000);
    await stopping;
    expect(brokerage.calls.filter(call => call.startsWith('cancel'))).toEqual([]);
  });
});

describe('a stop', () => {
  test('cancels open orders and reports that nothing is left', async () => {
    const { system, brokerage, clock, settle } = await setUp(BuyOnce);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    const stopping = system.stop();
    await clock.advanceAsync(100);
    expect(await stopping).toEqual({ open: [], unknown: [], complete: true });
    expect(system.orders('one')[0]?.state).toBe('canceled');
    expect(system.state).toBe('stopped');
    expect(brokerage.closed).toBe(true);
  });

  test('keeps open orders when told so', async () => {
    const { system, brokerage, clock, settle } = await setUp(BuyOnce);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    const stopping = system.stop({ policy: 'keep' });
    await clock.advanceAsync(100);
    const report = await stopping;
    expect(report.open.map(({ state }) => state)).toEqual(['open']);
    expect(report.complete).toBe(true);
  });

  test('closes positions at market when told so', async () => {
    const { system, brokerage, clock, settle } = await setUp(BuyOnce);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    brokerage.fill(brokerage.order(), '0.01', '100000');
    await settle();
    brokerage.answerPlace = order => {
      if (order === undefined) return Promise.resolve(brokerage.refusal);
      clock.defer(() => brokerage.fill(order, '0.01', '99999'));
      return Promise.resolve({ outcome: 'accepted', brokerageOrderId: order.id });
    };
    const stopping = system.stop({ policy: 'close' });
    await clock.advanceAsync(3_000);
    expect(await stopping).toEqual({ open: [], unknown: [], complete: true });
    expect(system.snapshot().strategies[0]?.positions[0]?.quantity).toBe('0');
    expect(system.snapshot().strategies[0]?.realisedPnl['ZAR']).toBe('-0.01');
  });

  test('does not wait for what is read of the account once no order is left', async () => {
    const { system, brokerage, clock, settle } = await setUp(BuyOnce, { auditMs: 1_000 });
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    Object.assign(brokerage.trading, { openOrders: () => new Promise(() => undefined) });
    await settle(2_000);
    const stopping = system.stop();
    await clock.advanceAsync(100);
    expect(await stopping).toEqual({ open: [], unknown: [], complete: true });
  });

  test('does not wait for ever, and says what is unknown', async () => {
    const brokerage = new ScriptedBrokerage({ requestExpiry: undefined });
    brokerage.accepts = () => false;
    brokerage.answerPlace = () =>
      Promise.resolve({ outcome: 'unknown', code: 'timed-out', message: 'no answer', resolveByMs: undefined });
    const { system, clock, settle } = await setUp(BuyOnce, {}, brokerage);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    const stopping = system.stop({ timeoutMs: 5_000 });
    await clock.advanceAsync(5_000);
    const report = await stopping;
    expect(report.complete).toBe(false);
    expect(report.unknown.map(({ state }) => state)).toEqual(['unknown']);
  });

  test('is the same stop however often it is called', async () => {
    const { system, clock } = await setUp(BuyOnce);
    const first = system.stop();
    expect(system.stop()).toBe(first);
    await clock.advanceAsync(100);
    await first;
  });
});

describe('a journal that fails', () => {
  test('stops placements, lets cancels out, and leaves the system failed', async () => {
    class Again extends StrategyBase {
      override onSignal(): void {
        this.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '0.01', price: '100000' });
      }
    }
    let broken = false;
    const journal: Journal = {
      append: () => undefined,
      commit: () => {
        if (broken) throw new Error('disk full');
      },
      read: () => [],
      close: () => undefined,
    };
    const { system, brokerage, clock, settle } = await setUp(Again, { journal });
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    system.signal('go', undefined);
    await settle();
    broken = true;
    system.signal('go', undefined);
    await clock.advanceAsync(20_000);
    expect(brokerage.calls.filter(call => /place|cancel/.test(call))).toEqual(['place buy', 'cancel B1']);
    expect(system.state).toBe('failed');
    expect(system.orders('one').map(({ state, reason }) => reason?.code ?? state)).toContain('never-sent');
  });
});

describe('options', () => {
  test.each([
    [{ heartbeatMs: 1 }, /heartbeatMs was 1; it must be a number of at least 10/],
    [{ runId: 'x' }, /runId was x/],
    [{ strategies: [{ id: 'a b', strategy: BuyOnce, symbols: ['XBTZAR'] }] }, /"a b": id must be/],
    [{ strategies: [{ id: 'a', strategy: BuyOnce, symbols: [] }] }, /must name at least one symbol/],
    [{ strategies: [{ id: 'a', strategy: BuyOnce, symbols: ['X'], capital: { ZAR: '-1' } }] }, /capital\.ZAR was -1/],
    [{ risk: { positionMax: { XBT: 'much' } } }, /risk\.positionMax\.XBT was much/],
  ] as const)('%o are refused with the field and the remedy', (options, message) => {
    const make = (): TradingSystem =>
      new TradingSystem({ brokerage: new ScriptedBrokerage(), strategies: [], ...options });
    expect(make).toThrow(message);
  });
});

describe('a brokerage that pushes nothing', () => {
  test('is read on every heartbeat, and fills and cancels are found that way', async () => {
    const quiet = { orders: false, fills: false, balances: false };
    const brokerage = new ScriptedBrokerage({ privateStream: quiet, marketStream: false });
    const { system, settle } = await setUp(BuyOnce, {}, brokerage);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    brokerage.fill(brokerage.order(), '0.01', '100000', false);
    await settle(2_000);
    expect(brokerage.calls.filter(call => call === 'pull').length).toBeGreaterThan(1);
    expect(system.orders('one')[0]?.state).toBe('filled');
    expect(system.snapshot().strategies[0]?.positions[0]?.quantity).toBe('0.01');
  });
});

describe('a gap on the private stream', () => {
  test('is closed by reading the account: what was missed meanwhile is found', async () => {
    const { system, brokerage, settle } = await setUp(BuyOnce);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    brokerage.fill(brokerage.order(), '0.004', '100000', false);
    brokerage.emit({
      type: 'gap',
      stream: 'private',
      instrumentId: undefined,
      fromMs: 1,
      toMs: 2,
      reason: 'reconnect',
    });
    await settle();
    expect(system.orders('one')[0]).toMatchObject({ state: 'open', filled: Decimal.from('0.004') });
    brokerage.fill(brokerage.order(), '0.006', '100000', false);
    brokerage.emit({
      type: 'gap',
      stream: 'private',
      instrumentId: undefined,
      fromMs: 3,
      toMs: 4,
      reason: 'reconnect',
    });
    await settle();
    expect(system.orders('one')[0]?.state).toBe('filled');
  });
});

describe('balances', () => {
  test('free for our orders exclude what others have reserved', async () => {
    const brokerage = new ScriptedBrokerage();
    brokerage.balances = [{ ...balance('ZAR', '10000'), available: Decimal.from('500') }];
    const { system, settle } = await setUp(BuyOnce, {}, brokerage);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    expect(system.orders('one')[0]?.reason?.message).toMatch(/needs up to 1000 ZAR; the account has 500 free/);
  });
});
