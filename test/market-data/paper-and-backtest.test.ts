import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  type Bar,
  type Brokerage,
  type BrokerageEvent,
  type Fill,
  type Link,
  type Order,
  SimulatedClock,
  StrategyBase,
  type Tick,
  type Trade,
  TradingSystem,
} from '@trader/core';
import { createLuno, readRecordedMessage } from '@trader/luno';
import { createLunoSandbox, defaultMarkets, type LunoSandbox } from '@trader/luno-sandbox';
import {
  fixedLatency,
  type MarketSource,
  makerTakerFees,
  paperBrokerage,
  queueFills,
  runBacktest,
  type SimulatedTradingOptions,
  type TickColumns,
  ticksFromOrders,
  tradeThroughFills,
} from '@trader/sim';
import { bookFile, orderRecording, readInstruments, tickFile, tradeFile } from '@trader/sim/node';
import { expect, onTestFinished, test } from 'vitest';
import { makeBookFeed } from '../../packages/luno/test/book-feed.ts';
import { recordMarket } from '../../packages/runner/src/record/record-market.ts';
import { sandboxKey } from '../journeys/trading-desk.ts';

const recording = '../shared/data/l3/bitstamp_as_luno_first25000.jsonl.gz';

/** Trades a lot, in every way: single orders on ticks, brackets on bars, trailing stops on trades. */
class Busy extends StrategyBase {
  static override pace = 'event' as const;
  static override needs = { bars: [60_000] };
  /** From the first trade on: what a market shows at first is state that a system finds when it starts, and news in a backtest. */
  #isAwake = false;

  override onTick({ symbol, bid, ask }: Tick): void {
    if (!this.#isAwake || bid === undefined || ask === undefined) return;
    const dice = this.random();
    const order = { symbol, type: 'limit', quantity: '0.01' } as const;
    if (dice < 0.15) this.buy({ ...order, price: bid, tag: 'dip' });
    else if (dice < 0.22) this.buy({ symbol, type: 'market', quoteQuantity: '50' });
    else if (dice < 0.3) this.sell({ ...order, price: ask, postOnly: true });
    else if (dice < 0.35) this.cancelAll();
  }
  override onTrade({ symbol }: Trade): void {
    this.#isAwake = true;
    if (this.random() < 0.05 && this.contingentOrders.length < 5)
      this.placeTrailingStop({ symbol, side: 'sell', quantity: '0.01', distance: '0.2', step: '0.05' });
  }
  override onBar({ symbol, close }: Bar): void {
    const price = this.instrument(symbol).roundPrice(close, 'half-even');
    this.placeBracket({
      entry: { symbol, side: 'buy', type: 'limit', quantity: '0.02', price },
      takeProfit: { price: price.plus('0.2') },
      stopLoss: { stopPrice: price.minus('0.1') },
    });
  }
  /** Books are wanted: orders fill against their levels. */
  override onBook(): void {}
  override onFill({ symbol, side, tag }: Fill): void {
    if (side === 'buy' && tag === 'dip') this.sell({ symbol, type: 'market', quantity: '0.005' });
  }
}

const strategies = [{ id: 'busy', strategy: Busy, symbols: ['XBTZAR'], capital: { ZAR: '900000', XBT: '50' } }];
const simulation: SimulatedTradingOptions = {
  balances: { ZAR: '1000000', XBT: '60' },
  fees: makerTakerFees({ maker: '0.001', taker: '0.006' }),
  // What one message brings comes as a whole, and an order that answers to it later; a backtest's orders may not be faster than that.
  latency: fixedLatency({ entryMs: 1 }),
};

/**
 * A stream of Luno's, one message a line. Messages of one millisecond come a millisecond apart, so that what each of them does is over
 * before the next: a recording knows the order of trades, quotes and books only as far as their times tell it.
 */
function streamFile(lines: readonly string[]): { readonly file: string; readonly timesMs: readonly number[] } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trader-stream-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const timesMs: number[] = [];
  const sent = lines.map(line => {
    const message = JSON.parse(line);
    const timestamp = Math.max(message.timestamp, (timesMs.at(-1) ?? 0) + 2);
    timesMs.push(timestamp);
    // Changes of a market's status are not recorded.
    return JSON.stringify({ ...message, status_update: null, timestamp });
  });
  const file = path.join(folder, 'stream.jsonl');
  writeFileSync(file, `${sent.join('\n')}\n`);
  return { file, timesMs };
}

