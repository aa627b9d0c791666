import direct from 'ml-direct';
import { batchMax, type Score, type SearchMethod } from './search-method.ts';
import { type CheckedSpace, type ParamSet, paramKey } from './search-space.ts';

/** Rounds of the division after which the search ends by itself; rounds get finer than any backtest can tell long before. */
const roundsMax = 60;
/** Rounds in a row that may bring nothing new before the search ends: the boxes are smaller than the steps between the values. */
const idleRoundsMax = 4;
/** Boxes after which the search ends: on a plateau all of equal size are divided at once, and they would multiply without end. */
const boxesMax = 5_000;

/**
 * Divides the space into boxes, tries their middles, and divides further where a better value is still possible: finds good regions
 * with a fraction of a grid's trials, without chance and without getting stuck at the first hill.
 *
 * Source: Jones, Perttunen and Stuckman, Lipschitzian Optimization Without the Lipschitz Constant, JOTA 79 (1993); the division is
 * the package ml-direct's.
 */
export function directSearch(): SearchMethod {
  return {
    name: 'direct',
    *batches(space) {
      const known = new Map<string, Score>();
      let idle = 0;
      for (let rounds = 0; rounds <= roundsMax && idle < idleRoundsMax; rounds += 1) {
        idle += 1;
        // A round divides by the scores of earlier rounds, so running it with scores still open tells which it needs.
        for (let open = openSets(space, known, rounds); open.length > 0; open = openSets(space, known, rounds)) {
          idle = 0;
          const batch = open.slice(0, batchMax);
          const scores = yield batch;
          for (const [index, params] of batch.entries()) known.set(paramKey(params), scores[index]);
        }
      }
    },
  };
}

/** The sets that this many rounds need and that were not tried yet. */
function openSets(space: CheckedSpace, known: ReadonlyMap<string, Score>, rounds: number): readonly ParamSet[] {
  const open = new Map<string, ParamSet>();
  const worst = worstOf(known.values());
  const ends = space.names.map(() => 1);
  let boxes = 0;
  const valueAt = (point: readonly number[]): number => {
    boxes += 1;
    if (boxes > boxesMax) throw tooManyBoxes;
    const params = space.at(point);
    if (!space.isAllowed(params)) return worst;
    const key = paramKey(params);
    if (!known.has(key)) open.set(key, params);
    const score = known.get(key);
    // The package looks for the smallest value.
    return score === undefined ? worst : -score;
  };
  try {
    direct(
      valueAt,
      ends.map(() => 0),
      ends,
      { iterations: rounds },
    );
  } catch (error) {
    if (error !== tooManyBoxes) throw error;
  }
  return [...open.values()];
}

const tooManyBoxes = new Error('more boxes than a search divides');

/** What failed or must not be tried counts as worse than everything that was tried. */
function worstOf(scores: Iterable<Score>): number {
  let worst = 0;
  let span = 1;
  let first = true;
  for (const score of scores) {
    if (score === undefined) continue;
    const value = -score;
    if (first) worst = value;
    first = false;
    span = Math.max(span, Math.abs(value - worst));
    worst = Math.max(worst, value);
  }
  return worst + span;
}
