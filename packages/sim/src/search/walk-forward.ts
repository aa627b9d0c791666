import { TradingError } from '@trader/core';

/** A stretch of time: milliseconds since the epoch, the end excluded. */
export interface TimeWindow {
  /** From when. */
  readonly fromMs: number;
  /** Until when. */
  readonly toMs: number;
}

/** One step of a walk: params are chosen on the first window and judged on the second, which they have never seen. */
export interface WalkForwardStep {
  /** Where the params are searched. */
  readonly train: TimeWindow;
  /** Where they are judged; begins where `train` ends. */
  readonly test: TimeWindow;
}

/** How a stretch of time is split. */
export interface WalkForwardOptions extends TimeWindow {
  /** Number of steps, at least 1. */
  readonly steps: number;
  /** How much longer a training window is than its test window, above 0. Default 3. */
  readonly trainToTest?: number;
  /** Whether every training window begins at `fromMs` and so grows (`anchored`), or keeps its length (`rolling`, the default). */
  readonly kind?: 'rolling' | 'anchored';
}

/**
 * Splits a stretch of time into steps whose test windows follow one another without a gap until its end.
 *
 * Source: Pardo, The Evaluation and Optimization of Trading Strategies, 2nd edition (2008), chapter 11.
 *
 * @throws `system/invalid-options` naming the option.
 */
export function walkForwardSteps(options: WalkForwardOptions): readonly WalkForwardStep[] {
  const { fromMs, toMs, steps, trainToTest = 3, kind = 'rolling' } = options;
  if (!Number.isSafeInteger(steps) || steps < 1) throw invalid('steps', steps, 'use a whole number of at least 1');
  if (!(trainToTest > 0)) throw invalid('trainToTest', trainToTest, 'use a number above 0');
  const testMs = Math.floor((toMs - fromMs) / (trainToTest + steps));
  if (!(testMs >= 1)) throw invalid('toMs', toMs, `too short a time after fromMs ${fromMs} for ${steps} steps`);
  return Array.from({ length: steps }, (_, step) => {
    const isLast = step === steps - 1;
    const testFromMs = toMs - (steps - step) * testMs;
    const trainFromMs = kind === 'anchored' ? fromMs : Math.max(fromMs, testFromMs - Math.round(testMs * trainToTest));
    return {
      train: { fromMs: trainFromMs, toMs: testFromMs },
      test: { fromMs: testFromMs, toMs: isLast ? toMs : testFromMs + testMs },
    };
  });
}

function invalid(field: string, number: number, reason: string): TradingError<'system/invalid-options'> {
  const value = String(number);
  return new TradingError('system/invalid-options', `${field} is ${value}: ${reason}`, { field, value, reason });
}
