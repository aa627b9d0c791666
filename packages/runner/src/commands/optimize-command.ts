import path from 'node:path';
import { type Clock, SystemClock } from '@trader/core';
import { figureDefinitions, figureText } from '@trader/sim';
import picocolors from 'picocolors';
import { loadConfig } from '../config/load-config.ts';
import { type ObjectiveName, objectives } from '../config/optimize-config.ts';
import { type ConfigOverride, readOverride } from '../config/override-config.ts';
import { drawnLine } from '../display/drawn-line.ts';
import { durationText } from '../display/number-text.ts';
import { createScreen, type OutputStream } from '../display/screen.ts';
import { redactedStream } from '../log/redacted-stream.ts';
import { type OptimizeProgress, type OptimizeProjectResult, optimizeLoaded } from '../optimize/optimize-project.ts';
import { optimizeSummary } from '../optimize/optimize-summary.ts';
import { exitCodes } from '../run/exit-codes.ts';
import { type CommandContext, type ProjectFlags, toProjectOptions } from './command-context.ts';

/** Flags of `trader optimize`. */
export interface OptimizeFlags extends ProjectFlags {
  /** How the next sets are chosen. */
  readonly method?: string;
  /** Most sets to try. */
  readonly trials?: number;
  /** Backtests at once. */
  readonly workers?: number;
  /** The figure to make as good as possible. */
  readonly objective?: string;
  /** The first day or time. */
  readonly from?: string;
  /** The end. */
  readonly to?: string;
  /** Names all randomness. */
  readonly seed?: string;
  /** Values in place of the configuration's: `path=value`. */
  readonly set: readonly string[];
  /** Forgets the trials of an interrupted search. */
  readonly fresh?: boolean;
}

/** `trader optimize`: searches the params of a strategy by backtests and writes a report. */
export async function optimizeCommand(flags: OptimizeFlags, context: CommandContext): Promise<number> {
  const overrides = overridesOf(flags);
  const project = toProjectOptions(flags, context);
  const loaded = await loadConfig({ ...project, overrides });
  context.hide(loaded.redact);
  const isJson = flags.json === true;
  const stream = isJson ? context.stderr : context.stdout;
  const objective = loaded.config.optimize?.objective ?? 'sharpeRatio';
  const display = createDisplay(stream, { colour: context.colour, clock: new SystemClock(), objective });
  try {
    const result = await optimizeLoaded(loaded, {
      ...project,
      overrides,
      signal: context.signal,
      fresh: flags.fresh === true,
      onProgress: progress => display.show(progress),
    });
    display.close();
    say(result, loaded.projectDir, isJson, { ...context, stdout: redactedStream(context.stdout, loaded.redact) });
    return result.report.best === null ? exitCodes.failed : exitCodes.ok;
  } catch (error) {
    display.close();
    if (!context.signal.aborted) throw error;
    context.stderr.write('stopped; the trials so far are kept, and the same command goes on with them\n');
    return exitCodes.interrupted;
  }
}

function say(
  { report, files }: OptimizeProjectResult,
  projectDir: string,
  isJson: boolean,
  context: CommandContext,
): void {
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
  const shown = [files.html, files.json, files.trials].map(each => path.relative(projectDir, each));
  const colour = context.colour && stdout.isTTY === true;
  stdout.write(optimizeSummary(report, { files: shown, columns: stdout.columns, colour }));
}

function overridesOf(flags: OptimizeFlags): readonly ConfigOverride[] {
  const flag = (name: Exclude<keyof OptimizeFlags, 'set'>, at: readonly string[]): readonly ConfigOverride[] => {
    const value = flags[name];
    return value === undefined ? [] : [{ place: `--${name}`, path: at, value }];
  };
  return [
    ...flags.set.map(readOverride),
    ...flag('method', ['optimize', 'method']),
    ...flag('trials', ['optimize', 'trials']),
    ...flag('workers', ['optimize', 'workers']),
    ...flag('objective', ['optimize', 'objective']),
    ...flag('from', ['backtest', 'from']),
    ...flag('to', ['backtest', 'to']),
    ...flag('seed', ['seed']),
  ];
}

interface DisplayOptions {
  readonly colour: boolean;
  readonly clock: Clock;
  readonly objective: ObjectiveName;
}

interface Display {
  show(progress: OptimizeProgress): void;
  close(): void;
}

const barWidth = 20;
const millisecondsPerFrame = 100;

/** A bar on a terminal, a line for every tenth elsewhere. */
function createDisplay(stream: OutputStream, { colour, clock, objective }: DisplayOptions): Display {
  const startedMs = clock.nowMs();
  const colours = picocolors.createColors(colour);
  const screen = stream.isTTY === true ? createScreen(stream) : undefined;
  let drawnMs = 0;
  let tenths = 0;
  return {
    show: progress => {
      const text = progressText(progress, clock.nowMs() - startedMs, objective);
      const share = progress.done / progress.total;
      if (screen !== undefined) {
        if (clock.nowMs() - drawnMs < millisecondsPerFrame) return;
        drawnMs = clock.nowMs();
        const full = Math.round(share * barWidth);
        const bar = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
        screen.draw([drawnLine(`${bar} ${text}`, screen.width, colours.cyan)]);
      } else if (Math.floor(share * 10) > tenths) {
        tenths = Math.floor(share * 10);
        stream.write(`${text}\n`);
      }
    },
    close: () => {
      screen?.draw([]);
      screen?.leave();
    },
  };
}

/** `120 of 500 sets  14.2 sets/s  00:27 left  best Sharpe ratio 1.32`. */
function progressText(
  { done, earlier, total, best }: OptimizeProgress,
  elapsedMs: number,
  objective: ObjectiveName,
): string {
  const fresh = done - earlier;
  const rate = elapsedMs > 0 ? (fresh / elapsedMs) * 1_000 : 0;
  const left = rate > 0 ? `${durationText(((total - done) / rate) * 1_000)} left` : '';
  const { title, unit } = figureDefinitions[objective];
  const score =
    best?.score === undefined
      ? ''
      : `best ${title} ${figureText(objectives[objective] === 'max' ? best.score : -best.score, unit)}`;
  const parts = [`${done} of ${total} sets`, `${rate.toFixed(1)} sets/s`, left, score];
  return parts.filter(part => part !== '').join('  ');
}
