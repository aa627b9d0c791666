import type { PlaceOutcome } from '../brokerage/brokerage.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { EngineOptions } from './engine-options.ts';

/** How long an answer may take on top of everything that is declared, in milliseconds. */
const answerGraceMs = 5_000;

/**
 * What is known of a placement whose call has not come back long after its request can have been sent or accepted: nothing, so its
 * outcome is unknown. `undefined` while the answer may still come. One that comes all the same still counts.
 */
export function answerMissing(
  { state, submittedTimeMs, intentResolveByMs }: ManagedOrder,
  { placeWithinMs, capabilities }: EngineOptions,
  nowMs: number,
): PlaceOutcome | undefined {
  if (state !== 'submitted') return undefined;
  const waitMs = placeWithinMs + (capabilities.requestExpiry?.timeToLiveMs ?? 0) + answerGraceMs;
  if (nowMs - (submittedTimeMs ?? nowMs) < waitMs) return undefined;
  const message = `the call has not come back within ${waitMs / 1_000} s; the order is looked up`;
  return { outcome: 'unknown', code: 'no-answer', message, resolveByMs: intentResolveByMs };
}

/**
 * How long the request of an order had left, at the least, when the order was asked about, in milliseconds by our clock; `undefined` where that
 * is not known. A request leaves before its call comes back, and before the time for sending it is over.
 */
export function waitedMs(
  { state, submittedTimeMs, updatedTimeMs }: ManagedOrder,
  { placeWithinMs }: EngineOptions,
  requestedTimeMs: number | undefined,
): number | undefined {
  if (state !== 'unknown' || submittedTimeMs === undefined || requestedTimeMs === undefined) return undefined;
  return requestedTimeMs - Math.min(updatedTimeMs, submittedTimeMs + placeWithinMs);
}
