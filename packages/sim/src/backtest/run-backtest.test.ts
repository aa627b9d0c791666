import { type Bar, type Order, StrategyBase, type StrategyClass, type Tick, type TimerFired } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { fixedLatency } from '../latency-models/fixed-latency.ts';
import type { BarColumns, MarketColumns, TickColumns, TradeColumns } from '../market-data/market-columns.ts';
import type { MarketSource } from '../market-data/market-source.ts';
import { createMemorySource } from '../market-data/memory-source.ts';
import type { BacktestOptions } from './backtest-options.ts';
import { instrument } from './fixtures/bar-market.ts';
import { runBacktest } from './run-backtest.ts';

const minute = 60_000;
const startMs = 1_700_000_040_000 - (1_700_000_040_000 % (5 * minute));

function bars(rows: readonly (readonly [number, number, number, number])[], fromMs = startMs): BarColumns {
  const column = (index: number): Float64Array => Float64Array.from(rows, row => row[index] ?? Number.NaN);
  return {
    kind: 'bar',
    length: rows.length,
    intervalMs: minute,
    openTimeMs: Float64Array.from(rows, (_, index) => fromMs + index * minute),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: new Float64Array(rows.length).fill(1),
  };
}

const flat = (count: number): BarColumns =>
  bars(Array.from({ length: count }, (_, index) => [100 + index, 101 + index, 99 + index, 100 + index] as const));

function options(
  strategy: StrategyClass,
  columns: MarketColumns,
  more: Partial<BacktestOptions> = {},
): BacktestOptions {
  return {
    instruments: [instrument],
    sources: [createMemorySource('XBTZAR', 'test', columns)],
    strategies: [{ id: 'one', strategy, symbols: ['XBTZAR'], capital: { ZAR: '10000', XBT: '10' } }],
    balances: { ZAR: '10000', XBT: '10' },
    ...more,
  };
}

/** What a strategy saw, noted from inside. */
function spy(needs: StrategyClass['needs'], hooks: Partial<StrategyBase>, pace?: 'event'): StrategyClass {
  class Spy extends StrategyBase {
    static override needs = needs ?? {};
    static override pace = pace ?? ('heartbeat' as const);
  }
  Object.assign(Spy.prototype, hooks);
  return Spy;
}

describe('time', () => {
  test('an order that is decided on a bar fills at the open of the next, and is told before that bar is seen', async () => {
    const seen: string[] = [];
    const strategy = spy(
      { bars: [minute] },
      {
        onBar(this: StrategyBase, { open, symbol }: Bar) {
          seen.push(`bar ${open}`);
          if (open === 100) this.buy({ symbol, type: 'market', quantity: 1 });
        },
        onFill({ price, brokerageTimeMs }) {
          seen.push(`fill ${price} at ${(brokerageTimeMs ?? 0) - startMs}`);
        },
      },
    );
    await runBacktest(options(strategy, flat(3)));
    expect(seen).toEqual(['bar 100', `fill 101 at ${minute}`, 'bar 101', 'bar 102']);
  });

  test('an order that is decided on the last bar never fills', async () => {
    const strategy = spy(
      { bars: [minute] },
      {
        onBar(this: StrategyBase, { open, symbol }: Bar) {
          if (open === 102) this.buy({ symbol, type: 'market', quantity: 1 });
        },
      },
    );
    const { orders, fills } = await runBacktest(options(strategy, flat(3)));
    expect(fills).toEqual([]);
    expect(orders.map(({ state }) => state)).toEqual(['open']);
  });

  test('timers come at their time, within bars as well', async () => {
    const seen: number[] = [];
    const strategy = spy(
      { bars: [minute] },
      {
        onBar(this: StrategyBase, { open }: Bar) {
          if (open === 100) this.setTimer('soon', 90_000);
        },
        onTimer({ timeMs }: TimerFired) {
          seen.push(timeMs - startMs);
        },
      },
    );
    await runBacktest(options(strategy, flat(4)));
    expect(seen).toEqual([minute + 90_000]);
  });

  test('data that is on its way is seen later, answers too', async () => {
    const seen: string[] = [];
    const strategy = spy(
      { bars: [minute] },
      {
        onBar(this: StrategyBase, { open, symbol }: Bar) {
          seen.push(`bar ${open} at ${this.now() - startMs}`);
          if (open === 100) this.buy({ symbol, type: 'market', quantity: 1 });
        },
        onFill(this: StrategyBase, { brokerageTimeMs }) {
          seen.push(`fill of ${(brokerageTimeMs ?? 0) - startMs} at ${this.now() - startMs}`);
        },
      },
    );
    await runBacktest(
      options(strategy, flat(2), { latency: fixedLatency({ entryMs: 30, responseMs: 20, feedMs: 5 }) }),
    );
    expect(seen).toEqual(['bar 100 at 60005', 'fill of 60035 at 60055', 'bar 101 at 120005']);
  });

  test('rows that go back in time are refused with their place', async () => {
    const columns = flat(3);
    columns.openTimeMs[2] = startMs;
    const source: MarketSource = {
      name: 'own.csv',
      symbol: 'XBTZAR',
      kind: 'bar',
      intervalMs: minute,
      rows: 3,
      chunks: () => [columns],
    };
    const strategy = spy({ bars: [minute] }, { onBar() {} });
    await expect(runBacktest(options(strategy, flat(3), { sources: [source] }))).rejects.toThrow('own.csv, row 2');
  });
});

