import { workerData } from 'node:worker_threads';
import { loadConfigWithoutKeys } from '../config/load-config.ts';
import type { ConfigOverride } from '../config/override-config.ts';
import { registerTypeScript } from '../modules/register-typescript.ts';
import type { TrialFigures } from './trial-figures.ts';
import { createTrialRunner, type RunTrial, type TrialTask } from './trial-runner.ts';

/** Which project a worker works on. */
export interface TrialWorkerData {
  /** The project's folder. */
  readonly projectDir: string;
  /** The configuration, relative to it. */
  readonly configFile: string;
  /** Values in place of what the file says. */
  readonly overrides: readonly ConfigOverride[];
  /** Whose params are searched. */
  readonly strategy: string;
}

let runner: Promise<RunTrial> | undefined;

/** Runs one backtest in this thread; the project is read when the first comes. */
export default async function runTrial(task: TrialTask): Promise<TrialFigures> {
  runner ??= prepare();
  const run = await runner;
  return run(task);
}

async function prepare(): Promise<RunTrial> {
  // The pool puts a record of its own before ours.
  const [, data] = workerData as [unknown, TrialWorkerData];
  // This thread ends with the pool, so nothing is to be undone.
  await registerTypeScript();
  const { strategy, ...project } = data;
  return createTrialRunner(await loadConfigWithoutKeys(project), strategy);
}
