import { SimulatedClock } from '@trader/core';
import { expect, test } from 'vitest';
import { anEvent, anOrder, aSnapshot, aStrategy } from '../../test/snapshots.ts';
import { aSummary } from '../../test/summaries.ts';
import { createPlainLines } from './plain-lines.ts';

function setUp() {
  const lines: string[] = [];
  const clock = new SimulatedClock(Date.UTC(2026, 0, 1, 12));
  const display = createPlainLines({ stream: { write: text => lines.push(text) }, clock });
  return { lines, clock, display };
}

test('every event is one line with its time, kind and weight', () => {
  const { lines, clock, display } = setUp();
  display.begin(() => aSnapshot());
  clock.advance(1_500);
  display.show(anEvent('bought 1 A @ 2'));
  display.show(anEvent('look\nhere\u001B[2J', { type: 'alarm', level: 'error', strategy: undefined }));
  expect(lines).toEqual([
    '2026-01-01T12:00:00.000Z run      0123456789abcdef0123456789abcdef on practice\n',
    '2026-01-01T12:00:01.500Z fill     naive_test bought 1 A @ 2\n',
    '2026-01-01T12:00:01.500Z alarm    ERROR look here [2J\n',
  ]);
});

test('every ten seconds prices and results are told', () => {
  const { lines, clock, display } = setUp();
  const strategy = aStrategy({ standing: [anOrder()], fills: 3, realisedPnl: { ZAR: '12.5' }, fees: { ZAR: '1' } });
  display.begin(() => aSnapshot({ strategies: [strategy] }));
  clock.advance(20_000);
  expect(lines.slice(1)).toHaveLength(4);
  expect(lines.slice(1, 3)).toEqual([
    '2026-01-01T12:00:10.000Z prices   XBTZAR bid 1,200,000 ask 1,200,100.5 last 1,200,050\n',
    '2026-01-01T12:00:10.000Z status   naive_test 1 open, 3 fills, realised 12.50 ZAR, unrealised –, fees 1.00 ZAR\n',
  ]);
});

test('the summary comes last, and no timer is left', () => {
  const { lines, clock, display } = setUp();
  display.begin(() => aSnapshot());
  display.end(aSummary());
  display.close();
  expect(lines.at(-1)).toMatch(/^\nSUMMARY[\s\S]*unknown\.\n$/);
  expect(clock.pendingTimers).toBe(0);
});
