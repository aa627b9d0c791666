import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { noFaults } from './faults.ts';
import type { CampaignOptions } from './run-seeds.ts';
import type { SimulationResult } from './simulate.ts';
import type { WorkerMessage } from './worker.ts';

/** A part of a campaign that one process runs. */
export type Share = Required<Omit<CampaignOptions, 'onSeed'>>;

/** How a share is watched. */
export interface ShareWatch {
  /** A seed that takes longer hangs: its process is killed, and it counts as failed. In milliseconds. */
  readonly seedTimeoutMs: number;
  /** Told after every seed. */
  readonly onSeed: (result: SimulationResult) => void;
}

/**
 * Runs a share in a process of its own, one seed after another; what the process tells is kept seed by seed, so that one that loops for
 * ever or dies costs that seed only: it is tried once more, then fails as `hung` or `died`, and another process goes on after it.
 */
export async function runShare(share: Share, watch: ShareWatch): Promise<readonly SimulationResult[]> {
  const results: SimulationResult[] = [];
  const take = (result: SimulationResult): void => {
    results.push(result);
    watch.onSeed(result);
  };
  let lostBefore: number | undefined;
  while (results.length < share.seeds) {
    const from = share.from + results.length * share.stride;
    const lost = await runUntilLost({ ...share, from, seeds: share.seeds - results.length }, watch.seedTimeoutMs, take);
    if (lost === undefined) break;
    const seed = share.from + results.length * share.stride;
    const isSecondTime = seed === lostBefore;
    lostBefore = seed;
    // A busy machine may have stopped the process for minutes: what hangs, hangs again.
    if (!isSecondTime) continue;
    take(lostSeed(seed, lost));
    if (share.untilFailure) break;
  }
  return results;
}

/** Resolves with what became of the process, when it was lost before it was done. */
function runUntilLost(
  share: Share,
  timeoutMs: number,
  take: (result: SimulationResult) => void,
): Promise<Lost | undefined> {
  return new Promise((resolve, reject) => {
    // A process of its own, so that the loader of this one serves it as well.
    const worker: ChildProcess = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {
      serialization: 'advanced',
    });
    let lost: Lost | undefined;
    let isDone = false;
    const hang = (): void => {
      lost = { how: 'hung', message: `nothing came back within ${timeoutMs / 1_000} s` };
      worker.kill('SIGKILL');
    };
    let looks = 0;
    // Looked at many times: a machine that stood still has let one of them pass, however long that took.
    const timer = setInterval(() => {
      looks += 1;
      if (looks > looksMax) hang();
    }, timeoutMs / looksMax);
    worker.on('message', (message: WorkerMessage) => {
      looks = 0;
      if ('done' in message) isDone = true;
      else take(message.result);
    });
    worker.once('error', reject);
    worker.once('exit', (code, signal) => {
      clearInterval(timer);
      if (isDone) resolve(undefined);
      else resolve(lost ?? { how: 'died', message: `its process ended with ${code ?? signal}` });
    });
    worker.send(share);
  });
}

/** How often a process is looked at before it is taken for one that hangs. */
const looksMax = 12;

interface Lost {
  readonly how: 'hung' | 'died';
  readonly message: string;
}

function lostSeed(seed: number, { how, message }: Lost): SimulationResult {
  return {
    seed,
    steps: 0,
    runs: 0,
    orders: 0,
    trades: 0,
    folds: 0,
    faults: noFaults(),
    hash: how,
    failure: { invariant: how, message, step: 0, lastEvents: [] },
  };
}
