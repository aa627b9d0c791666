import { StrategyBase, type StrategyClass } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { createMemorySource } from '../market-data/memory-source.ts';
import { instrument } from './fixtures/bar-market.ts';
import { runBacktest } from './run-backtest.ts';

const length = 5;
const prices = new Float64Array(length).fill(100);
const columns = {
  kind: 'bar',
  length,
  intervalMs: 60_000,
  openTimeMs: Float64Array.from(prices, (_, index) => 1_700_000_040_000 + index * 60_000),
  open: prices,
  high: prices,
  low: prices,
  close: prices,
  volume: prices,
} as const;

const run = (strategy: StrategyClass) =>
  runBacktest({
    instruments: [instrument],
    sources: [createMemorySource('XBTZAR', 'test', columns)],
    strategies: [{ id: 'one', strategy, symbols: ['XBTZAR'] }],
    balances: { ZAR: '100' },
  });

class Looking extends StrategyBase {
  static override needs = { bars: [60_000] };
  override onBar(): void {
    void Date.now();
  }
}

class Timed extends StrategyBase {
  static override needs = { bars: [60_000] };
  override onBar(): void {
    void [this.now(), this.random(), new Date(this.now())];
    this.log.info('fine');
  }
}

describe('a backtest', () => {
  test('pauses a strategy that looks at the clock, and names file and line and what to use instead', async () => {
    const { strategies, alarms } = await run(Looking);
    expect(strategies[0]?.paused).toBe(alarms[0]?.message);
    // Nobody gives commands in a backtest.
    expect(strategies[0]?.paused).not.toMatch(/resume|by command/);
    expect(alarms.map(({ message }) => message).join()).toMatch(
      /called Date\.now\(\) in onBar at \S*trapped-strategy\.test\.ts:\d+:\d+; .*use this\.now\(\)/,
    );
    expect(Date.now()).toBeGreaterThan(1_600_000_000_000);
  });

  test('lets strategies have engine time and seeded chance', async () => {
    expect((await run(Timed)).strategies[0]?.paused).toBeUndefined();
  });
});
