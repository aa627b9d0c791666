import { expect, test } from 'vitest';
import { addUp } from './run-seeds.ts';
import { runShare } from './run-share.ts';

test('a seed whose process is lost fails by name, and the seeds after it are tried', { timeout: 30_000 }, async () => {
  const share = { from: 5, seeds: 3, steps: 100, stride: 2, off: [], untilFailure: false };
  const told: number[] = [];
  // No process is there so soon.
  const results = await runShare(share, { seedTimeoutMs: 1, onSeed: ({ seed }) => told.push(seed) });
  expect(told).toEqual([5, 7, 9]);
  const { failures } = addUp(results);
  expect(failures.map(({ seed }) => seed)).toEqual([5, 7, 9]);
  expect(failures.every(({ failure }) => /^(hung|died)$/.test(failure?.invariant ?? ''))).toBe(true);
});

test('the first lost seed ends a share that is to end with the first failure', { timeout: 30_000 }, async () => {
  const share = { from: 5, seeds: 3, steps: 100, stride: 1, off: [], untilFailure: true };
  const results = await runShare(share, { seedTimeoutMs: 1, onSeed: () => undefined });
  expect(results.map(({ seed }) => seed)).toEqual([5]);
});
