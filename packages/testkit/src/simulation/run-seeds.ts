import { type FaultCounts, type FaultKind, faultKinds, noFaults } from './faults.ts';
import { type SimulationResult, simulate } from './simulate.ts';

/** Which seeds are run, and how far. */
export interface CampaignOptions {
  /** The first seed. */
  readonly from: number;
  /** How many seeds. */
  readonly seeds: number;
  /** Steps of the troubled phase of each. */
  readonly steps: number;
  /** The distance between two seeds: workers that share a campaign take every second one. Default 1. */
  readonly stride?: number;
  /** Kinds of faults that do not happen, although a seed would have them. Default none. */
  readonly off?: readonly FaultKind[];
  /** Whether the first broken promise ends it. Default `false`. */
  readonly untilFailure?: boolean;
  /** Told after every seed. */
  readonly onSeed?: (result: SimulationResult) => void;
}

/** What many seeds brought, added up. */
export interface CampaignReport {
  /** Seeds that were run. */
  readonly seeds: number;
  /** Steps over all. */
  readonly steps: number;
  /** Runs of the system over all. */
  readonly runs: number;
  /** Orders that the brokerage accepted from us. */
  readonly orders: number;
  /** Executions of them. */
  readonly trades: number;
  /** How often a whole journal was folded and compared. */
  readonly folds: number;
  /** The fewest folds of one seed. */
  readonly foldsMin: number;
  /** How often each fault fired. */
  readonly faults: FaultCounts;
  /** Seeds in which a promise was broken, with all that is known. */
  readonly failures: readonly SimulationResult[];
  /** Hash by seed. */
  readonly hashes: ReadonlyMap<number, string>;
}

/** Runs one seed after another. */
export async function runSeeds(options: CampaignOptions): Promise<CampaignReport> {
  const { from, seeds, steps, stride = 1, off = [], untilFailure = false, onSeed } = options;
  const results: SimulationResult[] = [];
  for (let index = 0; index < seeds; index += 1) {
    const result = await simulate({ seed: from + index * stride, steps, off });
    results.push(result);
    onSeed?.(result);
    if (untilFailure && result.failure !== undefined) break;
  }
  return addUp(results);
}

/** Kinds of faults that never fired and were not switched `off`: a campaign counts only when there are none. */
export function missingFaults({ faults }: CampaignReport, off: readonly FaultKind[] = []): readonly FaultKind[] {
  return faultKinds.filter(kind => faults[kind] === 0 && !off.includes(kind));
}

/** One hash of many. */
export function hashOf({ hashes }: CampaignReport): string {
  let state = 0xcbf29ce484222325n;
  for (const hash of hashes.values()) {
    for (const character of hash) {
      state = BigInt.asUintN(64, (state ^ BigInt(character.charCodeAt(0))) * 0x100000001b3n);
    }
  }
  return state.toString(16).padStart(16, '0');
}

/** A broken promise for people: what, where, what came before, and the command that shows it again. */
export function describeFailure(
  { seed, failure }: SimulationResult,
  steps: number,
  off: readonly FaultKind[] = [],
): string {
  if (failure === undefined) return '';
  const without = off.length === 0 ? '' : ` --off ${off.join()}`;
  return [
    `seed ${seed}, step ${failure.step}, ${failure.invariant}: ${failure.message}`,
    ...failure.lastEvents.map(event => `  ${event}`),
    `again: pnpm sim --from ${seed} --seeds 1 --steps ${steps}${without}`,
  ].join('\n');
}

/** What the results of many seeds come to, in the order of their seeds. */
export function addUp(results: readonly SimulationResult[]): CampaignReport {
  const sorted = [...results].sort((a, b) => a.seed - b.seed);
  const sum = (read: (result: SimulationResult) => number): number =>
    sorted.reduce((total, result) => total + read(result), 0);
  return {
    seeds: results.length,
    steps: sum(result => result.steps),
    runs: sum(result => result.runs),
    orders: sum(result => result.orders),
    trades: sum(result => result.trades),
    folds: sum(result => result.folds),
    foldsMin: sorted.reduce((least, { folds }) => Math.min(least, folds), Number.POSITIVE_INFINITY),
    faults: addFaults(sorted.map(result => result.faults)),
    failures: sorted.filter(result => result.failure !== undefined),
    hashes: new Map(sorted.map(result => [result.seed, result.hash])),
  };
}

function addFaults(all: readonly FaultCounts[]): FaultCounts {
  const total = noFaults();
  for (const counts of all) for (const kind of faultKinds) total[kind] += counts[kind];
  return total;
}
