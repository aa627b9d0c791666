import { type Bar, createSeededRandom, StrategyBase, type StrategyClass, type Tick } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { volumeFills } from '../fill-models/volume-fills.ts';
import type { MarketSource } from '../market-data/market-source.ts';
import type { BacktestOptions } from './backtest-options.ts';
import { barsOf, instrument, minute, type Prices, symbol } from './fixtures/bar-market.ts';
import { atTick } from './fixtures/looks-at-ticks.ts';
import { runBacktest } from './run-backtest.ts';

async function fillsOf(strategy: StrategyClass, source: MarketSource, more: Partial<BacktestOptions> = {}) {
  const { fills } = await runBacktest({
    instruments: [instrument],
    sources: [source],
    strategies: [{ id: 'one', strategy, symbols: [symbol], capital: { ZAR: '100000', XBT: '10' } }],
    balances: { ZAR: '100000', XBT: '10' },
    ...more,
  });
  return fills.map(({ fill: { side, quantity, price } }) => `${side} ${quantity} at ${price}`);
}

describe('takers at an extreme of a bar', () => {
  // Nothing is held: open, high, low, close.
  const falling = barsOf([[100, 120, 80, 90]]);

  test.each<[string, number, (strategy: StrategyBase) => void, string[]]>([
    ['a buy pays where the bar ends', 80, s => s.buy({ symbol, type: 'market', quantity: 1 }), ['buy 1 at 90']],
    ['a sale at the top gets it', 120, s => s.sell({ symbol, type: 'market', quantity: 1 }), ['sell 1 at 90']],
    [
      'a sale at the bottom gets no more than that',
      80,
      s => s.sell({ symbol, type: 'market', quantity: 1 }),
      ['sell 1 at 80'],
    ],
    ['at the open its price stands', 100, s => s.buy({ symbol, type: 'market', quantity: 1 }), ['buy 1 at 100']],
    [
      'a limit that only the low keeps meets nobody',
      80,
      s => s.buy({ symbol, type: 'limit', price: 85, quantity: 1, timeInForce: 'IOC' }),
      [],
    ],
  ])('%s', async (_, price, act, expected) => {
    expect(await fillsOf(atTick(price, act), falling)).toEqual(expected);
  });

  test('nothing is won by buying what fell and selling what rose where prices go by chance', async () => {
    const random = createSeededRandom('fair');
    const rows: Prices[] = [];
    for (let price = 100_000, hour = 0; hour < 2_000; hour += 1) {
      const way = [price];
      for (let step = 0; step < 60; step += 1) {
        price += random() < 0.5 ? 20 : -20;
        way.push(price);
      }
      rows.push([way[0] ?? 0, Math.max(...way), Math.min(...way), price]);
    }
    class Contrarian extends StrategyBase {
      static override pace = 'event' as const;
      #before = Number.NaN;
      override onTick({ last = Number.NaN }: Tick): void {
        const isHeld = this.positions.get(symbol).quantity.isPositive();
        if (this.orders.standing.length === 0) {
          if (!isHeld && last < this.#before) this.buy({ symbol, type: 'market', quantity: '0.5' });
          if (isHeld && last > this.#before) this.closePosition(symbol);
        }
        this.#before = last;
      }
    }
    const { fills } = await runBacktest({
      instruments: [instrument],
      sources: [barsOf(rows, 60 * minute)],
      strategies: [{ id: 'one', strategy: Contrarian, symbols: [symbol], capital: { ZAR: '1000000' } }],
      balances: { ZAR: '1000000' },
    });
    expect(fills.length).toBeGreaterThan(1_000);
    const won = fills.filter(({ fill }) => fill.side === 'sell').map(({ realisedPnl }) => Number(realisedPnl));
    const mean = won.reduce((sum, each) => sum + each, 0) / won.length;
    const variance = won.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (won.length - 1);
    // In standard errors; where extremes can be bought and sold it is above 50.
    expect(mean / Math.sqrt(variance / won.length)).toBeLessThan(3);
  });
});

describe('the way of prices', () => {
  test('does not tell who holds nothing how the bar will end', async () => {
    const seen: number[] = [];
    class Watcher extends StrategyBase {
      static override pace = 'event' as const;
      override onTick({ last }: Tick): void {
        seen.push(last ?? Number.NaN);
      }
    }
    await fillsOf(
      Watcher,
      barsOf([
        [100, 120, 80, 110],
        [100, 120, 80, 90],
      ]),
    );
    expect(seen).toEqual([100, 120, 80, 110, 100, 120, 80, 90]);
  });

  test('a stop that comes in within a bar looks at the price of that moment', async () => {
    // Holding: open, low, high, close. The stop is reached when it comes in.
    class Protects extends StrategyBase {
      static override pace = 'event' as const;
      override onTick({ last }: Tick): void {
        if (last === 100) this.buy({ symbol, type: 'market', quantity: 1 });
        if (last === 90) {
          const request = {
            symbol,
            type: 'stop-limit',
            quantity: 1,
            stopPrice: 95,
            price: 85,
            trigger: 'below',
          } as const;
          this.sell(request);
        }
      }
    }
    const source = barsOf([
      [100, 101, 99, 101],
      [102, 130, 90, 120],
    ]);
    expect(await fillsOf(Protects, source)).toEqual(['buy 1 at 100', 'sell 1 at 90']);
  });

  test('an order that joins a bar on its way gets a share of its volume, and what it holds decides which extreme comes next', async () => {
    class OnTimer extends StrategyBase {
      static override needs = { bars: [60 * minute] };
      override onBar(bar: Bar): void {
        if (bar.open === 100) this.setTimer('half past', 30 * minute);
      }
      override onTimer(): void {
        this.buy({ symbol, type: 'market', quantity: 5 });
      }
    }
    const source = barsOf(
      [
        [100, 101, 99, 100],
        [99, 120, 90, 110],
      ],
      60 * minute,
    );
    const share = volumeFills({ participation: 0.1 });
    // Holds nothing: 99, 120 at 20 past, 90 at 40 past. On the way down from 120.
    expect(await fillsOf(OnTimer, source, { fills: share })).toEqual(['buy 1 at 120']);
  });
});
