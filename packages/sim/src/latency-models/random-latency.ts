import { checkDelay } from './fixed-latency.ts';
import type { LatencyModel } from './latency-model.ts';

/** One delay as a log-normal distribution. */
export interface LogNormalDelay {
  /** Half of all delays are shorter; in milliseconds, at least 0. */
  readonly medianMs: number;
  /** Standard deviation of the logarithm, at least 0: 0.5 puts one delay in 40 beyond 2.7 times the median. Default 0.5. */
  readonly sigma?: number;
}

/** Delays by direction; what is missing takes no time. */
export interface RandomLatencyOptions {
  /** From the strategy's decision until the exchange has the request. */
  readonly entry?: LogNormalDelay;
  /** From the exchange's doing until the strategy hears of it. */
  readonly response?: LogNormalDelay;
  /** From the market's event until the strategy sees it. */
  readonly feed?: LogNormalDelay;
}

/**
 * Delays drawn from log-normal distributions: never below 0, most near the median, few much longer, as delays over a network are. The
 * run's seed names every draw.
 *
 * @throws `system/invalid-options` for a median or sigma that is not finite and at least 0.
 */
export function randomLatency(options: RandomLatencyOptions): LatencyModel {
  const parts = Object.entries(options) as [string, LogNormalDelay | undefined][];
  for (const [name, delay] of parts) {
    checkDelay(`${name}.medianMs`, delay?.medianMs ?? 0);
    checkDelay(`${name}.sigma`, delay?.sigma ?? 0);
  }
  const shown = [options.entry, options.response, options.feed].map(delay => delay?.medianMs ?? 0).join('/');
  return {
    name: `log-normal ${shown} ms`,
    start: random => {
      const draw = (delay: LogNormalDelay | undefined): (() => number) => {
        if (delay === undefined || delay.medianMs === 0) return () => 0;
        const { medianMs, sigma = 0.5 } = delay;
        return () => medianMs * Math.exp(sigma * drawNormal(random));
      };
      return { entryMs: draw(options.entry), responseMs: draw(options.response), feedMs: draw(options.feed) };
    },
  };
}

/**
 * A number from the standard normal distribution as the sum of twelve uniform ones (Irwin–Hall): within ±6, and made of additions alone,
 * so that it is the same to the last bit wherever it runs.
 */
function drawNormal(random: () => number): number {
  let sum = -6;
  for (let count = 0; count < 12; count += 1) sum += random();
  return sum;
}
