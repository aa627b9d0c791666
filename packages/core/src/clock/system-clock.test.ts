import { expect, test } from 'vitest';
import { SystemClock } from './system-clock.ts';

test('tells the time of the machine', () => {
  const before = Date.now();
  expect(new SystemClock().nowMs()).toBeGreaterThanOrEqual(before);
});

test('runs a timer once, and a cancelled one never', async () => {
  const clock = new SystemClock();
  const cancel = clock.setTimer(0, () => expect.unreachable());
  cancel();
  await new Promise<void>(resolve => clock.setTimer(1, resolve));
});

test('defers until pending promises had their turn', async () => {
  const seen: string[] = [];
  await new Promise<void>(resolve => {
    new SystemClock().defer(() => {
      seen.push('deferred');
      resolve();
    });
    void Promise.resolve().then(() => seen.push('promise'));
  });
  expect(seen).toEqual(['promise', 'deferred']);
});
