import type { CheckedSpace, ParamSet } from './search-space.ts';

/** What came of one set, as methods see it; `undefined`: it failed or has no score. */
export type Score = number | undefined;

/** How a search chooses what to try next. */
export interface SearchMethod {
  /** What reports call it. */
  readonly name: string;
  /**
   * Proposes sets batch by batch; each batch is evaluated, in parallel, before the next is asked for, and its scores come back in
   * the same order. Ends when there is nothing left to try. Must be deterministic: the same seed and scores give the same batches,
   * which is what lets an interrupted search go on.
   */
  batches(space: CheckedSpace, seed: string): Generator<readonly ParamSet[], void, readonly Score[]>;
}

/** Most sets in one batch. */
export const batchMax = 256;
