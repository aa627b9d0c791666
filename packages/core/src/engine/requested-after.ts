import type { ManagedOrder } from '../order/managed-order.ts';
import type { PendingAction } from '../strategy/pending-action.ts';

/** No orders. */
export const noOrders: readonly ManagedOrder[] = [];

/** The orders that a hook asked for after one of its actions. */
export function requestedAfter(index: number, actions: readonly PendingAction[]): readonly ManagedOrder[] {
  if (index === actions.length - 1) return noOrders;
  return actions.slice(index + 1).flatMap(action => {
    if (action.action === 'place') return [action.order];
    return action.action === 'place-contingent' ? (action.contingent.entry ?? []) : [];
  });
}
