import { Decimal } from '@trader/core';
import type { AccountTrade, ExchangeOrder } from '@trader/sim';
import { permissions } from '../../exchange/api-keys.ts';
import type { SandboxMarket } from '../../exchange/sandbox-market.ts';
import type { Json, JsonRecord } from '../../wire/json-text.ts';
import { LunoRefusal } from '../../wire/luno-refusal.ts';
import { orderRowV1, orderRowV2, tradeRow } from '../../wire/order-rows.ts';
import type { EndpointCall, Route } from '../route.ts';
import { callerOf, type EndpointParts, limitOf, listOf, marketOf } from './endpoint-parts.ts';

const thirtyDaysMs = 30 * 86_400_000;
const rememberedTradesMax = 10_000;

/** The endpoints that show the caller's own orders, trades and fees. */
export function orderRoutes(parts: EndpointParts): readonly Route[] {
  const rowV1 = (order: ExchangeOrder): JsonRecord => orderRowV1(order, parts.format);
  const rowV2 = (order: ExchangeOrder): JsonRecord => orderRowV2(order, accountsOf(parts, order), parts.format);
  return [
    {
      name: 'orders-v1',
      method: 'GET',
      path: '/api/1/orders/:id',
      access: permissions.readOrders,
      answer: call => rowV1(ownOrder(parts, call, parts.exchange.simulated.order(call.path['id'] ?? ''))),
    },
    {
      name: 'orders-v2',
      method: 'GET',
      path: '/api/exchange/2/orders/:id',
      access: permissions.readOrders,
      answer: call => rowV2(ownOrder(parts, call, parts.exchange.simulated.order(call.path['id'] ?? ''))),
    },
    {
      name: 'order-v3',
      method: 'GET',
      path: '/api/exchange/3/order',
      access: permissions.readOrders,
      answer: call => rowV2(ownOrder(parts, call, namedOrder(parts, call))),
    },
    {
      name: 'listorders-v1',
      method: 'GET',
      path: '/api/1/listorders',
      access: permissions.readOrders,
      answer: call => ({ orders: listOf(parts, ordersOf(parts, call, stateFilter(call)).map(rowV1)) }),
    },
    {
      name: 'listorders-v2',
      method: 'GET',
      path: '/api/exchange/2/listorders',
      access: permissions.readOrders,
      answer: call => ({ orders: listOf(parts, ordersOf(parts, call, call.params.flag('closed')).map(rowV2)) }),
    },
    {
      name: 'listtrades',
      method: 'GET',
      path: '/api/1/listtrades',
      access: permissions.readOrders,
      answer: call => ({
        trades: listOf(
          parts,
          tradesOf(parts, call).map(trade => tradeRow(trade, parts.format)),
        ),
      }),
    },
    {
      name: 'fee_info',
      method: 'GET',
      path: '/api/1/fee_info',
      access: permissions.readOrders,
      answer: call => feeInfo(parts, call),
    },
  ];
}

function accountsOf(parts: EndpointParts, order: ExchangeOrder): { base: bigint; counter: bigint } {
  const row = parts.markets.get(order.symbol)?.row;
  return {
    base: parts.accounts.of(order.account, row?.baseCurrency ?? '')?.id ?? 0n,
    counter: parts.accounts.of(order.account, row?.counterCurrency ?? '')?.id ?? 0n,
  };
}

/** The order, if it is the caller's: orders of others do not exist. */
function ownOrder(parts: EndpointParts, call: EndpointCall, order: ExchangeOrder | undefined): ExchangeOrder {
  if (order !== undefined && order.account === callerOf(call).user) return order;
  throw new LunoRefusal('ErrOrderNotFound', undefined, parts.behaviour.unknownOrderStatus);
}

