import { type FaultKind, faultKinds } from './faults.ts';
import type { SimulationOptions, SimulationResult } from './simulate.ts';

/** The least that still breaks the same promise. */
export interface Shrunk {
  /** Fewest steps of the troubled phase. */
  readonly steps: number;
  /** Kinds of faults that are not needed. */
  readonly off: readonly FaultKind[];
  /** Kinds of faults that still fire. */
  readonly left: readonly FaultKind[];
  /** What the smallest run brought. */
  readonly result: SimulationResult;
  /** How many runs that took. */
  readonly runs: number;
}

/**
 * Looks for less that breaks the same promise: fewer steps by bisection, then one kind of fault after another switched off as long as it
 * is still broken, then fewer steps again. Gives the failure itself when nothing can be left out.
 *
 * @param failed - A result with a failure.
 * @param from - With what it was brought about.
 * @param run - Runs a simulation.
 */
export async function shrink(
  failed: SimulationResult,
  from: SimulationOptions,
  run: (options: SimulationOptions) => Promise<SimulationResult>,
): Promise<Shrunk> {
  const { seed } = from;
  let steps = from.steps;
  let off = from.off ?? [];
  let result = failed;
  let runs = 0;
  const isLess = async (options: Omit<SimulationOptions, 'seed'>): Promise<boolean> => {
    runs += 1;
    const other = await run({ seed, ...options });
    if (other.failure === undefined || other.failure.invariant !== failed.failure?.invariant) return false;
    result = other;
    return true;
  };
  const cutSteps = async (): Promise<void> => {
    let tooFew = 0;
    // What happened after the promise was broken is not needed.
    let enough = Math.min(steps, result.failure?.step ?? steps);
    if (enough < steps && !(await isLess({ steps: enough, off }))) enough = steps;
    while (enough - tooFew > 1) {
      const middle = Math.floor((tooFew + enough) / 2);
      if (await isLess({ steps: middle, off })) enough = middle;
      else tooFew = middle;
    }
    steps = enough;
  };
  await cutSteps();
  for (const kind of faultKinds) {
    if (result.faults[kind] > 0 && (await isLess({ steps, off: [...off, kind] }))) off = [...off, kind];
  }
  if (off.length > 0) await cutSteps();
  const left = faultKinds.filter(kind => result.faults[kind] > 0);
  return { steps, off, left, result, runs };
}

/** The smallest failure for people: what is left, and the command that shows it again. */
export function describeShrunk({ steps, off, left, result, runs }: Shrunk): string {
  const { seed, failure } = result;
  const without = off.length === 0 ? '' : ` --off ${off.join()}`;
  return [
    `shrunk in ${runs} runs to ${steps} steps, ${left.length} kinds of faults left: ${left.join(', ') || 'none'}`,
    `seed ${seed}, step ${failure?.step}, ${failure?.invariant}: ${failure?.message}`,
    ...(failure?.lastEvents ?? []).map(event => `  ${event}`),
    `again: pnpm sim --from ${seed} --seeds 1 --steps ${steps}${without}`,
  ].join('\n');
}
