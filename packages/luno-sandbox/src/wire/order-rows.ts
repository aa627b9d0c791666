import { Decimal } from '@trader/core';
import type { AccountTrade, ExchangeOrder } from '@trader/sim';
import type { JsonRecord } from './json-text.ts';
import type { NumberFormat } from './number-format.ts';

/** Numbers of the accounts that an order moves. */
export interface OrderAccounts {
  /** Account of the base asset. */
  readonly base: bigint;
  /** Account of the counter asset. */
  readonly counter: bigint;
}

/** An order as `GET /api/1/orders/{id}` and `/api/1/listorders` show it: side and kind in one word, no client order id. */
export function orderRowV1(order: ExchangeOrder, format: NumberFormat): JsonRecord {
  return {
    order_id: order.orderId,
    creation_timestamp: order.createdTimeMs,
    expiration_timestamp: expirationMs(order),
    completed_timestamp: order.finishedTimeMs ?? 0,
    type: typeV1(order),
    state: order.status === 'finished' ? 'COMPLETE' : 'PENDING',
    limit_price: format(order.price ?? Decimal.zero),
    limit_volume: format(limitVolume(order)),
    ...amounts(order, format),
    pair: order.symbol,
    ...timeInForce(order),
  };
}

/** An order as the v2 and v3 paths show it; the account ids are bare 64-bit numbers. */
export function orderRowV2(order: ExchangeOrder, accounts: OrderAccounts, format: NumberFormat): JsonRecord {
  return {
    order_id: order.orderId,
    client_order_id: order.clientOrderId ?? '',
    pair: order.symbol,
    side: order.side === 'buy' ? 'BUY' : 'SELL',
    type: order.type === 'limit' ? 'LIMIT' : order.type === 'market' ? 'MARKET' : 'STOP_LIMIT',
    status: statusV2(order),
    limit_price: format(order.price ?? Decimal.zero),
    limit_volume: format(limitVolume(order)),
    ...amounts(order, format),
    creation_timestamp: order.createdTimeMs,
    expiration_timestamp: expirationMs(order),
    completed_timestamp: order.finishedTimeMs ?? 0,
    ...timeInForce(order),
    stop_price: format(order.stopPrice ?? Decimal.zero),
    stop_direction: order.trigger === undefined ? '' : order.trigger === 'above' ? 'ABOVE' : 'BELOW',
    base_account_id: accounts.base,
    counter_account_id: accounts.counter,
  };
}

/** A fill as `GET /api/1/listtrades` shows it. */
export function tradeRow(trade: AccountTrade, format: NumberFormat): JsonRecord {
  return {
    pair: trade.symbol,
    sequence: trade.sequence,
    order_id: trade.orderId,
    type: trade.side === 'buy' ? 'BID' : 'ASK',
    timestamp: trade.timeMs,
    price: format(trade.price),
    volume: format(trade.base),
    base: format(trade.base),
    counter: format(trade.quote),
    fee_base: format(trade.feeBase),
    fee_counter: format(trade.feeQuote),
    is_buy: trade.takerSide === 'buy',
    client_order_id: trade.clientOrderId ?? '',
  };
}

function amounts(order: ExchangeOrder, format: NumberFormat): JsonRecord {
  return {
    base: format(order.base),
    counter: format(order.quote),
    fee_base: format(order.feeBase),
    fee_counter: format(order.feeQuote),
  };
}

/** Market orders show no limit volume. */
function limitVolume(order: ExchangeOrder): Decimal {
  return order.type === 'market' ? Decimal.zero : (order.quantity ?? Decimal.zero);
}

function timeInForce(order: ExchangeOrder): JsonRecord {
  return order.type === 'market' ? {} : { time_in_force: order.timeInForce };
}

/** Set when the owner's cancel was processed; 0 for everything else that ends an order. */
function expirationMs(order: ExchangeOrder): number {
  return order.canceledByUser ? (order.finishedTimeMs ?? 0) : 0;
}

function typeV1(order: ExchangeOrder): string {
  if (order.type === 'market') return order.side === 'buy' ? 'BUY' : 'SELL';
  return order.side === 'buy' ? 'BID' : 'ASK';
}

function statusV2(order: ExchangeOrder): string {
  if (order.status === 'finished') return 'COMPLETE';
  return order.status === 'sleeping' ? 'AWAITING' : 'PENDING';
}
