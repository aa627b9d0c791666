import { expect, test } from 'vitest';
import { failuresAfter, reconnectDelayMs } from './reconnect.ts';

const policy = { delayMs: 2000, delayMaxMs: 60_000, jitter: 0.2, healthyAfterMs: 1_800_000 };

test('waits double from two seconds to a minute', () => {
  const seconds = Array.from({ length: 8 }, (_, index) => reconnectDelayMs(policy, index + 1, 0) / 1000);
  expect(seconds).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
  expect(reconnectDelayMs(policy, 100_000, 0)).toBe(60_000);
});

test('jitter lengthens a wait by at most its fraction', () => {
  expect(reconnectDelayMs(policy, 1, 0.5)).toBe(2200);
  expect(reconnectDelayMs(policy, 9, 0.999)).toBeLessThanOrEqual(72_000);
});

test('only a connection that was healthy for long starts the count anew', () => {
  expect(failuresAfter(policy, 0, 0)).toBe(1);
  expect(failuresAfter(policy, 4, 1_799_999)).toBe(5);
  expect(failuresAfter(policy, 4, 1_800_000)).toBe(1);
});
