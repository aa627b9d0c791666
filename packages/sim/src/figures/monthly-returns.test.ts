import { expect, test } from 'vitest';
import { monthlyReturns } from './monthly-returns.ts';

function curveAt(samples: readonly (readonly [string, number])[]) {
  return {
    timeMs: Float64Array.from(samples, ([time]) => Date.parse(time)),
    value: Float64Array.from(samples, ([, value]) => value),
  };
}

test('a month is its last sample against the last one before it', () => {
  const years = monthlyReturns(
    curveAt([
      ['2023-12-10T00:00Z', 100],
      ['2023-12-20T00:00Z', 110],
      ['2024-01-05T00:00Z', 121],
      ['2024-01-31T23:59Z', 132],
      ['2024-03-02T00:00Z', 66],
    ]),
  );
  expect(years.map(({ year }) => year)).toEqual([2023, 2024]);
  expect(years[0]?.months[11]).toBeCloseTo(0.1, 12);
  expect(years[0]?.total).toBeCloseTo(0.1, 12);
  expect(years[1]?.months[0]).toBeCloseTo(0.2, 12);
  expect(years[1]?.months[1]).toBeNull();
  expect(years[1]?.months[2]).toBeCloseTo(-0.5, 12);
  expect(years[1]?.total).toBeCloseTo(-0.4, 12);
});

test('a sample at midnight on the first belongs to the month that ends', () => {
  const [year] = monthlyReturns(
    curveAt([
      ['2024-01-31T00:00Z', 100],
      ['2024-02-01T00:00Z', 150],
    ]),
  );
  expect(year?.months.slice(0, 2)).toEqual([0.5, null]);
});

test('without samples there are no years, and equity of 0 has no return', () => {
  expect(monthlyReturns(curveAt([]))).toEqual([]);
  const [year] = monthlyReturns(
    curveAt([
      ['2024-01-10T00:00Z', 0],
      ['2024-01-20T00:00Z', 5],
    ]),
  );
  expect([year?.months[0], year?.total]).toEqual([null, null]);
});
