import { SimulatedClock } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { parseLunoOptions } from '../luno-options.ts';
import { type Priority, RateBudget, type TurnRequest } from './rate-budget.ts';

const startMs = 1_790_127_200_000;

function start(limits: Parameters<typeof parseLunoOptions>[0]['rateBudget'] = {}) {
  const clock = new SimulatedClock(startMs);
  const budget = new RateBudget(parseLunoOptions({ rateBudget: limits }).rateBudget, clock);
  const log: string[] = [];
  const ask = async (name: string, request: TurnRequest): Promise<void> => {
    const turn = await budget.turn(request);
    log.push(turn === 'granted' ? name : `${name}: ${turn}`);
  };
  return { clock, budget, log, ask };
}

const data = { priority: 'data' } as const satisfies TurnRequest;

describe('the rate budget', () => {
  test('lets a burst pass at once and the rest at a steady rate', async () => {
    const { clock, log, ask } = start({ requestsPerMinuteMax: 65, burst: 5, reservedForCancels: 0 });
    for (let index = 0; index < 8; index += 1) void ask(`${index}`, data);
    await clock.advanceAsync(0);
    expect(log).toEqual(['0', '1', '2', '3', '4']);
    await clock.advanceAsync(999);
    expect(log).toHaveLength(5);
    await clock.advanceAsync(1);
    expect(log).toHaveLength(6);
    await clock.advanceAsync(2000);
    expect(log).toHaveLength(8);
  });

  test('sends cancels before look-ups before orders before data, whoever came first', async () => {
    const { clock, log, ask } = start({ requestsPerMinuteMax: 62, burst: 2, reservedForCancels: 0 });
    void ask('first', data);
    void ask('second', data);
    await clock.advanceAsync(0);
    for (const priority of ['data', 'place', 'look-up', 'cancel', 'data', 'place', 'look-up', 'cancel'] as const) {
      void ask(priority, { priority });
    }
    await clock.advanceAsync(10_000);
    expect(log.slice(2)).toEqual(['cancel', 'cancel', 'look-up', 'look-up', 'place', 'place', 'data', 'data']);
  });

  test('keeps a share of the burst for cancels and look-ups', async () => {
    const { clock, log, ask } = start({ requestsPerMinuteMax: 70, burst: 10, reservedForCancels: 4 });
    for (let index = 0; index < 20; index += 1) void ask('place', { priority: 'place' });
    await clock.advanceAsync(0);
    expect(log).toHaveLength(6);
    for (let index = 0; index < 4; index += 1) void ask('cancel', { priority: 'cancel' });
    await clock.advanceAsync(0);
    expect(log.slice(6)).toEqual(['cancel', 'cancel', 'cancel', 'cancel']);
  });

  test.each([
    { name: 'steady', everyMs: 40, until: 180_000 },
    { name: 'in bursts', everyMs: 7000, until: 300_000 },
  ])('never starts more than the maximum in any 60 seconds: demand $name', async ({ everyMs, until }) => {
    const { clock, budget } = start({ requestsPerMinuteMax: 290, burst: 8, waitingMax: 100_000 });
    const startedMs: number[] = [];
    const priorities: readonly Priority[] = ['data', 'cancel', 'place', 'look-up'];
    for (let sinceMs = 0; sinceMs < until; sinceMs += everyMs) {
      for (let index = 0; index < (everyMs > 1000 ? 60 : 1); index += 1) {
        void budget.turn({ priority: priorities[index % 4] ?? 'data' }).then(() => startedMs.push(clock.nowMs()));
      }
      await clock.advanceAsync(everyMs);
    }
    expect(startedMs.length).toBeGreaterThan(290 * 2);
    startedMs.forEach((fromMs, index) => {
      const inWindow = startedMs.slice(index, index + 400).filter(ms => ms < fromMs + 60_000).length;
      expect(inWindow).toBeLessThanOrEqual(290);
    });
    budget.close();
  });

  test('ends the wait of whoever is aborted, expires, or has waited long enough', async () => {
    const { clock, log, ask } = start({ requestsPerMinuteMax: 11, burst: 1, reservedForCancels: 0 });
    const abort = new AbortController();
    void ask('first', data);
    void ask('aborted', { ...data, signal: abort.signal });
    void ask('expiring', { ...data, expiresAtMs: startMs + 500 });
    void ask('patient', { ...data, waitMs: 600 });
    void ask('last', data);
    await clock.advanceAsync(100);
    abort.abort();
    await clock.advanceAsync(800);
    expect(log).toEqual(['first', 'aborted: aborted', 'expiring: expired', 'patient: waited-out']);
    await clock.advanceAsync(60_000);
    expect(log.at(-1)).toBe('last');
  });

  test('turns away what finds the queue full, except cancels', async () => {
    const { clock, log, ask } = start({ requestsPerMinuteMax: 11, burst: 1, reservedForCancels: 0, waitingMax: 2 });
    for (const name of ['a', 'b', 'c', 'd']) void ask(name, data);
    void ask('cancel', { priority: 'cancel' });
    await clock.advanceAsync(0);
    expect(log.toSorted()).toEqual(['a', 'd: full']);
    await clock.advanceAsync(6000);
    expect(log.at(-1)).toBe('cancel');
  });

  test('has an empty burst after a pause, filled by nothing but the time of the pause', async () => {
    const { clock, budget, log, ask } = start({ requestsPerMinuteMax: 62, burst: 2, reservedForCancels: 0 });
    await clock.advanceAsync(10_000);
    budget.pause(500);
    for (const name of ['first', 'second']) void ask(name, { priority: 'cancel' });
    await clock.advanceAsync(999);
    expect(log).toEqual([]);
    await clock.advanceAsync(1);
    expect(log).toEqual(['first']);
    await clock.advanceAsync(1_000);
    expect(log).toEqual(['first', 'second']);
  });

  test('sends nothing while it pauses, not even cancels', async () => {
    const { clock, budget, log, ask } = start({ requestsPerMinuteMax: 62, burst: 2, reservedForCancels: 0 });
    expect(budget.pause(7000)).toBe(7000);
    void ask('cancel', { priority: 'cancel' });
    await clock.advanceAsync(6999);
    expect(log).toEqual([]);
    await clock.advanceAsync(1);
    expect(log).toEqual(['cancel']);
  });

  test('pauses longer with every 429 in a row, up to a bound, and forgets them after a good answer', () => {
    const { clock, budget } = start({ pauseMs: 5000, pauseMaxMs: 18_000, retryAfterMaxMs: 100_000 });
    const pauses = [1, 2, 3, 4].map(() => {
      const pauseMs = budget.pause(undefined);
      clock.advance(pauseMs);
      return pauseMs;
    });
    expect(pauses).toEqual([5000, 10_000, 18_000, 18_000]);
    budget.calm();
    expect(budget.pause(undefined)).toBe(5000);
    expect(budget.pause(86_400_000)).toBe(100_000);
    budget.close();
  });

  test('counts a burst that is refused as one 429, so that cancels do not wait for the longest pause', () => {
    const { budget } = start({ pauseMs: 5000, pauseMaxMs: 60_000 });
    expect([1, 2, 3, 4].map(() => budget.pause(undefined))).toEqual([5000, 5000, 5000, 5000]);
    budget.close();
  });

  test('never shortens a pause that Luno asked for when another 429 names none, or a shorter one', async () => {
    const { clock, budget, log, ask } = start();
    budget.pause(120_000);
    await clock.advanceAsync(1000);
    expect(budget.pause(undefined)).toBe(119_000);
    expect(budget.pause(1)).toBe(119_000);
    void ask('cancel', { priority: 'cancel' });
    await clock.advanceAsync(118_999);
    expect(log).toEqual([]);
    await clock.advanceAsync(1000);
    expect(log).toEqual(['cancel']);
  });

  test('does not stop when the clock jumps back, and exceeds the burst at most once when it jumps ahead', async () => {
    const { clock, budget } = start({ requestsPerMinuteMax: 62, burst: 2, reservedForCancels: 0 });
    const jumping = { shiftMs: 0 };
    const nowMs = clock.nowMs.bind(clock);
    clock.nowMs = () => nowMs() + jumping.shiftMs;
    let granted = 0;
    const ask = () => void budget.turn(data).then(() => (granted += 1));
    for (let index = 0; index < 4; index += 1) ask();
    await clock.advanceAsync(0);
    expect(granted).toBe(2);
    jumping.shiftMs = -3_600_000;
    await clock.advanceAsync(3000);
    expect(granted).toBe(4);
    jumping.shiftMs = 3_600_000;
    for (let index = 0; index < 5; index += 1) ask();
    await clock.advanceAsync(0);
    expect(granted).toBe(6);
    budget.close();
  });

  test('sends everyone away and leaves no timer when it closes', async () => {
    const { clock, budget, log, ask } = start({ requestsPerMinuteMax: 11, burst: 1, reservedForCancels: 0 });
    void ask('first', data);
    void ask('waiting', { priority: 'place', expiresAtMs: startMs + 60_000, waitMs: 10_000 });
    await clock.advanceAsync(0);
    budget.pause(undefined);
    budget.close();
    await clock.advanceAsync(0);
    expect(log).toEqual(['first', 'waiting: closed']);
    expect(clock.pendingTimers).toBe(0);
    expect(await budget.turn(data)).toBe('closed');
  });

  test('does not let data use the share of cancels when the cancel that opened it goes away', async () => {
    const { clock, log, ask } = start({ requestsPerMinuteMax: 70, burst: 10, reservedForCancels: 5 });
    for (let index = 0; index < 4; index += 1) void ask('data', data);
    await clock.advanceAsync(0);
    // The fifth is being served while the others line up behind it.
    void ask('data', data);
    void ask('more', data);
    const abort = new AbortController();
    void ask('cancel', { priority: 'cancel', signal: abort.signal });
    abort.abort();
    await clock.advanceAsync(0);
    expect(log.filter(name => name === 'more')).toEqual([]);
    await clock.advanceAsync(1000);
    expect(log.filter(name => name === 'more')).toEqual(['more']);
  });
});
