import { TradingError } from '@trader/core';
import type { SearchMethod } from './search-method.ts';
import { CheckedSpace, type ParamSet, paramKey, type SearchSpace } from './search-space.ts';

/** What evaluating one set gave. */
export interface Evaluation<Figures> {
  /** What is maximised; `undefined` where it cannot be computed, such as a ratio without trades. */
  readonly score: number | undefined;
  /** Whatever else is worth keeping, JSON-friendly. */
  readonly figures: Figures;
}

/** One set that was tried. */
export interface Trial<Figures> {
  /** When it was proposed: 0 for the first. */
  readonly index: number;
  /** The set. */
  readonly params: ParamSet;
  /** What is maximised; `undefined` when it failed or cannot be computed. */
  readonly score: number | undefined;
  /** What evaluating it gave; `undefined` when it failed. */
  readonly figures: Figures | undefined;
  /** Why it failed; `undefined` when it did not. */
  readonly error: string | undefined;
}

/** Everything that a search is made of. */
export interface SearchOptions<Figures> {
  /** The values to search. */
  readonly space: SearchSpace;
  /** Leaves sets out, such as a fast average slower than the slow one. */
  readonly isAllowed?: (params: ParamSet) => boolean;
  /** How the next sets are chosen. */
  readonly method: SearchMethod;
  /** Most sets to try, at least 1. */
  readonly trialsMax: number;
  /** Names all randomness of the method. Default `1`. */
  readonly seed?: string;
  /** Sets evaluated at once, at least 1. Default 1. */
  readonly concurrency?: number;
  /** Trials of an interrupted search with the same space: they are not evaluated again. */
  readonly earlier?: readonly Trial<Figures>[];
  /** Runs one set. A rejection counts as a failed trial; the search goes on. */
  readonly evaluate: (params: ParamSet, signal: AbortSignal | undefined) => Promise<Evaluation<Figures>>;
  /** Called with every trial that ends, in the order of ending; trials of `earlier` come too, marked. */
  readonly onTrial?: (trial: Trial<Figures>, isEarlier: boolean) => void;
  /** Ends the search; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What a search found. */
export interface SearchResult<Figures> {
  /** How the sets were chosen. */
  readonly method: string;
  /** The seed. */
  readonly seed: string;
  /** Every trial, in the order of proposal; whatever the concurrency, the same. */
  readonly trials: readonly Trial<Figures>[];
  /** The trial with the highest score, the earliest among equals; `undefined` when none has one. */
  readonly best: Trial<Figures> | undefined;
}

/**
 * Looks for the params with the highest score: the same options give the same trials in the same order, however many are evaluated at
 * once and wherever an earlier search was interrupted.
 *
 * @throws `system/invalid-options` naming the option.
 */
export async function searchParameters<Figures>(options: SearchOptions<Figures>): Promise<SearchResult<Figures>> {
  const { method, trialsMax, seed = '1', isAllowed } = options;
  atLeastOne('trialsMax', trialsMax);
  atLeastOne('concurrency', options.concurrency ?? 1);
  const space = new CheckedSpace(options.space, isAllowed);
  const earlier = new Map(options.earlier?.map(trial => [paramKey(trial.params), trial]));
  const tried = new Map<string, Trial<Figures>>();
  const batches = method.batches(space, seed);
  let step = batches.next([]);
  while (step.done !== true && tried.size < trialsMax) {
    options.signal?.throwIfAborted();
    const fresh = freshOf(step.value, tried, trialsMax);
    const trials = await evaluateAll(fresh, tried.size, earlier, options);
    for (const trial of trials) tried.set(paramKey(trial.params), trial);
    step = batches.next(step.value.map(params => tried.get(paramKey(params))?.score));
  }
  const trials = [...tried.values()];
  return { method: method.name, seed, trials, best: bestOf(trials) };
}

/** The trial with the highest score, the earliest among equals. */
export function bestOf<Figures>(trials: readonly Trial<Figures>[]): Trial<Figures> | undefined {
  let best: Trial<Figures> | undefined;
  for (const trial of trials) {
    if (trial.score === undefined) continue;
    if (best?.score === undefined || trial.score > best.score) best = trial;
  }
  return best;
}

/** The sets of a batch that were not tried before, each once, and no more than may still be tried. */
function freshOf(
  batch: readonly ParamSet[],
  tried: ReadonlyMap<string, unknown>,
  trialsMax: number,
): readonly ParamSet[] {
  const fresh = new Map<string, ParamSet>();
  for (const params of batch) {
    if (tried.size + fresh.size >= trialsMax) break;
    const key = paramKey(params);
    if (!tried.has(key)) fresh.set(key, params);
  }
  return [...fresh.values()];
}

async function evaluateAll<Figures>(
  sets: readonly ParamSet[],
  firstIndex: number,
  earlier: ReadonlyMap<string, Trial<Figures>>,
  options: SearchOptions<Figures>,
): Promise<readonly Trial<Figures>[]> {
  const trials: Trial<Figures>[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let place = next++; place < sets.length; place = next++) {
      options.signal?.throwIfAborted();
      const params = sets[place] as ParamSet;
      const known = earlier.get(paramKey(params));
      const trial =
        known === undefined
          ? await evaluateOne(params, firstIndex + place, options)
          : { ...known, index: firstIndex + place };
      trials[place] = trial;
      options.onTrial?.(trial, known !== undefined);
    }
  };
  const workers = Math.min(options.concurrency ?? 1, sets.length);
  await Promise.all(Array.from({ length: workers }, work));
  return trials;
}

async function evaluateOne<Figures>(
  params: ParamSet,
  index: number,
  { evaluate, signal }: SearchOptions<Figures>,
): Promise<Trial<Figures>> {
  try {
    const { score, figures } = await evaluate(params, signal);
    return { index, params, score: Number.isFinite(score) ? score : undefined, figures, error: undefined };
  } catch (error) {
    // An end that was asked for is not a failure of these params.
    signal?.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    return { index, params, score: undefined, figures: undefined, error: message };
  }
}

function atLeastOne(field: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  const reason = 'use a whole number of at least 1';
  throw new TradingError('system/invalid-options', `${field} is ${value}: ${reason}`, {
    field,
    value: String(value),
    reason,
  });
}
