import { expect, test } from 'vitest';
import type { SearchReport } from '../search/search-report.ts';
import { renderSearchReport } from './render-search-report.ts';

const figures = { sharpeRatio: -0.012, totalReturn: -0.5, maxDrawdown: 0.2, roundTrips: 12, winRate: 0.25 };
const trials = [1, 2].flatMap(fast =>
  [10, 20].map((slow, index) => ({
    index: (fast - 1) * 2 + index,
    params: { fast, slow },
    score: -0.012 * fast - (slow === 20 ? 2_000 : 0),
    figures,
    error: null,
  })),
);
const report: SearchReport = {
  format: 'trader-search',
  version: 1,
  title: 'a search',
  strategy: 'one',
  method: 'grid',
  seed: '1',
  objective: 'sharpeRatio',
  direction: 'max',
  roundTripsMin: 10,
  window: { fromMs: 0, toMs: 86_400_000 },
  space: [
    { name: 'fast', values: '1, 2' },
    { name: 'slow', values: '10, 20' },
  ],
  where: [],
  untried: 0,
  trials,
  best: 0,
  luck: null,
  walkForward: null,
  dataHashes: {},
};
const page = renderSearchReport(report, { style: { text: 'body {}', sha256: 'x' } });

test('numbers below zero have a real minus sign, in the heat map too', () => {
  expect(page).toContain('>−0.01</text>');
  expect(page).toContain('>−2000</text>');
  expect(page.match(/>-\d/g)).toBeNull();
});

test('a range that is wider than its column stands below it in two lines', () => {
  const many = Array.from({ length: 50 }, (_, index) => ({
    ...report.trials[0],
    index,
    params: { fast: index % 2, slow: 1_000 + index },
    score: index,
    figures,
    error: null,
  }));
  const space = [...report.space].reverse();
  const drawn = renderSearchReport({ ...report, space, trials: many }, { style: { text: '', sha256: 'x' } });

  expect(drawn).toContain('>1000–</text>');
  expect(drawn).toContain('>1002</text>');
});

test('the page runs no script, and a search without a best set says so', () => {
  expect(page).not.toContain('<script');
  expect(page).not.toContain('script-src');
  const none = renderSearchReport({ ...report, best: null, trials: [] }, { style: { text: '', sha256: '' } });
  expect(none).toContain('No set has a score.');
});
