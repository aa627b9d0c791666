import {
  deflatedSharpeRatio,
  type SearchReport,
  type SearchReportLuck,
  type SearchReportTrial,
  type SearchResult,
  type TimeWindow,
  type Trial,
  type WalkForwardReport,
} from '@trader/sim';
import type { LoadedConfig } from '../config/load-config.ts';
import { type OptimizeConfig, objectives, type WalkForwardConfig } from '../config/optimize-config.ts';
import { describeSpace } from './search-space.ts';
import type { TrialFigures } from './trial-figures.ts';
import type { WalkedStep } from './walk-forward.ts';

/** What a report is made of. */
export interface CreateSearchReport {
  /** What was searched. */
  readonly config: OptimizeConfig;
  /** The project. */
  readonly loaded: LoadedConfig;
  /** Whose params. */
  readonly strategy: string;
  /** The time in all. */
  readonly window: TimeWindow;
  /** The search of all of it. */
  readonly whole: SearchResult<TrialFigures>;
  /** Sets of the grid that were left out because there are too many. */
  readonly untried: number;
  /** The walk, when there was one. */
  readonly walk: readonly WalkedStep[] | undefined;
  /** SHA-256 of the data files. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** Puts a search together for machines and for the page. */
export function createSearchReport(parts: CreateSearchReport): SearchReport {
  const { config, loaded, strategy, window, whole, untried, walk, hashes } = parts;
  return {
    format: 'trader-search',
    version: 1,
    title: loaded.config.backtest?.title ?? strategy,
    strategy,
    method: whole.method,
    seed: whole.seed,
    objective: config.objective,
    direction: objectives[config.objective],
    roundTripsMin: config.roundTripsMin,
    window,
    space: describeSpace(config.params),
    where: config.where,
    untried,
    trials: whole.trials.map(toReportTrial),
    best: whole.best?.index ?? null,
    luck: luckOf(whole),
    walkForward:
      walk === undefined || config.walkForward === undefined ? null : walkReport(walk, config.walkForward, config),
    dataHashes: hashes,
  };
}

function toReportTrial({ index, params, score, figures, error }: Trial<TrialFigures>): SearchReportTrial {
  return { index, params, score: score ?? null, figures: figures?.figures ?? null, error: error ?? null };
}

/** Every set that has a Sharpe ratio counts as a try, also those with too few round trips: they were looked at. */
function luckOf({ trials, best }: SearchResult<TrialFigures>): SearchReportLuck | null {
  const chosen = best?.figures;
  if (chosen?.returns == null) return null;
  const sharpes = trials.flatMap(({ figures }) => figures?.returns?.sharpe ?? []);
  const luck = deflatedSharpeRatio(chosen.returns, sharpes);
  if (luck === undefined) return null;
  const perYear = Math.sqrt(chosen.samplesPerYear);
  return {
    sharpe: chosen.returns.sharpe * perYear,
    expectedBestSharpe: luck.expectedBestSharpe * perYear,
    probability: luck.probability,
    trials: luck.trials,
  };
}

function walkReport(
  walk: readonly WalkedStep[],
  { kind, trainToTest }: WalkForwardConfig,
  { objective }: OptimizeConfig,
): WalkForwardReport {
  const steps = walk.map(({ train, test, chosen, judged }) => ({
    train,
    test,
    params: chosen?.params ?? null,
    trainObjective: chosen?.figures?.figures[objective] ?? null,
    testObjective: judged?.figures[objective] ?? null,
    trainAnnualReturn: chosen?.figures?.figures.annualReturn ?? null,
    testAnnualReturn: judged?.figures.annualReturn ?? null,
    testReturn: judged?.figures.totalReturn ?? null,
  }));
  const testReturn = growthOf(steps.map(step => step.testReturn));
  const trained = meanOf(steps.map(step => step.trainAnnualReturn));
  const tested = testReturn === null ? null : perYear(testReturn, steps);
  return {
    kind,
    trainToTest,
    steps,
    testReturn,
    efficiency: trained === null || tested === null || trained <= 0 ? null : tested / trained,
  };
}

/** Growth over returns in a row; `null` when one is missing. */
function growthOf(returns: readonly (number | null)[]): number | null {
  let growth = 1;
  for (const each of returns) {
    if (each === null) return null;
    growth *= 1 + each;
  }
  return growth - 1;
}

const yearMs = 365 * 86_400_000;

/** A return over all tests, as a fraction per year. */
function perYear(growth: number, steps: readonly { readonly test: TimeWindow }[]): number | null {
  const lengthMs = (steps.at(-1)?.test.toMs ?? 0) - (steps[0]?.test.fromMs ?? 0);
  return growth <= -1 || lengthMs <= 0 ? null : (1 + growth) ** (yearMs / lengthMs) - 1;
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null);
  return known.length < values.length || known.length === 0
    ? null
    : known.reduce((sum, each) => sum + each, 0) / known.length;
}
