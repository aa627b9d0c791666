/// <reference path="./modules.d.ts" />
import jstat from 'jstat';

/** Euler's constant, for the expected highest of many draws. */
const eulerGamma = 0.577_215_664_901_532_9;

/** The returns behind one Sharpe ratio, summed up; all per sample, nothing annualised. */
export interface SharpeFigures {
  /** Mean return over its standard deviation. */
  readonly sharpe: number;
  /** How many returns. */
  readonly samples: number;
  /** Third standardised moment of the returns; 0 when symmetric. */
  readonly skewness: number;
  /** Fourth standardised moment of the returns; 3 for the normal distribution. */
  readonly kurtosis: number;
}

/** How much of a search's best Sharpe ratio is expected from luck. */
export interface Luck {
  /** The best Sharpe ratio that as many tries without any skill would be expected to reach, per sample. */
  readonly expectedBestSharpe: number;
  /** The probability that the true Sharpe ratio of the best is above what luck gives: 0.95 and more is usually called significant. */
  readonly probability: number;
  /** How many tries were counted. */
  readonly trials: number;
}

/** Moments of a list of returns; `undefined` below 3 returns or without any spread. */
export function sharpeFigures(returns: ArrayLike<number>): SharpeFigures | undefined {
  const samples = returns.length;
  if (samples < 3) return undefined;
  let sum = 0;
  for (let index = 0; index < samples; index += 1) sum += returns[index] ?? 0;
  const mean = sum / samples;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let index = 0; index < samples; index += 1) {
    const distance = (returns[index] ?? 0) - mean;
    second += distance ** 2;
    third += distance ** 3;
    fourth += distance ** 4;
  }
  const variance = second / samples;
  if (!(variance > 0)) return undefined;
  return {
    sharpe: mean / Math.sqrt(second / (samples - 1)),
    samples,
    skewness: third / samples / variance ** 1.5,
    kurtosis: fourth / samples / variance ** 2,
  };
}

/**
 * The deflated Sharpe ratio: how likely the best of several tries is better than the best of as many tries that know nothing.
 *
 * The tries are counted as independent; where neighbours are alike luck reaches less, so the answer errs on the careful side.
 *
 * Source: Bailey and López de Prado, The Deflated Sharpe Ratio, Journal of Portfolio Management 40:5 (2014), equations 1 and 2.
 *
 * @param best - The best try.
 * @param sharpes - The Sharpe ratio of every try, the best included, per sample.
 * @returns `undefined` with fewer than 2 tries or 3 returns.
 */
export function deflatedSharpeRatio(best: SharpeFigures, sharpes: readonly number[]): Luck | undefined {
  const trials = sharpes.length;
  if (trials < 2 || best.samples < 3) return undefined;
  const mean = sharpes.reduce((sum, value) => sum + value, 0) / trials;
  const variance = sharpes.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (trials - 1);
  const { inv, cdf } = jstat.jStat.normal;
  const expectedBestSharpe =
    Math.sqrt(variance) *
    ((1 - eulerGamma) * inv(1 - 1 / trials, 0, 1) + eulerGamma * inv(1 - 1 / (trials * Math.E), 0, 1));
  const { sharpe, samples, skewness, kurtosis } = best;
  const spread = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2;
  // Never negative for moments of real returns (kurtosis ≥ skewness² + 1); rounding may still touch 0.
  const z = ((sharpe - expectedBestSharpe) * Math.sqrt(samples - 1)) / Math.sqrt(Math.max(spread, Number.MIN_VALUE));
  return { expectedBestSharpe, probability: cdf(z, 0, 1), trials };
}
