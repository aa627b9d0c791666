import type { Order, SpectatorEvents } from '@trader/core';
import { expect, test } from 'vitest';
import { anOrderView } from '../../test/order-views.ts';
import type { RunEvent } from './run-event.ts';
import { RunTracker, type Spectated } from './run-tracker.ts';

/** Something to listen to, played by hand. */
function makeStage() {
  const listeners = new Map<string, Set<(value: never) => void>>();
  const system: Spectated = {
    on(name, listener) {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener));
      return () => void all.delete(listener);
    },
  };
  const play = <K extends keyof SpectatorEvents>(name: K, value: SpectatorEvents[K]) => {
    for (const listener of listeners.get(name) ?? []) listener(value as never);
  };
  const change = (from: Order['state'], to: Order['state'], fields: Partial<Order> = {}) => {
    play('order', { order: anOrderView({ state: to, ...fields }), from, to });
  };
  const count = () => [...listeners.values()].reduce((sum, all) => sum + all.size, 0);
  return { system, play, change, count };
}

test('counts each order once, by the state in which it ended', () => {
  const { system, change } = makeStage();
  const tracker = new RunTracker(system, () => undefined);
  change('requested', 'submitted');
  change('submitted', 'open');
  change('open', 'filled');
  change('filled', 'filled', { inconsistent: true });
  change('requested', 'denied');
  change('open', 'canceled', { cancelRequested: true });
  change('open', 'canceled', { timeInForce: 'IOC' });
  expect(tracker.countsOf('naive')).toEqual({ ended: { filled: 1, denied: 1, canceled: 2 }, cancels: 1 });
  expect(tracker.countsOf('nobody')).toEqual({ ended: {}, cancels: 0 });
});

test('knows who is paused now, and keeps what went wrong', () => {
  const { system, play } = makeStage();
  const told: RunEvent[] = [];
  const tracker = new RunTracker(system, event => void told.push(event));
  const strategy = { type: 'strategy', strategy: 'a', reason: 'onTick threw' } as const;
  play('strategy', { ...strategy, status: 'paused' });
  play('strategy', { ...strategy, strategy: 'b', status: 'paused' });
  play('strategy', { ...strategy, status: 'running' });
  play('alarm', { type: 'alarm', code: 'x', message: 'look', severity: 'warning', strategy: undefined });
  expect([...tracker.paused]).toEqual(['b']);
  expect(tracker.problems).toEqual(['look']);
  expect(told).toHaveLength(4);
});

test('keeps the latest twenty problems', () => {
  const { system, play } = makeStage();
  const tracker = new RunTracker(system, () => undefined);
  for (let index = 1; index <= 25; index += 1) {
    play('alarm', { type: 'alarm', code: 'x', message: `number ${index}`, severity: 'warning', strategy: undefined });
  }
  expect(tracker.problems).toHaveLength(20);
  expect(tracker.problems[0]).toBe('number 6');
});

test('tells with the first alarm of a halt how a person ends it, and denials tell once why', () => {
  const { system, play, change } = makeStage();
  const told: RunEvent[] = [];
  const tracker = new RunTracker(system, event => void told.push(event));
  const alarm = { type: 'alarm', code: 'crash-loop', message: 'five crashes', strategy: undefined } as const;
  const reason = { code: 'kill-switch', message: 'new risk is halted (crash-loop): five crashes' };
  play('alarm', { ...alarm, severity: 'halt' });
  play('alarm', { ...alarm, severity: 'halt' });
  change('requested', 'denied', { reason });
  change('requested', 'denied', { reason });
  play('alarm', { ...alarm, code: 'resumed', message: 'by ann', severity: 'warning' });
  play('alarm', { ...alarm, severity: 'halt' });
  const hinted = 'five crashes (once you know why: trader run --resume)';
  expect(told.map(({ text }) => text.replace(/.*denied: /, ''))).toEqual([
    hinted,
    'five crashes',
    'new risk is halted (crash-loop): five crashes',
    'new risk is halted (crash-loop)',
    'by ann',
    hinted,
  ]);
  expect(told[3]?.facts['reason']).toEqual(reason);
  expect(tracker.problems).toEqual(['five crashes', 'five crashes', 'by ann', 'five crashes']);
});

test('stops listening when it is closed', () => {
  const { system, count } = makeStage();
  const tracker = new RunTracker(system, () => undefined);
  expect(count()).toBe(7);
  tracker.close();
  expect(count()).toBe(0);
});
