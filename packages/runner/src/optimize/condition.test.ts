import { expect, test } from 'vitest';
import { parseCondition } from './condition.ts';

test.each([
  ['fast < slow', { fast: 1, slow: 2 }, true],
  ['fast<slow', { fast: 2, slow: 2 }, false],
  ['fast <= slow', { fast: 2, slow: 2 }, true],
  [' stop >= 0.01 ', { stop: 0.02 }, true],
  ['-1 > stop', { stop: 0 }, false],
  ['a == b', { a: 3, b: '3' }, true],
  ['a != 3', { a: 3 }, false],
  ['fast < missing', { fast: 1 }, false],
])('"%s" on %o is %s', (text, params, expected) => {
  expect(parseCondition(text)?.holds(params)).toBe(expected);
});

test.each(['', 'fast', 'fast <', '1 < 2', 'fast < slow < 3', 'fast = slow', 'process.exit() < 1'])(
  '"%s" is no condition',
  text => {
    expect(parseCondition(text)).toBeUndefined();
  },
);
