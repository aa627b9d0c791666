import { expect, test } from 'vitest';
import { SimulatedClock } from './simulated-clock.ts';

test('timers run in the order of their due time, equal ones in the order in which they were set', () => {
  const clock = new SimulatedClock(100);
  const seen: string[] = [];
  clock.setTimer(20, () => seen.push(`late ${clock.nowMs()}`));
  clock.setTimer(10, () => seen.push(`first ${clock.nowMs()}`));
  clock.setTimer(10, () => seen.push(`second ${clock.nowMs()}`));
  clock.advance(30);
  expect(seen).toEqual(['first 110', 'second 110', 'late 120']);
  expect(clock.nowMs()).toBe(130);
});

test('a timer set by a timer runs on the way when it is due', () => {
  const clock = new SimulatedClock(0);
  const seen: number[] = [];
  clock.setTimer(10, () => clock.setTimer(5, () => seen.push(clock.nowMs())));
  clock.advance(15);
  expect(seen).toEqual([15]);
});

test('a cancelled timer never runs', () => {
  const clock = new SimulatedClock(0);
  const cancel = clock.setTimer(10, () => expect.unreachable());
  cancel();
  clock.advance(20);
  expect(clock.pendingTimers).toBe(0);
});

test('asynchronous code that a timer started runs at the time of that timer', async () => {
  const clock = new SimulatedClock(0);
  const seen: number[] = [];
  clock.setTimer(10, () => void Promise.resolve().then(() => clock.setTimer(10, () => seen.push(clock.nowMs()))));
  await clock.advanceAsync(100);
  expect(seen).toEqual([20]);
});
