import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  type Bar,
  type Brokerage,
  type BrokerageSink,
  createSeededRandom,
  type Fill,
  Instrument,
  type MarketData,
  type Order,
  SimulatedClock,
  StrategyBase,
  TradingSystem,
} from '@trader/core';
import { fixedLatency, makerTakerFees, paperBrokerage, runBacktest, type SimulatedTradingOptions } from '@trader/sim';
import { barFile, tickFile } from '@trader/sim/node';
import { expect, onTestFinished, test } from 'vitest';
import { recordMarket } from '../../packages/runner/src/record/record-market.ts';

const candles = '../shared/data/luno/xbtmyr_5m_90d.csv';
const intervalMs = 300_000;
const count = 500;

const instrument = new Instrument({
  symbol: 'XBTMYR',
  brokerage: 'candles',
  base: 'XBT',
  quote: 'MYR',
  tickSize: '1',
  lotSize: '0.000001',
});

type Prices = Pick<Bar, 'open' | 'high' | 'low' | 'close' | 'volume' | 'openTimeMs'>;

/** A brokerage that tells the price when a bar ends, and then the bar, as one that watches candles does. */
class Candles implements Brokerage {
  readonly name = 'candles';
  readonly capabilities = {
    orderTypes: ['market', 'limit', 'stop-limit'],
    timesInForce: ['GTC', 'IOC', 'FOK'],
    postOnly: 'cancels',
    marketBuySizing: 'quote',
    marketSellSizing: 'base',
    clientOrderId: { lengthMax: 64, characters: '0-9A-Za-z' },
    requestExpiry: undefined,
    privateStream: { orders: true, fills: true, balances: true },
    marketStream: true,
    fills: 'cumulative',
    feeAssets: ['base', 'quote'],
    bookDepthMax: 0,
    shortSelling: false,
    rateLimit: { requestsMax: 300, windowMs: 60_000 },
  } as const;
  readonly market: MarketData = {
    subscribe: async () => {
      this.isWatched = true;
    },
    unsubscribe: () => Promise.resolve(),
    pull: () => Promise.resolve(),
    history: () => Promise.resolve([]),
  };
  isWatched = false;
  #sink: BrokerageSink = () => undefined;

  instruments(): Promise<readonly Instrument[]> {
    return Promise.resolve([instrument]);
  }

  connect(sink: BrokerageSink): Promise<void> {
    this.#sink = sink;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#sink = () => undefined;
    return Promise.resolve();
  }

  tell(prices: Prices): void {
    const common = { instrumentId: instrument.id, symbol: 'XBTMYR', timeMs: prices.openTimeMs + intervalMs } as const;
    const { close } = prices;
    this.#sink({ type: 'tick', ...common, bid: close, ask: close + 1, last: close });
    this.#sink({ type: 'bar', ...common, ...prices, intervalMs });
  }
}

/** Decides on bars: crosses of two averages, limit orders at the low, brackets. */
class OnBars extends StrategyBase {
  static override needs = { bars: [intervalMs] };
  readonly #closes: number[] = [];

  override onBar({ symbol, close, low }: Bar): void {
    this.#closes.push(close);
    const [fast, slow] = [this.#mean(3), this.#mean(12)];
    const dice = this.random();
    if (fast > slow && dice < 0.2) this.buy({ symbol, type: 'market', quoteQuantity: '500' });
    else if (fast < slow && dice < 0.2) this.sell({ symbol, type: 'market', quantity: '0.001', tag: 'out' });
    else if (dice < 0.3) this.buy({ symbol, type: 'limit', quantity: '0.001', price: Math.floor(low) });
    else if (dice < 0.33) this.cancelAll();
    else if (dice < 0.36) {
      const price = Math.round(close);
      this.placeBracket({
        entry: { symbol, side: 'buy', type: 'limit', quantity: '0.002', price: price + 5 },
        takeProfit: { price: price + 300 },
        stopLoss: { stopPrice: price - 200 },
      });
    }
  }

  override onFill({ symbol, side, price }: Fill): void {
    if (side === 'sell' && this.random() < 0.5)
      this.buy({ symbol, type: 'limit', quantity: '0.0005', price: Math.floor(price.toNumber() * 0.999) });
  }

  #mean(length: number): number {
    return this.#closes.slice(-length).reduce((sum, close) => sum + close, 0) / length;
  }
}

