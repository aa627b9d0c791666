import { Instrument } from '@trader/core';
import { expect, test } from 'vitest';
import { ownTradeWire } from '../wire/trade-wire.ts';
import { ownTradeToCore } from './trade-to-core.ts';

const instrument = new Instrument({
  symbol: 'LTCXBT',
  brokerage: 'luno',
  base: 'LTC',
  quote: 'XBT',
  tickSize: '0.000001',
  lotSize: '0.01',
});

function fill(type: string, isBuy: boolean) {
  const wire = ownTradeWire.parse({
    pair: 'LTCXBT',
    sequence: 3_256_813,
    order_id: 'BXEX6XHHDT5EGW2',
    type,
    timestamp: 1_648_652_135_235,
    base: '0.10',
    counter: '0.0002786',
    fee_base: '0.0001',
    fee_counter: '0.00',
    is_buy: isBuy,
    client_order_id: '',
  });
  return ownTradeToCore(wire, instrument);
}

test('a sell may be charged in base, as recorded', () => {
  expect(JSON.parse(JSON.stringify(fill('ASK', false)))).toEqual({
    type: 'fill-report',
    tradeId: '3256813',
    brokerageOrderId: 'BXEX6XHHDT5EGW2',
    instrumentId: 'LTCXBT@luno',
    side: 'sell',
    quantity: '0.1',
    quoteQuantity: '0.0002786',
    fees: [{ asset: 'LTC', amount: '0.0001' }],
    liquidity: 'taker',
    brokerageTimeMs: 1_648_652_135_235,
  });
});

test.each([
  { type: 'BID', isBuy: true, side: 'buy', liquidity: 'taker' },
  { type: 'BID', isBuy: false, side: 'buy', liquidity: 'maker' },
  { type: 'ASK', isBuy: true, side: 'sell', liquidity: 'maker' },
  { type: 'ASK', isBuy: false, side: 'sell', liquidity: 'taker' },
])('our $type while the taker buys: $isBuy is a $side as $liquidity', ({ type, isBuy, side, liquidity }) => {
  expect(fill(type, isBuy)).toMatchObject({ side, liquidity });
});
