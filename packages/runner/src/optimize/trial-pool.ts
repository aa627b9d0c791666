import path from 'node:path';
import process from 'node:process';
import { Tinypool } from 'tinypool';
import { packageDir } from '../scaffold/package-dir.ts';
import type { TrialFigures } from './trial-figures.ts';
import type { RunTrial } from './trial-runner.ts';
import type { TrialWorkerData } from './trial-worker.ts';

/** Threads that run backtests side by side. */
export interface TrialPool {
  /** Runs a backtest in the next free thread. */
  readonly run: RunTrial;
  /** Ends the threads; backtests under way reject. */
  close(): Promise<void>;
}

/** Starts threads that each read the project once. */
export function openTrialPool(data: TrialWorkerData, threads: number): TrialPool {
  const pool = new Tinypool({
    filename: workerFile(),
    minThreads: threads,
    maxThreads: threads,
    workerData: data,
    execArgv: process.execArgv,
  });
  return {
    run: (task, signal) => pool.run(task, signal === undefined ? {} : { signal }) as Promise<TrialFigures>,
    close: () => pool.destroy(),
  };
}

/** The worker's file, whether this package runs from its sources or as built. */
function workerFile(): string {
  const isSource = import.meta.url.endsWith('.ts');
  const name = path.join('optimize', isSource ? 'source-worker.mjs' : 'trial-worker.js');
  return path.join(packageDir(), isSource ? 'src' : 'dist', name);
}
