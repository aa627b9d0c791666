import { createLunoSandbox, type LunoSandbox } from '@trader/luno-sandbox';
import ccxt, { type Exchange } from 'ccxt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSandboxState } from './compare-books.ts';
import { sandboxKey } from './trading-desk.ts';

/** The market as ccxt writes it. */
const symbol = 'BTC/ZAR';
/** ccxt's first call loads every market; machines where everything runs at once are slow. */
const journeyTimeoutMs = 30_000;

let sandbox: LunoSandbox;
let luno: Exchange;
let pro: Exchange;

beforeAll(async () => {
  sandbox = await createLunoSandbox();
  luno = point(new ccxt.luno({ ...ccxtKey(), enableRateLimit: false }));
  pro = point(new ccxt.pro.luno({ ...ccxtKey(), enableRateLimit: false }));
  // Without this, ccxt refuses ws: addresses.
  await pro.loadHttpProxyAgent();
});

afterAll(async () => {
  await pro.close();
  await sandbox.close();
});

function ccxtKey(secret: string = sandboxKey.keySecret) {
  return { apiKey: sandboxKey.keyId, secret };
}

/** Points a client of ccxt at the sandbox; the only thing that it is told. */
function point<Client extends Exchange>(client: Client): Client {
  const { url, streamUrl } = sandbox;
  client.urls['api'] = {
    public: `${url}/api`,
    private: `${url}/api`,
    exchange: `${url}/api/exchange`,
    exchangePrivate: `${url}/api/exchange`,
    ws: `${streamUrl}/api/1`,
  };
  return client;
}

/** Places an order through ccxt and gives the exchange's id of it. */
async function place(...order: Parameters<Exchange['createOrder']>): Promise<string> {
  const { id } = await luno.createOrder(...order);
  if (id === undefined) throw new Error('ccxt found no id in the answer');
  return id;
}

async function ourOrders() {
  const state = await readSandboxState(sandbox.url);
  return state.users[0]?.orders ?? [];
}

