import { expect, test } from 'vitest';
import { optimizeProgress } from './optimize-progress.ts';

const best = { index: 0, params: {}, score: 1.234, figures: undefined, error: undefined };

test('tells sets, rate, remaining time and the best so far', () => {
  const progress = { done: 100, earlier: 0, total: 500, best };
  expect(optimizeProgress(progress, 'sharpeRatio', 10_000)).toEqual({
    share: 0.2,
    text: '100 of 500 sets  10.0 sets/s  00:40 left  best Sharpe ratio 1.23',
  });
});

test('a smallest figure is shown as it is, not as the score that was searched for', () => {
  const progress = { done: 1, earlier: 0, total: 2, best: { ...best, score: -0.25 } };
  expect(optimizeProgress(progress, 'maxDrawdown', 1_000).text).toContain('best Max drawdown 25.00 %');
});

test('sets of an interrupted search count as done and have no rate', () => {
  const progress = { done: 60, earlier: 60, total: 120, best: undefined };
  expect(optimizeProgress(progress, 'sharpeRatio', 5_000).text).toBe('60 of 120 sets  60 of them kept');
  expect(optimizeProgress({ ...progress, done: 70 }, 'sharpeRatio', 5_000).text).toBe(
    '70 of 120 sets  60 of them kept  2.0 sets/s  00:25 left',
  );
});
