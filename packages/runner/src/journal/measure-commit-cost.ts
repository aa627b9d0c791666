import { performance } from 'node:perf_hooks';
import type { SqlDatabase } from './sql-database.ts';

/** Commits that are measured. */
const commitCount = 9;

/** About as long as a usual entry. */
const text = 'x'.repeat(300);

/** What one commit takes on this disk, in milliseconds: the median of a few into a table of its own. */
export function measureCommitCost(database: SqlDatabase): number {
  const insert = database.prepare('INSERT OR REPLACE INTO commit_cost (id, text) VALUES (1, ?)');
  const costs = Array.from({ length: commitCount }, () => {
    const startedMs = performance.now();
    // Outside of a transaction every statement is one.
    insert.run(text);
    return performance.now() - startedMs;
  });
  return costs.sort((a, b) => a - b)[Math.floor(commitCount / 2)] ?? 0;
}
