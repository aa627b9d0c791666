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

it.each([
  ['1 to 100', 1, 100, 1, 20, ['1–5', '96–100'], [5, 5]],
  ['0 to 24', 0, 24, 1, 13, ['0–1', '24'], [1, 2]],
  ['5 to 1000 by 5', 5, 1_000, 5, 23, ['5–45', '965–1000'], [8, 9]],
  ['1 to 72', 1, 72, 1, 24, ['1–3', '70–72'], [3, 3]],
  ['-40 to -1', -40, -1, 1, 20, ['-40 to -39', '-2 to -1'], [2, 2]],
])(
  'puts whole numbers (%s) into bins of as many each as can be, named by whole numbers',
  (_, from, to, step, bins, ends, sizes) => {
    const trials: Trial<undefined>[] = [];
    for (let x = to; x >= from; x -= step) trials.push(trial(trials.length, { x, y: 'a' }, x));

    const { xValues, cells } = heatMap(trials, 'x', 'y');
    const counts = (cells[0] ?? []).map(({ trials: count }) => count);

    expect(xValues).toHaveLength(bins);
    expect([xValues[0], xValues.at(-1)]).toEqual(ends);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual(sizes);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(trials.length);
  },
);

it('counts whole numbers that were never drawn for the width of a bin', () => {
  const drawn = [1, 2, 3, ...Array.from({ length: 30 }, (_, index) => 41 + 2 * index), 100];
  const { xValues, cells } = heatMap(
    drawn.map((x, index) => trial(index, { x, y: 'a' }, x)),
    'x',
    'y',
  );

  expect(xValues).toHaveLength(20);
  expect(cells[0]?.map(({ trials: count }) => count).slice(0, 10)).toEqual([3, 0, 0, 0, 0, 0, 0, 0, 3, 2]);
});