const isReal = existsSync(recording);

function madeUpLines(): readonly string[] {
  const { snapshot, updates } = makeBookFeed({ seed: 3, updates: 4_000 });
  return [snapshot, ...updates];
}

/**
 * Real messages. Their exchange showed takers as resting for a moment before they traded, which Luno never does: these orders are left
 * out, and the messages are numbered anew.
 */
function realLines(): readonly string[] {
  const [snapshot = '', ...updates] = gunzipSync(readFileSync(recording)).toString().split('\n', 8_001);
  const { sequence, asks, bids } = JSON.parse(snapshot);
  const prices = { ASK: new Map<string, number>(), BID: new Map<string, number>() };
  const crossing = new Set<string>();
  const add = (side: 'ASK' | 'BID', id: string, price: number) => {
    const isCrossing =
      side === 'ASK' ? price <= Math.max(...prices.BID.values()) : price >= Math.min(...prices.ASK.values());
    if (isCrossing) crossing.add(id);
    else prices[side].set(id, price);
  };
  for (const { id, price } of asks) add('ASK', id, Number(price));
  for (const { id, price } of bids) add('BID', id, Number(price));
  const volumes = new Map<string, number>([...asks, ...bids].map(({ id, volume }) => [id, units(volume)]));
  const left = updates.map((line, index) => {
    const message = JSON.parse(line);
    const { create_update: created, delete_update: deleted } = message;
    const trades = message.trade_updates.filter(
      (trade: { maker_order_id: string }) => !crossing.has(trade.maker_order_id),
    );
    for (const { maker_order_id: id, base } of trades) {
      volumes.set(id, (volumes.get(id) ?? 0) - units(base));
      if (volumes.get(id) === 0) remove(id);
    }
    if (created !== null) {
      volumes.set(created.order_id, units(created.volume));
      add(created.type, created.order_id, Number(created.price));
    }
    if (deleted !== null) remove(deleted.order_id);
    const isLeft = (id: string | undefined) => id !== undefined && !crossing.has(id);
    return JSON.stringify({
      ...message,
      sequence: String(Number(sequence) + index + 1),
      trade_updates: trades,
      create_update: isLeft(created?.order_id) ? created : null,
      delete_update: isLeft(deleted?.order_id) ? deleted : null,
    });
  });
  function remove(id: string): void {
    prices.ASK.delete(id);
    prices.BID.delete(id);
  }
  return [snapshot, ...left];
}

/** Whole 10^-8 of a volume. */
const units = (volume: string): number => Math.round(Number(volume) * 1e8);

/** The real adapter, and how far its stream has come: it tells its present tick when it is asked, with the time of the last message. */
class Watched implements Brokerage {
  readonly name: string;
  readonly capabilities;
  readonly market;
  readonly #live: Brokerage;
  readonly #clock: SimulatedClock;
  #last: Tick | undefined;
  #isAsked = false;
  #isUp = false;
  #hasTraded = false;
  #connectsMs = 0;

  constructor(live: Brokerage, clock: SimulatedClock) {
    this.#live = live;
    this.#clock = clock;
    this.name = live.name;
    this.capabilities = live.capabilities;
    this.market = live.market as NonNullable<Brokerage['market']>;
  }

  instruments(options: object) {
    return this.#live.instruments(options);
  }

  connect(sink: (event: BrokerageEvent) => void, options: object): Promise<void> {
    return this.#live.connect(event => {
      if (event.type === 'tick') this.#last = event;
      if (event.type === 'trade') this.#hasTraded = true;
      if (event.type === 'link') this.#noteLink(event);
      if (!this.#isAsked) sink(event);
    }, options);
  }

  close(): Promise<void> {
    return this.#live.close();
  }

  /** Resolves when the stream is up and knows the last price again, unless it waits before it connects again. */
  async comesUp(): Promise<void> {
    while (this.#clock.nowMs() >= this.#connectsMs && !this.#knowsAll) await nextTurn();
  }

  get #knowsAll(): boolean {
    return this.#isUp && (this.#last?.last !== undefined || !this.#hasTraded);
  }

  /** Resolves when the message of this time has been read, or the stream is down. */
  async comesTo(timeMs: number): Promise<void> {
    while (this.#isUp) {
      this.#isAsked = true;
      const asked = this.market.pull({});
      this.#isAsked = false;
      await asked;
      if (this.#last?.timeMs === timeMs) return;
      await nextTurn();
    }
  }

  #noteLink({ state }: Link): void {
    this.#isUp = state === 'up';
    if (this.#isUp) return;
    this.#last = undefined;
    this.#connectsMs = this.#clock.nowMs() + reconnectMs;
  }
}

