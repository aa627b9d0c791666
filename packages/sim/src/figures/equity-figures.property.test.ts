import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findDrawdowns } from './drawdown.ts';
import { equityFigures } from './equity-figures.ts';
import { startMs } from './fixtures/a-result.ts';

const samples = fc.array(
  fc.record({
    stepMs: fc.integer({ min: 1, max: 40 * 86_400_000 }),
    value: fc.double({ min: 1, max: 1e9, noNaN: true }),
  }),
  { minLength: 2, maxLength: 40 },
);

function toCurve(given: readonly { stepMs: number; value: number }[]) {
  let timeMs = startMs;
  const times = given.map(({ stepMs }) => {
    timeMs += stepMs;
    return timeMs;
  });
  return { timeMs: Float64Array.from(times), value: Float64Array.from(given, ({ value }) => value) };
}

/** Every pair of samples, the plain way. */
function slowDrawdowns(times: readonly number[], values: readonly number[]) {
  let depth = 0;
  let longestMs = 0;
  for (let from = 0; from < values.length; from += 1) {
    const peak = values[from] ?? 0;
    for (let to = from + 1; to < values.length; to += 1) {
      depth = Math.max(depth, (peak - (values[to] ?? 0)) / peak);
      const between = values.slice(from + 1, to);
      const isUnder = between.every(each => each < peak) && between.length > 0;
      const isEnd = to === values.length - 1 && (values[to] ?? 0) < peak;
      const isPeak = values.slice(0, from).every(each => each <= peak);
      if (isPeak && ((isUnder && (values[to] ?? 0) >= peak) || (isEnd && between.every(each => each < peak))))
        longestMs = Math.max(longestMs, (times[to] ?? 0) - (times[from] ?? 0));
    }
  }
  return { depth, longestMs };
}

function slowFigures(times: readonly number[], values: readonly number[], riskFreeRate: number) {
  const years = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000 / 60 / 60 / 24 / 365;
  const returns = values.slice(1).map((each, index) => (each - (values[index] ?? 0)) / (values[index] ?? 0));
  const n = returns.length;
  const free = Math.exp(Math.log(1 + riskFreeRate) * (years / n)) - 1;
  const excess = returns.map(each => each - free);
  const mean = excess.reduce((sum, each) => sum + each, 0) / n;
  const variance = excess.reduce((sum, each) => sum + (each - mean) * (each - mean), 0) / (n - 1);
  const downside = excess.filter(each => each < 0).reduce((sum, each) => sum + each * each, 0) / n;
  return {
    volatility: Math.sqrt((variance * n) / years),
    sharpe: (mean / Math.sqrt(variance)) * Math.sqrt(n / years),
    sortino: (mean / Math.sqrt(downside)) * Math.sqrt(n / years),
    growth: (values.at(-1) ?? 0) / (values[0] ?? 0) - 1,
    lowest: downside,
    variance,
  };
}

const near = (value: number | undefined, expected: number) =>
  expect(Math.abs((value ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected)));

test('figures equal those of a second, plain implementation', () => {
  fc.assert(
    fc.property(samples, fc.double({ min: -0.2, max: 0.5, noNaN: true }), (given, riskFreeRate) => {
      const curve = toCurve(given);
      const figures = equityFigures(curve, riskFreeRate);
      const slow = slowFigures([...curve.timeMs], [...curve.value], riskFreeRate);
      near(figures.totalReturn, slow.growth);
      if (given.length < 3) return;
      if (Number.isFinite(slow.volatility)) near(figures.volatility, slow.volatility);
      if (slow.variance > 1e-12) near(figures.sharpeRatio, slow.sharpe);
      if (slow.lowest > 1e-12) near(figures.sortinoRatio, slow.sortino);
    }),
  );
});

test('drawdowns equal those found by looking at every pair of samples', () => {
  const values = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(values, given => {
      const times = given.map((_, index) => startMs + index * index * 1000);
      const found = findDrawdowns(times, given);
      const slow = slowDrawdowns(times, given);
      expect(found?.deepest?.depth ?? 0).toBeCloseTo(slow.depth, 12);
      expect(found?.longestMs).toBe(slow.longestMs);
    }),
  );
});

test('no course of equity gives NaN or infinity', () => {
  const anything = fc.array(fc.double(), { maxLength: 12 });
  fc.assert(
    fc.property(anything, fc.integer({ min: 1, max: 1e12 }), (values, stepMs) => {
      const curve = {
        timeMs: Float64Array.from(values, (_, index) => startMs + index * stepMs),
        value: Float64Array.from(values),
      };
      for (const figure of Object.values(equityFigures(curve, 0)))
        if (figure !== undefined) expect(figure).toSatisfy(Number.isFinite);
    }),
  );
});
