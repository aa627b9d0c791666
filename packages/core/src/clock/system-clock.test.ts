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

test('waits for a delay that is longer than the runtime can hold, and can be told never to mind in between', async () => {
  const clock = new SystemClock(2);
  const startMs = clock.nowMs();
  await new Promise<void>(resolve => clock.setTimer(15, resolve));
  expect(clock.nowMs() - startMs).toBeGreaterThanOrEqual(13);
  const cancel = clock.setTimer(9, () => expect.unreachable());
  await new Promise<void>(resolve => clock.setTimer(4, resolve));
  cancel();
  await new Promise<void>(resolve => clock.setTimer(12, resolve));
});
