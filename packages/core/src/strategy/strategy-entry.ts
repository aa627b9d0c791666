import type { DecimalInput } from '../money/decimal.ts';
import type { StrategyId } from '../order/order.ts';
import type { RiskLimits } from '../risk/risk-limits.ts';
import type { StrategyClass } from './strategy-base.ts';

/** One strategy in a system. */
export interface StrategyEntry {
  /** Unique in the system; part of logs, fills and reports. Letters, digits, `_` and `-`. */
  readonly id: StrategyId;
  /** The class. */
  readonly strategy: StrategyClass;
  /** The brokerage's market names that it trades and watches; at least one. */
  readonly symbols: readonly string[];
  /** What it may use, by asset: `{ ZAR: '10000' }`. Opening balances beyond all capital stay unallocated. */
  readonly capital?: Readonly<Record<string, DecimalInput>>;
  /** Its params, checked by the class's `static params`. */
  readonly params?: unknown;
  /** Its own limits, on top of the system's. */
  readonly risk?: RiskLimits;
  /** `long-only` (default): sells only what it owns; `netting`: may go short where the brokerage can. */
  readonly positionMode?: 'long-only' | 'netting';
}
