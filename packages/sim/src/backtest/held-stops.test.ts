import {
  type Bar,
  type ContingentOrder,
  createSeededRandom,
  StrategyBase,
  type StrategyClass,
  type StrategyEntry,
  type Tick,
} from '@trader/core';
import { describe, expect, test } from 'vitest';
import { tradeThroughFills } from '../fill-models/trade-through-fills.ts';
import { volumeFills } from '../fill-models/volume-fills.ts';
import { fixedLatency } from '../latency-models/fixed-latency.ts';
import { tickSlippage } from '../slippage-models/tick-slippage.ts';
import type { BacktestOptions } from './backtest-options.ts';
import { barsOf, instrument, minute, otherInstrument, type Prices, startMs, symbol } from './fixtures/bar-market.ts';
import { atTick, withTicks } from './fixtures/looks-at-ticks.ts';
import { runBacktest } from './run-backtest.ts';

/** Does things on the first bar, and looks at bars alone. */
function onFirstBar(act: (strategy: StrategyBase) => void): StrategyClass {
  return class extends StrategyBase {
    static override needs = { bars: [minute] };
    #isDone = false;
    override onBar(bar: Bar): void {
      if (this.#isDone || bar.symbol !== symbol) return;
      this.#isDone = true;
      act(this);
    }
  };
}

async function run(
  strategies: readonly StrategyClass[],
  rows: readonly Prices[],
  more: Partial<BacktestOptions> = {},
  quote = '10000',
) {
  const entries = strategies.map((strategy, index): StrategyEntry => {
    return { id: `s${index}`, strategy, symbols: [symbol], capital: { ZAR: quote, XBT: '10' } };
  });
  const { fills } = await runBacktest({
    instruments: [instrument],
    sources: [barsOf(rows)],
    strategies: entries,
    balances: { ZAR: '10000000', XBT: '100' },
    ...more,
  });
  return fills.map(({ fill: { side, quantity, price } }) => `${side} ${quantity} at ${price}`);
}

/** Fills, which are the same whether or not strategies look at ticks. */
async function fillsOf(
  strategies: StrategyClass | readonly StrategyClass[],
  rows: readonly Prices[],
  more: Partial<BacktestOptions> = {},
) {
  const list = Array.isArray(strategies) ? (strategies as readonly StrategyClass[]) : [strategies as StrategyClass];
  const fills = await run(list, rows, more);
  expect(await run(list.map(withTicks), rows, more)).toEqual(fills);
  return fills;
}

const legs = { takeProfit: { price: 110 }, stopLoss: { stopPrice: 95 } };
const long = { symbol, side: 'buy', type: 'market', quantity: 1 } as const;
const short = { ...long, side: 'sell' } as const;

const bracket = onFirstBar(s => s.placeBracket({ entry: long, ...legs }));
const shortBracket = onFirstBar(s =>
  s.placeBracket({ entry: short, takeProfit: { price: 90 }, stopLoss: { stopPrice: 105 } }),
);
const limitBracket = onFirstBar(s => s.placeBracket({ entry: { ...long, type: 'limit', price: 98 }, ...legs }));
const bareStop = (side: 'buy' | 'sell', quantity: number, stopPrice: number) =>
  onFirstBar(s => s.placeBracket({ entry: { ...long, side, quantity }, stopLoss: { stopPrice } }));
const exit = onFirstBar(s => s.placeOneCancelsOther({ symbol, side: 'sell', quantity: 1, ...legs }));
const trailing = onFirstBar(s => s.placeTrailingStop({ symbol, side: 'sell', quantity: 1, distance: 5, step: 1 }));
const buyTrailing = onFirstBar(s => s.placeTrailingStop({ symbol, side: 'buy', quantity: 1, distance: 5, step: 1 }));
const trailingBracket = onFirstBar(s =>
  s.placeBracket({ entry: { ...long, type: 'limit', price: 98 }, stopLoss: { distance: 5 } }),
);

const still: Prices = [100, 101, 99, 100];

describe('a stop that the engine holds', () => {
  test.each<[string, Prices, string | undefined]>([
    ['wins a bar that reaches the target, too', [100, 112, 90, 100], '95'],
    ['leaves at its level where the bar goes on', [100, 101, 90, 92], '95'],
    ['leaves at the low when that is its level', [100, 101, 95, 98], '95'],
    ['leaves at the close when that is its level', [100, 101, 95, 95], '95'],
    ['leaves at the open when that is beyond its level', [93, 120, 92, 93], '93'],
    ['gives way to a target that alone is reached', [100, 112, 96, 100], '110'],
    ['gives way to a target that the open jumps over', [115, 116, 90, 115], '110'],
    ['stays while the market does', [100, 109, 96, 100], undefined],
  ])('%s', async (_, bar, price) => {
    const exits = price === undefined ? [] : [`sell 1 at ${price}`];
    expect(await fillsOf(bracket, [still, still, bar, still])).toEqual(['buy 1 at 100', ...exits]);
    expect(await fillsOf(exit, [still, still, bar, still])).toEqual(exits);
    if (bar[0] === 100) expect(await fillsOf(bracket, [still, bar, still])).toEqual(['buy 1 at 100', ...exits]);
  });

  test.each<[string, StrategyClass | readonly StrategyClass[], readonly Prices[], string[]]>([
    ['wins the bar of its entry', bracket, [still, [100, 112, 90, 100]], ['buy 1 at 100', 'sell 1 at 95']],
    ['sees an entry beyond it', bracket, [still, [93, 94, 92, 93]], ['buy 1 at 93', 'sell 1 at 93']],
    ['protects sales', shortBracket, [still, [100, 112, 88, 100]], ['sell 1 at 100', 'buy 1 at 105']],
    ['protects sales from jumps', shortBracket, [still, still, [107, 108, 88, 90]], ['sell 1 at 100', 'buy 1 at 107']],
    [
      'begins with the fill of a limit entry',
      limitBracket,
      [still, [100, 112, 90, 100]],
      ['buy 1 at 98', 'sell 1 at 95'],
    ],
    [
      'waits for the target of an entry on the way down',
      limitBracket,
      [still, [100, 112, 96, 100], still, [100, 112, 94, 100]],
      ['buy 1 at 98', 'sell 1 at 95'],
    ],
    ['wins where nothing was bought', exit, [still, [100, 112, 90, 100]], ['sell 1 at 95']],
    ['trails from bar to bar', trailing, [still, [100, 103, 99, 103], [103, 104, 90, 101]], ['sell 1 at 98']],
    ['trails the open', trailing, [still, [108, 109, 100, 105]], ['sell 1 at 103']],
    [
      'meets the close where the bar that raised it goes on to it',
      trailing,
      [still, [100, 110, 99, 102]],
      ['sell 1 at 102'],
    ],
    [
      'meets the close that is the level that the bar raised',
      trailing,
      [still, [100, 110, 99, 105], [103, 104, 90, 101]],
      ['sell 1 at 105'],
    ],
    ['stays above the level that the bar raised', trailing, [still, [100, 110, 99, 106], still], ['sell 1 at 100']],
    ['trails falling markets', buyTrailing, [still, [100, 101, 97, 97], [97, 110, 96, 97]], ['buy 1 at 102']],
    [
      'trails from the fill of a limit entry',
      trailingBracket,
      [still, [100, 112, 90, 100]],
      ['buy 1 at 98', 'sell 1 at 93'],
    ],
    [
      'leaves beside another on its way, each at its level',
      [bracket, onFirstBar(s => s.placeBracket({ entry: long, ...legs, stopLoss: { stopPrice: 93 } }))],
      [still, [100, 112, 90, 100]],
      ['buy 1 at 100', 'buy 1 at 100', 'sell 1 at 95', 'sell 1 at 93'],
    ],
    [
      'leaves beside one that buys, the high first where as much was sold as bought',
      [bareStop('buy', 1, 95), bareStop('sell', 1, 105)],
      [still, [100, 112, 88, 100]],
      ['buy 1 at 100', 'sell 1 at 100', 'buy 1 at 105', 'sell 1 at 95'],
    ],
    [
      'leaves beside one that buys, the low first where more was bought',
      [bareStop('buy', 2, 95), bareStop('sell', 1, 105)],
      [still, [100, 112, 88, 100]],
      ['buy 2 at 100', 'sell 1 at 100', 'sell 2 at 95', 'buy 1 at 105'],
    ],
    [
      'meets the close where the extreme before has raised it',
      [trailing, buyTrailing],
      [still, [100, 112, 88, 99]],
      ['buy 1 at 105', 'sell 1 at 99'],
    ],
    [
      'lets orders fill that the market meets before it',
      [bracket, onFirstBar(s => s.buy({ symbol, type: 'limit', price: 97, quantity: 2 }))],
      [still, [100, 101, 90, 92]],
      ['buy 1 at 100', 'buy 2 at 97', 'sell 1 at 95'],
    ],
    [
      'comes before stops of the exchange that the market meets after it',
      [
        bracket,
        onFirstBar(s =>
          s.sell({ symbol, type: 'stop-limit', stopPrice: 93, price: 85, trigger: 'below', quantity: 2 }),
        ),
      ],
      [still, [100, 101, 90, 92]],
      ['buy 1 at 100', 'sell 1 at 95', 'sell 2 at 93'],
    ],
  ])('%s', async (_, strategies, rows, expected) => {
    expect(await fillsOf(strategies, rows)).toEqual(expected);
  });
});

describe('the order of a stop', () => {
  const both: Prices = [100, 112, 90, 100];

  test.each<[string, number, string]>([
    ['meets its level when it is fast', 50, '95'],
    ['meets what the market is later when it is slow', 6_000, '90'],
  ])('%s', async (_, delayMs, price) => {
    const latency = fixedLatency({ entryMs: delayMs, responseMs: delayMs, feedMs: delayMs });
    const fills = await fillsOf(bracket, [still, still, both, still], { latency });
    expect(fills).toEqual(['buy 1 at 100', `sell 1 at ${price}`]);
  });

  test('trails the open of a bar that was on its way when it was asked for', async () => {
    const latency = fixedLatency({ entryMs: 50, responseMs: 50, feedMs: 50 });
    const strategy = onFirstBar(s => s.placeBracket({ entry: long, stopLoss: { distance: 5 } }));
    const fills = await fillsOf(strategy, [still, [104, 105, 98, 100], still], { latency });
    expect(fills).toEqual(['buy 1 at 104', 'sell 1 at 99']);
  });

  test('pays the slippage of takers', async () => {
    const fills = await fillsOf(exit, [still, still, both, still], { slippage: tickSlippage(2) });
    expect(fills).toEqual(['sell 1 at 93']);
  });

  test('has its share of the volume, and waits with the rest', async () => {
    const two = onFirstBar(s => s.placeOneCancelsOther({ symbol, side: 'sell', quantity: 2, ...legs }));
    const fills = volumeFills({ participation: 0.1 });
    const rows: Prices[] = [still, [100, 101, 90, 92], [91, 92, 88, 90]];
    expect(await fillsOf(two, rows, { fills })).toEqual(['sell 1 at 95', 'sell 1 at 91']);
  });

  test('follows an entry that the market has to go through', async () => {
    const fills = await fillsOf(limitBracket, [still, both, still], { fills: tradeThroughFills() });
    expect(fills).toEqual(['buy 1 at 98', 'sell 1 at 95']);
  });

  test('comes in the middle of a bar when it is asked for there', async () => {
    class OnTimer extends StrategyBase {
      static override needs = { bars: [minute] };
      override onBar({ openTimeMs }: Bar): void {
        if (openTimeMs === startMs) this.setTimer('half past', minute / 2);
      }
      override onTimer(): void {
        this.placeTrailingStop({ symbol, side: 'sell', quantity: 1, distance: 5, step: 1 });
      }
    }
    // At 104, which was the high; on the way to 90 it triggers at 99, and nobody knew of a high until the close.
    expect(await fillsOf(OnTimer, [still, [100, 104, 90, 92], still])).toEqual(['sell 1 at 92']);
  });

  test('sees a price before the fill there, whatever other markets there are', async () => {
    const options = {
      instruments: [otherInstrument, instrument],
      sources: [
        barsOf([still, still, still], minute, otherInstrument.symbol),
        barsOf([still, [100, 112, 98, 100], still]),
      ],
      balances: { ZAR: '10000', XBT: '10' },
    };
    for (const each of [trailingBracket, withTicks(trailingBracket)]) {
      const { fills } = await runBacktest({
        ...options,
        strategies: [
          {
            id: 'one',
            strategy: each,
            symbols: [symbol, otherInstrument.symbol],
            capital: { ZAR: '10000', XBT: '10' },
          },
        ],
      });
      // Were it to trail the high before, it would leave at once.
      expect(fills.map(({ fill: { side, price } }) => `${side} at ${price}`)).toEqual(['buy at 98']);
    }
  });

  test('does not sell a top that is known only afterwards', async () => {
    const atTop = atTick(120, s =>
      s.placeOneCancelsOther({
        symbol,
        side: 'sell',
        quantity: 1,
        takeProfit: { price: 130 },
        stopLoss: { stopPrice: 119 },
      }),
    );
    expect(await run([atTop], [[100, 120, 80, 90], still])).toEqual(['sell 1 at 90']);
  });

  test('is seen as a tick by who looks at ticks', async () => {
    const seen: number[] = [];
    class Watching extends (bracket as unknown as typeof StrategyBase) {
      static override pace = 'event' as const;
      override onTick({ last }: Tick): void {
        seen.push(last ?? Number.NaN);
      }
    }
    await run([Watching], [still, both]);
    expect(seen).toEqual([100, 101, 99, 100, 100, 95, 90, 112, 100]);
  });
});

describe('on a fair random walk', () => {
  /** Bars of an hour, whose prices go by chance: 155 is a usual way from open to close. */
  function fairBars(seed: string, hours: number): Prices[] {
    const random = createSeededRandom(seed);
    const rows: Prices[] = [];
    for (let price = 100_000, hour = 0; hour < hours; hour += 1) {
      const way = [price];
      for (let step = 0; step < 60; step += 1) {
        price += random() < 0.5 ? 20 : -20;
        way.push(price);
      }
      rows.push([way[0] ?? 0, Math.max(...way), Math.min(...way), price]);
    }
    return rows;
  }

  /** Does it again and again. */
  function always(act: (strategy: StrategyBase, close: number) => ContingentOrder): StrategyClass {
    return class extends StrategyBase {
      static override needs = { bars: [minute] };
      #order: ContingentOrder | undefined;
      override onBar({ close }: Bar): void {
        if (this.#order === undefined || this.#order.state === 'ended') this.#order = act(this, close);
      }
    };
  }

  const bracketOf = (width: number) => (strategy: StrategyBase, close: number) =>
    strategy.placeBracket({
      entry: long,
      takeProfit: { price: close + width },
      stopLoss: { stopPrice: close - width },
    });
  const shortOf = (width: number) => (strategy: StrategyBase, close: number) =>
    strategy.placeBracket({
      entry: short,
      takeProfit: { price: close - width },
      stopLoss: { stopPrice: close + width },
    });
  const trailingOf = (width: number) => (strategy: StrategyBase) =>
    strategy.placeBracket({ entry: long, stopLoss: { distance: width, step: 20 } });

  test.each<[string, (strategy: StrategyBase, close: number) => ContingentOrder, number]>([
    ['a narrow bracket loses what bars do not tell', bracketOf(80), -30],
    ['a bracket as wide as a bar wins nothing and loses nothing', bracketOf(160), -3],
    ['a wide bracket wins nothing and loses nothing', bracketOf(320), -3],
    ['a bracket of a sale wins nothing and loses nothing', shortOf(160), -3],
    ['a narrow trailing stop wins nothing and loses nothing', trailingOf(80), -3],
    ['a trailing stop wins nothing and loses nothing', trailingOf(160), -3],
  ])('%s', async (_, act, errorsMin) => {
    const results: number[] = [];
    for (const seed of ['a', 'b']) {
      const bars = fairBars(seed, 1_500);
      const fills = await run([always(act)], bars, {}, '10000000');
      for (let index = 0; index + 1 < fills.length; index += 2) {
        const [entry = '', left = ''] = [fills[index], fills[index + 1]];
        const gain = Number(left.split(' at ')[1]) - Number(entry.split(' at ')[1]);
        results.push(entry.startsWith('buy') ? gain : -gain);
      }
    }
    const mean = results.reduce((sum, each) => sum + each, 0) / results.length;
    const variance = results.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (results.length - 1);
    const errors = mean / Math.sqrt(variance / results.length);
    expect(results.length).toBeGreaterThan(500);
    expect(errors).toBeLessThan(3);
    expect(errors).toBeGreaterThan(errorsMin);
  });
});
