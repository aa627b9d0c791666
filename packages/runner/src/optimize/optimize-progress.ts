import { figureDefinitions, figureText } from '@trader/sim';
import { type ObjectiveName, objectives } from '../config/optimize-config.ts';
import { durationText } from '../display/number-text.ts';
import type { Progress } from '../display/progress-display.ts';
import type { OptimizeProgress } from './optimize-project.ts';

/** What a progress display shows of a search: `120 of 500 sets  14.2 sets/s  00:27 left  best Sharpe ratio 1.32`. */
export function optimizeProgress(
  { done, earlier, total, best }: OptimizeProgress,
  objective: ObjectiveName,
  elapsedMs: number,
): Progress {
  const fresh = done - earlier;
  const rate = elapsedMs > 0 ? (fresh / elapsedMs) * 1_000 : 0;
  const { title, unit } = figureDefinitions[objective];
  const score = best?.score === undefined ? undefined : objectives[objective] === 'max' ? best.score : -best.score;
  const parts = [
    `${done} of ${total} sets`,
    // Those of an interrupted search took no time now: they say nothing about the rate.
    ...(earlier > 0 ? [`${earlier} of them kept`] : []),
    ...(rate > 0 ? [`${rate.toFixed(1)} sets/s`, `${durationText(((total - done) / rate) * 1_000)} left`] : []),
    ...(score === undefined ? [] : [`best ${title} ${figureText(score, unit)}`]),
  ];
  return { share: Math.min(done / total, 1), text: parts.join('  ') };
}
