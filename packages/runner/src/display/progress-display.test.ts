import { SimulatedClock } from '@trader/core';
import { expect, test } from 'vitest';
import { FakeTerminal } from '../../test/fake-terminal.ts';
import { createProgressDisplay } from './progress-display.ts';

test('a terminal shows a bar that goes away in the end', () => {
  const terminal = new FakeTerminal(80);
  const clock = new SimulatedClock(0);
  const display = createProgressDisplay({ stream: terminal, colour: false, clock });
  clock.advance(500);
  display.show(elapsedMs => ({ share: 0.5, text: `after ${elapsedMs} ms` }));
  expect(terminal.text).toBe('██████████░░░░░░░░░░  50 %  after 500 ms\n');
  display.close();
  display.close();
  expect(terminal.text.trim()).toBe('');
  expect(terminal.isCursorShown).toBe(true);
});

test('a bar of unknown length shows no share', () => {
  const terminal = new FakeTerminal(80);
  const display = createProgressDisplay({ stream: terminal, colour: false, clock: new SimulatedClock(0) });
  display.show(() => ({ share: undefined, text: '7 rows' }));
  expect(terminal.text).toBe('░░░░░░░░░░░░░░░░░░░░  7 rows\n');
});

test('a bar is drawn at most ten times a second, and what is not drawn is not computed', () => {
  const terminal = new FakeTerminal(80);
  const clock = new SimulatedClock(0);
  const display = createProgressDisplay({ stream: terminal, colour: false, clock });
  let asked = 0;
  for (let step = 0; step < 1_000; step += 1) {
    display.show(() => ({ share: 0, text: String(++asked) }));
    clock.advance(1);
  }
  expect([asked, terminal.writes.length]).toEqual([10, 10]);
});

test('elsewhere every tenth is a line', () => {
  let text = '';
  const stream = { write: (part: string) => (text += part) };
  const display = createProgressDisplay({ stream, colour: false, clock: new SimulatedClock(0) });
  for (let row = 0; row <= 20; row += 1) display.show(() => ({ share: row / 20, text: '' }));
  display.close();
  expect(text.split('\n').map(line => line.trim())).toEqual(
    ['10', '20', '30', '40', '50', '60', '70', '80', '90', '100'].map(each => `${each} %`).concat(''),
  );
});
