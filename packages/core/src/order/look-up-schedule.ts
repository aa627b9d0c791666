import type { ManagedOrder } from './managed-order.ts';

/** When orders are looked up. */
export interface LookUpPolicy {
  /** Delay of the first look-up of an order whose outcome is awaited, in milliseconds; it doubles after each. */
  readonly delayMs: number;
  /** Longest delay between two look-ups of one order, in milliseconds. */
  readonly delayMaxMs: number;
  /** How often open orders are looked up when nothing else asks for it, in milliseconds; `undefined` where a private stream tells. */
  readonly openIntervalMs: number | undefined;
}

/** First look-up after 1 s, then after 2, 4, 8, 16 s and every 16 s; open orders are left to the private stream. */
export const defaultLookUpPolicy: LookUpPolicy = { delayMs: 1_000, delayMaxMs: 16_000, openIntervalMs: undefined };

/** Sets when an order is due after it has changed. */
export function scheduleLookUp(
  order: ManagedOrder,
  changes: { readonly wantedBefore: boolean; readonly restart: boolean },
  timeMs: number,
  policy: LookUpPolicy,
): void {
  if (order.wantsLookUp) {
    if (!changes.wantedBefore) planLookUp(order, timeMs);
  } else if (!awaitsOutcome(order)) planLookUp(order, Number.POSITIVE_INFINITY);
  else if (changes.restart || order.lookUpDueMs === Number.POSITIVE_INFINITY) planLookUp(order, timeMs + policy.delayMs);
}

/** Notes that a look-up of the order leaves. */
export function startLookUp(order: ManagedOrder, timeMs: number): void {
  order.lookUpInFlight = true;
  order.lookUpStartedMs = timeMs;
}

/** Notes that a look-up of the order came back, with whatever answer; the next one waits longer. */
export function finishLookUp(order: ManagedOrder, timeMs: number, policy: LookUpPolicy): void {
  order.lookUpInFlight = false;
  order.lookUpAttempts += 1;
  if (order.lookUpDueMs === Number.POSITIVE_INFINITY) return;
  order.lookUpDueMs = timeMs + Math.min(policy.delayMs * 2 ** order.lookUpAttempts, policy.delayMaxMs);
}

/** Whether an order should be looked up at this moment. */
export function isLookUpDue(order: ManagedOrder, timeMs: number, policy: LookUpPolicy): boolean {
  if (order.lookUpInFlight) return false;
  if (timeMs >= order.lookUpDueMs) return true;
  if (order.state !== 'open' || policy.openIntervalMs === undefined) return false;
  const lastMs = order.lookUpStartedMs ?? order.submittedTimeMs ?? order.requestedTimeMs;
  return timeMs - lastMs >= policy.openIntervalMs;
}

/** Whether the brokerage owes an answer: to the order itself, or to a cancel. */
function awaitsOutcome(order: ManagedOrder): boolean {
  return order.state === 'submitted' || order.state === 'unknown' || (order.state === 'open' && order.cancelRequested);
}

function planLookUp(order: ManagedOrder, dueMs: number): void {
  order.lookUpAttempts = 0;
  order.lookUpDueMs = dueMs;
}
