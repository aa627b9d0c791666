import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { StrategyEntry } from '@trader/core';
import {
  CheckedSpace,
  directSearch,
  gridSearch,
  type ParamSet,
  randomSearch,
  type SearchMethod,
  type SearchReport,
  searchParameters,
  type Trial,
} from '@trader/sim';
import { prepareBacktest } from '../backtest/backtest-options.ts';
import { explainRunError } from '../backtest/backtest-project.ts';
import { checkReportPlace } from '../backtest/write-report.ts';
import { configInvalid, errorFinding, type Finding } from '../config/finding.ts';
import { type LoadedConfig, loadConfigWithoutKeys, type ProjectOptions } from '../config/load-config.ts';
import type { OptimizeConfig } from '../config/optimize-config.ts';
import { suggest } from '../config/suggest.ts';
import type { StrategyConfig } from '../config/trader-config.ts';
import { ownManifest } from '../scaffold/package-dir.ts';
import { checkParamNames } from '../strategies/check-params.ts';
import { findStrategies, type StrategyFile } from '../strategies/find-strategies.ts';
import { parseCondition } from './condition.ts';
import { type CreateSearchReport, createSearchReport } from './create-search-report.ts';
import { dataWindow } from './data-window.ts';
import { allowedBy, toSearchSpace } from './search-space.ts';
import { scoreOf, type TrialFigures } from './trial-figures.ts';
import { openTrialLog, type TrialLog } from './trial-log.ts';
import { openTrialPool } from './trial-pool.ts';
import { createTrialRunner, type RunTrial } from './trial-runner.ts';
import { type SearchWindow, walkForward } from './walk-forward.ts';
import { type WrittenSearchReport, writeSearchReport } from './write-search-report.ts';

/** How far a search has come. */
export interface OptimizeProgress {
  /** Sets that were tried, in all windows. */
  readonly done: number;
  /** How many of them came out of an interrupted search. */
  readonly earlier: number;
  /** Most sets that may be tried, in all windows. */
  readonly total: number;
  /** The best score so far on the whole time. */
  readonly best: Trial<TrialFigures> | undefined;
}

/** How to search the params of a project's strategy. */
export interface OptimizeProjectOptions extends ProjectOptions {
  /** Runs every backtest in this thread instead of threads of their own. Default `false`. */
  readonly inThisThread?: boolean;
  /** Forgets the trials of an interrupted search. Default `false`: it goes on with them. */
  readonly fresh?: boolean;
  /** Called after every trial. */
  readonly onProgress?: (progress: OptimizeProgress) => void;
  /** Ends the search early; the promise rejects with the signal's reason, and the trials so far are kept. */
  readonly signal?: AbortSignal;
}

/** What a search of a project gave. */
export interface OptimizeProjectResult {
  /** The report, for machines. */
  readonly report: SearchReport;
  /** Where it was written. */
  readonly files: WrittenSearchReport;
}

/**
 * Searches the params of one strategy of a project by backtests, and writes the report as HTML and JSON. Every trial is kept as it
 * ends: the same call goes on where an interrupted one stopped.
 *
 * @throws `config/invalid` when the project or its data is wrong, with file and line; the signal's reason when it was aborted.
 */
export async function optimizeProject(options: OptimizeProjectOptions): Promise<OptimizeProjectResult> {
  return optimizeLoaded(await loadConfigWithoutKeys(options), options);
}

