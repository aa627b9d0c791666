import type { Balance, BrokerageOrderId, ClientOrderId, FillReport, OrderReport } from '@trader/core';
import type { ModelExchange } from './model-exchange.ts';
import type { ModelOrder, ModelTrade, ModelVersion } from './model-order.ts';

/** An order at one moment, in the words of the brokerage contract. */
export function reportOf(order: ModelOrder, version: ModelVersion, namesUs: boolean): OrderReport {
  const { request } = order;
  return {
    type: 'order-report',
    brokerageOrderId: order.id as BrokerageOrderId,
    clientOrderId: namesUs ? (request.clientOrderId as ClientOrderId | undefined) : undefined,
    instrumentId: request.instrumentId,
    status: version.status,
    finishedBy: version.finishedBy,
    cumulative: { base: version.base, quote: version.quote, fees: version.fees },
    terms: {
      side: request.side,
      type: request.type,
      quantity: request.quantity,
      price: request.price,
      timeInForce: request.timeInForce,
    },
    reason: undefined,
    brokerageTimeMs: version.timeMs,
  };
}

/** One execution, in the words of the brokerage contract. */
export function fillOf(order: ModelOrder, trade: ModelTrade, namesUs: boolean): FillReport {
  const { request } = order;
  return {
    type: 'fill-report',
    tradeId: trade.tradeId,
    brokerageOrderId: order.id as BrokerageOrderId,
    clientOrderId: namesUs ? (request.clientOrderId as ClientOrderId | undefined) : undefined,
    instrumentId: request.instrumentId,
    side: request.side,
    quantity: trade.base,
    quoteQuantity: trade.quote,
    fees: trade.fee.amount.isZero() ? [] : [trade.fee],
    liquidity: trade.liquidity,
    brokerageTimeMs: trade.timeMs,
  };
}

/** What the account holds of one asset now. */
export function balanceOf(exchange: ModelExchange, asset: string): Balance {
  return {
    type: 'balance',
    asset,
    total: exchange.totals.get(asset),
    available: exchange.available(asset),
    brokerageTimeMs: exchange.nowMs,
  };
}
