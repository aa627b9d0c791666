import type { ManagedContingentOrder } from '../contingent/managed-contingent-order.ts';
import type { ManagedOrder } from '../order/managed-order.ts';

/** What a hook asked for; carried out when the hook returns, forgotten when it throws. */
export type PendingAction =
  | { readonly action: 'place'; readonly order: ManagedOrder }
  | { readonly action: 'cancel'; readonly order: ManagedOrder }
  | { readonly action: 'place-contingent'; readonly contingent: ManagedContingentOrder }
  | { readonly action: 'cancel-contingent'; readonly contingent: ManagedContingentOrder }
  | { readonly action: 'set-timer'; readonly name: string; readonly delayMs: number }
  | { readonly action: 'clear-timer'; readonly name: string };
