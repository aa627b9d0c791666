import { Decimal } from '../money/decimal.ts';
import { ManagedOrder } from './managed-order.ts';
import type { OrderTerms } from './order.ts';
import type { HoldTerms } from './order-hold.ts';

/** Everything about an order that a fold of its facts brings back, and that is not the same for every new order. */
const progressFields = [
  'state',
  'brokerageOrderId',
  'filled',
  'filledQuote',
  'fees',
  'cancelRequested',
  'cancelInFlight',
  'brokerageFinished',
  'inconsistent',
  'reason',
  'acknowledged',
  'trading',
  'settled',
  'resolveByMs',
  'intentResolveByMs',
  'finishedBy',
  'finalBase',
  'reportedBase',
  'feesToldAt',
  'tradedBase',
  'pendingTrade',
  'doubted',
  'missesFills',
  'wantsLookUp',
  'submittedTimeMs',
  'updatedTimeMs',
  'fillCount',
] as const satisfies readonly (keyof ManagedOrder)[];

/** What an order has come to; fields that are as in a new order are left out. */
type SavedProgress = Partial<Pick<ManagedOrder, (typeof progressFields)[number]>>;

/** One order as plain data, complete enough to go on from. */
export interface SavedOrder {
  /** What it is. */
  readonly terms: OrderTerms;
  /** What its hold is computed from. */
  readonly hold: HoldTerms;
  /** What it has come to. */
  readonly progress: SavedProgress;
  /** Executions that were counted; left out when there are none. */
  readonly tradeIds?: readonly string[];
}

/** An order as plain data. */
export function saveOrder(order: ManagedOrder): SavedOrder {
  const { terms, hold, tradeIds } = order;
  const fresh = new ManagedOrder(terms, hold);
  const changed = progressFields.filter(field => !isSame(order[field], fresh[field]));
  const progress = Object.fromEntries(changed.map(field => [field, order[field]])) as SavedProgress;
  return tradeIds.length === 0 ? { terms, hold, progress } : { terms, hold, progress, tradeIds };
}

/** An order out of plain data. */
export function loadOrder({ terms, hold, progress, tradeIds = [] }: SavedOrder): ManagedOrder {
  const order = new ManagedOrder(terms, hold);
  Object.assign(order, progress);
  for (const tradeId of tradeIds) order.rememberTrade(tradeId);
  return order;
}

function isSame(value: unknown, other: unknown): boolean {
  return value === other || (Decimal.isDecimal(value) && Decimal.isDecimal(other) && value.equals(other));
}
