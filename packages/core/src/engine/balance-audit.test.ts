import { describe, expect, test } from 'vitest';
import type { OrderReport } from '../brokerage/brokerage-event.ts';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { Tick } from '../market/market-event.ts';
import { Decimal } from '../money/decimal.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { LastingJournal } from '../system/fixtures/lasting-journal.ts';
import { balance, ScriptedBrokerage, tick, xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import { TradingSystem } from '../system/trading-system.ts';
import type { TradingSystemOptions } from '../system/trading-system-options.ts';

/** Buys once. */
class BuyOnce extends StrategyBase {
  static override pace = 'event' as const;
  #done = false;
  override onTick({ symbol }: Tick): void {
    if (this.#done) return;
    this.#done = true;
    this.buy({ symbol, type: 'limit', quantity: '0.01', price: '100000' });
  }
}

async function run(
  options: Partial<TradingSystemOptions> = {},
  brokerage = new ScriptedBrokerage(),
  clock = new SimulatedClock(1_000_000),
) {
  const system = new TradingSystem({
    brokerage,
    clock,
    auditMs: 10_000,
    strategies: [{ id: 'one', strategy: BuyOnce, symbols: ['XBTZAR'], capital: { ZAR: '10000' } }],
    ...options,
  });
  const alarms: string[] = [];
  system.on('alarm', ({ code, message }) => alarms.push(`${code}: ${message}`));
  const advance = async (until: Promise<unknown>): Promise<void> => {
    let over = false;
    void until.finally(() => {
      over = true;
    });
    for (let turns = 0; turns < 200 && !over; turns += 1) await clock.advanceAsync(10);
    await until;
  };
  await advance(system.start());
  const settle = async (byMs: number): Promise<void> => {
    for (let passed = 0; passed < byMs; passed += 1_000) await clock.advanceAsync(Math.min(1_000, byMs - passed));
  };
  const halted = (): string | undefined => system.snapshot().halted?.code;
  const end = (): Promise<void> => advance(system.stop({ policy: 'keep' }));
  return { brokerage, clock, system, alarms, settle, halted, end };
}

/** The balances of the scripted account after these changes. */
function account(zar: string, xbt: string) {
  return [balance('ZAR', zar), balance('XBT', xbt)];
}

describe('a balance that nothing explains', () => {
  test('is named and halts new risk once two readings agree on it', async () => {
    const { brokerage, alarms, settle, halted } = await run();
    brokerage.balances = account('1000000', '1.5');
    await settle(9_000);
    expect(halted()).toBeUndefined();
    await settle(5_000);
    expect(halted()).toBe('unexplained-balance');
    expect(alarms).toHaveLength(1);
    expect(alarms[0]).toMatch(
      /the account holds 1\.5 XBT, and 1 XBT can be explained: 0\.5 XBT came in .* resume to accept it/,
    );
    await settle(60_000);
    expect(alarms).toHaveLength(1);
  });

  test('is the new base once a person resumes', async () => {
    const { brokerage, system, alarms, settle, halted } = await run();
    brokerage.balances = account('999900', '1');
    await settle(15_000);
    expect(halted()).toBe('unexplained-balance');
    system.command({ command: 'resume' }, 'ann');
    await settle(60_000);
    expect(halted()).toBeUndefined();
    expect(system.portfolio.differences()).toEqual([]);
    expect(alarms.at(-1)).toMatch(/resumed by ann, who accepts the unexplained difference of -100 ZAR/);
    brokerage.balances = account('999800', '1');
    await settle(15_000);
    expect(halted()).toBe('unexplained-balance');
  });

  test('is journaled to be gone again, so that no later run takes it for told', async () => {
    const journal = new LastingJournal();
    const { brokerage, settle } = await run({ journal });
    const differences = (): readonly string[] =>
      [...journal.read(1)].flatMap(({ record }) =>
        record.type === 'balance-difference' ? [`${record.difference.toString()} ${record.asset}`] : [],
      );
    brokerage.balances = account('1000000', '1.5');
    await settle(15_000);
    expect(differences()).toEqual(['0.5 XBT']);
    brokerage.balances = account('1000000', '1');
    await settle(30_000);
    expect(differences()).toEqual(['0.5 XBT', '0 XBT']);
  });

  test('is told and halts nothing where that is wanted, and is not looked for where nobody wants to know', async () => {
    const told = await run({ unexplainedBalances: 'alarm' });
    told.brokerage.balances = account('1', '1');
    await told.settle(30_000);
    expect([told.halted(), told.alarms.length]).toEqual([undefined, 1]);
    const ignored = await run({ unexplainedBalances: 'ignore' });
    ignored.brokerage.balances = account('1', '1');
    await ignored.settle(30_000);
    expect([ignored.halted(), ignored.alarms]).toEqual([undefined, []]);
  });

  test('of an asset that no strategy trades says nothing', async () => {
    const { brokerage, alarms, settle } = await run();
    brokerage.balances = [...account('1000000', '1'), balance('DOGE', '5')];
    await settle(60_000);
    expect(alarms).toEqual([]);
  });

  test('is not taken for one because a list leaves an asset out', async () => {
    const { brokerage, alarms, settle } = await run();
    brokerage.balances = [];
    await settle(60_000);
    expect(alarms).toEqual([]);
  });
});

describe('a fill', () => {
  test('explains what it changed, fees included', async () => {
    const { brokerage, alarms, settle } = await run();
    brokerage.emit(tick(99_999, 100_001));
    await settle(1_000);
    brokerage.fill(brokerage.order(), '0.01', '100000');
    brokerage.balances = account('999000', '1.01');
    await settle(60_000);
    expect(alarms).toEqual([]);
  });

  test('that is on its way while the balance has it already raises nothing', async () => {
    const { brokerage, alarms, settle } = await run();
    brokerage.emit(tick(99_999, 100_001));
    await settle(1_000);
    // The list of open orders lags behind the balances by one reading, and the stream has lost the frame.
    const openOrders = await brokerage.trading.openOrders({});
    let readings = 0;
    Object.assign(brokerage.trading, {
      openOrders: () => {
        readings += 1;
        return readings === 1 ? Promise.resolve(openOrders) : Promise.resolve([]);
      },
    });
    brokerage.fill(brokerage.order(), '0.01', '100000', false);
    brokerage.balances = account('999000', '1.01');
    await settle(60_000);
    expect(readings).toBeGreaterThan(2);
    expect(alarms).toEqual([]);
  });

  test('that nobody told, of an order that looks open, is found by the audit', async () => {
    const { brokerage, system, alarms, settle } = await run();
    brokerage.emit(tick(99_999, 100_001));
    await settle(1_000);
    brokerage.fill(brokerage.order(), '0.01', '100000', false);
    brokerage.balances = account('999000', '1.01');
    await settle(12_000);
    expect(system.orders()[0]?.state).toBe('filled');
    expect(alarms).toEqual([]);
  });

  test('of an order in flight postpones the judgement', async () => {
    const { brokerage, alarms, settle, halted } = await run();
    brokerage.answerPlace = () => new Promise(() => undefined);
    Object.assign(brokerage.trading, { find: () => new Promise(() => undefined) });
    brokerage.emit(tick(99_999, 100_001));
    await settle(1_000);
    brokerage.fill(brokerage.order(), '0.01', '100000', false);
    brokerage.order().status = 'pending';
    brokerage.balances = account('999000', '1.01');
    Object.assign(brokerage.trading, { openOrders: () => Promise.resolve([]) });
    await settle(60_000);
    expect([halted(), alarms]).toEqual([undefined, []]);
  });
});

describe('after a restart', () => {
  test('balances are compared with what the journal knows', async () => {
    const journal = new LastingJournal();
    const first = await run({ journal });
    await first.end();
    const next = new ScriptedBrokerage();
    next.balances = account('1000000', '0.25');
    const second = await run({ journal }, next, first.clock);
    await second.settle(6_000);
    expect(second.alarms[0]).toMatch(/holds 0\.25 XBT, and 1 XBT can be explained: 0\.75 XBT went out/);
    expect(second.halted()).toBe('unexplained-balance');
    await second.end();
    // It stays so over another restart, until somebody accepts it.
    const third = await run({ journal }, reopened(next), first.clock);
    expect(third.halted()).toBe('unexplained-balance');
    third.system.command({ command: 'resume' }, 'ann');
    await third.settle(30_000);
    expect([third.halted(), third.alarms.length]).toEqual([undefined, 2]);
  });

  test('another capital in the configuration changes nothing', async () => {
    const journal = new LastingJournal();
    const first = await run({ journal });
    await first.end();
    const strategies = [{ id: 'two', strategy: BuyOnce, symbols: ['XBTZAR'], capital: { ZAR: '500', XBT: '0.5' } }];
    const second = await run({ journal, strategies }, reopened(first.brokerage), first.clock);
    await second.settle(60_000);
    expect(second.alarms).toEqual([]);
  });

  test('what a strategy had traded that is not configured any more is still explained', async () => {
    const journal = new LastingJournal();
    const first = await run({ journal });
    first.brokerage.emit(tick(99_999, 100_001));
    await first.settle(1_000);
    first.brokerage.fill(first.brokerage.order(), '0.01', '100000');
    first.brokerage.balances = account('999000', '1.01');
    await first.settle(1_000);
    await first.end();
    const strategies = [{ id: 'two', strategy: BuyOnce, symbols: ['XBTZAR'] }];
    const second = await run({ journal, strategies }, reopened(first.brokerage), first.clock);
    await second.settle(60_000);
    expect(second.alarms).toEqual([]);
  });
});

/** The same account as the next process meets it. */
function reopened(before: ScriptedBrokerage): ScriptedBrokerage {
  const after = new ScriptedBrokerage();
  for (const [id, order] of before.booked) after.booked.set(id, order);
  after.balances = before.balances;
  after.foreign = before.foreign;
  return after;
}

function byHand(filled: string, status: OrderReport['status'] = 'open'): OrderReport {
  const base = Decimal.from(filled);
  return {
    type: 'order-report',
    brokerageOrderId: 'H1' as never,
    clientOrderId: undefined,
    instrumentId: xbtzar.id,
    status,
    finishedBy: undefined,
    cumulative: { base, quote: base.times('100000'), fees: [] },
    terms: { side: 'buy', type: 'limit', quantity: Decimal.one, price: Decimal.from('100000'), timeInForce: 'GTC' },
    reason: undefined,
    brokerageTimeMs: 1,
  };
}

describe('an order placed by hand', () => {
  test('is named, and what it fills explains the balance', async () => {
    const { brokerage, system, alarms, settle } = await run();
    brokerage.foreign = [byHand('0')];
    await settle(11_000);
    brokerage.emit(byHand('0.1'));
    brokerage.balances = account('990000', '1.1');
    await settle(30_000);
    expect(alarms.map(alarm => alarm.split(':')[0])).toEqual(['foreign-order', 'foreign-fill']);
    expect(system.portfolio.differences()).toEqual([]);
  });

  test('that trades on from reading to reading makes the same difference each time, and never one that stays', async () => {
    const { brokerage, alarms, settle } = await run();
    brokerage.foreign = [byHand('0')];
    await settle(11_000);
    let traded = 0;
    // Every reading has a fill that is told only when the next one is under way.
    const balances = () => {
      if (traded === 4) return Promise.resolve(brokerage.balances);
      if (traded > 0) brokerage.emit(byHand(`0.${traded}`));
      traded += 1;
      brokerage.balances = account(String(1_000_000 - traded * 10_000), `1.${traded}`);
      return Promise.resolve(brokerage.balances);
    };
    Object.assign(brokerage.trading, { balances });
    for (let second = 0; second < 120 && traded < 4; second += 1) await settle(1_000);
    expect(traded).toBe(4);
    brokerage.emit(byHand('0.4'));
    await settle(60_000);
    expect(alarms.filter(alarm => alarm.startsWith('unexplained-balance'))).toEqual([]);
  });

  test('is not said a word about where it is to be ignored', async () => {
    const { brokerage, alarms, settle } = await run({ foreignOrders: 'ignore' });
    brokerage.foreign = [byHand('0')];
    await settle(11_000);
    brokerage.emit(byHand('0.1'));
    brokerage.balances = account('990000', '1.1');
    await settle(30_000);
    expect(alarms).toEqual([]);
  });

  test('that had filled before the account was first read explains nothing twice', async () => {
    const before = new ScriptedBrokerage();
    before.balances = account('990000', '1.1');
    const { brokerage, alarms, settle, halted } = await run({}, before);
    // A stream repeats what happened before the connection.
    brokerage.emit(byHand('0.1', 'finished'));
    await settle(60_000);
    expect(halted()).toBeUndefined();
    expect(alarms.map(alarm => alarm.split(':')[0])).toEqual(['foreign-fill']);
  });

  test('that traded more than was told explains nothing twice once it is told, when a person has accepted it meanwhile', async () => {
    const { brokerage, system, settle, halted } = await run();
    brokerage.foreign = [byHand('0.1')];
    brokerage.balances = account('990000', '1.1');
    await settle(30_000);
    brokerage.balances = account('970000', '1.3');
    await settle(60_000);
    expect(halted()).toBe('unexplained-balance');
    system.command({ command: 'resume' }, 'ann');
    await settle(30_000);
    brokerage.foreign = [byHand('0.4')];
    brokerage.emit(byHand('0.3'));
    // Only what was told last is not in the balances that ann accepted.
    brokerage.emit(byHand('0.4'));
    brokerage.balances = account('960000', '1.4');
    await settle(60_000);
    expect(halted()).toBeUndefined();
    expect(system.portfolio.differences()).toEqual([]);
  });

  test('becomes a strategy’s where that is wanted, with what it fills from then on, also after a restart', async () => {
    const journal = new LastingJournal();
    const foreignOrders = { adopt: 'one' } as const;
    const { brokerage, system, settle, clock, halted, end } = await run({ journal, foreignOrders });
    brokerage.foreign = [byHand('0.2')];
    brokerage.balances = account('980000', '1.2');
    await settle(11_000);
    const [adopted] = system.orders('one');
    expect(adopted).toMatchObject({ state: 'open', tag: 'adopted', brokerageOrderId: 'H1' });
    expect(system.portfolio.positionsOf('one')).toEqual([]);
    brokerage.foreign = [byHand('0.3')];
    brokerage.emit(byHand('0.3'));
    brokerage.balances = account('970000', '1.3');
    await settle(30_000);
    expect(system.portfolio.positionsOf('one')[0]?.quantity.toString()).toBe('0.1');
    expect(halted()).toBeUndefined();
    await end();
    const second = await run({ journal, foreignOrders }, reopened(brokerage), clock);
    expect(second.system.portfolio.positionsOf('one')[0]?.quantity.toString()).toBe('0.1');
    expect(second.system.orders('one')).toHaveLength(1);
    await second.settle(60_000);
    expect(second.halted()).toBeUndefined();
  });
});
