import { SimulatedClock } from '@trader/core';
import { expect, test } from 'vitest';
import { FakeTerminal } from '../../test/fake-terminal.ts';
import { anEvent, aSnapshot } from '../../test/snapshots.ts';
import { aSummary } from '../../test/summaries.ts';
import { createLiveTable } from './live-table.ts';

function setUp(forMs?: number) {
  const terminal = new FakeTerminal(80, 24);
  const clock = new SimulatedClock(Date.UTC(2026, 0, 1, 12));
  const table = createLiveTable({ stream: terminal, colour: false, clock, forMs });
  return { terminal, clock, table };
}

test('draws at once, and then at most four times a second', () => {
  const { terminal, clock, table } = setUp();
  table.begin(() => aSnapshot());
  expect(terminal.writes).toHaveLength(1);
  for (let count = 0; count < 1_000; count += 1) table.show(anEvent('bought 1 A @ 2'));
  clock.advance(1_000);
  expect(terminal.writes.length - 1).toBeLessThanOrEqual(4);
  expect(terminal.text).toContain('12:00:00  naive_test  bought 1 A @ 2');
});

test('shows time, what is left of it, and streams', () => {
  const { terminal, clock, table } = setUp(60_000);
  table.begin(() => aSnapshot());
  table.show(
    anEvent('', {
      type: 'link',
      level: 'detail',
      facts: { stream: 'market', instrumentId: 'XBTZAR@practice', state: 'stale' },
    }),
  );
  clock.advance(5_000);
  expect(terminal.text.split('\n').slice(0, 2)).toEqual([
    'trader running 00:05, 00:55 left           practice · 1 strategy · run 01234567',
    'XBTZAR@practice market stale',
  ]);
});

test('counts the time from the moment when trading begins', () => {
  const { terminal, clock, table } = setUp(60_000);
  table.begin(() => aSnapshot());
  clock.advance(10_000);
  table.show(anEvent('system running', { type: 'state', facts: { from: 'starting', to: 'running' } }));
  clock.advance(1_000);
  expect(terminal.text).toMatch(/^trader running 00:01, 00:59 left/);
});

test('leaves the last frame and the summary, the cursor, and no timer', () => {
  const { terminal, clock, table } = setUp();
  table.begin(() => aSnapshot());
  clock.advance(1_000);
  table.end(aSummary());
  table.close();
  expect(clock.pendingTimers).toBe(0);
  expect(terminal.isCursorShown).toBe(true);
  const text = terminal.text;
  expect(text.match(/trader running/g)).toHaveLength(1);
  expect(text).toContain('SUMMARY  01:00 of trading; stopped when asked');
  expect(text).toMatch(/Nothing is left open and nothing is unknown\.\n$/);
});

test('details stay out of the recent events', () => {
  const { terminal, clock, table } = setUp();
  table.begin(() => aSnapshot());
  table.show(anEvent('order submitted', { type: 'order', level: 'detail' }));
  clock.advance(300);
  expect(terminal.text).not.toContain('order submitted');
});
