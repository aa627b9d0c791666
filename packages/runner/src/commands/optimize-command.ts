import { SystemClock } from '@trader/core';
import { loadConfigWithoutKeys } from '../config/load-config.ts';
import type { ConfigOverride } from '../config/override-config.ts';
import { createProgressDisplay, readingData } from '../display/progress-display.ts';
import { redactedStream } from '../log/redacted-stream.ts';
import { optimizeProgress } from '../optimize/optimize-progress.ts';
import { type OptimizeProjectResult, optimizeLoaded } from '../optimize/optimize-project.ts';
import { optimizeSummary } from '../optimize/optimize-summary.ts';
import { exitCodes } from '../run/exit-codes.ts';
import { type CommandContext, type ProjectFlags, progressStream, toProjectOptions } from './command-context.ts';
import { fileFromHere } from './file-from-here.ts';
import { type SimulationFlags, simulationOverrides } from './simulation-flags.ts';

/** Flags of `trader optimize`. */
export interface OptimizeFlags extends ProjectFlags, SimulationFlags {
  /** How the next sets are chosen. */
  readonly method?: string;
  /** Most sets to try. */
  readonly trials?: number;
  /** Backtests at once. */
  readonly workers?: number;
  /** The figure to make as good as possible. */
  readonly objective?: string;
  /** Forgets the trials of an interrupted search. */
  readonly fresh?: boolean;
}

/** `trader optimize`: searches the params of a strategy by backtests and writes a report. */
export async function optimizeCommand(flags: OptimizeFlags, context: CommandContext): Promise<number> {
  const overrides = overridesOf(flags);
  const project = toProjectOptions(flags, context);
  const loaded = await loadConfigWithoutKeys({ ...project, overrides });
  context.hide(loaded.redact);
  const isJson = flags.json === true;
  const stream = progressStream(context, isJson);
  const objective = loaded.config.optimize?.objective ?? 'sharpeRatio';
  const display = createProgressDisplay({ stream, colour: context.colour, clock: new SystemClock() });
  try {
    display.show(() => readingData);
    const result = await optimizeLoaded(loaded, {
      ...project,
      overrides,
      signal: context.signal,
      fresh: flags.fresh === true,
      onProgress: progress => {
        // What an interrupted search has left comes in one go: it is no progress of this one.
        const isFresh = progress.done > progress.earlier || progress.done === progress.total;
        if (isFresh) display.show(elapsedMs => optimizeProgress(progress, objective, elapsedMs));
      },
    });
    display.close();
    say(result, isJson, { ...context, stdout: redactedStream(context.stdout, loaded.redact) });
    return result.report.best === null ? exitCodes.failed : exitCodes.ok;
  } catch (error) {
    display.close();
    if (!context.signal.aborted) throw error;
    context.stderr.write('stopped; the trials so far are kept, and the same command goes on with them\n');
    return exitCodes.interrupted;
  }
}

function say({ report, files }: OptimizeProjectResult, isJson: boolean, context: CommandContext): void {
  const { stdout } = context;
  if (isJson) {
    const { strategy, method, objective, luck, walkForward, trials } = report;
    const best = trials.find(({ index }) => index === report.best) ?? null;
    const line = {
      type: 'optimize',
      strategy,
      method,
      objective,
      trials: trials.length,
      best,
      luck,
      walkForward,
      files,
    };
    stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const shown = [files.html, files.json, files.trials].map(fileFromHere);
  const colour = context.colour && stdout.isTTY === true;
  stdout.write(optimizeSummary(report, { files: shown, columns: stdout.columns, colour }));
}

function overridesOf(flags: OptimizeFlags): readonly ConfigOverride[] {
  const flag = (
    name: 'method' | 'trials' | 'workers' | 'objective',
    at: readonly string[],
  ): readonly ConfigOverride[] => {
    const value = flags[name];
    return value === undefined ? [] : [{ place: `--${name}`, path: at, value }];
  };
  return [
    ...simulationOverrides(flags),
    ...flag('method', ['optimize', 'method']),
    ...flag('trials', ['optimize', 'trials']),
    ...flag('workers', ['optimize', 'workers']),
    ...flag('objective', ['optimize', 'objective']),
  ];
}
