import { Decimal } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { computeFigures } from './compute-figures.ts';
import { figureDefinitions } from './figure-definitions.ts';
import { aResult, bars, curve, dayMs, ethxbt, figureOptions, fill, order, startMs, trip } from './fixtures/a-result.ts';

const totalOf = (...given: Parameters<typeof aResult>) => computeFigures(aResult(...given), figureOptions).total;

/**
 * Worked by hand. Equity 100, 110, 99, 108.9, 108.9 at one-day steps: returns 0.1, −0.1, 0.1, 0.
 * mean = 0.025; sum of squared differences = 0.075² + 0.125² + 0.075² + 0.025² = 0.0275; deviation = √(0.0275 / 3) = 0.0957427…;
 * downside = √(0.01 / 4) = 0.05; a year has 365 returns.
 */
describe('figures of a course of equity', () => {
  const figures = totalOf({ equity: curve([100, 110, 99, 108.9, 108.9]) });

  test('return and growth rate compare the last sample with the first', () => {
    expect(figures.startEquity).toBe(100);
    expect(figures.endEquity).toBe(108.9);
    expect(figures.totalReturn).toBeCloseTo(0.089, 14);
    expect(figures.annualReturn).toBeCloseTo(1.089 ** (365 / 4) - 1, 8);
  });

  test('volatility is the sample deviation of the returns by the root of time', () => {
    expect(figures.volatility).toBeCloseTo(Math.sqrt(0.0275 / 3) * Math.sqrt(365), 12);
  });

  test('the Sharpe ratio divides the mean by the sample deviation', () => {
    expect(figures.sharpeRatio).toBeCloseTo((0.025 / Math.sqrt(0.0275 / 3)) * Math.sqrt(365), 12);
  });

  test('the Sortino ratio divides the mean by the deviation of losses over all returns', () => {
    expect(figures.sortinoRatio).toBeCloseTo(0.5 * Math.sqrt(365), 12);
  });

  test('the deepest drawdown is measured from the peak before it', () => {
    expect(figures.maxDrawdown).toBeCloseTo(0.1, 14);
    expect(figures.maxDrawdownLengthMs).toBe(3 * dayMs);
    expect(figures.longestDrawdownMs).toBe(3 * dayMs);
    expect(figures.calmarRatio).toBeCloseTo((1.089 ** (365 / 4) - 1) / 0.1, 6);
  });

  test('a risk-free rate is compounded to the length of a sample', () => {
    const equity = curve([100, 110, 99, 108.9, 108.9]);
    const { total } = computeFigures(aResult({ equity }), { ...figureOptions, riskFreeRate: 0.1 });
    const free = 1.1 ** (1 / 365) - 1;
    expect(total.sharpeRatio).toBeCloseTo(((0.025 - free) / Math.sqrt(0.0275 / 3)) * Math.sqrt(365), 12);
    const downside = Math.sqrt(((-0.1 - free) ** 2 + free ** 2) / 4);
    expect(total.sortinoRatio).toBeCloseTo(((0.025 - free) / downside) * Math.sqrt(365), 12);
  });

  test('samples an hour apart are annualised by calendar time', () => {
    const { volatility } = totalOf({ equity: curve([100, 110, 99, 108.9, 108.9], [], dayMs / 24) });
    expect(volatility).toBeCloseTo(Math.sqrt(0.0275 / 3) * Math.sqrt(365 * 24), 12);
  });

  test('a drawdown that is recovered ends at the first sample at the old peak', () => {
    const { maxDrawdownLengthMs, longestDrawdownMs, maxDrawdown } = totalOf({
      equity: curve([100, 100, 80, 100, 120, 119, 118, 117, 119]),
    });
    expect([maxDrawdown, maxDrawdownLengthMs, longestDrawdownMs]).toEqual([0.2, 2 * dayMs, 4 * dayMs]);
  });
});

