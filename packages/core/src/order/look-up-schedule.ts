import type { Capabilities } from '../brokerage/capabilities.ts';
import type { ManagedOrder } from './managed-order.ts';

/** When orders are looked up. */
export interface LookUpPolicy {
  /** Delay of the first look-up of an order whose outcome is awaited, in milliseconds; it doubles after each. */
  readonly delayMs: number;
  /** Longest delay between two look-ups of one order, in milliseconds. */
  readonly delayMaxMs: number;
  /**
   * How often open orders are looked up when nothing else asks for it, in milliseconds, 0 for at every check; `undefined` where a
   * private stream tells.
   */
  readonly openIntervalMs: number | undefined;
}

/**
 * First look-up after 1 s, then after 2, 4, 8, 16 s and every 16 s. Open orders are looked up at every check, unless a private stream
 * pushes their reports or fills.
 */
export function defaultLookUpPolicy(privateStream: Capabilities['privateStream']): LookUpPolicy {
  const pushed = privateStream.orders || privateStream.fills;
  return { delayMs: 1_000, delayMaxMs: 16_000, openIntervalMs: pushed ? undefined : 0 };
}

/** Sets when an order is due after it has changed. */
export function scheduleLookUp(
  order: ManagedOrder,
  changes: { readonly wantedBefore: boolean; readonly restart: boolean },
  timeMs: number,
  policy: LookUpPolicy,
): void {
  if (order.wantsLookUp) {
    if (!changes.wantedBefore) planDoubted(order, timeMs, policy);
  } else if (!awaitsOutcome(order)) planLookUp(order, Number.POSITIVE_INFINITY);
  else if (changes.restart || order.lookUpDueMs === Number.POSITIVE_INFINITY)
    planLookUp(order, timeMs + policy.delayMs);
}

/** Notes that a look-up of the order leaves; false when one is on its way already, and then none may leave. */
export function beginLookUp(order: ManagedOrder, timeMs: number): boolean {
  if (order.lookUpInFlight) return false;
  order.lookUpInFlight = true;
  order.lookUpStartedMs = timeMs;
  return true;
}

/** Notes that the look-up of the order came back, with whatever answer; the next one waits longer, counted from its start. */
export function endLookUp(order: ManagedOrder, policy: LookUpPolicy): void {
  order.lookUpInFlight = false;
  order.lookUpAttempts += 1;
  if (order.lookUpDueMs === Number.POSITIVE_INFINITY || order.lookUpStartedMs === undefined) return;
  order.lookUpDueMs = order.lookUpStartedMs + delayAfter(order.lookUpAttempts, policy);
}

/** Whether an order should be looked up at this moment. */
export function isLookUpDue(order: ManagedOrder, timeMs: number, policy: LookUpPolicy): boolean {
  if (order.lookUpInFlight) return false;
  if (timeMs >= order.lookUpDueMs) return true;
  if (order.state !== 'open' || policy.openIntervalMs === undefined) return false;
  const lastMs = order.lookUpStartedMs ?? order.submittedTimeMs ?? order.requestedTimeMs;
  return timeMs - lastMs >= policy.openIntervalMs;
}

/**
 * Doubt is looked into at once, the first time. A cancel that goes out again after each look-up, and is in doubt again after each,
 * would otherwise be repeated as fast as answers come.
 */
function planDoubted(order: ManagedOrder, timeMs: number, policy: LookUpPolicy): void {
  const { cancelRequested, lookUpAttempts, lookUpStartedMs } = order;
  if (!cancelRequested || lookUpAttempts === 0 || lookUpStartedMs === undefined) planLookUp(order, timeMs);
  else order.lookUpDueMs = Math.max(timeMs, lookUpStartedMs + delayAfter(lookUpAttempts, policy));
}

function delayAfter(attempts: number, { delayMs, delayMaxMs }: LookUpPolicy): number {
  return Math.min(delayMs * 2 ** attempts, delayMaxMs);
}

/** Whether the brokerage owes something: an answer to the order or to a cancel, or fills that it has counted. */
function awaitsOutcome({ state, cancelRequested, missesFills }: ManagedOrder): boolean {
  return state === 'submitted' || state === 'unknown' || (state === 'open' && (cancelRequested || missesFills));
}

function planLookUp(order: ManagedOrder, dueMs: number): void {
  order.lookUpAttempts = 0;
  order.lookUpDueMs = dueMs;
}
