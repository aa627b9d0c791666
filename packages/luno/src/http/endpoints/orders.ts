import { orderListWire } from '../../wire/order-wire.ts';
import { ownTradeListWire } from '../../wire/trade-wire.ts';
import type { Exchange, LunoRequest, Params } from '../exchange.ts';
import type { LunoHttp } from '../luno-http.ts';
import type { LunoReader, Reading } from '../luno-reader.ts';
import type { Priority } from '../rate-budget.ts';

type Signal = AbortSignal | undefined;

/** `POST /api/1/postorder` or `/api/1/marketorder`; sent at most once. The form is made at the moment of sending. */
export function postOrder(
  http: LunoHttp,
  path: string,
  params: (nowMs: number) => Params | undefined,
  limits: Pick<LunoRequest, 'signal' | 'expiresAtMs'>,
): Promise<Exchange> {
  return http.send({ method: 'post', path, permission: 'Perm_W_Orders', params, priority: 'place', ...limits });
}

/** `POST /api/1/stoporder`; sent at most once. */
export function stopOrder(http: LunoHttp, orderId: string, signal: Signal): Promise<Exchange> {
  const params: Params = [['order_id', orderId]];
  return http.send({
    method: 'post',
    path: 'api/1/stoporder',
    permission: 'Perm_W_Orders',
    params,
    priority: 'cancel',
    signal,
  });
}

/** `GET /api/exchange/3/order`: one order by Luno's id or by ours; asked once, its answer is evidence and not repeated. */
export function getOrder(
  http: LunoHttp,
  by: { readonly orderId: string } | { readonly clientOrderId: string },
  priority: Priority,
  signal: Signal,
): Promise<Exchange> {
  const params: Params = 'orderId' in by ? [['id', by.orderId]] : [['client_order_id', by.clientOrderId]];
  const path = 'api/exchange/3/order';
  return http.send({ method: 'get', path, permission: 'Perm_R_Orders', params, priority, signal });
}

/** `GET /api/exchange/2/listorders`: one page of open orders, newest first, created before a moment. */
export function listOpenOrders(
  reader: LunoReader,
  page: { readonly limit: number; readonly createdBeforeMs: number | undefined },
  signal: Signal,
): Promise<Reading<ReturnType<typeof orderListWire.parse>>> {
  const params: [string, string][] = [
    ['closed', 'false'],
    ['limit', String(page.limit)],
  ];
  if (page.createdBeforeMs !== undefined) params.push(['created_before', String(page.createdBeforeMs)]);
  const path = 'api/exchange/2/listorders';
  // Polled with every heartbeat while nothing is pushed: with the rank of a look-up it would never let an order pass.
  return reader.read({ path, permission: 'Perm_R_Orders', params, priority: 'data', signal }, orderListWire);
}

/** `GET /api/1/listtrades`: one page of our trades of one market, oldest first, from a time or from a sequence on. */
export function listOwnTrades(
  reader: LunoReader,
  page: { readonly pair: string; readonly limit: number; readonly from: { sinceMs: number } | { sequence: string } },
  signal: Signal,
): Promise<Reading<ReturnType<typeof ownTradeListWire.parse>>> {
  const { pair, limit, from } = page;
  const params: Params = [
    ['pair', pair],
    ['limit', String(limit)],
    // Luno takes 0 for nothing given, and then tells recent trades only.
    'sinceMs' in from ? ['since', String(Math.max(from.sinceMs, 1))] : ['after_seq', from.sequence],
  ];
  const path = 'api/1/listtrades';
  return reader.read({ path, permission: 'Perm_R_Orders', params, priority: 'data', signal }, ownTradeListWire);
}
