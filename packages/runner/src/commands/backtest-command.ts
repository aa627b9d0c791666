import path from 'node:path';
import { SystemClock } from '@trader/core';
import { backtestProgress } from '../backtest/backtest-progress.ts';
import { backtestLoaded, type ProjectBacktestResult } from '../backtest/backtest-project.ts';
import { backtestSummary } from '../backtest/backtest-summary.ts';
import { loadConfigWithoutKeys } from '../config/load-config.ts';
import type { ConfigOverride } from '../config/override-config.ts';
import { createProgressDisplay, readingData } from '../display/progress-display.ts';
import { createLogger } from '../log/create-logger.ts';
import { openLogFileAt } from '../log/open-log-file.ts';
import { redactedStream } from '../log/redacted-stream.ts';
import { exitCodes } from '../run/exit-codes.ts';
import { type CommandContext, type ProjectFlags, progressStream, toProjectOptions } from './command-context.ts';
import { fileFromHere } from './file-from-here.ts';
import { type SimulationFlags, simulationOverrides } from './simulation-flags.ts';

/** Flags of `trader backtest`. */
export interface BacktestFlags extends ProjectFlags, SimulationFlags {
  /** Ids of the strategies to run. */
  readonly strategy?: readonly string[];
  /** The HTML file. */
  readonly report?: string;
  /** File that strategies' log lines are added to. */
  readonly log?: string;
}

/** `trader backtest`: runs the strategies on market data of the past and writes a report. */
export async function backtestCommand(flags: BacktestFlags, context: CommandContext): Promise<number> {
  const loaded = await loadConfigWithoutKeys({ ...toProjectOptions(flags, context), overrides: overridesOf(flags) });
  context.hide(loaded.redact);
  const { backtest, log } = loaded.config;
  const isJson = flags.json === true;
  const clock = new SystemClock();
  const progress = createProgressDisplay({
    stream: progressStream(context, isJson),
    colour: context.colour,
    clock,
  });
  const range = { fromMs: backtest?.from, toMs: backtest?.to };
  const file = flags.log === undefined ? undefined : openLogFileAt(path.resolve(flags.log), '--log');
  try {
    progress.show(() => readingData);
    const result = await backtestLoaded(loaded, {
      signal: context.signal,
      clock,
      onProgress: each => progress.show(elapsedMs => backtestProgress(each, range, elapsedMs)),
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
    say(result, isJson, { ...context, stdout: redactedStream(context.stdout, loaded.redact) });
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

function say(result: ProjectBacktestResult, isJson: boolean, context: CommandContext): void {
  const { report, files, elapsedMs } = result;
  if (!isJson) {
    const { columns, isTTY } = context.stdout;
    const colour = context.colour && isTTY === true;
    const shown = [files.html, files.json].map(fileFromHere);
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
  return [
    ...simulationOverrides(flags),
    ...(flags.report === undefined
      ? []
      : [{ place: '--report', path: ['backtest', 'report'], value: reportPath(flags) }]),
    ...(flags.strategy === undefined
      ? []
      : [{ place: '--strategy', path: ['backtest', 'strategies'], value: [...flags.strategy] }]),
  ];
}

/** A path on the command line starts where the person stands; one in the configuration at the project. */
function reportPath({ report = '', project }: BacktestFlags): string {
  return path.relative(path.resolve(project), path.resolve(report));
}
