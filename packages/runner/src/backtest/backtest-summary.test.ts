import type { BacktestReport } from '@trader/sim';
import { describe, expect, test } from 'vitest';
import { makeProject } from '../../test/make-project.ts';
import { loadConfig } from '../config/load-config.ts';
import { backtestLoaded } from './backtest-project.ts';
import { backtestSummary } from './backtest-summary.ts';

const config = `brokerage: { adapter: ./none.ts }
strategies:
  - { id: idle, symbols: [XBTZAR], capital: { ZAR: '1000' } }
backtest:
  data: [{ file: data/bars.csv, symbol: XBTZAR, interval: 1h }]
  instruments: [{ symbol: XBTZAR, base: XBT, quote: ZAR, tickSize: '1', lotSize: '0.001' }]
`;
const idle = `import { StrategyBase } from '@trader/core';
export default class Idle extends StrategyBase { static needs = { bars: [3_600_000] }; onBar() {} }
`;

async function idleReport(): Promise<BacktestReport> {
  const projectDir = makeProject({
    'configs/global_strategy_config.yaml': config,
    'strategies/idle_strategy.js': idle,
    'data/bars.csv': 'time,open,high,low,close,volume\n2024-03-01T00:00Z,1,1,1,1,1\n',
  });
  return (await backtestLoaded(await loadConfig({ projectDir, env: {} }), {})).report;
}

describe('the heading of a backtest', async () => {
  const report = await idleReport();
  const heading = (change: Partial<BacktestReport>, elapsedMs: number, columns = 100) =>
    backtestSummary({ ...report, ...change }, { files: [], elapsedMs, columns, colour: false }).split('\n');

  const [startMs, hourMs] = [Date.UTC(2025, 0, 1), 3_600_000];
  test.each([
    ['one row', { endMs: startMs + hourMs, rows: 1 }, 40, '2025-01-01 00:00 to 2025-01-01 01:00 (1 h), 1 row in 40 ms'],
    [
      'half hours',
      { endMs: startMs + 1.5 * hourMs, rows: 90 },
      600,
      '2025-01-01 00:00 to 2025-01-01 01:30 (1 h 30 min), 90 rows in 0.6 s',
    ],
    [
      'a year',
      { endMs: Date.UTC(2026, 0, 1), rows: 525_600 },
      75_000,
      '2025-01-01 to 2026-01-01 (365 days), 525,600 rows in 1 min 15 s',
    ],
  ])('tells from when to when, how long that is, rows and time taken: %s', (_, change, elapsedMs, text) => {
    expect(heading({ startMs, ...change }, elapsedMs)[0]).toBe(`BACKTEST  idle  ${text}`);
  });

  test('has two lines where one is too short', () => {
    const lines = heading(
      { startMs, endMs: Date.UTC(2026, 0, 1), rows: 2_190, title: 'a name that is rather long' },
      600,
      80,
    );
    expect(lines.slice(0, 2)).toEqual([
      'BACKTEST  a name that is rather long',
      '2025-01-01 to 2026-01-01 (365 days), 2,190 rows in 0.6 s',
    ]);
  });
});
