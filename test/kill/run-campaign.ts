import type { BooksVerdict } from './compare-finally.ts';
import { type Kill, KillSystem } from './kill-system.ts';
import { type PlannedKill, planKills } from './plan-kills.ts';

/** How many tries a point gets before the campaign goes on without it. */
const triesMax = 4;

/** What to do. */
export interface CampaignOptions {
  /** How many kills at least. */
  readonly kills: number;
  /** Systems side by side. */
  readonly systems: number;
  /** Decides points, moments, faults and markets. */
  readonly seed: number;
  /** Is told after every kill. */
  readonly onKill?: (done: number) => void;
}

/** What came of it. */
export interface CampaignResult {
  /** Every kill, those that missed their point included. */
  readonly kills: readonly Kill[];
  /** How the books of each system compare. */
  readonly verdicts: readonly BooksVerdict[];
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
}

/** Kills systems as planned, lets each of them run in peace at the end, and compares their books. */
export async function runCampaign({ kills, systems, seed, onKill }: CampaignOptions): Promise<CampaignResult> {
  const startedMs = performance.now();
  const done: Kill[] = [];
  const told = (kill: Kill): void => {
    done.push(kill);
    onKill?.(done.length);
  };
  const plans = planKills(kills, systems, seed);
  const verdicts = await Promise.all(plans.map((plan, index) => runSystem(plan, seed * 1_000 + index, told)));
  return { kills: done, verdicts, durationMs: performance.now() - startedMs };
}

async function runSystem(
  plan: readonly PlannedKill[],
  seed: number,
  told: (kill: Kill) => void,
): Promise<BooksVerdict> {
  const system = await KillSystem.start(seed);
  try {
    for (const planned of plan) {
      for (let tries = 1; tries <= triesMax; tries += 1) {
        const kill = await system.kill(planned);
        told(kill);
        if (kill.missed === undefined) break;
      }
    }
    return await system.finish();
  } finally {
    await system.close();
  }
}
