import type { FigureName } from '../figures/figures.ts';
import type { ParamSet } from './search-space.ts';
import type { TimeWindow, WalkForwardOptions } from './walk-forward.ts';

/** A search with its trials, as JSON: stable and versioned. What cannot be computed is `null`. */
export interface SearchReport {
  /** Tells the file apart. */
  readonly format: 'trader-search';
  /** Rises when fields change their meaning. */
  readonly version: 1;
  /** What people call it. */
  readonly title: string;
  /** Whose params were searched. */
  readonly strategy: string;
  /** How the next sets were chosen. */
  readonly method: string;
  /** Names all randomness. */
  readonly seed: string;
  /** The figure that was made as good as possible. */
  readonly objective: FigureName;
  /** Whether more of it is better, or less. */
  readonly direction: 'max' | 'min';
  /** Closed round trips that a set needed before it counted. */
  readonly roundTripsMin: number;
  /** The time that was searched, in milliseconds since the epoch. */
  readonly window: TimeWindow;
  /** The values of each param, in words. */
  readonly space: readonly SearchReportParam[];
  /** Conditions between params. */
  readonly where: readonly string[];
  /** Sets of a grid that were not tried, because there are more than may be; counted up to a million. 0 for other methods. */
  readonly untried: number;
  /** Every trial, in the order of proposal. */
  readonly trials: readonly SearchReportTrial[];
  /** Index of the best trial; `null` when none has a score. */
  readonly best: number | null;
  /** How much of the best is luck. */
  readonly luck: SearchReportLuck | null;
  /** How well params held on time that was not searched; `null` when that was not asked for. */
  readonly walkForward: WalkForwardReport | null;
  /** SHA-256 of the data files, by the name of their source. */
  readonly dataHashes: Readonly<Record<string, string>>;
}

/** One param of a search, in words. */
export interface SearchReportParam {
  /** Its name. */
  readonly name: string;
  /** Its values, such as `5 to 50 by 5`. */
  readonly values: string;
}

/** One trial of a report. */
export interface SearchReportTrial {
  /** When it was proposed: 0 for the first. */
  readonly index: number;
  /** The set. */
  readonly params: ParamSet;
  /** What was maximised: the objective, negated where less is better; `null` when it failed or does not count. */
  readonly score: number | null;
  /** Figures of the whole account that are numbers; `null` when it failed. */
  readonly figures: Readonly<Partial<Record<FigureName, number | null>>> | null;
  /** Why it failed; `null` when it did not. */
  readonly error: string | null;
}

/** How much of a search's best Sharpe ratio is expected from luck; ratios per year. */
export interface SearchReportLuck {
  /** The best trial's. */
  readonly sharpe: number;
  /** What the best of as many tries without any skill would be expected to reach. */
  readonly expectedBestSharpe: number;
  /** The deflated Sharpe ratio: the probability that the true ratio of the best is above that. */
  readonly probability: number;
  /** How many tries were counted. */
  readonly trials: number;
}

/** How params held on time that they were not chosen on. */
export interface WalkForwardReport extends Pick<Required<WalkForwardOptions>, 'kind' | 'trainToTest'> {
  /** The steps, oldest first. */
  readonly steps: readonly WalkForwardReportStep[];
  /** Growth over all test windows in a row as a fraction; `null` when a step has none. */
  readonly testReturn: number | null;
  /**
   * Walk-forward efficiency: annual return over all tests in a row per mean annual return of the trainings; above 0.5 is usually called
   * robust. `null` when training earned nothing.
   */
  readonly efficiency: number | null;
}

/** One step of a walk. */
export interface WalkForwardReportStep {
  /** Where the params were chosen. */
  readonly train: TimeWindow;
  /** Where they were judged. */
  readonly test: TimeWindow;
  /** The params; `null` when no set counted. */
  readonly params: ParamSet | null;
  /** The objective on the training window. */
  readonly trainObjective: number | null;
  /** The objective on the test window. */
  readonly testObjective: number | null;
  /** Annual return on the training window, as a fraction. */
  readonly trainAnnualReturn: number | null;
  /** Annual return on the test window, as a fraction. */
  readonly testAnnualReturn: number | null;
  /** Return over the test window, as a fraction. */
  readonly testReturn: number | null;
}

/** The usual bar for calling a deflated Sharpe ratio significant. */
const significant = 0.95;

/** How much of the best result is expected from luck, in sentences for people. */
export function luckText({ luck, trials }: Pick<SearchReport, 'luck' | 'trials'>): string {
  if (luck === null) {
    return trials.length < 2
      ? 'One set alone tells nothing about luck.'
      : 'How much is luck cannot be told: too few sets have a Sharpe ratio.';
  }
  const { sharpe, expectedBestSharpe, probability } = luck;
  const percent = Math.floor(probability * 1_000) / 10;
  const verdict =
    probability >= significant
      ? 'it is unlikely to be luck alone, if prices go on as they did'
      : `it may well be luck: below ${significant * 100} % nobody should bet on it`;
  return `The best has a Sharpe ratio of ${sharpe.toFixed(2)} a year. The best of ${luck.trials} sets without any skill would be expected to have ${expectedBestSharpe.toFixed(2)}. The deflated Sharpe ratio, the probability that its true ratio is above that, is ${percent.toFixed(1)} %: ${verdict}.`;
}
