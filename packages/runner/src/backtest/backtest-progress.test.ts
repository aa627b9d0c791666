import { SimulatedClock } from '@trader/core';
import { expect, test } from 'vitest';
import { FakeTerminal } from '../../test/fake-terminal.ts';
import { createProgressDisplay, progressText, shareDone } from './backtest-progress.ts';

const everything = { fromMs: undefined, toMs: undefined };
const at = (rows: number, rowsTotal: number | undefined = 1_000) => ({ rows, rowsTotal, timeMs: Date.UTC(2024, 2, 1) });

test.each([
  ['rows of all rows', at(250), everything, 0.25],
  ['no more than all', at(1_001), everything, 1],
  ['nothing where nobody knows', { ...at(5), rowsTotal: undefined }, everything, undefined],
  ['time where the range is bounded', at(5), { fromMs: Date.UTC(2024, 1, 20), toMs: Date.UTC(2024, 2, 11) }, 0.5],
  ['nothing where half of the range is open', at(5), { fromMs: 0, toMs: undefined }, undefined],
])('the share done is %s', (_, progress, range, share) => expect(shareDone(progress, range)).toBe(share));

test('progress tells rows, rate, remaining time and where in time it is', () => {
  expect(progressText(at(2_500_000), 0.25, 2_000)).toBe('2,500,000 rows  1.25 M rows/s  00:06 left  2024-03-01');
  expect(progressText(at(0), undefined, 0)).toBe('0 rows  0 rows/s  2024-03-01');
});

test('a terminal shows a bar that goes away in the end', () => {
  const terminal = new FakeTerminal(80);
  const clock = new SimulatedClock(0);
  const display = createProgressDisplay({ stream: terminal, colour: false, clock, range: everything });
  clock.advance(500);
  display.show(at(500));
  expect(terminal.text).toBe('██████████░░░░░░░░░░  50 %  500 rows  1 k rows/s  00:00 left  2024-03-01\n');
  display.close();
  display.close();
  expect(terminal.text.trim()).toBe('');
  expect(terminal.isCursorShown).toBe(true);
});

test('elsewhere every tenth is a line', () => {
  let text = '';
  const clock = new SimulatedClock(0);
  const stream = { write: (part: string) => (text += part) };
  const display = createProgressDisplay({ stream, colour: false, clock, range: everything });
  for (let rows = 0; rows <= 1_000; rows += 50) display.show(at(rows));
  display.close();
  expect(text.split('\n').map(line => line.slice(0, 5))).toEqual(
    ['10', '20', '30', '40', '50', '60', '70', '80', '90', '100'].map(each => `${each} %`.padStart(5)).concat(''),
  );
});
