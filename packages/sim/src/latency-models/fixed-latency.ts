import { invalidOption } from '../exchange/exchange-settings.ts';
import type { LatencyModel } from './latency-model.ts';

/** Delays that never change. Each is in milliseconds, finite, at least 0, and 0 by default. */
export interface FixedLatencyOptions {
  /** From the strategy's decision until the exchange has the request. */
  readonly entryMs?: number;
  /** From the exchange's doing until the strategy hears of it. */
  readonly responseMs?: number;
  /** From the market's event until the strategy sees it. */
  readonly feedMs?: number;
}

/** The same delays for every message. @throws `system/invalid-options` for a delay that is not finite and at least 0. */
export function fixedLatency(options: FixedLatencyOptions): LatencyModel {
  const { entryMs = 0, responseMs = 0, feedMs = 0 } = options;
  for (const [field, value] of Object.entries({ entryMs, responseMs, feedMs })) checkDelay(field, value);
  return {
    name: `fixed ${entryMs}/${responseMs}/${feedMs} ms`,
    start: () => ({ entryMs: () => entryMs, responseMs: () => responseMs, feedMs: () => feedMs }),
  };
}

/** Checks that a delay is finite and at least 0. @throws `system/invalid-options`, naming the field. */
export function checkDelay(field: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw invalidOption(field, String(value), 'give milliseconds, finite and at least 0');
}
