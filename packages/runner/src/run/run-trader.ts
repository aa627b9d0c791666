import process from 'node:process';
import {
  type Brokerage,
  type Clock,
  type Command,
  isTradingError,
  type StopReport,
  SystemClock,
  type SystemSnapshot,
  type TradingSystem,
} from '@trader/core';
import { type LoadedConfig, loadConfig, type ProjectOptions } from '../config/load-config.ts';
import { brokerageLabel } from '../config/paper-config.ts';
import type { TraderConfig } from '../config/trader-config.ts';
import type { OutputStream } from '../display/screen.ts';
import { openRunJournal } from '../journal/open-run-journal.ts';
import { openRunRecording } from '../recording/open-run-recording.ts';
import { createSystem } from './create-system.ts';
import { explainError } from './explain-error.ts';
import { type Output, openOutput } from './open-output.ts';
import { type RunSummary, summarise } from './run-summary.ts';
import { RunTracker } from './run-tracker.ts';

/** How to run a project. */
export interface RunOptions extends ProjectOptions {
  /** Used instead of the adapter that the configuration names. */
  readonly brokerage?: Brokerage;
  /** Stops the run in order when aborted. */
  readonly signal?: AbortSignal;
  /** Stops the run in order after this much trading, in milliseconds. Default: runs until the signal. */
  readonly forMs?: number;
  /** Where the table, the lines and the summary go. Default: standard output. */
  readonly stdout?: OutputStream;
  /** Where log lines go when the configuration names no file. Default: standard error. */
  readonly stderr?: OutputStream;
  /** One JSON object per line, the last one the summary, instead of text for people. Default false. */
  readonly json?: boolean;
  /** Lines instead of the live table, also on a terminal. Default false. */
  readonly plain?: boolean;
  /** Whether colours are used on a terminal. Default true. */
  readonly colour?: boolean;
  /** Where time comes from. Default: the machine's clock. */
  readonly clock?: Clock;
  /** Whether a journal that belongs to another account is taken for this one's from now on, because a person knows that it is. Default `false`: such a run is refused. */
  readonly acceptAccount?: boolean;
  /** What a person wishes as trading begins, in order: a halt to end, an order to settle. Entered once strategies have started. */
  readonly commands?: readonly Command[];
  /** Is called once trading has begun, and awaited. */
  readonly onReady?: (system: TradingSystem) => void | Promise<void>;
  /** Is called when the run is about to stop, before anything is stopped, and awaited. */
  readonly onStopping?: (system: TradingSystem) => void | Promise<void>;
}

/**
 * Runs a project: reads its configuration, loads strategies and adapter, trades until the signal, the time or a failure
 * ends it, stops in order, and tells what came of it.
 *
 * It listens to no process signal and never exits: that is the command's part.
 *
 * @throws `config/invalid` when the project is wrong; `journal/failed` when the journal is in use or damaged; what the brokerage threw when the system cannot start.
 */
export async function runTrader(options: RunOptions): Promise<RunSummary> {
  return runLoaded(await loadConfig(options), options);
}

/** Runs a project whose configuration is loaded already. */
export async function runLoaded(loaded: LoadedConfig, options: RunOptions): Promise<RunSummary> {
  const clock = options.clock ?? new SystemClock();
  const output = openOutput(
    loaded,
    {
      stdout: options.stdout ?? process.stdout,
      stderr: options.stderr ?? process.stderr,
      json: options.json ?? false,
      plain: options.plain ?? false,
      colour: options.colour ?? true,
      forMs: options.forMs,
    },
    clock,
  );
  try {
    return await new Run(loaded, options, clock, output).run();
  } finally {
    output.close();
  }
}

/** A snapshot whose brokerage is named as people should read it. */
function withLabel(snapshot: SystemSnapshot, mode: TraderConfig['mode']): SystemSnapshot {
  return { ...snapshot, brokerage: brokerageLabel(mode, snapshot.brokerage) };
}

/** One run, from loading to summary. */
class Run {
  readonly #loaded: LoadedConfig;
  readonly #options: RunOptions;
  readonly #clock: Clock;
  readonly #output: Output;

  constructor(loaded: LoadedConfig, options: RunOptions, clock: Clock, output: Output) {
    this.#loaded = loaded;
    this.#options = options;
    this.#clock = clock;
    this.#output = output;
  }

