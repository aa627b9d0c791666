import inspector from 'node:inspector';
import path from 'node:path';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { restoreTerminal } from '../display/screen.ts';
import { exitCodes } from '../run/exit-codes.ts';
import { packageDir } from '../scaffold/package-dir.ts';

/** How often the event loop shows that it lives, in milliseconds. */
const beatMs = 200;

/** A standstill of so many milliseconds is told. */
const tellAfterMsDefault = 10_000;

/** While a run starts, a standstill may last so long, in milliseconds: a long journal is read in one piece. */
const startStallMs = 600_000;

/** How a standstill is dealt with. */
export interface WatchdogOptions {
  /** The project's folder, absolute: places are told relative to it. */
  readonly projectDir: string;
  /** After how long the process is ended, in milliseconds; 0 for never. */
  readonly stallTimeoutMs: number;
  /** After how long it is told, in milliseconds. Default 10,000, or a quarter of `stallTimeoutMs` when that is less. */
  readonly tellAfterMs?: number;
}

/** What a watchdog's thread is given. */
export interface WatchdogData {
  /** One cell that the watched thread counts up, and one that is 1 once it trades. */
  readonly cells: SharedArrayBuffer;
  /** See {@link WatchdogOptions}. */
  readonly projectDir: string;
  /** How often it looks, in milliseconds. */
  readonly beatMs: number;
  /** After how long it tells, in milliseconds. */
  readonly tellAfterMs: number;
  /** After how long it ends the process while that trades, in milliseconds; 0 for never. */
  readonly endAfterMs: number;
  /** The same while it starts. */
  readonly endStartAfterMs: number;
  /** The process's exit code then. */
  readonly exitCode: number;
  /** What puts the terminal back in order; empty when nothing is drawn. */
  readonly restore: string;
}

/** Watches that this thread's event loop goes on. */
export interface Watchdog {
  /** Trading begins: from now on `stallTimeoutMs` counts. */
  arm(): void;
  /** Ends the watch; idempotent. */
  close(): Promise<void>;
}

/**
 * Starts a thread that notices when this one stands still, because a hook never returns: it says where, and after a while ends the
 * process, which is the same as a kill: the journal has everything, and a supervisor starts again. Not under a debugger, whose breakpoints look the
 * same.
 */
export function startWatchdog({ projectDir, stallTimeoutMs, tellAfterMs }: WatchdogOptions): Watchdog {
  if (inspector.url() !== undefined) return { arm: () => undefined, close: () => Promise.resolve() };
  const cells = new SharedArrayBuffer(8);
  const view = new Int32Array(cells);
  const tellDefault = stallTimeoutMs === 0 ? tellAfterMsDefault : Math.min(tellAfterMsDefault, stallTimeoutMs / 4);
  const data: WatchdogData = {
    cells,
    projectDir,
    beatMs,
    tellAfterMs: tellAfterMs ?? tellDefault,
    endAfterMs: stallTimeoutMs,
    endStartAfterMs: stallTimeoutMs === 0 ? 0 : Math.max(stallTimeoutMs, startStallMs),
    exitCode: exitCodes.stalled,
    restore: process.stdout.isTTY ? restoreTerminal : '',
  };
  // Without the watch trading goes on as well.
  const thread = new Worker(threadFile(), { workerData: data }).on('error', () => undefined);
  thread.unref();
  const beats = setInterval(() => Atomics.add(view, 0, 1), beatMs);
  beats.unref();
  return {
    arm: () => Atomics.store(view, 1, 1),
    close: async () => {
      clearInterval(beats);
      await thread.terminate();
    },
  };
}

/** The thread's file, whether this package runs from its sources or as built. */
function threadFile(): string {
  const isSource = import.meta.url.endsWith('.ts');
  const name = path.join('watchdog', isSource ? 'source-thread.mjs' : 'watchdog-thread.js');
  return path.join(packageDir(), isSource ? 'src' : 'dist', name);
}
