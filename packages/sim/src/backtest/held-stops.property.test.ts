import { type Bar, StrategyBase, type StrategyClass } from '@trader/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FillModel } from '../fill-models/fill-model.ts';
import { touchFills } from '../fill-models/touch-fills.ts';
import { tradeThroughFills } from '../fill-models/trade-through-fills.ts';
import { volumeFills } from '../fill-models/volume-fills.ts';
import { fixedLatency } from '../latency-models/fixed-latency.ts';
import { barSource } from '../market-data/bar-source.ts';
import { instrument, minute, startMs, symbol } from './fixtures/bar-market.ts';
import { withTicks } from './fixtures/looks-at-ticks.ts';
import { runBacktest } from './run-backtest.ts';

interface Act {
  readonly bar: number;
  readonly kind: 'market' | 'limit' | 'exit' | 'trailing' | 'trailing-exit';
  readonly side: 'buy' | 'sell';
  readonly near: number;
  readonly far: number;
  readonly quantity: number;
}

const acts = fc.array(
  fc.record<Act>({
    bar: fc.nat(15),
    kind: fc.constantFrom('market', 'limit', 'exit', 'trailing', 'trailing-exit'),
    side: fc.constantFrom('buy', 'sell'),
    near: fc.integer({ min: 1, max: 12 }),
    far: fc.integer({ min: 1, max: 12 }),
    quantity: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 4 },
);

const moves = fc.array(
  fc.record({
    jump: fc.integer({ min: -3, max: 3 }),
    way: fc.integer({ min: -8, max: 8 }),
    up: fc.nat(10),
    down: fc.nat(10),
  }),
  { minLength: 16, maxLength: 16 },
);

function place(strategy: StrategyBase, { kind, side, near, far, quantity }: Act, close: number): void {
  const sign = side === 'buy' ? 1 : -1;
  const entry = { symbol, side, quantity } as const;
  const stop = { stopPrice: close - sign * near * 2 };
  const takeProfit = { price: close + sign * far * 2 };
  if (kind === 'market') strategy.placeBracket({ entry: { ...entry, type: 'market' }, takeProfit, stopLoss: stop });
  else if (kind === 'limit') {
    const price = close - sign * near;
    strategy.placeBracket({ entry: { ...entry, type: 'limit', price }, takeProfit, stopLoss: stop });
  } else if (kind === 'trailing')
    strategy.placeBracket({ entry: { ...entry, type: 'market' }, stopLoss: { distance: near, step: 1 } });
  else if (kind === 'exit')
    strategy.placeOneCancelsOther({ ...entry, side: side === 'buy' ? 'sell' : 'buy', takeProfit, stopLoss: stop });
  else strategy.placeTrailingStop({ ...entry, distance: near, step: 1 });
}

function strategyOf(list: readonly Act[]): StrategyClass {
  return class extends StrategyBase {
    static override needs = { bars: [minute] };
    override onBar({ openTimeMs, close }: Bar): void {
      const bar = (openTimeMs - startMs) / minute;
      for (const act of list) if (act.bar === bar) place(this, act, close);
    }
  };
}

test('what a stop does is the same whether or not its strategy looks at ticks, and lies within its bars', async () => {
  const models = fc.constantFrom<FillModel>(touchFills(), tradeThroughFills(), volumeFills({ participation: 0.2 }));
  await fc.assert(
    fc.asyncProperty(
      acts,
      acts,
      moves,
      models,
      fc.constantFrom(undefined, 20, 7_000),
      async (one, two, rows, fills, delayMs) => {
        let last = 1_000;
        const bars = rows.map(({ jump, way, up, down }, index) => {
          const open = last + jump;
          last = open + way;
          const [high, low] = [Math.max(open, last) + up, Math.min(open, last) - down];
          return { openTimeMs: startMs + index * minute, open, high, low, close: last, volume: 10 };
        });
        const run = async (strategies: readonly StrategyClass[]) => {
          const result = await runBacktest({
            instruments: [instrument],
            sources: [barSource({ symbol, intervalMs: minute, bars })],
            strategies: strategies.map((strategy, index) => {
              return { id: `s${index}`, strategy, symbols: [symbol], capital: { ZAR: '100000', XBT: '20' } };
            }),
            balances: { ZAR: '1000000', XBT: '100' },
            fills,
            ...(delayMs === undefined
              ? {}
              : { latency: fixedLatency({ entryMs: delayMs, responseMs: delayMs, feedMs: delayMs }) }),
          });
          return result.fills;
        };
        const alone = [strategyOf(one), strategyOf(two)];
        const without = await run(alone);
        expect(await run(alone.map(withTicks))).toEqual(without);
        for (const { fill } of without) {
          if (fill.liquidity === 'maker') continue;
          const atMs = fill.brokerageTimeMs ?? Number.NaN;
          const bar = bars.findLast(({ openTimeMs }) => openTimeMs <= atMs);
          const before = bars.findLast(({ openTimeMs }) => openTimeMs < atMs);
          const price = Number(fill.price.toString());
          const isWithin = [bar, before].some(each => each !== undefined && price >= each.low && price <= each.high);
          expect(isWithin).toBe(true);
        }
      },
    ),
    { numRuns: 100 },
  );
});
