import { batchMax, type SearchMethod } from './search-method.ts';
import type { ParamSet } from './search-space.ts';

/** Tries every set of the grid, in order. */
export function gridSearch(): SearchMethod {
  return {
    name: 'grid',
    *batches(space) {
      let batch: ParamSet[] = [];
      for (const params of space.grid()) {
        batch.push(params);
        if (batch.length < batchMax) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    },
  };
}
