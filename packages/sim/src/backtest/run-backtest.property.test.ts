import { type Bar, createSeededRandom, Decimal, Instrument, type Order, StrategyBase } from '@trader/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makerTakerFees } from '../fee-models/maker-taker-fees.ts';
import { queueFills } from '../fill-models/queue-fills.ts';
import { touchFills } from '../fill-models/touch-fills.ts';
import { tradeThroughFills } from '../fill-models/trade-through-fills.ts';
import { volumeFills } from '../fill-models/volume-fills.ts';
import { fixedLatency } from '../latency-models/fixed-latency.ts';
import { randomLatency } from '../latency-models/random-latency.ts';
import type { BarColumns } from '../market-data/market-columns.ts';
import { createMemorySource } from '../market-data/memory-source.ts';
import type { BacktestOptions } from './backtest-options.ts';
import type { BacktestResult } from './backtest-result.ts';
import { runBacktest } from './run-backtest.ts';

const minute = 60_000;
const startMs = 1_700_000_040_000;

function market(symbol: string, base: string): Instrument {
  return new Instrument({
    symbol,
    brokerage: 'sim',
    base,
    quote: 'ZAR',
    tickSize: '0.5',
    lotSize: '0.001',
    quantityMin: '0.001',
  });
}

const markets = [market('XBTZAR', 'XBT'), market('ETHZAR', 'ETH')];

/** Places and cancels all kinds of orders by chance. */
class Wild extends StrategyBase {
  static override needs = { bars: [minute, 5 * minute] };

  override onBar({ symbol, close, intervalMs }: Bar): void {
    const round = (value: number): number => Math.max(0.5, Math.round(value * 2) / 2);
    const quantity = Math.ceil(this.random() * 3_000) / 1_000;
    const price = round(close * (0.97 + this.random() * 0.06));
    const side = this.random() < 0.55 ? 'buy' : 'sell';
    const dice = Math.floor(this.random() * 12);
    if (intervalMs > minute) this.cancelAll(symbol);
    else if (dice < 2) this.placeOrder({ symbol, side, type: 'market', quantity });
    else if (dice === 2) this.placeOrder({ symbol, side, type: 'market', quoteQuantity: 100 });
    else if (dice < 6) this.placeOrder({ symbol, side, type: 'limit', quantity, price });
    else if (dice === 6) this.placeOrder({ symbol, side, type: 'limit', quantity, price, timeInForce: 'IOC' });
    else if (dice === 7) this.placeOrder({ symbol, side, type: 'limit', quantity, price, timeInForce: 'FOK' });
    else if (dice === 8) this.placeOrder({ symbol, side, type: 'limit', quantity, price, postOnly: true });
    else if (dice === 9)
      this.placeOrder({
        symbol,
        side,
        type: 'stop-limit',
        quantity,
        price,
        stopPrice: round(close * 1.01),
        trigger: 'above',
      });
    else if (dice === 10) this.closePosition(symbol);
  }

  override onFill({ symbol }: { readonly symbol: string }): void {
    if (this.random() < 0.2) this.buy({ symbol, type: 'market', quantity: '0.01' });
  }

  override onOrder({ state, clientOrderId }: Order): void {
    if (state === 'open' && this.random() < 0.1) this.cancelOrder(clientOrderId);
  }
}

