import path from 'node:path';
import { SystemClock } from '@trader/core';
import { createProgressDisplay } from '../backtest/backtest-progress.ts';
import { backtestLoaded, type ProjectBacktestResult } from '../backtest/backtest-project.ts';
import { backtestSummary } from '../backtest/backtest-summary.ts';
import { loadConfig } from '../config/load-config.ts';
import { type ConfigOverride, readOverride } from '../config/override-config.ts';
import { createLogger } from '../log/create-logger.ts';
import { openLogFile } from '../log/open-log-file.ts';
import { redactedStream } from '../log/redacted-stream.ts';
import { exitCodes } from '../run/exit-codes.ts';
import { type CommandContext, type ProjectFlags, toProjectOptions } from './command-context.ts';

/** Flags of `trader backtest`. */
export interface BacktestFlags extends ProjectFlags {
  /** The first day or time. */
  readonly from?: string;
  /** The end. */
  readonly to?: string;
  /** Names all randomness. */
  readonly seed?: string;
  /** Values in place of the configuration's: `path=value`. */
  readonly set: readonly string[];
  /** Ids of the strategies to run. */
  readonly strategy: readonly string[];
  /** The HTML file. */
  readonly report?: string;
  /** File that strategies' log lines are added to. */
  readonly log?: string;
}

/** `trader backtest`: runs the strategies on market data of the past and writes a report. */
export async function backtestCommand(flags: BacktestFlags, context: CommandContext): Promise<number> {
  const loaded = await loadConfig({ ...toProjectOptions(flags, context), overrides: overridesOf(flags) });
  context.hide(loaded.redact);
  const { backtest, log } = loaded.config;
  const isJson = flags.json === true;
  const clock = new SystemClock();
  const progress = createProgressDisplay({
    stream: isJson ? context.stderr : context.stdout,
    colour: context.colour,
    clock,
    range: { fromMs: backtest?.from, toMs: backtest?.to },
  });
  const file = flags.log === undefined ? undefined : openLogFile(path.resolve(loaded.projectDir, flags.log));
  try {
    const result = await backtestLoaded(loaded, {
      signal: context.signal,
      clock,
      onProgress: each => progress.show(each),
      ...(file === undefined
        ? {}
        : {
            logger: createLogger({
              level: log.level,
              format: log.format ?? 'json',
              colour: false,
              redact: loaded.redact,
              write: line => file.write(line),
            }),
          }),
    });
    progress.close();
    say(result, loaded.projectDir, isJson, { ...context, stdout: redactedStream(context.stdout, loaded.redact) });
    return exitCodeOf(result);
  } catch (error) {
    progress.close();
    if (!context.signal.aborted) throw error;
    context.stderr.write('stopped; nothing was written\n');
    return exitCodes.interrupted;
  } finally {
    file?.close();
  }
}

/** A run that was halted, or whose strategy failed, is no success. */
function exitCodeOf({ report }: ProjectBacktestResult): number {
  const isTroubled = report.halted !== null || report.strategies.some(({ paused }) => paused !== null);
  return isTroubled ? exitCodes.failed : exitCodes.ok;
}

function say(result: ProjectBacktestResult, projectDir: string, isJson: boolean, context: CommandContext): void {
  const { report, files, elapsedMs } = result;
  const shown = [files.html, files.json].map(each => {
    const relative = path.relative(projectDir, each);
    return relative.startsWith('..') ? each : relative;
  });
  if (!isJson) {
    const { columns, isTTY } = context.stdout;
    const colour = context.colour && isTTY === true;
    context.stdout.write(backtestSummary(report, { files: shown, elapsedMs, columns, colour }));
    return;
  }
  const { title, seed, hash, startMs, endMs, rows, halted, total, accounts } = report;
  const figures = {
    total: total.figures,
    strategies: Object.fromEntries(accounts.map(each => [each.strategy, each.figures])),
  };
  const line = { type: 'backtest', title, seed, hash, startMs, endMs, rows, elapsedMs, halted, figures, files };
  context.stdout.write(`${JSON.stringify(line)}\n`);
}

function overridesOf(flags: BacktestFlags): readonly ConfigOverride[] {
  const flag = (name: 'from' | 'to' | 'seed' | 'report', path: readonly string[]): readonly ConfigOverride[] => {
    const value = flags[name];
    return value === undefined ? [] : [{ place: `--${name}`, path, value }];
  };
  return [
    ...flags.set.map(readOverride),
    ...flag('from', ['backtest', 'from']),
    ...flag('to', ['backtest', 'to']),
    ...flag('seed', ['seed']),
    ...(flags.report === undefined
      ? []
      : [{ place: '--report', path: ['backtest', 'report'], value: reportPath(flags) }]),
    ...(flags.strategy.length === 0
      ? []
      : [{ place: '--strategy', path: ['backtest', 'strategies'], value: [...flags.strategy] }]),
  ];
}

/** A path on the command line starts where the person stands; one in the configuration at the project. */
function reportPath({ report = '', project }: BacktestFlags): string {
  return path.relative(path.resolve(project), path.resolve(report));
}