/** How long the adapter waits before it connects again. */
const reconnectMs = 2_000;

const nextTurn = () => new Promise<void>(resolve => setImmediate(resolve));

async function openSandbox(file: string, clock: SimulatedClock): Promise<LunoSandbox> {
  const markets = defaultMarkets.map(row => ({ ...row, priceScale: 2, volumeScale: 8, minVolume: '0.0001' }));
  const source = { kind: 'recorded', file, marketId: 'XBTZAR', mode: 'verbatim', moving: false } as const;
  const sandbox = await createLunoSandbox({ clock, markets, source });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

function openLuno(sandbox: LunoSandbox, clock: SimulatedClock): Watched {
  const { url: baseUrl, streamUrl } = sandbox;
  const waits = { delayMs: reconnectMs, delayMaxMs: reconnectMs, jitter: 0 };
  const reconnect = { ...waits, pingIntervalMs: 80_000_000, silenceMaxMs: 86_400_000 };
  return new Watched(createLuno({ ...sandboxKey, marketDataOnly: true, baseUrl, streamUrl, clock, reconnect }), clock);
}

/** Records the stream with what `trader record` uses, while a system trades on paper on a stream of its own: two programs, one exchange. */
async function recordAndTrade(lines: readonly string[], options: SimulatedTradingOptions) {
  const { file, timesMs } = streamFile(lines);
  const [firstMs = 0] = timesMs;
  // On the grid of the heartbeats of a backtest.
  const clock = new SimulatedClock(Math.floor(firstMs / 1_000) * 1_000);
  const sandbox = await openSandbox(file, clock);
  const [heard, traded] = [openLuno(sandbox, clock), openLuno(sandbox, clock)];
  const folder = path.join(path.dirname(file), 'recordings');
  const stop = new AbortController();
  const kinds = ['tick', 'trade', 'book', 'order'] as const;
  const common = { clock, folder, kinds, symbols: ['XBTZAR'], bookDepth: 5, fileBytesMax: 64e6 };
  const recorded = recordMarket({ ...common, brokerage: heard, signal: stop.signal });
  const brokerage = paperBrokerage(traded, { ...options, clock, seed: 'busy' });
  const system = new TradingSystem({ brokerage, strategies, clock, seed: 'busy' });
  const fills: Fill[] = [];
  system.on('fill', ({ fill }) => fills.push(fill));
  const starting = system.start();
  let isStarted = false;
  void starting.finally(() => {
    isStarted = true;
  });
  while (!isStarted) {
    await nextTurn();
    await clock.advanceAsync(0);
  }
  await starting;
  for (const timeMs of timesMs.slice(1)) {
    await clock.advanceAsync(timeMs - 1 - clock.nowMs());
    await Promise.all([heard.comesUp(), traded.comesUp()]);
    await clock.advanceAsync(1);
    sandbox.control.step(1, 'XBTZAR');
    await Promise.all([heard.comesTo(timeMs), traded.comesTo(timeMs)]);
    await clock.advanceAsync(0);
  }
  const orders = inOrder(system.orders());
  stop.abort();
  const summary = await recorded;
  const stopping = system.stop();
  await clock.advanceAsync(5_000);
  await stopping;
  const sent = readFileSync(file, 'utf8').trim().split('\n');
  return {
    sent,
    orders,
    fills,
    folder: path.join(folder, 'luno', 'XBTZAR'),
    summary,
    capabilities: traded.capabilities,
  };
}

function describeOrder({ side, type, quantity, price, tag, state, filled, requestedTimeMs, reason }: Order) {
  const amounts = { quantity: `${quantity}`, price: `${price}`, filled: `${filled}` };
  return { side, type, ...amounts, tag, state, requestedTimeMs, code: reason?.code };
}

function describeFill({ side, quantity, price, quoteQuantity, fees, tag, liquidity, brokerageTimeMs, timeMs }: Fill) {
  const texts = { quantity: `${quantity}`, price: `${price}`, quoteQuantity: `${quoteQuantity}` };
  const paid = fees.map(({ asset, amount }) => `${amount} ${asset}`);
  return { side, ...texts, fees: paid, tag, liquidity, brokerageTimeMs, timeMs };
}

/** The same orders in the same order: by time, and by what they are where times are equal. */
function inOrder(orders: readonly Order[]): readonly string[] {
  const lines = orders.map(order => ({ order, line: JSON.stringify(describeOrder(order)) }));
  return lines
    .sort((a, b) => a.order.requestedTimeMs - b.order.requestedTimeMs || a.line.localeCompare(b.line))
    .map(({ line }) => line);
}

const models: readonly (readonly [string, SimulatedTradingOptions])[] = [
  ['orders that fill when they are touched', simulation],
  [
    'requests and answers that take their time',
    { ...simulation, latency: fixedLatency({ entryMs: 80, responseMs: 40 }) },
  ],
  ['orders that fill when the market trades through them', { ...simulation, fills: tradeThroughFills() }],
  ['orders that wait in a queue', { ...simulation, fills: queueFills() }],
];

function recordedMessages(file: string): readonly string[] {
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map(line => JSON.parse(line).message);
}

/** Every change of the best prices. */
async function quotesOf(source: MarketSource<TickColumns>): Promise<readonly string[]> {
  const quotes: string[] = [];
  for await (const { length, timeMs, bid, ask } of source.chunks({})) {
    for (let row = 0; row < length; row += 1) {
      const prices = `${bid[row]} ${ask[row]}`;
      if (!quotes.at(-1)?.endsWith(` ${prices}`)) quotes.push(`${timeMs[row]} ${prices}`);
    }
  }
  return quotes;
}

async function expectSame(lines: readonly string[], options: SimulatedTradingOptions): Promise<void> {
  const traded = await recordAndTrade(lines, options);
  const { instruments } = await readInstruments(traded.summary.instrumentsFile);
  // The messages themselves are kept as well; the first one of a connection says what is there.
  const kept = recordedMessages(traded.summary.recordings.find(({ kind }) => kind === 'order')?.files[0] ?? '');
  expect(kept.slice(1)).toEqual(traded.sent.slice(1));
  const own = { file: traded.folder, symbol: 'XBTZAR' };
  const ofOrders = ticksFromOrders(orderRecording({ ...own, readMessage: readRecordedMessage }));
  expect(await quotesOf(ofOrders)).toEqual(await quotesOf(tickFile(own)));
  const { orders, fills } = await runBacktest({
    ...options,
    capabilities: traded.capabilities,
    // The sandbox takes no orders where it plays a recording; the stream says that the market is open.
    instruments: instruments.map(instrument => instrument.withStatus('active')),
    sources: [tradeFile(own), tickFile(own), bookFile({ ...own, depth: 5 })],
    strategies,
    seed: 'busy',
  });
  expect(traded.fills.length).toBeGreaterThan(50);
  expect(traded.fills.map(fill => JSON.stringify(describeFill(fill)))).toEqual(
    fills.map(({ fill }) => JSON.stringify(describeFill(fill))),
  );
  expect(traded.orders).toEqual(inOrder(orders));
}

// What one message brings at once, a trade and the quote after it, reaches strategies of a backtest one after the other: these models tell the two apart.
test.each(models.slice(0, 2))(
  'a made-up stream that the Luno adapter hears gives the same orders and fills on paper and in a backtest of its recording: %s',
  { timeout: 60_000 },
  async (_, options) => {
    await expectSame(madeUpLines(), options);
  },
);

test.skipIf(!isReal).each(models)(
  `8,000 real order-by-order messages give the same orders and fills on paper and in a backtest of their recording: %s (${recording}, skipped where it is missing)`,
  { timeout: 60_000 },
  async (_, options) => {
    await expectSame(realLines(), options);
  },
);
