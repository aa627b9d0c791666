import { expect, test } from 'vitest';
import { describeShrunk, shrink } from './shrink.ts';
import { type SimulationOptions, type SimulationResult, simulate } from './simulate.ts';

/** A simulation with one promise more, which two kinds of faults break between them. */
async function withBrokenPromise(options: SimulationOptions): Promise<SimulationResult> {
  const result = await simulate(options);
  const { 'lose-reply': lost, 'self-cancel': canceled } = result.faults;
  const message = `${lost} replies were lost, ${canceled} orders canceled`;
  const failure = { invariant: 'test', message, step: result.steps, lastEvents: ['the last one'] };
  return { ...result, failure: lost > 0 && canceled > 0 ? failure : undefined };
}

test('a failure is shrunk to the faults that bring it about, with the command that shows it again', {
  timeout: 60_000,
}, async () => {
  const from = { steps: 200 };
  let failed = await withBrokenPromise({ ...from, seed: 1 });
  while (failed.failure === undefined) failed = await withBrokenPromise({ ...from, seed: failed.seed + 1 });
  const { seed } = failed;
  const shrunk = await shrink(failed, { ...from, seed }, withBrokenPromise);
  expect(shrunk.left).toContain('lose-reply');
  expect(shrunk.left).toContain('self-cancel');
  expect(shrunk.off).not.toEqual([]);
  expect(shrunk.steps).toBeLessThan(from.steps);
  const { steps, off } = shrunk;
  expect((await withBrokenPromise({ seed, steps, off })).failure).toEqual(shrunk.result.failure);
  expect((await withBrokenPromise({ seed, steps: steps - 1, off })).failure).toBeUndefined();
  expect(describeShrunk(shrunk)).toContain(
    `again: pnpm sim --from ${seed} --seeds 1 --steps ${steps} --off ${off.join()}`,
  );
});

test('another broken promise is not taken for the same one', { timeout: 60_000 }, async () => {
  const from = { seed: 7, steps: 100 };
  const failed = await simulate(from);
  const failure = { invariant: 'one', message: '', step: 100, lastEvents: [] };
  const other = async (options: SimulationOptions): Promise<SimulationResult> => ({
    ...(await simulate(options)),
    failure: { ...failure, invariant: 'another' },
  });
  const shrunk = await shrink({ ...failed, failure }, from, other);
  expect([shrunk.steps, shrunk.off]).toEqual([100, []]);
});
