import { type KillPointName, killPoints } from './kill-points.ts';

/** A fault of the exchange that leaves an order without an answer. */
interface PlannedFault {
  readonly fault: 'html' | 'reset' | 'hang' | 'truncate' | 'error';
  readonly when: 'before' | 'after';
  readonly count: number;
}

/** One kill. */
export interface PlannedKill {
  /** At which named moment; `undefined` at any moment. */
  readonly point: KillPointName | undefined;
  /** At which of its visits. */
  readonly time: number;
  /** Without a point: how long after the start of the process, in milliseconds. */
  readonly afterMs: number;
  /** After how many changes of orders a run is stopped that is to die while it stops. */
  readonly stopAfterOrders: number;
  /** What the exchange does meanwhile. */
  readonly fault: PlannedFault | undefined;
}

/** What to plan. */
export interface KillWishes {
  /** How many kills. */
  readonly kills: number;
  /** Systems that share them. */
  readonly systems: number;
  /** The same seed plans the same kills. */
  readonly seed: number;
  /** Only at this moment. */
  readonly point?: KillPointName | undefined;
}

/** How often every named moment is met before the rest goes to moments of chance. */
const killsPerPoint = 5;
/** Latest kill at a moment of chance, in milliseconds after the start of the process. */
const randomMsMax = 4_000;

/** A source of numbers in [0, 1), the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Deals kills out to systems. Where there are enough, every named moment gets five and a moment of chance the rest; fewer kills meet
 * some named moments and moments of chance.
 */
export function planKills({ kills, systems, seed, point }: KillWishes): readonly (readonly PlannedKill[])[] {
  const random = createRandom(seed);
  const names = point === undefined ? choosePoints(kills, random) : Array.from({ length: kills }, () => point);
  const plans: PlannedKill[][] = Array.from({ length: systems }, () => []);
  for (const [index, point] of names.entries()) plans[index % systems]?.push(planKill(point, random));
  return plans.map(beginWithTrading);
}

function choosePoints(kills: number, random: () => number): readonly (KillPointName | undefined)[] {
  const named = killPoints.flatMap(({ name }) => Array.from({ length: killsPerPoint }, () => name));
  const count = kills >= named.length ? named.length : Math.ceil(kills * 0.8);
  const chosen: (KillPointName | undefined)[] =
    count === named.length
      ? named
      : shuffle(
          killPoints.map(({ name }) => name),
          random,
        ).slice(0, count);
  while (chosen.length < kills) chosen.push(undefined);
  return shuffle(chosen, random);
}

function planKill(point: KillPointName | undefined, random: () => number): PlannedKill {
  const { phase, timesMax } = killPoints.find(({ name }) => name === point) ?? { phase: 'trade', timesMax: 1 };
  const kinds = ['html', 'reset', 'hang', 'truncate', 'error'] as const;
  const fault = {
    fault: kinds[Math.floor(random() * kinds.length)] ?? 'html',
    when: random() < 0.6 ? 'after' : 'before',
    count: 1 + Math.floor(random() * 2),
  } as const;
  const time = 1 + Math.floor(random() * timesMax);
  const afterMs = Math.floor(200 + random() * (randomMsMax - 200));
  const stopAfterOrders = 4 + Math.floor(random() * 20);
  const isFaulty = random() < 0.3;
  if (phase === 'look-up') return { point, time, afterMs, stopAfterOrders, fault: { ...fault, fault: 'html' } };
  return { point, time, afterMs, stopAfterOrders, fault: isFaulty ? fault : undefined };
}

/** The first run of a system has no past: nothing is loaded or looked up in it. */
function beginWithTrading(plan: readonly PlannedKill[]): readonly PlannedKill[] {
  const isTrading = ({ point }: PlannedKill): boolean =>
    killPoints.find(({ name }) => name === point)?.phase === 'trade';
  const first = plan.findIndex(isTrading);
  if (first < 1) return plan;
  return [...plan.slice(first, first + 1), ...plan.slice(0, first), ...plan.slice(first + 1)];
}

function shuffle<Value>(values: readonly Value[], random: () => number): Value[] {
  const left = [...values];
  const shuffled: Value[] = [];
  while (left.length > 0) shuffled.push(...left.splice(Math.floor(random() * left.length), 1));
  return shuffled;
}