describe('what cannot be computed is undefined', () => {
  test.each([
    ['no samples', curve([])],
    ['one sample', curve([100])],
    ['equity of 0', curve([0, 0, 0])],
    ['equity that begins below 0', curve([-5, 5, 10])],
    ['equity that reaches 0', curve([100, 0, 50, 60])],
    ['equity that ends below 0', curve([100, 50, -50])],
    ['equity that never changes', curve([100, 100, 100])],
    ['equity that grows evenly', curve([100, 101, 102.01, 103.0301])],
    ['a growth beyond all numbers', curve([1e-300, 1e300], [], 1)],
    ['samples that are not numbers', curve([100, Number.NaN, 100])],
  ])('%s gives no NaN and no infinity', (_, equity) => {
    for (const value of Object.values(totalOf({ equity })))
      if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite);
  });

  test('equity that never falls has a drawdown of 0 and no ratio to it', () => {
    const { maxDrawdown, maxDrawdownLengthMs, calmarRatio, sortinoRatio, sharpeRatio } = totalOf({
      equity: curve([100, 101, 102.01, 103.0301]),
    });
    expect([maxDrawdown, maxDrawdownLengthMs, calmarRatio, sortinoRatio, sharpeRatio]).toEqual([
      0,
      0,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('without a closed round trip there is no win rate, profit factor or expectancy', () => {
    const { winRate, profitFactor, expectancy, averageRoundTripMs } = totalOf({
      roundTrips: [trip('5', { isOpen: true })],
    });
    expect([winRate, profitFactor, expectancy, averageRoundTripMs]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('without a loss there is no profit factor', () => {
    expect(totalOf({ roundTrips: [trip('5')] })).toMatchObject({ profitFactor: undefined, winRate: 1 });
  });
});

describe('figures of round trips', () => {
  const roundTrips = [
    trip('0.3', { fees: '0.01' }),
    trip('-0.1', { fees: '0.02', fromMs: startMs + 2 * dayMs, toMs: startMs + 5 * dayMs }),
    trip('0', { fees: '0.03', fromMs: startMs + 4 * dayMs, toMs: startMs + 6 * dayMs }),
    trip('-7', { isOpen: true, fromMs: startMs + 8 * dayMs, toMs: startMs + 10 * dayMs }),
  ];
  const figures = totalOf({ roundTrips, equity: curve(new Array<number>(11).fill(100)) });

  test('closed ones alone count for win rate, profit factor and expectancy', () => {
    expect(figures).toMatchObject({ roundTrips: 3, openRoundTrips: 1, winRate: 1 / 3 });
    expect(figures.profitFactor).toBeCloseTo(3, 12);
    expect(figures.expectancy).toBe('0.06666667');
    expect(figures.averageRoundTripMs).toBe(2 * dayMs);
  });

  test('sums are exact', () => {
    const many = Array.from({ length: 10 }, () => trip('0.1', { fees: '0.000000000000000001' }));
    expect(totalOf({ roundTrips: many })).toMatchObject({
      grossProfit: { ZAR: '1' },
      feesInQuote: { ZAR: '0.00000000000000001' },
      expectancy: '0.1',
    });
    expect(figures).toMatchObject({
      grossProfit: { ZAR: '0.3' },
      grossLoss: { ZAR: '-0.1' },
      openProfit: { ZAR: '-7' },
    });
  });

  test('time in the market counts overlapping trips once', () => {
    expect(figures.timeInMarket).toBeCloseTo((1 + 4 + 2) / 10, 14);
  });

  test('results in several quote assets are added up apart and not averaged', () => {
    const mixed = totalOf({ roundTrips: [trip('5'), trip('-2', { symbol: 'ETHXBT' })] });
    expect(mixed).toMatchObject({
      grossProfit: { ZAR: '5' },
      grossLoss: { XBT: '-2' },
      profitFactor: undefined,
      expectancy: undefined,
      winRate: 0.5,
    });
  });
});

describe('figures of orders and fills', () => {
  test('fees and amounts are added up by asset, exactly', () => {
    const zar = { asset: 'ZAR', amount: Decimal.parse('0.1') };
    const xbt = { asset: 'XBT', amount: Decimal.parse('-0.000000000000000001') };
    const { fees, traded, fills } = totalOf({
      fills: [
        fill('1', '0.1', { fees: [zar] }),
        fill('2', '0.2', { fees: [zar, xbt] }),
        fill('0', '0', { fees: [zar] }),
      ],
    });
    expect({ fees, traded, fills }).toEqual({
      fees: { XBT: '-0.000000000000000001', ZAR: '0.3' },
      traded: { ZAR: '0.3' },
      fills: 2,
    });
  });

  test('turnover and size of exposure are against equity over time', () => {
    const equity = curve([100, 300, 300], [50, 0, 0]);
    const { turnover, averageExposure } = totalOf({ equity, fills: [fill('1', '100'), fill('1', '300')] });
    expect(turnover).toBe(2);
    expect(averageExposure).toBe(0.25);
  });

  test('turnover in another asset than equity is not computed', () => {
    const fills = [fill('1', '100', { symbol: 'ETHXBT', instrumentId: ethxbt.id })];
    expect(totalOf({ fills }).turnover).toBeUndefined();
  });

  test('refused orders are those that were denied or rejected', () => {
    const orders = [order(), order({ state: 'denied' }), order({ state: 'rejected' }), order({ state: 'canceled' })];
    expect(totalOf({ orders })).toMatchObject({ orders: 4, refusedOrders: 2 });
  });
});

describe('buying and holding', () => {
  test('compares the last close with the first open', () => {
    const { buyAndHoldReturn, buyAndHoldMaxDrawdown } = totalOf({
      chartBars: new Map([['XBTZAR', bars([100, 120, 60, 90])]]),
    });
    expect(buyAndHoldReturn).toBeCloseTo(-0.1, 14);
    expect(buyAndHoldMaxDrawdown).toBeCloseTo(0.5, 14);
  });

  test('is the mean over several markets, and over its own markets for a strategy', () => {
    const chartBars = new Map([
      ['XBTZAR', bars([100, 120])],
      ['ETHXBT', bars([10, 8])],
    ]);
    const { total, strategies } = computeFigures(aResult({ chartBars }), figureOptions);
    expect(total.buyAndHoldReturn).toBeCloseTo(0, 14);
    expect(strategies[0]?.figures.buyAndHoldReturn).toBeCloseTo(0.2, 14);
  });

  test('has no figures without bars', () => {
    expect(totalOf({ chartBars: new Map([['XBTZAR', bars([])]]) }).buyAndHoldReturn).toBeUndefined();
  });
});

describe('a strategy', () => {
  test('has figures of its own orders, fills and round trips', () => {
    const strategies = [
      ...aResult({ roundTrips: [trip('1')] }).strategies,
      { ...aResult({ roundTrips: [trip('2'), trip('-1')] }).strategies[0], strategy: 'two' },
    ] as ReturnType<typeof aResult>['strategies'];
    const result = aResult({ strategies, orders: [order(), order({ strategy: 'two' })], fills: [fill('1', '5')] });
    const figures = computeFigures(result, figureOptions);
    expect(figures.strategies.map(each => each.figures.roundTrips)).toEqual([1, 2]);
    expect(figures.strategies.map(each => each.figures.fills)).toEqual([1, 0]);
    expect(figures.strategies.map(each => each.figures.orders)).toEqual([1, 1]);
    expect(figures.total).toMatchObject({ roundTrips: 3, orders: 2, fills: 1 });
  });

  test('that traded an unknown symbol is refused', () => {
    const result = aResult({ roundTrips: [trip('1', { symbol: 'NOPE' })] });
    expect(() => computeFigures(result, figureOptions)).toThrow(/NOPE/);
  });
});

test.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('a risk-free rate of %s is refused', riskFreeRate => {
  expect(() => computeFigures(aResult(), { ...figureOptions, riskFreeRate })).toThrow(/riskFreeRate/);
});

test('every figure has a definition and nothing else has one', () => {
  expect(Object.keys(figureDefinitions).sort()).toEqual(Object.keys(totalOf()).sort());
});
