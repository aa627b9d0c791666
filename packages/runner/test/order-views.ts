import { type ClientOrderId, Decimal, type InstrumentId, type Order, type SpectatorEvents } from '@trader/core';

/** An order as spectators see it: a resting buy that nothing has happened to. */
export function anOrderView(fields: Partial<Order> = {}): Order {
  return {
    clientOrderId: 'c1' as ClientOrderId,
    strategy: 'naive',
    instrumentId: 'XBTZAR@practice' as InstrumentId,
    symbol: 'XBTZAR',
    side: 'buy',
    type: 'limit',
    quantity: Decimal.parse('0.001'),
    quoteQuantity: undefined,
    price: Decimal.parse('1200000'),
    stopPrice: undefined,
    trigger: undefined,
    timeInForce: 'GTC',
    postOnly: false,
    tag: undefined,
    requestedTimeMs: 0,
    state: 'open',
    brokerageOrderId: undefined,
    filled: Decimal.zero,
    filledQuote: Decimal.zero,
    fees: [],
    cancelRequested: false,
    brokerageFinished: false,
    inconsistent: false,
    reason: undefined,
    submittedTimeMs: undefined,
    updatedTimeMs: 0,
    ...fields,
  };
}

/** A fill of that order as spectators see it. */
export function aFillRecord(fields: Partial<SpectatorEvents['fill']['fill']> = {}): SpectatorEvents['fill'] {
  const { clientOrderId, strategy, instrumentId, symbol, side, brokerageOrderId, tag } = anOrderView();
  return {
    type: 'fill',
    fill: {
      fillId: 'c1-1',
      clientOrderId,
      brokerageOrderId,
      strategy,
      instrumentId,
      symbol,
      side,
      quantity: Decimal.parse('0.0005'),
      quoteQuantity: Decimal.parse('600'),
      price: Decimal.parse('1200000'),
      fees: [{ asset: 'ZAR', amount: Decimal.parse('0.6') }],
      tradeId: undefined,
      liquidity: undefined,
      tag,
      brokerageTimeMs: undefined,
      timeMs: 0,
      ...fields,
    },
    realisedPnl: Decimal.zero,
    positionAfter: Decimal.parse('0.0005'),
  };
}
