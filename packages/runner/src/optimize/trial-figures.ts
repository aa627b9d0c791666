import {
  type BacktestResult,
  computeFigures,
  type FigureOptions,
  type Figures,
  type SharpeFigures,
  sharpeFigures,
} from '@trader/sim';
import { type ObjectiveName, objectives } from '../config/optimize-config.ts';

/** Figures of a backtest that are numbers; `null` where they cannot be computed. */
export type NumberFigures = {
  readonly [N in keyof Figures as Figures[N] extends number | undefined ? N : never]: number | null;
};

/** What is kept of one backtest of a search; JSON-friendly. */
export interface TrialFigures {
  /** Figures of the whole account; `null` where they cannot be computed. */
  readonly figures: NumberFigures;
  /** Moments of the returns between samples of equity; `null` without enough of them. */
  readonly returns: SharpeFigures | null;
  /** Samples of equity per year of 365 days. */
  readonly samplesPerYear: number;
  /** The result's hash: the same set gives the same again. */
  readonly hash: string;
}

const yearMs = 365 * 86_400_000;

/** Takes out of a result what a search keeps. */
export function trialFigures(result: BacktestResult, options: FigureOptions): TrialFigures {
  const { total } = computeFigures(result, options);
  const { timeMs, value } = result.equity;
  const returns = Array.from({ length: Math.max(value.length - 1, 0) }, (_, index) => {
    return (value[index + 1] ?? 0) / (value[index] ?? 0) - 1;
  });
  const years = ((timeMs.at(-1) ?? 0) - (timeMs[0] ?? 0)) / yearMs;
  return {
    figures: onlyNumbers(total),
    returns: (returns.every(Number.isFinite) ? sharpeFigures(returns) : undefined) ?? null,
    samplesPerYear: years > 0 ? returns.length / years : 0,
    hash: result.hash,
  };
}

function onlyNumbers(figures: Figures): NumberFigures {
  const entries = Object.entries(figures).filter(([, value]) => value === undefined || typeof value === 'number');
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? null])) as unknown as NumberFigures;
}

/** What a search makes as high as possible; `undefined` when the figure cannot be computed or too little was traded. */
export function scoreOf(
  { figures }: TrialFigures,
  { objective, roundTripsMin }: { readonly objective: ObjectiveName; readonly roundTripsMin: number },
): number | undefined {
  const value = figures[objective];
  if (value === null || (figures.roundTrips ?? 0) < roundTripsMin) return undefined;
  return objectives[objective] === 'max' ? value : -value;
}
