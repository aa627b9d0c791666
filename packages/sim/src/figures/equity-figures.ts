import type { EquityCurve } from '../backtest/backtest-result.ts';
import { findDrawdowns } from './drawdown.ts';
import type { Figures } from './figures.ts';
import { finite } from './finite.ts';

/** A year of figures, in milliseconds: 365 days, as markets that never close have them. */
const yearMs = 365 * 86_400_000;

/** Deviations below it are the rounding of doubles, not risk. */
const deviationMin = 1e-12;

/** The figures that a course of equity alone gives. */
export type EquityFigures = Pick<
  Figures,
  | 'startEquity'
  | 'endEquity'
  | 'totalReturn'
  | 'annualReturn'
  | 'volatility'
  | 'sharpeRatio'
  | 'sortinoRatio'
  | 'calmarRatio'
  | 'maxDrawdown'
  | 'maxDrawdownLengthMs'
  | 'longestDrawdownMs'
>;

/**
 * Figures of a course of equity.
 *
 * @param curve - Samples; their times may be uneven.
 * @param riskFreeRate - Fraction per year that money earns without risk.
 */
export function equityFigures(curve: Pick<EquityCurve, 'timeMs' | 'value'>, riskFreeRate: number): EquityFigures {
  const { timeMs, value } = curve;
  const [start, end] = [value[0], value.at(-1)];
  const years = ((timeMs.at(-1) ?? 0) - (timeMs[0] ?? 0)) / yearMs;
  const growth = start === undefined || end === undefined || start <= 0 ? undefined : finite(end / start);
  const annualReturn = growth === undefined || growth < 0 || years <= 0 ? undefined : finite(growth ** (1 / years) - 1);
  const drawdowns = findDrawdowns(timeMs, value);
  const maxDrawdown = drawdowns === undefined ? undefined : finite(drawdowns.deepest?.depth ?? 0);
  return {
    startEquity: finite(start),
    endEquity: finite(end),
    totalReturn: growth === undefined ? undefined : growth - 1,
    annualReturn,
    ...riskFigures(value, years, riskFreeRate),
    calmarRatio:
      annualReturn === undefined || maxDrawdown === undefined || maxDrawdown === 0
        ? undefined
        : finite(annualReturn / maxDrawdown),
    maxDrawdown,
    maxDrawdownLengthMs: drawdowns === undefined ? undefined : lengthOf(drawdowns.deepest, timeMs.at(-1) ?? 0),
    longestDrawdownMs: drawdowns?.longestMs,
  };
}

function lengthOf(
  deepest: { readonly peakMs: number; readonly recoveredMs: number | undefined } | undefined,
  endMs: number,
): number {
  return deepest === undefined ? 0 : (deepest.recoveredMs ?? endMs) - deepest.peakMs;
}

/** Volatility, Sharpe and Sortino ratio of the returns between samples. */
function riskFigures(
  value: Float64Array,
  years: number,
  riskFreeRate: number,
): Pick<Figures, 'volatility' | 'sharpeRatio' | 'sortinoRatio'> {
  const returns = returnsBetween(value);
  if (returns === undefined || returns.length < 2 || years <= 0)
    return { volatility: undefined, sharpeRatio: undefined, sortinoRatio: undefined };
  const perYear = returns.length / years;
  const riskFree = (1 + riskFreeRate) ** (1 / perYear) - 1;
  const mean = sumOf(returns, each => each) / returns.length;
  const deviation = Math.sqrt(sumOf(returns, each => (each - mean) ** 2) / (returns.length - 1));
  const downside = Math.sqrt(sumOf(returns, each => Math.min(each - riskFree, 0) ** 2) / returns.length);
  const ratio = (risk: number) =>
    risk < deviationMin ? undefined : finite(((mean - riskFree) / risk) * Math.sqrt(perYear));
  return {
    volatility: finite(deviation * Math.sqrt(perYear)),
    sharpeRatio: ratio(deviation),
    sortinoRatio: ratio(downside),
  };
}

/** Growth from each sample to the next; `undefined` when equity is not above 0 somewhere on the way. */
function returnsBetween(value: Float64Array): Float64Array | undefined {
  const returns = new Float64Array(Math.max(value.length - 1, 0));
  for (let index = 0; index < returns.length; index += 1) {
    const before = value[index] ?? 0;
    const growth = (value[index + 1] ?? 0) / before - 1;
    if (!(before > 0) || !Number.isFinite(growth)) return undefined;
    returns[index] = growth;
  }
  return returns;
}

function sumOf(values: Float64Array, of: (value: number) => number): number {
  let sum = 0;
  for (const each of values) sum += of(each);
  return sum;
}
