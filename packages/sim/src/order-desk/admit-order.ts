import type { Instrument, OrderRequest } from '@trader/core';
import type { MarketStatus } from '../exchange/exchange-command.ts';
import { checkAgainst, type ReadOrder, type Refusal, readOrder } from './read-order.ts';

/** What decides whether an order is let in, apart from money and market. */
export interface Admission {
  /** Who places. */
  readonly account: string;
  /** The account's own name for the order. */
  readonly clientOrderId: string | undefined;
  /** What the account did so far; `undefined` for an account that never received a deposit. */
  readonly history: { readonly openCount: number; hasUsed(clientOrderId: string): boolean } | undefined;
  /** The rules of the market. */
  readonly instrument: Instrument;
  /** Whether the market takes orders now. */
  readonly status: MarketStatus;
  /** Open orders that an account may have. */
  readonly openOrdersMax: number;
}

/** Reads an order and checks everything about it that does not depend on money or on the market's prices. */
export function admitOrder(request: OrderRequest, admission: Admission): ReadOrder | Refusal {
  const order = readOrder(request, admission.instrument);
  return 'refused' in order ? order : (whyNotAdmitted(order, admission) ?? order);
}

/** The same for an order whose values are typed already; nothing when it is let in. */
export function checkAdmission(order: ReadOrder, admission: Admission): Refusal | undefined {
  return checkAgainst(admission.instrument, order) ?? whyNotAdmitted(order, admission);
}

function whyNotAdmitted(order: ReadOrder, admission: Admission): Refusal | undefined {
  const { account, clientOrderId, history, instrument, status, openOrdersMax } = admission;
  const { symbol } = instrument;
  if (history === undefined)
    return { refused: 'unknown-account', message: `account ${account} never received a deposit` };
  if (status === 'disabled') return { refused: 'market-disabled', message: `${symbol} takes no orders now` };
  if (status === 'post-only' && !order.postOnly)
    return { refused: 'market-post-only', message: `${symbol} takes post-only limit orders only now` };
  if (clientOrderId !== undefined && history.hasUsed(clientOrderId))
    return { refused: 'duplicate-client-order-id', message: `${account} has used client order id ${clientOrderId}` };
  if (history.openCount < openOrdersMax) return undefined;
  return {
    refused: 'too-many-open-orders',
    message: `${account} has ${openOrdersMax} open orders; cancel some first`,
  };
}
