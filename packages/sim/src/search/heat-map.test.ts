import { expect, it } from 'vitest';
import { heatMap } from './heat-map.ts';
import type { Trial } from './search-parameters.ts';

function trial(index: number, params: Trial<undefined>['params'], score: number | undefined): Trial<undefined> {
  return { index, params, score, figures: undefined, error: undefined };
}

it('shows best and mean score over all other params, and empty cells for pairs never tried', () => {
  const trials = [
    trial(0, { fast: 10, slow: 50, stop: 'a' }, 1),
    trial(1, { fast: 10, slow: 50, stop: 'b' }, 3),
    trial(2, { fast: 2, slow: 100, stop: 'a' }, -1),
    trial(3, { fast: 2, slow: 50, stop: 'a' }, undefined),
  ];

  expect(heatMap(trials, 'fast', 'slow')).toEqual({
    xName: 'fast',
    yName: 'slow',
    xValues: [2, 10],
    yValues: [50, 100],
    cells: [
      [
        { trials: 0, best: undefined, mean: undefined },
        { trials: 2, best: 3, mean: 2 },
      ],
      [
        { trials: 1, best: -1, mean: -1 },
        { trials: 0, best: undefined, mean: undefined },
      ],
    ],
  });
});

it('keeps values that are no numbers in the order of their first trial', () => {
  const trials = [trial(0, { x: 'slow', y: 1 }, 1), trial(1, { x: 'fast', y: 1 }, 2)];

  expect(heatMap(trials, 'x', 'y').xValues).toEqual(['slow', 'fast']);
});

it('puts many different numbers into 24 bins, none of them lost', () => {
  const trials = Array.from({ length: 1_000 }, (_, index) => trial(index, { x: index / 7, y: 'a' }, index));

  const map = heatMap(trials, 'x', 'y');

  expect(map.xValues).toHaveLength(24);
  expect(map.cells[0]?.reduce((sum, { trials: count }) => sum + count, 0)).toBe(1_000);
  expect(map.cells[0]?.at(-1)?.best).toBe(999);
});
