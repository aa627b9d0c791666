import type { BooksVerdict } from './compare-finally.ts';
import { type Kill, KillSystem } from './kill-system.ts';
import { type KillWishes, type PlannedKill, planKills } from './plan-kills.ts';

/** How many tries a point gets before the campaign goes on without it. */
const triesMax = 4;

/** What to do; the seed decides faults and markets as well. */
export interface CampaignOptions extends KillWishes {
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
export async function runCampaign({ onKill, ...wishes }: CampaignOptions): Promise<CampaignResult> {
  const startedMs = performance.now();
  const done: Kill[] = [];
  const told = (kill: Kill): void => {
    done.push(kill);
    onKill?.(done.length);
  };
  const plans = planKills(wishes);
  const verdicts = await Promise.all(plans.map((plan, index) => runSystem(plan, wishes.seed * 1_000 + index, told)));
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
