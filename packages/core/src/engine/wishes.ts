import type { StrategyId } from '../order/order.ts';

/** What persons have wished and not taken back: it outlives runs. */
export class Wishes {
  /** Strategies that a person paused. */
  readonly paused = new Set<StrategyId>();
  /** Strategies whose positions are being closed; closing that a stop began is not among them and ends with its run. */
  readonly closing = new Set<StrategyId>();
}
