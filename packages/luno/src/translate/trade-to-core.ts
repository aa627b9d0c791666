import type { BrokerageOrderId, ClientOrderId, FillReport, Instrument, Trade } from '@trader/core';
import type { OwnTradeWire, PublicTradeWire } from '../wire/trade-wire.ts';
import { feesToCore } from './fees-to-core.ts';

/** One of our trades as a fill. Its sequence is unique per order: a self-trade has one sequence for two orders. */
export function ownTradeToCore(trade: OwnTradeWire, instrument: Instrument): FillReport {
  const isBuy = trade.type === 'BID';
  return {
    type: 'fill-report',
    tradeId: trade.sequence,
    brokerageOrderId: trade.order_id as BrokerageOrderId,
    clientOrderId: trade.client_order_id as ClientOrderId | undefined,
    instrumentId: instrument.id,
    side: isBuy ? 'buy' : 'sell',
    quantity: trade.base,
    quoteQuantity: trade.counter,
    fees: feesToCore(trade.fee_base, trade.fee_counter, instrument),
    // `is_buy` is the taker's direction: whoever has the other one was resting.
    liquidity: trade.is_buy === isBuy ? 'taker' : 'maker',
    brokerageTimeMs: trade.timestamp,
  };
}

/** A trade between anyone. */
export function publicTradeToCore(trade: PublicTradeWire, instrument: Instrument): Trade {
  const price = trade.price.toNumber();
  return {
    type: 'trade',
    instrumentId: instrument.id,
    symbol: instrument.symbol,
    price,
    quantity: trade.volume.toNumber(),
    takerSide: trade.is_buy ? 'buy' : 'sell',
    tradeId: trade.sequence,
    count: 1,
    firstPrice: price,
    highPrice: price,
    lowPrice: price,
    timeMs: trade.timestamp,
  };
}