function walk(seed: string, length: number): BarColumns {
  const random = createSeededRandom(seed);
  const column = (): Float64Array => new Float64Array(length);
  const bars = {
    openTimeMs: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let price = 200;
  let timeMs = startMs;
  for (let index = 0; index < length; index += 1) {
    const open = Math.max(50, price + Math.round((random() - 0.5) * 4) / 2);
    const close = Math.max(50, open + Math.round((random() - 0.5) * 16) / 2);
    bars.openTimeMs[index] = timeMs;
    bars.open[index] = open;
    bars.close[index] = close;
    bars.high[index] = Math.max(open, close) + Math.floor(random() * 4) / 2;
    bars.low[index] = Math.min(open, close) - Math.floor(random() * 4) / 2;
    bars.volume[index] = random() < 0.1 ? 0 : Math.ceil(random() * 20_000) / 1_000;
    price = close;
    timeMs += random() < 0.05 ? 3 * minute : minute;
  }
  return { kind: 'bar', length, intervalMs: minute, ...bars };
}

const scenario = fc.record({
  seed: fc.string({ minLength: 1, maxLength: 8 }),
  fills: fc.constantFrom(touchFills(), tradeThroughFills(), volumeFills({ participation: 0.2 })),
  latency: fc.constantFrom(
    undefined,
    fixedLatency({ entryMs: 70, responseMs: 40, feedMs: 20 }),
    randomLatency({ entry: { medianMs: 900 }, response: { medianMs: 20_000, sigma: 1 }, feed: { medianMs: 300 } }),
  ),
  asset: fc.constantFrom('base' as const, 'quote' as const, 'received' as const),
  maker: fc.constantFrom('-0.0005', '0', '0.003'),
});

type Scenario = (typeof scenario)['generate'] extends (...args: never[]) => { readonly value: infer T } ? T : never;

function optionsOf({ seed, fills, latency, asset, maker }: Scenario): BacktestOptions {
  const capital = { ZAR: '2000', XBT: '5', ETH: '5' };
  return {
    instruments: markets,
    sources: markets.map(({ symbol }) => createMemorySource(symbol, symbol, walk(`${seed} ${symbol}`, 300))),
    strategies: ['one', 'two'].map(id => ({
      id,
      strategy: Wild,
      symbols: markets.map(({ symbol }) => symbol),
      capital,
    })),
    balances: { ZAR: '5000', XBT: '11', ETH: '10' },
    fees: makerTakerFees({ maker, taker: '0.006', asset }),
    fills,
    ...(latency === undefined ? {} : { latency }),
    seed,
  };
}

/** Start, fills and fees add up to the end, unit by unit. */
function expectConserved(result: BacktestResult): void {
  const held = new Map(result.startBalances.map(({ asset, amount }) => [asset, amount]));
  const add = (asset: string, amount: Decimal): void => {
    held.set(asset, (held.get(asset) ?? Decimal.zero).plus(amount));
  };
  for (const { fill } of result.fills) {
    const instrument = markets.find(({ id }) => id === fill.instrumentId);
    if (instrument === undefined) throw new Error('a fill of no market');
    const isBuy = fill.side === 'buy';
    add(instrument.base, isBuy ? fill.quantity : fill.quantity.negated());
    add(instrument.quote, isBuy ? fill.quoteQuantity.negated() : fill.quoteQuantity);
    for (const { asset, amount } of fill.fees) add(asset, amount.negated());
  }
  for (const { asset, amount } of result.endBalances) {
    expect(`${asset} ${held.get(asset)}`).toBe(`${asset} ${amount}`);
    expect(amount.isNegative()).toBe(false);
  }
}

/** Equity is cash and positions at the last prices: the account's, and each strategy's. */
function expectEquity(result: BacktestResult): void {
  const closes = new Map(markets.map(({ base, symbol }) => [base, result.chartBars.get(symbol)?.close.at(-1) ?? 0]));
  const worth = (amounts: BacktestResult['endBalances']): number =>
    amounts.reduce((sum, { asset, amount }) => sum + amount.toNumber() * (closes.get(asset) ?? 1), 0);
  expect(result.equity.value.at(-1)).toBeCloseTo(worth(result.endBalances), 6);
  for (const { equity, capital } of result.strategies) expect(equity.value.at(-1)).toBeCloseTo(worth(capital), 6);
}

/**
 * Every fill lies in the range of the bar of its moment, and at or after the decision. The jump from the close before to the open belongs
 * to that range: a resting order that it passes fills at its own price, not at the better one of the open. What a bar had too little
 * volume for goes on at the order's price, which the market may have left behind meanwhile: never at a better one.
 */
function expectHonestFills({ orders, fills }: BacktestResult, { sources, fills: model }: BacktestOptions): void {
  const requested = new Map(orders.map(order => [order.clientOrderId, order.requestedTimeMs]));
  for (const { fill } of fills) {
    const at = fill.brokerageTimeMs ?? 0;
    expect(at).toBeGreaterThanOrEqual(requested.get(fill.clientOrderId) ?? Number.POSITIVE_INFINITY);
    const source = sources.find(({ symbol }) => symbol === fill.symbol);
    const [bars] = source === undefined ? [] : (source.chunks({}) as Iterable<BarColumns>);
    const price = fill.price.toNumber();
    const isMaker = fill.liquidity === 'maker';
    const [low, high] = bars === undefined ? [Number.NaN, Number.NaN] : rangeAt(bars, at, isMaker);
    const isLimited = isMaker && model?.available !== undefined;
    if (!isLimited || fill.side === 'buy') expect(price).toBeGreaterThanOrEqual(low);
    if (!isLimited || fill.side === 'sell') expect(price).toBeLessThanOrEqual(high);
  }
}

/** The range of the bars of a moment; of a maker with the jump to the open. */
function rangeAt({ length, openTimeMs, high, low, close }: BarColumns, at: number, mayJump: boolean) {
  const range = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as [number, number];
  for (let row = 0; row < length; row += 1) {
    const openMs = openTimeMs[row] ?? Number.NaN;
    if (at < openMs || at > openMs + minute) continue;
    const before = mayJump && row > 0 && at === openMs ? (close[row - 1] ?? Number.NaN) : (low[row] ?? Number.NaN);
    range[0] = Math.min(range[0], low[row] ?? Number.NaN, before);
    range[1] = Math.max(range[1], high[row] ?? Number.NaN, before);
  }
  return range;
}

test('whatever a strategy does, nothing is created or lost, equity is what is held, fills are in their bars and after their orders', async () => {
  let fills = 0;
  await fc.assert(
    fc.asyncProperty(scenario, async each => {
      const options = optionsOf(each);
      const result = await runBacktest(options);
      fills += result.fills.length;
      // A sale may take its fee, or a worse price of an amount of quote, out of what others own: core tells, nothing is lost.
      expect(result.alarms.filter(({ code }) => code !== 'oversold')).toEqual([]);
      expectConserved(result);
      expectEquity(result);
      expectHonestFills(result, options);
    }),
    { numRuns: 12 },
  );
  expect(fills).toBeGreaterThan(500);
}, 120_000);

test('the same options give the same bytes, another seed another run', async () => {
  const each = {
    seed: 'x',
    fills: touchFills(),
    latency: randomLatency({ entry: { medianMs: 500 } }),
    asset: 'base',
    maker: '0',
  } as const;
  const [first, second, other] = await Promise.all([
    runBacktest(optionsOf(each)),
    runBacktest(optionsOf(each)),
    runBacktest({ ...optionsOf(each), seed: 'y' }),
  ]);
  const text = (result: BacktestResult): string =>
    JSON.stringify({ ...result, chartBars: [...result.chartBars] }, (_, value: unknown) =>
      ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value,
    );
  expect(text(first)).toBe(text(second));
  expect(first.hash).toMatch(/^[0-9a-f]{16}$/);
  expect(other.hash).not.toBe(first.hash);
});

test('a model that needs other data than there is refuses before the start', async () => {
  const options = {
    ...optionsOf({ seed: 'x', fills: touchFills(), latency: undefined, asset: 'base', maker: '0' }),
    fills: queueFills(),
  };
  await expect(runBacktest(options)).rejects.toThrow('needs books or trades of XBTZAR');
});
