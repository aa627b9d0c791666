import {
  type Balance,
  type Brokerage,
  type BrokerageOrderId,
  type BrokerageSink,
  Decimal,
  Instrument,
  StrategyBase,
  type Tick,
  TradingSystem,
} from '@trader/core';

const instrument = new Instrument({
  symbol: 'XBTZAR',
  brokerage: 'tiny',
  base: 'XBT',
  quote: 'ZAR',
  tickSize: '1',
  lotSize: '0.0001',
});

class BuyThree extends StrategyBase {
  static override pace = 'event' as const;
  override onTick({ symbol, bid }: Tick): void {
    const { standing, closed } = this.orders;
    if (bid === undefined || standing.length + closed.length >= 3) return;
    this.buy({ symbol, type: 'limit', quantity: Math.floor(1 + this.random() * 9) / 10, price: bid });
  }
}

const zar: Balance = {
  type: 'balance',
  asset: 'ZAR',
  total: Decimal.from('1000000'),
  available: Decimal.from('1000000'),
  brokerageTimeMs: undefined,
};

/** Fills every order at its price, at once. */
function tinyBrokerage(): Brokerage & { show(tick: Tick): void } {
  let sink: BrokerageSink = () => undefined;
  let count = 0;
  return {
    name: 'tiny',
    capabilities: {
      orderTypes: ['limit'],
      timesInForce: ['GTC'],
      postOnly: 'unsupported',
      marketBuySizing: 'base',
      marketSellSizing: 'base',
      clientOrderId: { lengthMax: 64, characters: '0-9A-Za-z' },
      requestExpiry: undefined,
      privateStream: { orders: true, fills: true, balances: true },
      marketStream: true,
      fills: 'trade-id',
      feeAssets: ['quote'],
      bookDepthMax: 0,
      shortSelling: false,
      rateLimit: { requestsMax: 100, windowMs: 1_000 },
    },
    show: tick => sink(tick),
    instruments: () => Promise.resolve([instrument]),
    connect: given => {
      sink = given;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
    trading: {
      place: ({ terms }) => {
        count += 1;
        const brokerageOrderId = `T${count}` as BrokerageOrderId;
        const quantity = terms.quantity ?? Decimal.zero;
        sink({
          type: 'fill-report',
          tradeId: `${count}`,
          brokerageOrderId,
          clientOrderId: terms.clientOrderId,
          instrumentId: terms.instrumentId,
          side: terms.side,
          quantity,
          quoteQuantity: quantity.times(terms.price ?? 0),
          fees: [],
          liquidity: 'maker',
          brokerageTimeMs: undefined,
        });
        return Promise.resolve({ outcome: 'accepted', brokerageOrderId });
      },
      cancel: () => Promise.resolve({ outcome: 'accepted' }),
      find: () => Promise.resolve({ outcome: 'unknown', code: 'none', message: 'no look-ups here' }),
      openOrders: () => Promise.resolve([]),
      fillsSince: () => Promise.resolve([]),
      balances: () => Promise.resolve([zar]),
      feeRates: () => Promise.resolve({ maker: Decimal.zero, taker: Decimal.zero }),
    },
  };
}

/** Runs a small system on the clock of wherever this is, and tells what came of it as text that must be the same everywhere. */
export async function liveOnce(): Promise<string> {
  const brokerage = tinyBrokerage();
  const system = new TradingSystem({
    brokerage,
    runId: '0123456789abcdef0123456789abcdef',
    heartbeatMs: 10,
    strategies: [{ id: 'three', strategy: BuyThree, symbols: ['XBTZAR'], capital: { ZAR: '1000000' } }],
  });
  const filled = new Promise<void>(resolve => {
    system.on('order', () => {
      if (system.orders().filter(({ state }) => state === 'filled').length === 3) resolve();
    });
  });
  await system.start();
  for (const bid of [100, 101, 102]) {
    brokerage.show({
      type: 'tick',
      instrumentId: instrument.id,
      symbol: 'XBTZAR',
      bid,
      ask: bid + 1,
      last: bid,
      timeMs: bid,
    });
  }
  await filled;
  const report = await system.stop();
  const [three] = system.snapshot().strategies;
  const orders = system.orders().map(({ clientOrderId, state, filledQuote }) => [clientOrderId, state, filledQuote]);
  return JSON.stringify({ orders, positions: three?.positions, capital: three?.capital, complete: report.complete });
}
