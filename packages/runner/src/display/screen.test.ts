import { expect, test } from 'vitest';
import { FakeTerminal } from '../../test/fake-terminal.ts';
import { drawnLine } from './drawn-line.ts';
import { createScreen } from './screen.ts';

const lines = (...texts: readonly string[]) => texts.map(text => drawnLine(text, 200));

test('a frame replaces the one before it', () => {
  const terminal = new FakeTerminal();
  terminal.write('$ trader run\n');
  const screen = createScreen(terminal);
  screen.draw(lines('one', 'two', 'three'));
  screen.draw(lines('one', 'twenty', 'three'));
  expect(terminal.text).toBe('$ trader run\none\ntwenty\nthree\n');
});

test.each([
  ['longer', ['a', 'b'], ['a', 'x', 'b', 'c']],
  ['shorter', ['a', 'x', 'b', 'c'], ['a', 'b']],
  ['empty', ['a', 'b'], []],
  ['wholly different', ['aaaa', 'bbbb'], ['c', 'd']],
])('a frame that is %s leaves nothing of the one before', (_, before, after) => {
  const terminal = new FakeTerminal();
  const screen = createScreen(terminal);
  screen.draw(lines(...before));
  screen.draw(lines(...after));
  expect(terminal.text).toBe(`${after.join('\n')}${after.length > 0 ? '\n' : ''}`);
});

test('a frame is one write, and only changed lines are written again', () => {
  const terminal = new FakeTerminal();
  const screen = createScreen(terminal);
  screen.draw(lines('unchanged', 'two'));
  screen.draw(lines('unchanged', 'three'));
  expect(terminal.writes).toHaveLength(2);
  expect(terminal.writes[1]).not.toContain('unchanged');
});

test('a terminal that becomes narrower shows nothing of the old frame', () => {
  const terminal = new FakeTerminal(40);
  const screen = createScreen(terminal);
  screen.draw(lines('x'.repeat(39), 'y'.repeat(10)));
  // Real terminals wrap what they showed.
  const narrow = new FakeTerminal(20);
  narrow.write(`${'x'.repeat(39)}\n${'y'.repeat(10)}\n`);
  terminal.columns = 20;
  screen.draw(lines('short'));
  narrow.write(terminal.writes[1] ?? '');
  expect(narrow.text).toBe('short\n');
});

test('the cursor is hidden while frames are drawn and shown afterwards', () => {
  const terminal = new FakeTerminal();
  const screen = createScreen(terminal);
  screen.draw(lines('one'));
  expect(terminal.isCursorShown).toBe(false);
  screen.leave();
  screen.leave();
  terminal.write('below\n');
  expect(terminal.isCursorShown).toBe(true);
  expect(terminal.text).toBe('one\nbelow\n');
});

test('a terminal that does not tell its size counts as 80 by 24', () => {
  const screen = createScreen({ write: () => undefined });
  expect([screen.width, screen.height]).toEqual([79, 23]);
});