const strategies = [{ id: 'bars', strategy: OnBars, symbols: ['XBTMYR'], capital: { MYR: '900000', XBT: '1' } }];
const simulation: SimulatedTradingOptions = {
  balances: { MYR: '1000000', XBT: '2' },
  fees: makerTakerFees({ taker: '0.006' }),
  latency: fixedLatency({ entryMs: 80, responseMs: 40 }),
};

async function recordAndTrade(bars: readonly Prices[]) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trader-bars-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clock = new SimulatedClock(bars[0]?.openTimeMs);
  const [heard, traded] = [new Candles(), new Candles()];
  const stop = new AbortController();
  const kinds = ['tick', 'bar'] as const;
  const common = { clock, folder, kinds, symbols: ['XBTMYR'], bookDepth: 0, fileBytesMax: 64e6, signal: stop.signal };
  const recorded = recordMarket({ ...common, brokerage: heard, barIntervalMs: intervalMs });
  const brokerage = paperBrokerage(traded, { ...simulation, clock, seed: 'bars' });
  const system = new TradingSystem({ brokerage, strategies, clock, seed: 'bars', heartbeatMs: 60_000 });
  const fills: Fill[] = [];
  system.on('fill', ({ fill }) => fills.push(fill));
  const byId = new Map<string, Order>();
  system.on('order', ({ order }) => byId.set(order.clientOrderId, order));
  let isStarted = false;
  const starting = system.start().finally(() => {
    isStarted = true;
  });
  while (!isStarted || !heard.isWatched) {
    await new Promise(resolve => setImmediate(resolve));
    await clock.advanceAsync(0);
  }
  await starting;
  for (const bar of bars) {
    await clock.advanceAsync(bar.openTimeMs + intervalMs - clock.nowMs());
    heard.tell(bar);
    traded.tell(bar);
    await clock.advanceAsync(0);
  }
  // What the stop brings is not in the data.
  const [orders, told] = [[...byId.values()].map(orderText), fills.map(fillText)];
  stop.abort();
  await recorded;
  const stopping = system.stop();
  await clock.advanceAsync(10_000);
  await stopping;
  return { orders, told, own: { file: path.join(folder, 'candles', 'XBTMYR'), symbol: 'XBTMYR' } };
}

function orderText({ requestedTimeMs, side, type, price, filled, state, reason }: Order): string {
  return [requestedTimeMs, side, type, price, filled, state, reason?.code].join(' ');
}

function fillText({ side, quantity, price, fees, tag, liquidity, brokerageTimeMs, timeMs }: Fill): string {
  const paid = fees.map(({ asset, amount }) => `${amount} ${asset}`).join(', ');
  return [timeMs, brokerageTimeMs, side, quantity, price, paid, tag, liquidity].join(' ');
}

async function expectSame(bars: readonly Prices[]): Promise<void> {
  const { orders, told, own } = await recordAndTrade(bars);
  const tested = await runBacktest({
    ...simulation,
    capabilities: new Candles().capabilities,
    instruments: [instrument],
    sources: [tickFile(own), barFile({ ...own, intervalMs })],
    strategies,
    seed: 'bars',
    heartbeatMs: 60_000,
  });
  expect(told.length).toBeGreaterThan(100);
  expect(told).toEqual(tested.fills.map(({ fill }) => fillText(fill)));
  expect(orders.toSorted()).toEqual(tested.orders.map(orderText).toSorted());
}

test('bars that a brokerage pushes give the same orders and fills on paper and in a backtest of their recording', async () => {
  const random = createSeededRandom('bars');
  let close = 300_000;
  const bars = Array.from({ length: count }, (_, index) => {
    const open = close;
    close = Math.round(open + (random() - 0.5) * 800);
    const [high, low] = [Math.max(open, close) + 50, Math.min(open, close) - 50];
    return { openTimeMs: 1_700_000_100_000 + index * intervalMs, open, high, low, close, volume: 1 };
  });
  await expectSame(bars);
});

test.skipIf(!existsSync(candles))(`so do Luno's own candles (${candles}, skipped where it is missing)`, async () => {
  const bars: Prices[] = [];
  for await (const chunk of barFile({ file: candles, symbol: 'XBTMYR', intervalMs }).chunks({})) {
    for (let row = 0; row < chunk.length && bars.length < count; row += 1) {
      const [open = 0, high = 0, low = 0, close = 0, volume = 0] = [
        chunk.open,
        chunk.high,
        chunk.low,
        chunk.close,
        chunk.volume,
      ].map(column => column[row]);
      bars.push({ openTimeMs: chunk.openTimeMs[row] ?? 0, open, high, low, close, volume });
    }
  }
  await expectSame(bars);
});
