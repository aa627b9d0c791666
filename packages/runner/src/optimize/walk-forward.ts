import { type SearchResult, type TimeWindow, type Trial, type WalkForwardStep, walkForwardSteps } from '@trader/sim';
import type { OptimizeConfig, WalkForwardConfig } from '../config/optimize-config.ts';
import type { TrialFigures } from './trial-figures.ts';
import type { RunTrial } from './trial-runner.ts';

/** Searches one window, the whole time when absent. */
export type SearchWindow = (window: TimeWindow | undefined) => Promise<SearchResult<TrialFigures>>;

/** One step of a walk with what it gave. */
export interface WalkedStep extends WalkForwardStep {
  /** The best set of the training window; `undefined` when none counted. */
  readonly chosen: Trial<TrialFigures> | undefined;
  /** What it gave on the test window. */
  readonly judged: TrialFigures | undefined;
}

/** What a walk works with. */
export interface WalkForwardParts {
  /** What is searched. */
  readonly config: OptimizeConfig;
  /** How the time is split. */
  readonly split: WalkForwardConfig;
  /** The time in all. */
  readonly window: TimeWindow;
  /** Searches a window. */
  readonly search: SearchWindow;
  /** Runs one set. */
  readonly run: RunTrial;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** Chooses params on each training window and judges them on the test window behind it. */
export async function walkForward({
  split,
  window,
  search,
  run,
  signal,
}: WalkForwardParts): Promise<readonly WalkedStep[]> {
  const walked: WalkedStep[] = [];
  for (const step of walkForwardSteps({ ...window, ...split })) {
    const { best: chosen } = await search(step.train);
    const judged = chosen === undefined ? undefined : await run({ params: chosen.params, window: step.test }, signal);
    walked.push({ ...step, chosen, judged });
  }
  return walked;
}
