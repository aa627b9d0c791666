import { createSeededRandom } from '@trader/core';
import { batchMax, type SearchMethod } from './search-method.ts';
import { type ParamSet, paramKey } from './search-space.ts';

/** Draws in a row that may give nothing new before it ends: the space is all but tried out, or next to nothing of it is allowed. */
const missesMax = 10_000;

/**
 * Tries sets drawn evenly from the space; as good as a grid with fewer trials when only some params matter.
 *
 * Source: Bergstra and Bengio, Random Search for Hyper-Parameter Optimization, JMLR 13 (2012).
 */
export function randomSearch(): SearchMethod {
  return {
    name: 'random',
    *batches(space, seed) {
      const random = createSeededRandom(`${seed} random search`);
      const proposed = new Set<string>();
      let misses = 0;
      for (;;) {
        const batch: ParamSet[] = [];
        while (batch.length < batchMax && misses < missesMax) {
          const params = space.at(space.names.map(() => random()));
          const key = paramKey(params);
          misses += 1;
          if (proposed.has(key) || !space.isAllowed(params)) continue;
          proposed.add(key);
          batch.push(params);
          misses = 0;
        }
        if (batch.length > 0) yield batch;
        if (misses >= missesMax) return;
      }
    },
  };
}