/** Searches a project whose configuration is loaded already. */
export async function optimizeLoaded(
  loaded: LoadedConfig,
  options: OptimizeProjectOptions,
): Promise<OptimizeProjectResult> {
  try {
    return await searchProject(loaded, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw explainRunError(error, loaded);
  }
}

async function searchProject(loaded: LoadedConfig, options: OptimizeProjectOptions): Promise<OptimizeProjectResult> {
  const config = loaded.config.optimize;
  if (config === undefined) throw configInvalid([missingSection(loaded)]);
  const backtest = await prepareBacktest(loaded, options.signal);
  const strategy = chooseStrategy(
    config,
    backtest.options.strategies.map(({ id }) => id),
    loaded,
  );
  checkNames(config, strategy, backtest.options.strategies, loaded);
  checkConditions(config, strategy, loaded);
  const window = await dataWindow(backtest.options, options.signal);
  const report = path.resolve(loaded.projectDir, config.report);
  await checkReportPlace(report);
  const log = openTrialLog(report, await searchKey(loaded, config, strategy, backtest.hashes), options.fresh === true);
  const threads = config.workers ?? availableParallelism();
  const pool =
    options.inThisThread === true
      ? { run: await createTrialRunner(loaded, strategy.id), close: () => Promise.resolve() }
      : openTrialPool(workerData(options, loaded, strategy), threads);
  try {
    const gridSets = gridCount(config, strategy);
    const search = createSearch({ config, strategy, loaded, log, threads, run: pool.run, gridSets, options });
    const whole = await search(undefined);
    const walk =
      config.walkForward === undefined
        ? undefined
        : await walkForward({ config, split: config.walkForward, window, search, run: pool.run, ...signalOf(options) });
    const parts: CreateSearchReport = {
      config,
      loaded,
      strategy: strategy.id,
      window,
      whole,
      untried: Math.max(gridSets - config.trials, 0),
      walk,
      hashes: backtest.hashes,
    };
    const searchReport = createSearchReport(parts);
    return { report: searchReport, files: { ...(await writeSearchReport(searchReport, report)), trials: log.file } };
  } finally {
    await pool.close();
  }
}

interface SearchParts {
  readonly config: OptimizeConfig;
  readonly strategy: StrategyConfig;
  readonly loaded: LoadedConfig;
  readonly log: TrialLog;
  readonly threads: number;
  readonly run: RunTrial;
  /** Sets of the grid; 0 for other methods. */
  readonly gridSets: number;
  readonly options: OptimizeProjectOptions;
}

function createSearch({ config, strategy, loaded, log, threads, run, gridSets, options }: SearchParts): SearchWindow {
  const windows = 1 + (config.walkForward?.steps ?? 0);
  const space = toSearchSpace(config.params);
  const isAllowed = allowedBy(config.where, (strategy.params ?? {}) as ParamSet);
  const trialsMax = config.method === 'grid' ? Math.min(Math.max(gridSets, 1), config.trials) : config.trials;
  let progress: OptimizeProgress = { done: 0, earlier: 0, total: trialsMax * windows, best: undefined };
  return window =>
    searchParameters<TrialFigures>({
      space,
      isAllowed,
      method: methods[config.method](),
      trialsMax: config.trials,
      seed: loaded.config.seed ?? '1',
      concurrency: threads,
      earlier: log.earlier(window),
      evaluate: async (params, signal) => {
        const figures = await run({ params, window }, signal);
        return { score: scoreOf(figures, config), figures };
      },
      onTrial: (trial, isEarlier) => {
        if (!isEarlier) log.add(trial, window);
        const { done, earlier, total, best } = progress;
        const isBetter = window === undefined && (trial.score ?? -Infinity) > (best?.score ?? -Infinity);
        progress = { done: done + 1, earlier: earlier + (isEarlier ? 1 : 0), total, best: isBetter ? trial : best };
        options.onProgress?.(progress);
      },
      ...signalOf(options),
    });
}

/** Sets of a grid are counted so far beyond those that may be tried. */
const countedMax = 1_000_000;

/** How many sets the grid of a search has; 0 for other methods. */
function gridCount(config: OptimizeConfig, strategy: StrategyConfig): number {
  if (config.method !== 'grid') return 0;
  const isAllowed = allowedBy(config.where, (strategy.params ?? {}) as ParamSet);
  let count = 0;
  for (const _ of new CheckedSpace(toSearchSpace(config.params), isAllowed).grid()) {
    count += 1;
    if (count >= config.trials + countedMax) break;
  }
  return count;
}

const methods: Readonly<Record<OptimizeConfig['method'], () => SearchMethod>> = {
  grid: gridSearch,
  random: randomSearch,
  direct: directSearch,
};

function signalOf({ signal }: OptimizeProjectOptions): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function workerData(options: OptimizeProjectOptions, loaded: LoadedConfig, { id }: StrategyConfig) {
  return {
    projectDir: loaded.projectDir,
    configFile: loaded.file,
    overrides: options.overrides ?? [],
    strategy: id,
  };
}

/** Everything that decides what a trial gives; a change of any of it is another search. */
async function searchKey(
  loaded: LoadedConfig,
  config: OptimizeConfig,
  strategy: StrategyConfig,
  hashes: Readonly<Record<string, string>>,
): Promise<unknown> {
  const { params, where, objective, roundTripsMin, method } = config;
  const { strategies, simulation, seed, risk, backtest } = loaded.config;
  const { report: _, title: __, ...run } = backtest ?? { report: '', title: '' };
  const files = await Promise.all((await findStrategies(loaded.projectDir)).map(file => hashFile(file)));
  const own = { strategy: strategy.id, params, where, objective, roundTripsMin, method };
  return [ownManifest().version, own, strategies, simulation, seed, risk, run, hashes, files];
}

async function hashFile({ file, name }: StrategyFile): Promise<readonly [string, string]> {
  return [
    name,
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  ];
}

function missingSection(loaded: LoadedConfig): Finding {
  const remedy = 'Add: optimize: { params: { fast: { from: 5, to: 50, step: 5 } } }';
  return errorFinding(loaded.placeOf([]), 'the configuration has no optimize section', remedy);
}

function chooseStrategy(
  { strategy }: OptimizeConfig,
  running: readonly string[],
  loaded: LoadedConfig,
): StrategyConfig {
  const place = loaded.placeOf(strategy === undefined ? ['optimize'] : ['optimize', 'strategy']);
  const [only] = running;
  const id = strategy ?? (running.length === 1 ? only : undefined);
  const list = `The backtest runs: ${running.join(', ')}`;
  if (id === undefined)
    throw configInvalid([
      errorFinding(place, 'optimize does not say whose params it searches', `Add strategy: ${only ?? ''}. ${list}`),
    ]);
  const chosen = running.includes(id) ? loaded.config.strategies.find(each => each.id === id) : undefined;
  if (chosen !== undefined) return chosen;
  const near = suggest(id, running);
  const remedy = near === undefined ? list : `Did you mean "${near}"?`;
  throw configInvalid([errorFinding(place, `the backtest runs no strategy "${id}"`, remedy)]);
}

/** A name that the strategy does not know would fail every trial. */
function checkNames(
  { params }: OptimizeConfig,
  { id, params: fixed }: StrategyConfig,
  entries: readonly StrategyEntry[],
  loaded: LoadedConfig,
): void {
  const entry = entries.find(each => each.id === id);
  if (entry === undefined) return;
  const some = new CheckedSpace(toSearchSpace(params)).at([]);
  const path = ['optimize', 'params'];
  const findings = checkParamNames(entry.strategy, { ...fixed, ...some }, { path, loaded });
  if (findings.length > 0) throw configInvalid(findings);
}

/** A name that no set has would leave out every set. */
function checkConditions({ where, params }: OptimizeConfig, strategy: StrategyConfig, loaded: LoadedConfig): void {
  const known = [...new Set([...Object.keys(params), ...Object.keys(strategy.params ?? {})])];
  const findings = where.flatMap((text, index) =>
    (parseCondition(text)?.names ?? [])
      .filter(name => !known.includes(name))
      .map(name => {
        const near = suggest(name, known);
        const remedy = near === undefined ? `There are: ${known.join(', ')}` : `Did you mean "${near}"?`;
        return errorFinding(loaded.placeOf(['optimize', 'where', index]), `there is no param "${name}"`, remedy);
      }),
  );
  if (findings.length > 0) throw configInvalid(findings);
}