  async run(): Promise<RunSummary> {
    const { display, logger } = this.#output;
    const { brokerage, acceptAccount = false } = this.#options;
    const env = this.#options.env ?? process.env;
    const { mode } = this.#loaded.config;
    // Whose account a brokerage is that was handed over is not known here; on paper nobody's is traded on.
    const lockAccount = brokerage === undefined && mode === 'live';
    const { system, journal, findings } = await createSystem(this.#loaded, {
      logger,
      clock: this.#clock,
      acceptAccount,
      ...(brokerage === undefined ? {} : { brokerage }),
      openJournal: () => openRunJournal(this.#loaded, { env, logger, lockAccount }),
      openRecording: strategyFiles => openRunRecording(this.#loaded, { clock: this.#clock, logger, strategyFiles }),
    });
    for (const { problem, place } of [...this.#loaded.warnings, ...findings]) logger.info(`${place}: ${problem}`);
    const tracker = new RunTracker(system, event => display.show(event));
    const onAbort = () => this.#tellStopping();
    this.#options.signal?.addEventListener('abort', onAbort, { once: true });
    display.begin(() => withLabel(system.snapshot(), mode));
    if (mode === 'paper') logger.info('trading is simulated (mode: paper); no order leaves this machine');
    try {
      const startedTimeMs = await this.#start(system);
      const endedBy = startedTimeMs === undefined ? 'signal' : await this.#trade(system);
      const report = await this.#stop(system);
      const summary = summarise(withLabel(system.snapshot(), mode), {
        mode,
        startedTimeMs,
        endedTimeMs: this.#clock.nowMs(),
        endedBy: system.state === 'failed' && startedTimeMs !== undefined ? 'failure' : endedBy,
        report,
        tracker,
      });
      display.end(summary);
      return summary;
    } finally {
      this.#options.signal?.removeEventListener('abort', onAbort);
      tracker.close();
      // A system that was never started leaves it open.
      await journal?.close();
    }
  }

  #tellStopping(): void {
    const { stopPolicy, stopTimeoutMs } = this.#loaded.config;
    const orders = { keep: 'open orders stay', cancel: 'open orders are canceled', close: 'positions are closed' }[
      stopPolicy
    ];
    const text = `stopping in order (${orders}), for at most ${stopTimeoutMs / 1_000} s; a second Ctrl-C leaves at once`;
    this.#output.display.show({ type: 'log', level: 'warning', strategy: undefined, text, facts: {} });
  }

  /** When trading began; nothing when the signal came first. The signal is the start's own: a stop has a time limit of ours. */
  async #start(system: TradingSystem): Promise<number | undefined> {
    const { signal } = this.#options;
    const starting = new AbortController();
    const abort = () => starting.abort(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted === true) abort();
    try {
      await system.start({ signal: starting.signal });
      return this.#clock.nowMs();
    } catch (error) {
      if (isTradingError(error, 'system/aborted') && signal?.aborted === true) return undefined;
      throw explainError(error, this.#loaded);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async #trade(system: TradingSystem): Promise<RunSummary['endedBy']> {
    const end = this.#end(system);
    try {
      for (const command of this.#options.commands ?? []) system.command(command);
      await this.#options.onReady?.(system);
      const endedBy = await end;
      if (endedBy !== 'failure') await this.#options.onStopping?.(system);
      return endedBy;
    } catch (error) {
      await this.#stop(system);
      throw error;
    }
  }

  /** Resolves with whatever ends the run first. */
  #end(system: TradingSystem): Promise<RunSummary['endedBy']> {
    const { signal, forMs } = this.#options;
    return new Promise(resolve => {
      const settle = (endedBy: RunSummary['endedBy']) => {
        cancelTimer?.();
        signal?.removeEventListener('abort', onAbort);
        unsubscribe();
        resolve(endedBy);
      };
      const onAbort = () => settle('signal');
      const unsubscribe = system.on('state', ({ to }) => {
        if (to === 'failed') settle('failure');
        else if (to === 'stopping' || to === 'stopped') settle('signal');
      });
      const cancelTimer = forMs === undefined ? undefined : this.#clock.setTimer(forMs, () => settle('time'));
      signal?.addEventListener('abort', onAbort, { once: true });
      if (signal?.aborted === true) onAbort();
      else if (system.state === 'failed') settle('failure');
    });
  }

  #stop(system: TradingSystem): Promise<StopReport> {
    return system.stop({ timeoutMs: this.#loaded.config.stopTimeoutMs });
  }
}
