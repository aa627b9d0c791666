import path from 'node:path';
import { type Clock, isTradingError, type Logger, SystemClock } from '@trader/core';
import { type BacktestProgress, type BacktestReport, createBacktestReport, runBacktest } from '@trader/sim';
import { configInvalid, errorFinding, withoutStop } from '../config/finding.ts';
import { type LoadedConfig, loadConfigWithoutKeys, type ProjectOptions } from '../config/load-config.ts';
import type { ConfigPath } from '../config/yaml-document.ts';
import { explainError } from '../run/explain-error.ts';
import { prepareBacktest } from './backtest-options.ts';
import { checkReportPlace, type WrittenReport, writeReport } from './write-report.ts';

/** How to backtest a project. */
export interface ProjectBacktestOptions extends ProjectOptions {
  /** Where strategies' log lines go. Default: nowhere. */
  readonly logger?: Logger;
  /** Called a few times a second while it runs. */
  readonly onProgress?: (progress: BacktestProgress) => void;
  /** Ends the run early; the promise rejects with the signal's reason and nothing is written. */
  readonly signal?: AbortSignal;
  /** Real time, for how long it took. Default: the machine's clock. */
  readonly clock?: Clock;
}

/** What a project's backtest gave. */
export interface ProjectBacktestResult {
  /** The report, for machines. */
  readonly report: BacktestReport;
  /** Where it was written. */
  readonly files: WrittenReport;
  /** How long the run took in real time, in milliseconds. */
  readonly elapsedMs: number;
}

/**
 * Backtests a project: reads its configuration, strategies and data, runs, and writes the report as HTML and JSON. It asks no network and needs no
 * key.
 *
 * @throws `config/invalid` when the project or its data is wrong, with file and line; the signal's reason when it was aborted.
 */
export async function backtestProject(options: ProjectBacktestOptions): Promise<ProjectBacktestResult> {
  return backtestLoaded(await loadConfigWithoutKeys(options), options);
}

/** Backtests a project whose configuration is loaded already. */
export async function backtestLoaded(
  loaded: LoadedConfig,
  { logger, onProgress, signal, clock = new SystemClock() }: Omit<ProjectBacktestOptions, keyof ProjectOptions>,
): Promise<ProjectBacktestResult> {
  const { options, config, hashes } = await prepareBacktest(loaded, signal);
  await checkReportPlace(path.resolve(loaded.projectDir, config.report));
  const startedMs = clock.nowMs();
  const result = await runBacktest({
    ...options,
    ...(logger === undefined ? {} : { logger }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    throw explainRunError(error, loaded);
  });
  const elapsedMs = clock.nowMs() - startedMs;
  const report = createBacktestReport(result, {
    ...options,
    ...(config.title === undefined ? {} : { title: config.title }),
    riskFreeRate: config.riskFreeRate,
    dataHashes: hashes,
  });
  const files = await writeReport(report, path.resolve(loaded.projectDir, config.report));
  return { report, files, elapsedMs };
}

/** Errors about data as the person who wrote the project needs them: with file and line. */
export function explainRunError(error: unknown, loaded: LoadedConfig): unknown {
  if (isTradingError(error, 'market-data/invalid')) {
    const { source, line, column, value, reason } = error.context;
    const place = line === undefined ? relative(source, loaded) : `${relative(source, loaded)}:${line}`;
    // Of a row as a whole, such as a header that lacks a column, the reason tells all.
    const isWhole = column === undefined && value === '';
    const what = column === undefined ? 'the row' : `column ${column}:`;
    const shown = isWhole ? '' : `${what} ${JSON.stringify(value)} `;
    return configInvalid([errorFinding(place, `${shown}${withoutStop(reason)}`, '')], error);
  }
  if (isTradingError(error, 'market-data/unreadable')) {
    const { source, reason } = error.context;
    return configInvalid([errorFinding(relative(source, loaded), withoutStop(reason), '')], error);
  }
  if (isTradingError(error, 'system/invalid-options')) {
    const { field, reason } = error.context;
    const where = placeOfField(field, loaded);
    if (where !== undefined)
      return configInvalid([errorFinding(loaded.placeOf(where), withoutStop(reason), '')], error);
  }
  return explainError(error, loaded);
}

/** Where the configuration has what the simulator calls otherwise. */
function placeOfField(field: string, { config: { simulation, strategies } }: LoadedConfig): ConfigPath | undefined {
  const [name = '', asset = ''] = field.split('.');
  if (name === 'balances' && simulation?.balances === undefined) {
    // The account holds what the strategies were given.
    const index = strategies.findIndex(({ capital }) => Object.hasOwn(capital ?? {}, asset));
    if (index >= 0) return ['strategies', index, 'capital', asset];
  }
  const places: Readonly<Record<string, ConfigPath>> = {
    balances: ['simulation', ...field.split('.')],
    fromMs: ['backtest', 'from'],
    toMs: ['backtest', 'to'],
    sources: ['backtest', 'data'],
    instruments: ['backtest', 'instruments'],
    reportingAsset: ['backtest', 'reportingAsset'],
    equityIntervalMs: ['backtest', 'equityInterval'],
  };
  return places[name];
}

function relative(file: string, { projectDir }: LoadedConfig): string {
  return path.isAbsolute(file) ? path.relative(projectDir, file) : file;
}
