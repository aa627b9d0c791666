import type { StrategyId } from '@trader/core';
import { keepInMemory, type MarketSource, type ParamSet, runBacktest, type TimeWindow } from '@trader/sim';
import { type ProjectBacktest, prepareBacktest } from '../backtest/backtest-options.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { type TrialFigures, trialFigures } from './trial-figures.ts';

/** One backtest to run. */
export interface TrialTask {
  /** The params in place of the configuration's. */
  readonly params: ParamSet;
  /** The time to run on; all of the backtest's when absent. */
  readonly window: TimeWindow | undefined;
}

/** Runs one backtest after another on the same data. */
export type RunTrial = (task: TrialTask, signal?: AbortSignal) => Promise<TrialFigures>;

/** Rows of all sources together that are kept in memory; more are read from their files for every backtest. */
const keptRowsMax = 10_000_000;

/** Reads a project and its data once, for many backtests. */
export async function createTrialRunner(loaded: LoadedConfig, strategy: StrategyId): Promise<RunTrial> {
  const { options, config } = await prepareBacktest(loaded);
  const sources = await keepSources(options);
  return async ({ params, window }, signal) => {
    const strategies = options.strategies.map(entry =>
      entry.id === strategy ? { ...entry, params: { ...paramsOf(entry.params), ...params } } : entry,
    );
    const result = await runBacktest({
      ...options,
      ...(window ?? {}),
      sources,
      strategies,
      ...(signal === undefined ? {} : { signal }),
    });
    const [paused] = result.strategies.flatMap(each => each.paused ?? []);
    if (paused !== undefined) throw new Error(paused);
    return trialFigures(result, { ...options, riskFreeRate: config.riskFreeRate });
  };
}

async function keepSources({ sources, fromMs, toMs }: ProjectBacktest['options']): Promise<readonly MarketSource[]> {
  const rows = sources.reduce((sum, source) => sum + (source.rows ?? Number.POSITIVE_INFINITY), 0);
  if (rows > keptRowsMax) return sources;
  const range = { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) };
  return Promise.all(sources.map(source => keepInMemory(source, range)));
}

/** Params of a configuration are a map or nothing. */
function paramsOf(params: unknown): object {
  return typeof params === 'object' && params !== null ? params : {};
}