/** The order that exactly one of `id` and `client_order_id` names. */
function namedOrder(parts: EndpointParts, call: EndpointCall): ExchangeOrder | undefined {
  const id = call.params.text('id');
  const clientOrderId = call.params.text('client_order_id');
  if ((id === undefined) === (clientOrderId === undefined)) {
    throw new LunoRefusal(parts.behaviour.orderLookupError, 'give either id or client_order_id');
  }
  if (id !== undefined) return parts.exchange.simulated.order(id);
  return parts.exchange.simulated.orderByClientId(callerOf(call).user, clientOrderId ?? '');
}

/** `state` of the v1 list: finished or not; `undefined` for both. */
function stateFilter(call: EndpointCall): boolean | undefined {
  const state = call.params.text('state');
  if (state === undefined) return undefined;
  if (state !== 'PENDING' && state !== 'COMPLETE') {
    throw new LunoRefusal('ErrInvalidArguments', `state was "${state}", not PENDING or COMPLETE`);
  }
  return state === 'COMPLETE';
}

function ordersOf(parts: EndpointParts, call: EndpointCall, finished: boolean | undefined): readonly ExchangeOrder[] {
  const createdBeforeMs = call.params.integer('created_before');
  return parts.exchange.simulated.orders(callerOf(call).user, {
    ...(call.params.text('pair') === undefined ? {} : { symbol: marketOf(parts, call).row.marketId }),
    ...(finished === undefined ? {} : { finished }),
    ...(createdBeforeMs === undefined ? {} : { createdBeforeMs }),
    limit: limitOf(call),
  });
}

/** Oldest first unless `before` or `sort_desc` is given; without a starting point the newest ones. */
function tradesOf(parts: EndpointParts, call: EndpointCall): readonly AccountTrade[] {
  const { params, timeMs } = call;
  const { user } = callerOf(call);
  const symbol = marketOf(parts, call).row.marketId;
  const limit = limitOf(call);
  const sinceMs = params.integer('since');
  const beforeMs = params.integer('before');
  const fromSequence = params.integer('after_seq');
  const beforeSequence = params.integer('before_seq');
  const newestFirst = beforeMs !== undefined || params.flag('sort_desc');
  const visibleUntilMs = timeMs - parts.behaviour.listTradesLagMs;
  const anchored = sinceMs !== undefined || fromSequence !== undefined;
  const trades = parts.exchange.simulated.tradesOf(user, {
    symbol,
    ...(sinceMs === undefined ? {} : { sinceMs }),
    beforeMs: Math.min(beforeMs ?? Number.MAX_SAFE_INTEGER, visibleUntilMs + 1),
    ...(fromSequence === undefined ? {} : { fromSequence }),
    ...(beforeSequence === undefined ? {} : { beforeSequence }),
    newestFirst: newestFirst || !anchored,
    limit,
  });
  return newestFirst || anchored ? trades : [...trades].reverse();
}

function feeInfo(parts: EndpointParts, call: EndpointCall): Json {
  const { user } = callerOf(call);
  const market = marketOf(parts, call);
  const buy = parts.exchange.simulated.feeTerms(user, market.row.marketId, 'buy');
  const sell = parts.exchange.simulated.feeTerms(user, market.row.marketId, 'sell');
  const rate = (value: Decimal | undefined) => parts.format(value ?? Decimal.zero, 'fee-rate');
  return {
    maker_fee: rate(buy?.maker),
    taker_fee: rate(buy?.taker),
    maker_fee_buy: rate(buy?.maker),
    maker_fee_sell: rate(sell?.maker),
    taker_fee_buy: rate(buy?.taker),
    taker_fee_sell: rate(sell?.taker),
    thirty_day_volume: parts.format(thirtyDayVolume(parts, user, market, call.timeMs)),
  };
}

/** Counter volume of the user's trades on one market, as far as they are remembered. */
function thirtyDayVolume(parts: EndpointParts, user: string, market: SandboxMarket, timeMs: number): Decimal {
  const trades = parts.exchange.simulated.tradesOf(user, {
    symbol: market.row.marketId,
    sinceMs: timeMs - thirtyDaysMs,
    limit: rememberedTradesMax,
  });
  return Decimal.sum(trades.map(trade => trade.quote));
}
