import fc from 'fast-check';
import { expect, it } from 'vitest';
import { walkForwardSteps } from './walk-forward.ts';

it('splits ten days into three days of training for each of seven days of test, rolling', () => {
  expect(walkForwardSteps({ fromMs: 0, toMs: 50, steps: 2 })).toEqual([
    { train: { fromMs: 0, toMs: 30 }, test: { fromMs: 30, toMs: 40 } },
    { train: { fromMs: 10, toMs: 40 }, test: { fromMs: 40, toMs: 50 } },
  ]);
});

it('lets anchored training windows grow from the beginning', () => {
  expect(walkForwardSteps({ fromMs: 0, toMs: 50, steps: 2, kind: 'anchored' })[1]?.train).toEqual({
    fromMs: 0,
    toMs: 40,
  });
});

it('never tests on what was trained on, leaves no gap between tests, and ends at the end', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e12 }),
      fc.integer({ min: 1_000, max: 1e12 }),
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0.1, max: 10, noNaN: true }),
      fc.constantFrom('rolling' as const, 'anchored' as const),
      (fromMs, lengthMs, steps, trainToTest, kind) => {
        const toMs = fromMs + lengthMs;
        const all = walkForwardSteps({ fromMs, toMs, steps, trainToTest, kind });
        for (const [index, { train, test }] of all.entries()) {
          expect(train.fromMs).toBeGreaterThanOrEqual(fromMs);
          expect(train.toMs).toBeGreaterThan(train.fromMs);
          expect(train.toMs).toBe(test.fromMs);
          expect(test.toMs).toBe(all[index + 1]?.test.fromMs ?? toMs);
        }
      },
    ),
  );
});

it.each([
  ['steps', { fromMs: 0, toMs: 100, steps: 0 }],
  ['trainToTest', { fromMs: 0, toMs: 100, steps: 1, trainToTest: 0 }],
  ['toMs', { fromMs: 100, toMs: 100, steps: 1 }],
])('refuses a bad %s, naming it', (name, options) => {
  expect(() => walkForwardSteps(options)).toThrow(`${name} is `);
});
