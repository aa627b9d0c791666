import { expect, test } from 'vitest';
import { progressText, shareDone } from './backtest-progress.ts';

const everything = { fromMs: undefined, toMs: undefined };
const at = (rows: number, rowsTotal: number | undefined = 1_000) => ({ rows, rowsTotal, timeMs: Date.UTC(2024, 2, 1) });

test.each([
  ['rows of all rows', at(250), everything, 0.25],
  ['no more than all', at(1_001), everything, 1],
  ['nothing where nobody knows', { ...at(5), rowsTotal: undefined }, everything, undefined],
  ['time where the range is bounded', at(5), { fromMs: Date.UTC(2024, 1, 20), toMs: Date.UTC(2024, 2, 11) }, 0.5],
  ['nothing where half of the range is open', at(5), { fromMs: 0, toMs: undefined }, undefined],
])('the share done is %s', (_, progress, range, share) => expect(shareDone(progress, range)).toBe(share));

test('progress tells rows, rate, remaining time and where in time it is', () => {
  expect(progressText(at(2_500_000), 0.25, 2_000)).toBe('2,500,000 rows  1.25 M rows/s  00:06 left  2024-03-01');
  expect(progressText(at(1), undefined, 0)).toMatch(/^1 row {2}/);
  expect(progressText(at(0), undefined, 0)).toBe('0 rows  0 rows/s  2024-03-01');
});
