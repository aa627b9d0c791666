import { expect, test } from 'vitest';
import * as testkit from './index.ts';
import * as simulation from './simulation/index.ts';

test('the public surface is exactly this', () => {
  expect(Object.keys(testkit).sort()).toEqual(['RandomStream', 'VirtualTime']);
  expect(Object.keys(simulation).sort()).toEqual([
    'describeFailure',
    'faultKinds',
    'hashOf',
    'missingFaults',
    'runSeeds',
    'simulate',
  ]);
});