describe('what strategies need is made of what there is', () => {
  test('longer bars are made of shorter ones', async () => {
    const seen: string[] = [];
    const strategy = spy(
      { bars: [5 * minute] },
      {
        onBar({ open, high, low, close, volume, intervalMs }: Bar) {
          seen.push([open, high, low, close, volume, intervalMs].join(' '));
        },
      },
    );
    const { rows } = await runBacktest(options(strategy, flat(11)));
    // The longer ones were not read.
    expect(rows).toBe(11);
    expect(seen).toEqual(['100 105 99 104 5 300000', '105 110 104 109 5 300000']);
  });

  test.each<[string, StrategyClass, MarketColumns, string]>([
    ['bars that do not divide', spy({ bars: [90_000] }, { onBar() {} }), flat(3), 'cannot be made of bars of 1m'],
    ['shorter bars', spy({ bars: [1_000] }, { onBar() {} }), flat(3), 'cannot be made of bars of 1m'],
    ['trades where there are none', spy({}, { onTrade() {} }), flat(3), 'has onTrade, and no source gives trades'],
    ['books where there are none', spy({}, { onBook() {} }), flat(3), 'has onBook, and no source gives books'],
    [
      'more bars to warm up than there are',
      spy({ bars: [minute], warmUpBars: 5 }, { onBar() {} }),
      flat(3),
      'the data ends before the warm-up does',
    ],
  ])('%s are refused', async (_, strategy, columns, message) => {
    await expect(runBacktest(options(strategy, columns))).rejects.toThrow(message);
  });

  test('ticks are made of bars: open, the extreme that hurts, the other, close; each before what it leads to', async () => {
    const seen: string[] = [];
    const strategy = spy(
      {},
      {
        onTick(this: StrategyBase, { symbol, last, timeMs }: Tick) {
          seen.push(`${last} at ${timeMs - startMs}`);
          if (last === 90) this.buy({ symbol, type: 'market', quantity: 1 });
        },
        onFill({ price }) {
          seen.push(`fill ${price}`);
        },
      },
      'event',
    );
    const columns = bars([
      [100, 120, 90, 110],
      [111, 111, 105, 106],
    ]);
    await runBacktest(options(strategy, columns));
    expect(seen).toEqual([
      '100 at 0',
      '120 at 20000',
      '90 at 40000',
      // Nobody knows the low when it is there: what takes then pays where the bar ends.
      'fill 110',
      '110 at 60000',
      // Holding now: the low first.
      '111 at 60000',
      '105 at 80000',
      '111 at 100000',
      '106 at 120000',
    ]);
  });

  test('bars are built from trades and ticks are paced by the heartbeat, as live', async () => {
    const seen: string[] = [];
    const times = [0, 20_000, 61_000, 200_000].map(offset => startMs + offset);
    const trades: TradeColumns = {
      kind: 'trade',
      length: 4,
      timeMs: Float64Array.from(times),
      price: Float64Array.of(100, 103, 101, 105),
      quantity: Float64Array.of(1, 2, 1, 1),
      takerSide: Int8Array.of(1, 1, -1, 0),
      firstRow: 0,
    };
    const strategy = spy(
      { bars: [minute] },
      {
        onBar({ openTimeMs, open, high, low, close, volume }: Bar) {
          seen.push(`bar ${openTimeMs - startMs}: ${[open, high, low, close, volume].join(' ')}`);
        },
        onTick(this: StrategyBase, { last }: Tick) {
          seen.push(`tick ${last} at ${this.now() - startMs}`);
        },
      },
    );
    await runBacktest(options(strategy, trades));
    expect(seen).toEqual([
      'tick 100 at 1000',
      'tick 103 at 21000',
      'bar 0: 100 103 100 103 3',
      'tick 101 at 62000',
      'bar 60000: 101 101 101 101 1',
      'bar 120000: 101 101 101 101 0',
    ]);
  });

  test('bars of the past are shown before the start, and orders are taken from then on', async () => {
    const seen: string[] = [];
    const strategy = spy(
      { bars: [minute], warmUpBars: 2 },
      {
        onBar(this: StrategyBase, { open, symbol }: Bar) {
          seen.push(`${open}${this.warmingUp ? ' warming up' : ''}`);
          this.buy({ symbol, type: 'market', quantity: 1 });
        },
        onStart() {
          seen.push('start');
        },
      },
    );
    const { orders } = await runBacktest(options(strategy, flat(4)));
    expect(seen).toEqual(['100 warming up', '101 warming up', 'start', '102', '103']);
    expect(orders.map(({ state }) => state)).toEqual(['denied', 'denied', 'filled', 'open']);
  });
});

