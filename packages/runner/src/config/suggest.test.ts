import { expect, test } from 'vitest';
import { suggest } from './suggest.ts';

test.each([
  ['symbls', 'symbols'],
  ['SYMBOLS', 'symbols'],
  ['stratgies', 'strategies'],
  ['colour', undefined],
  ['', undefined],
])('"%s" most probably means %s', (word, meant) => {
  expect(suggest(word, ['strategies', 'symbols'])).toBe(meant);
});