describe('a client that shares no code with us', { timeout: journeyTimeoutMs }, () => {
  test('finds the markets with their rules', async () => {
    const markets = await luno.loadMarkets();
    expect(Object.keys(markets).sort()).toEqual(['BTC/USDT', 'BTC/ZAR', 'ETH/BTC', 'ETH/ZAR', 'USDT/ZAR']);
    expect(markets[symbol]).toMatchObject({
      id: 'XBTZAR',
      active: true,
      limits: { amount: { min: 0.0005, max: 100 } },
    });
  });

  test('reads prices, trades, candles and the order book', async () => {
    const ticker = await luno.fetchTicker(symbol);
    expect(ticker.bid).toBeLessThan(ticker.ask ?? 0);
    expect(Object.keys(await luno.fetchTickers())).toHaveLength(5);
    const book = await luno.fetchOrderBook(symbol);
    expect(book.bids[0]?.[0]).toBeLessThan(book.asks[0]?.[0] ?? 0);
    const trades = await luno.fetchTrades(symbol);
    expect(trades.length).toBeGreaterThan(0);
    expect(trades.every(({ price = 0, amount = 0 }) => price > 0 && amount > 0)).toBe(true);
    const candles = await luno.fetchOHLCV(symbol, '1m', Date.now() - 600_000);
    expect(candles.length).toBeGreaterThan(0);
    for (const [, open = 0, high = 0, low = 0, close = 0] of candles) {
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
      expect(low).toBeLessThanOrEqual(Math.min(open, close));
    }
  });

  test('reads balances and fees', async () => {
    const balance = await luno.fetchBalance();
    expect(balance['BTC']).toMatchObject({ free: 2, used: 0, total: 2 });
    // ccxt has one rate for each role; Luno tells maker and taker, and ccxt reads these two.
    expect(await luno.fetchTradingFee(symbol)).toMatchObject({ symbol, maker: 0.004, taker: 0.006 });
  });

  test('places a limit order, sees it open with its reservation, and cancels it', async () => {
    const id = await place(symbol, 'limit', 'buy', 0.001, 1_000_000);
    expect(await luno.fetchOrder(id)).toMatchObject({
      id,
      symbol,
      side: 'buy',
      price: 1_000_000,
      amount: 0.001,
      filled: 0,
    });
    expect((await luno.fetchOpenOrders(symbol)).map(order => order.id)).toEqual([id]);
    expect((await luno.fetchBalance())['ZAR']).toMatchObject({ used: 1_000, total: 2_000_000 });
    await luno.cancelOrder(id);
    expect(await luno.fetchOpenOrders(symbol)).toEqual([]);
    expect((await luno.fetchBalance())['ZAR']).toMatchObject({ free: 2_000_000, used: 0 });
    expect((await ourOrders()).find(({ orderId }) => orderId === id)).toMatchObject({
      status: 'finished',
      canceledByUser: true,
    });
  });

  test('buys and sells at the market; its own trades add up to the exchange’s books', async () => {
    // Luno sizes market buys in counter; ccxt passes its amount on as such.
    const buy = await place(symbol, 'market', 'buy', 20_000);
    const sell = await place(symbol, 'market', 'sell', 0.01);
    const trades = await luno.fetchMyTrades(symbol, Date.now() - 60_000);
    const books = await ourOrders();
    for (const id of [buy, sell]) {
      const own = trades.filter(({ order }) => order === id);
      const theirs = books.find(({ orderId }) => orderId === id);
      expect(own.length).toBeGreaterThan(0);
      expect(own.reduce((sum, { amount = 0 }) => sum + amount, 0)).toBeCloseTo(Number(theirs?.base), 8);
      expect(own.reduce((sum, { cost = 0 }) => sum + cost, 0)).toBeCloseTo(Number(theirs?.counter), 6);
    }
  });

  test.each<[string, () => Promise<unknown>, new (message: string) => Error, RegExp]>([
    [
      'too little money',
      () => luno.createOrder(symbol, 'limit', 'buy', 50, 1_000_000),
      ccxt.InsufficientFunds,
      /ErrInsufficientBalance/,
    ],
    [
      'a volume below the minimum',
      () => luno.createOrder(symbol, 'limit', 'buy', 0.0001, 1_000_000),
      ccxt.InvalidOrder,
      /ErrVolumeTooLow/,
    ],
    ['an order that nobody knows', () => luno.fetchOrder('BXNOSUCHORDER99'), ccxt.OrderNotFound, /ErrOrderNotFound/],
    [
      'a cancel of it',
      () => luno.cancelOrder('BXNOSUCHORDER99'),
      ccxt.InvalidOrder,
      /ErrCannotStopUnknownOrNonPendingOrder/,
    ],
    [
      'a wrong key',
      () => point(new ccxt.luno(ccxtKey('mistyped'))).fetchBalance(),
      ccxt.AuthenticationError,
      /ErrUnauthorised/,
    ],
  ])('is told %s in a way that it understands', async (_, call, errorClass, code) => {
    const error: unknown = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(errorClass);
    expect(String(error)).toMatch(code);
  });

  test('is told a client order id that was used before, and 429', async () => {
    const params = { client_order_id: 'ccxt-1' };
    const id = await place(symbol, 'limit', 'buy', 0.001, 1_000_000, params);
    const again = luno.createOrder(symbol, 'limit', 'buy', 0.001, 1_000_000, params);
    await expect(again).rejects.toBeInstanceOf(ccxt.DuplicateOrderId);
    await luno.cancelOrder(id);
    sandbox.control.addFault({ endpoint: 'balance', fault: 'rate-limited' });
    await expect(luno.fetchBalance()).rejects.toBeInstanceOf(ccxt.RateLimitExceeded);
  });

  test('watches the order book: the snapshot, and orders that come and go', async () => {
    sandbox.control.stopMarket();
    const book = await pro.watchOrderBook(symbol);
    const { bids, asks, sequence } = marketState();
    expect(book.nonce).toBe(Number(sequence));
    expect(book.bids[0]?.[0]).toBe(Number(bids[0]?.price));
    expect(book.asks[0]?.[0]).toBe(Number(asks[0]?.price));
    const id = await place(symbol, 'limit', 'buy', 0.001, Number(bids[0]?.price));
    const ids = (rows: readonly unknown[]) => rows.map(row => (row as readonly unknown[])[2]);
    await watchUntil(rows => ids(rows).includes(id));
    await luno.cancelOrder(id);
    await watchUntil(rows => !ids(rows).includes(id));
    // Its books are not compared beyond this. ccxt 4.5.84 has no handling of trade_updates: a partly filled order keeps its old volume,
    // a fully traded one stays as a ghost level until a reconnect, and sequence gaps are applied without a resync. The same frames
    // make an exact book in our adapter's tests, so what remains is the client's own defect, and asserting it would only pin it.
  });
});

function marketState() {
  const market = sandbox.control.state().markets.find(({ marketId }) => marketId === 'XBTZAR');
  if (market === undefined) throw new Error('the sandbox has no XBTZAR');
  return market;
}

/** Watches until the bids are as wanted; each update of the stream brings the next look. */
async function watchUntil(isWanted: (bids: readonly unknown[]) => boolean): Promise<void> {
  for (let look = 0; look < 100; look += 1) {
    const { bids } = await pro.watchOrderBook(symbol);
    if (isWanted(bids)) return;
  }
  throw new Error('the order book never became what it should be');
}
