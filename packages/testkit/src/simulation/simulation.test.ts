import { expect, test } from 'vitest';
import { describeFailure, missingFaults, runSeeds } from './run-seeds.ts';
import { simulate } from './simulate.ts';

const steps = 1_000;

test('forty seeds keep every promise, and between them every kind of fault fires', { timeout: 120_000 }, async () => {
  const report = await runSeeds({ from: 1, seeds: 40, steps });
  expect(report.failures.map(failure => describeFailure(failure, steps))).toEqual([]);
  expect(missingFaults(report)).toEqual([]);
  expect(report.foldsMin).toBeGreaterThanOrEqual(5);
});

test('the same seed gives the same events', { timeout: 30_000 }, async () => {
  const [first, again, other] = [
    await simulate({ seed: 11, steps }),
    await simulate({ seed: 11, steps }),
    await simulate({ seed: 12, steps }),
  ];
  expect(again).toEqual(first);
  expect(other.hash).not.toBe(first.hash);
});
