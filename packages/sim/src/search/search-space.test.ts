import { describe, expect, it } from 'vitest';
import { CheckedSpace, paramKey, type SearchSpace } from './search-space.ts';

describe('CheckedSpace', () => {
  it('lists the grid with the last param changing fastest, without the sets that are not allowed', () => {
    const space = new CheckedSpace(
      { fast: { type: 'integer', from: 1, to: 5, step: 2 }, slow: { type: 'choice', values: [3, 4] } },
      ({ fast = 0, slow = 0 }) => fast < slow,
    );

    expect([...space.grid()]).toEqual([
      { fast: 1, slow: 3 },
      { fast: 1, slow: 4 },
      { fast: 3, slow: 4 },
    ]);
    expect(space.gridSize).toBe(6);
  });

  it('spreads a logarithmic param by equal ratios, both ends included', () => {
    const space = new CheckedSpace({ x: { type: 'real', from: 0.01, to: 100, scale: 'log', gridPoints: 5 } });

    expect([...space.grid()].map(({ x }) => x)).toEqual([0.01, 0.1, 1, 10, 100]);
  });

  it.each([
    [0, { whole: 2, text: 'a', real: -1 }],
    [0.5, { whole: 6, text: 'b', real: 0 }],
    [0.999_999, { whole: 8, text: 'b', real: 0.999_998 }],
    [1, { whole: 8, text: 'b', real: 1 }],
  ])('maps the coordinate %d into every kind of param', (coordinate, expected) => {
    const space = new CheckedSpace({
      whole: { type: 'integer', from: 2, to: 9, step: 2 },
      text: { type: 'choice', values: ['a', 'b'] },
      real: { type: 'real', from: -1, to: 1 },
    });

    expect(space.at([coordinate, coordinate, coordinate])).toEqual(expected);
  });

  it.each<[string, SearchSpace, string]>([
    ['no param', {}, 'space is {}: name at least one param to search'],
    ['a range backwards', { x: { type: 'real', from: 2, to: 1 } }, 'space.x is 2 to 1: `from` must not be above `to`'],
    ['halves of integers', { x: { type: 'integer', from: 0.5, to: 1 } }, 'space.x is 0.5 to 1: use whole numbers'],
    ['a step of 0', { x: { type: 'integer', from: 0, to: 1, step: 0 } }, 'space.x.step is 0'],
    ['a log scale from 0', { x: { type: 'real', from: 0, to: 1, scale: 'log' } }, 'space.x.from is 0'],
    ['no choice', { x: { type: 'choice', values: [] } }, 'space.x.values is []'],
    ['a grid of one point', { x: { type: 'real', from: 0, to: 1, gridPoints: 1 } }, 'space.x.gridPoints is 1'],
  ])('refuses %s, naming it', (_, space, message) => {
    expect(() => new CheckedSpace(space)).toThrow(message);
  });
});

it('gives equal sets equal keys, whatever the order of their names', () => {
  expect(paramKey({ a: 1, b: 'x' })).toBe(paramKey({ b: 'x', a: 1 }));
  expect(paramKey({ a: 1 })).not.toBe(paramKey({ a: '1' }));
});
