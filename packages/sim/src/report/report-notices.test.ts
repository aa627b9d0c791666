import { expect, test } from 'vitest';
import { aResult } from '../figures/fixtures/a-result.ts';
import type { BacktestReport } from './backtest-report.ts';
import { createBacktestReport } from './create-backtest-report.ts';
import { aBusyResult, reportOptions } from './fixtures/a-busy-result.ts';
import { reportNotices } from './report-notices.ts';

const busy = createBacktestReport(aBusyResult(30, 1_000), reportOptions);
const withFailure = (paused: string): BacktestReport => ({
  ...busy,
  strategies: busy.strategies.map(each => ({ ...each, paused })),
  alarms: [{ timeMs: Date.UTC(2024, 2, 1), code: 'strategy-paused', message: paused }],
});

test('a long run that traded has nothing to say', () => expect(reportNotices(busy)).toEqual([]));

test('a strategy that failed is told once, with its time and the first place of its stack', () => {
  const failure = 'strategy "a" failed in onBar: broken at Strategy.onBar (a.ts:3:5) at call (b.ts:1:1)';
  expect(reportNotices(withFailure(failure))).toEqual([
    '2024-03-01 00:00: strategy "a" failed in onBar: broken at Strategy.onBar (a.ts:3:5); paused from then on.',
  ]);
});

test('an error that names its place itself is told without a place in this project', () => {
  const failure =
    'strategy "a" failed in onBar: TradingError: called Date.now() at a.ts:3:5; use this.now()\n    at caught (trap.ts:1:2)';
  expect(reportNotices(withFailure(failure))[0]).toMatch(
    /Date\.now\(\) at a\.ts:3:5; use this\.now\(\); paused from then on\.$/,
  );
});

test('refused orders are counted, with the commonest reason and the first order that had it', () => {
  const [order] = busy.orders;
  if (order === undefined) throw new Error('the fixture has orders');
  const refused = (code: string, hour: number) => ({
    ...order,
    state: 'denied' as const,
    timeMs: Date.UTC(2024, 2, 1, hour),
    reason: { code, message: `${code} is too low` },
  });
  const one = { ...busy, orders: [order, refused('capital', 5)] };
  expect(reportNotices(one)).toEqual(['1 of 2 orders were refused, first at 2024-03-01 05:00: capital is too low']);
  const many = { ...busy, orders: [refused('price', 1), refused('capital', 2), refused('capital', 3)] };
  expect(reportNotices(many)).toEqual([
    '3 of 3 orders were refused, 2 of them by the rule told here, first at 2024-03-01 02:00: capital is too low',
  ]);
});

test('a halt, alarms, a run without fills and a short run are told; alarms beyond five are counted', () => {
  const idle = createBacktestReport(aResult(), reportOptions);
  const alarms = Array.from({ length: 7 }, (_, index) => ({ timeMs: 0, code: 'other', message: `alarm ${index}` }));
  const notices = reportNotices({
    ...idle,
    endMs: idle.startMs + 1,
    halted: { code: 'test', message: 'no more' },
    alarms,
  });
  expect(notices[0]).toBe('Trading was halted: no more');
  expect(notices.slice(1, 6)).toEqual([0, 1, 2, 3, 4].map(index => `1970-01-01 00:00: alarm ${index}`));
  expect(notices.slice(6)).toEqual([
    '… and 2 more alarms; the JSON has them.',
    'Nothing was traded.',
    expect.stringContaining('shorter than 30 days'),
  ]);
});
