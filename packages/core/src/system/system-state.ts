import type { Order } from '../order/order.ts';

/** Where a system is in its life. */
export type SystemState = 'new' | 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';

/** What a stop left behind. */
export interface StopReport {
  /** Orders still live at the brokerage, by policy or because time ran out. */
  readonly open: readonly Order[];
  /** Orders whose outcome is not known yet; look them up before trading again. */
  readonly unknown: readonly Order[];
  /** Whether everything that the policy asked for was done in time. */
  readonly complete: boolean;
}