describe('the options', () => {
  const quiet = spy({ bars: [minute] }, { onBar() {} });

  test.each<[string, Partial<BacktestOptions>, string]>([
    ['no strategy', { strategies: [] }, 'strategies was []'],
    ['more capital than there is', { balances: { ZAR: '1' } }, 'the strategies are assigned 10000 ZAR together'],
    ['a balance that nothing trades', { balances: { ZAR: '10000', XBT: '10', USD: '1' } }, 'no instrument trades it'],
    [
      'no data',
      { fromMs: startMs * 2, toMs: startMs * 3 },
      'there are no rows from 2077-09-27 20:20 to 2131-08-12 18:30: test has 2023-11-14 22:10 to 2023-11-14 22:12; widen the range',
    ],
    ['an end before the start', { fromMs: 2, toMs: 1 }, 'after the start of the range, 1970-01-01T00:00:00.002Z'],
    [
      'a source of no instrument',
      { sources: [createMemorySource('ETHZAR', 'x', flat(1))] },
      'no instrument has its symbol',
    ],
  ])('%s is refused', async (_, more, message) => {
    await expect(runBacktest(options(quiet, flat(3), more))).rejects.toThrow(message);
  });

  test('a run gives up when it is aborted, long before the end, with the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const run = runBacktest(
      options(quiet, flat(5_000), { signal: controller.signal, onProgress: () => controller.abort(reason) }),
    );
    await expect(run).rejects.toBe(reason);
  });

  test('a source may be asynchronous, and gives the same', async () => {
    const columns = flat(1_000);
    const strategy = spy(
      { bars: [minute] },
      {
        onBar(this: StrategyBase, { open, symbol }: Bar) {
          if (open % 7 === 0) this.buy({ symbol, type: 'limit', quantity: 1, price: open });
          else if (open % 11 === 0) this.closePosition(symbol);
        },
      },
    );
    const memory = createMemorySource('XBTZAR', 'test', columns);
    const source: MarketSource = {
      ...memory,
      async *chunks(range) {
        yield* memory.chunks(range);
      },
    };
    const [first, second] = [
      await runBacktest(options(strategy, columns)),
      await runBacktest(options(strategy, columns, { sources: [source] })),
    ];
    expect(first.fills.length).toBeGreaterThan(10);
    expect(second.hash).toBe(first.hash);
  });

  test('quotes stand: a market order takes them at once, and a fill is told within the same row', async () => {
    const ticks: TickColumns = {
      kind: 'tick',
      length: 2,
      timeMs: Float64Array.of(startMs, startMs + 1_000),
      bid: Float64Array.of(99, 109),
      ask: Float64Array.of(101, 111),
      last: Float64Array.of(100, Number.NaN),
    };
    const states: string[] = [];
    const strategy = spy(
      {},
      {
        onTick(this: StrategyBase, { symbol, ask }: Tick) {
          if (ask === 101) this.buy({ symbol, type: 'market', quantity: 1 });
        },
        onOrder(this: StrategyBase, { state }: Order) {
          states.push(`${state} at ${this.now() - startMs}`);
        },
      },
      'event',
    );
    const { fills } = await runBacktest(options(strategy, ticks));
    expect(fills.map(({ fill }) => fill.price.toString())).toEqual(['101']);
    expect(states).toEqual(['submitted at 0', 'open at 0', 'filled at 0']);
  });
});
