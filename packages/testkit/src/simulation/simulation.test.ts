import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { corpusPath, readCorpus } from './corpus.ts';
import { describeFailure, hashOf, missingFaults, runSeeds } from './run-seeds.ts';
import { simulate } from './simulate.ts';

const steps = 1_000;

test('a hundred seeds keep every promise, and between them every kind of fault fires', {
  timeout: 120_000,
}, async () => {
  const report = await runSeeds({ from: 1, seeds: 100, steps });
  expect(report.failures.map(failure => describeFailure(failure, steps))).toEqual([]);
  expect(missingFaults(report)).toEqual([]);
  expect(report.foldsMin).toBeGreaterThanOrEqual(5);
});

test('seeds that once failed keep every promise', { timeout: 120_000 }, async () => {
  const broken: string[] = [];
  for (const { seed, steps: stepsThen } of readCorpus(readFileSync(corpusPath, 'utf8'))) {
    const result = await simulate({ seed, steps: stepsThen });
    if (result.failure !== undefined) broken.push(describeFailure(result, stepsThen));
  }
  expect(broken).toEqual([]);
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

test('two other processes that share the seeds come to the same hash', { timeout: 60_000 }, async () => {
  const here = await runSeeds({ from: 5, seeds: 4, steps: 500 });
  const cli = fileURLToPath(new URL('cli.ts', import.meta.url));
  const flags = ['--conditions=@trader/source', '--import', 'tsx', cli];
  const options = ['--from', '5', '--seeds', '4', '--steps', '500', '--workers', '2'];
  let output = '';
  try {
    output = execFileSync(process.execPath, [...flags, ...options], { encoding: 'utf8' });
  } catch (error) {
    // Four seeds are too few for every fault to fire: the exit code says so.
    output = String((error as { readonly stdout?: unknown }).stdout);
  }
  expect(output).toContain(`trace hash  ${hashOf(here)}`);
  expect(output).toContain('violations  0');
});
