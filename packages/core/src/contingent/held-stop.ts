import type { Side } from '../order/order-request.ts';
import type { ManagedContingentOrder } from './managed-contingent-order.ts';

/** A stop that the engine holds, and the prices at which something happens to it: whoever plays data back leaves none of them out. */
export interface HeldStop {
  /** Which way it trades: a sale triggers at its level and below, a purchase at it and above. */
  readonly side: Side;
  /** Price at which it triggers; `undefined` while a trailing one has seen no price, and when it has triggered. */
  readonly level: number | undefined;
  /** Since when it has that level, in milliseconds since the epoch. */
  readonly sinceMs: number;
  /** Whether there is something to exit. */
  readonly isArmed: boolean;
  /** Limit price of the entry that may still fill; `undefined` without one. */
  readonly entryPrice: number | undefined;
}

/** What is held of a contingent order; `undefined` without a stop. */
export function heldStop(each: ManagedContingentOrder): HeldStop | undefined {
  const { side, stop, state, armedMs, entry } = each;
  if (stop === undefined) return undefined;
  const isWatched = state === 'working' || state === 'target-reached';
  return {
    side,
    level: isWatched ? each.stopLevel?.toNumber() : undefined,
    sinceMs: stop.distance === undefined ? each.requestedTimeMs : (armedMs ?? each.requestedTimeMs),
    isArmed: isWatched && armedMs !== undefined,
    entryPrice: entry?.isLive === true ? entry.price?.toNumber() : undefined,
  };
}
