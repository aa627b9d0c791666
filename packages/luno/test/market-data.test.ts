import type { Book, InstrumentId, MarketSubscription, Tick, Trade } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { createLuno } from '../src/index.ts';
import { type Harness, marketRows, startHarness, startMs, xbtZar } from './harness.ts';
import { json, type Reply, ScriptedLuno, silence, text } from './scripted-luno.ts';

const tickersPath = '/api/1/tickers';
const tradesPath = '/api/1/trades';
const ticksOnly: MarketSubscription = { instrumentId: xbtZar.id, tick: true, trade: false, bookDepth: 0 };

function ticker(pair: string, changes: object = {}) {
  return {
    pair,
    timestamp: startMs - 60_000,
    bid: '1403128.00',
    ask: '1403600.00',
    last_trade: '1403129.00',
    rolling_24_hour_volume: '41.2',
    status: 'ACTIVE',
    ...changes,
  };
}

function ofType<E>(harness: Harness, type: string): E[] {
  return harness.events.filter(event => event.type === type) as E[];
}

describe('instruments', () => {
  test('carry Luno’s scales and bounds', async () => {
    const { brokerage } = await startHarness();
    const instruments = await brokerage.instruments({});
    expect(JSON.parse(JSON.stringify(instruments[2]))).toEqual({
      symbol: 'XBTUSDT',
      brokerage: 'luno',
      base: 'XBT',
      quote: 'USDT',
      tickSize: '0.0001',
      lotSize: '0.0001',
      priceMin: '1',
      priceMax: '10000000',
      quantityMin: '0.0005',
      quantityMax: '100',
      status: 'active',
      feeScale: 8,
    });
  });

  test('that cannot be read are left out with a fault, and hide no others', async () => {
    const harness = await startHarness();
    const broken = [{ market_id: 'ODD' }, { ...marketRows[0], market_id: 'XBTXBT', counter_currency: 'XBT' }];
    harness.luno.on('/api/exchange/1/markets', json({ markets: [...broken, marketRows[1]] }));
    const instruments = await harness.brokerage.instruments({});
    expect(instruments.map(instrument => instrument.symbol)).toEqual(['ETHZAR']);
    expect(ofType(harness, 'fault')).toMatchObject([{ code: 'unreadable' }, { code: 'unreadable' }]);
  });

  test.each([
    ['ACTIVE', 'active'],
    ['POST_ONLY', 'post-only'],
    ['SUSPENDED', 'post-only'],
    ['UNKNOWN', 'unknown'],
    ['A_NEW_WORD', 'unknown'],
    ['constructor', 'unknown'],
  ])('with trading status %s are %s', async (word, status) => {
    const { brokerage, luno } = await startHarness();
    luno.on('/api/exchange/1/markets', json({ markets: [{ ...marketRows[0], trading_status: word }] }));
    expect((await brokerage.instruments({}))[0]?.status).toBe(status);
  });
});

describe('polled ticks', () => {
  test('come when subscribing and at every pull, all in one call', async () => {
    const harness = await startHarness();
    const { luno, brokerage } = harness;
    luno.on(tickersPath, json({ tickers: [ticker('XBTZAR'), ticker('ETHZAR', { bid: '0.00', last_trade: '' })] }));
    await brokerage.market?.subscribe(ticksOnly, {});
    await brokerage.market?.subscribe({ ...ticksOnly, instrumentId: 'ETHZAR@luno' as InstrumentId }, {});
    await brokerage.market?.pull({});
    const ticks = ofType<Tick>(harness, 'tick');
    expect(ticks.map(tick => tick.symbol)).toEqual(['XBTZAR', 'ETHZAR', 'XBTZAR', 'ETHZAR']);
    expect(ticks[0]).toMatchObject({ bid: 1_403_128, ask: 1_403_600, last: 1_403_129, timeMs: startMs });
    expect(ticks[1]).toMatchObject({ bid: undefined, ask: 1_403_600, last: undefined });
    expect(luno.to(tickersPath).at(-1)?.query.getAll('pair')).toEqual(['XBTZAR', 'ETHZAR']);
  });

  test('stop after unsubscribing, also those already on their way', async () => {
    const harness = await startHarness();
    const { luno, brokerage } = harness;
    let answer: () => void = () => undefined;
    const late: Reply = (response, seen) => {
      answer = () => json({ tickers: [ticker('XBTZAR')] })(response, seen);
    };
    luno.on(tickersPath, json({ tickers: [ticker('XBTZAR')] }), late);
    await brokerage.market?.subscribe(ticksOnly, {});
    const arrived = luno.arrival(tickersPath);
    const pull = brokerage.market?.pull({});
    await arrived;
    await brokerage.market?.unsubscribe(xbtZar.id);
    answer();
    await pull;
    await brokerage.market?.pull({});
    expect(ofType(harness, 'tick')).toHaveLength(1);
  });

  test('that cannot be read are left out and reported once', async () => {
    const harness = await startHarness();
    harness.luno.on(tickersPath, json({ tickers: [{ pair: 7 }, ticker('XBTZAR')] }));
    await harness.brokerage.market?.subscribe(ticksOnly, {});
    await harness.brokerage.market?.pull({});
    expect(ofType(harness, 'tick')).toHaveLength(2);
    expect(ofType(harness, 'fault')).toHaveLength(1);
  });

  test('tell a halt as a change of the instrument, once', async () => {
    const harness = await startHarness();
    const { luno, brokerage } = harness;
    luno.on(tickersPath, json({ tickers: [ticker('XBTZAR', { status: 'POSTONLY' })] }));
    await brokerage.market?.subscribe(ticksOnly, {});
    await brokerage.market?.pull({});
    expect(ofType(harness, 'instrument')).toMatchObject([{ instrument: { symbol: 'XBTZAR', status: 'post-only' } }]);
  });

  test('share one pull while it is under way', async () => {
    const { luno, brokerage } = await startHarness();
    luno.on(tickersPath, json({ tickers: [] }));
    await brokerage.market?.subscribe(ticksOnly, {});
    await Promise.all([brokerage.market?.pull({}), brokerage.market?.pull({}), brokerage.market?.pull({})]);
    expect(luno.to(tickersPath)).toHaveLength(2);
  });

  test('are given up at once when the signal aborts while the market is looked up', async () => {
    const { luno, brokerage } = await startHarness();
    luno.on('/api/exchange/1/markets', silence);
    const abort = new AbortController();
    const arrived = luno.arrival('/api/exchange/1/markets');
    const subscribing = brokerage.market?.subscribe(ticksOnly, { signal: abort.signal });
    await arrived;
    abort.abort();
    await expect(subscribing).rejects.toMatchObject({ code: 'system/aborted' });
  });

  test('of a symbol that is not traded are refused with the likely one', async () => {
    const { brokerage } = await startHarness();
    const wanted = { ...ticksOnly, instrumentId: 'btc-zar@luno' as InstrumentId };
    await expect(brokerage.market?.subscribe(wanted, {})).rejects.toMatchObject({
      code: 'instrument/unknown',
      message: expect.stringContaining('XBTZAR'),
    });
  });

  test('need no key', async () => {
    const luno = await ScriptedLuno.start();
    luno
      .on('/api/exchange/1/markets', json({ markets: marketRows }))
      .on(tickersPath, json({ tickers: [ticker('XBTZAR')] }));
    const brokerage = createLuno({ baseUrl: luno.url });
    const events: string[] = [];
    await brokerage.connect(event => void events.push(event.type), {});
    await brokerage.market?.subscribe(ticksOnly, {});
    await brokerage.close();
    await luno.stop();
    expect(brokerage.trading).toBeUndefined();
    expect(brokerage.capabilities.marketStream).toBe(false);
    expect(events).toEqual(['tick']);
    expect(luno.seen.every(seen => seen.headers.authorization === undefined)).toBe(true);
  });
});

describe('polled books', () => {
  test.each([
    { price: '0.00', volume: '1' },
    { price: '2762', volume: '0.00' },
  ])('with a level of %o are not told', async level => {
    const harness = await startHarness();
    harness.luno.on('/api/1/orderbook_top', json({ timestamp: startMs, bids: [level], asks: null }));
    await expect(
      harness.brokerage.market?.subscribe({ ...ticksOnly, tick: false, bookDepth: 1 }, {}),
    ).rejects.toMatchObject({ code: 'brokerage/unreadable' });
    expect(harness.events).toEqual([]);
  });

  test('are sorted, cut to the wanted depth, and keep their time', async () => {
    const harness = await startHarness();
    harness.luno.on(
      '/api/1/orderbook_top',
      json({
        timestamp: startMs,
        bids: [
          { price: '2761.000000000000000000', volume: '1' },
          { price: '2762.000000000000000000', volume: '0.026792000000000000' },
        ],
        asks: null,
      }),
    );
    await harness.brokerage.market?.subscribe({ ...ticksOnly, tick: false, bookDepth: 1 }, {});
    expect(ofType<Book>(harness, 'book')).toEqual([
      {
        type: 'book',
        instrumentId: xbtZar.id,
        symbol: 'XBTZAR',
        bids: [{ price: 2762, quantity: 0.026792 }],
        asks: [],
        sequence: undefined,
        timeMs: startMs,
      },
    ]);
  });
});

describe('polled trades', () => {
  const subscription = { ...ticksOnly, tick: false, trade: true };
  const trade = (sequence: number, timestamp: number) => ({
    sequence,
    timestamp,
    price: '1403129.00',
    volume: '0.002',
    is_buy: sequence % 2 === 0,
  });

  test('begin with the subscription, arrive oldest first and once', async () => {
    const harness = await startHarness();
    const { luno, brokerage } = harness;
    luno.on(
      tradesPath,
      json({ trades: [trade(5, startMs), trade(4, startMs)] }),
      json({ trades: [trade(7, startMs + 9), trade(6, startMs), trade(5, startMs)] }),
      json({ trades: null }),
    );
    await brokerage.market?.subscribe(subscription, {});
    await brokerage.market?.pull({});
    await brokerage.market?.pull({});
    expect(ofType<Trade>(harness, 'trade')).toMatchObject([
      { tradeId: '6', takerSide: 'buy', price: 1_403_129, quantity: 0.002, count: 1 },
      { tradeId: '7', takerSide: 'sell' },
    ]);
    expect(luno.to(tradesPath).map(seen => seen.query.get('since'))).toEqual([
      null,
      String(startMs - 1),
      String(startMs + 8),
    ]);
  });

  test('report a gap when more came than one answer holds', async () => {
    const harness = await startHarness();
    const many = Array.from({ length: 100 }, (_, index) => trade(1000 + index, startMs + 500 + index)).toReversed();
    harness.luno.on(tradesPath, json({ trades: [trade(5, startMs)] }), json({ trades: many }));
    await harness.brokerage.market?.subscribe(subscription, {});
    await harness.brokerage.market?.pull({});
    expect(ofType(harness, 'gap')).toMatchObject([{ stream: 'market', fromMs: startMs, toMs: startMs + 500 }]);
    expect(ofType(harness, 'trade')).toHaveLength(100);
    expect(harness.events.findIndex(event => event.type === 'gap')).toBe(0);
  });

  test('of a market that never traded begin all the same', async () => {
    const harness = await startHarness();
    harness.luno.on(tradesPath, json({ trades: null }), json({ trades: [trade(1, startMs + 5)] }));
    await harness.brokerage.market?.subscribe(subscription, {});
    await harness.brokerage.market?.pull({});
    expect(ofType(harness, 'trade')).toMatchObject([{ tradeId: '1' }]);
  });

  test('of a market that never traded begin where Luno’s clock stands, also when ours is ahead', async () => {
    const harness = await startHarness();
    harness.luno.dateMs = () => startMs - 600_000;
    const first = trade(1, startMs - 590_000);
    harness.luno.on(tradesPath, json({ trades: null }), (response, seen) =>
      json({ trades: first.timestamp > Number(seen.query.get('since')) ? [first] : null })(response, seen),
    );
    await harness.brokerage.market?.subscribe(subscription, {});
    await harness.brokerage.market?.pull({});
    expect(ofType(harness, 'trade')).toMatchObject([{ tradeId: '1' }]);
  });

  test('are told once when a change of wishes and a pull overlap', async () => {
    const harness = await startHarness();
    const { luno, brokerage } = harness;
    const answers: (() => void)[] = [];
    const late: Reply = (response, seen) =>
      void answers.push(() => json({ trades: [trade(6, startMs + 1), trade(5, startMs)] })(response, seen));
    luno.on(tradesPath, json({ trades: [trade(5, startMs)] }), late);
    await brokerage.market?.subscribe(subscription, {});
    const changed = luno.arrival(tradesPath);
    const changing = brokerage.market?.subscribe(subscription, {});
    await changed;
    const pulled = luno.arrival(tradesPath);
    const pulling = brokerage.market?.pull({});
    await pulled;
    for (const answer of answers) answer();
    await Promise.all([changing, pulling]);
    expect(ofType(harness, 'trade')).toMatchObject([{ tradeId: '6' }]);
  });

  test('never ask for more than a day back, which Luno refuses', async () => {
    const { luno, brokerage } = await startHarness();
    luno.on(tradesPath, json({ trades: [trade(5, startMs - 90_000_000)] }));
    await brokerage.market?.subscribe(subscription, {});
    await brokerage.market?.pull({});
    expect(Number(luno.to(tradesPath).at(-1)?.query.get('since'))).toBeGreaterThan(startMs - 86_400_000);
  });

  test.each([{ price: '0' }, { price: '-1' }, { volume: '0.00' }])(
    'of %o are no trades: nothing is told',
    async odd => {
      const harness = await startHarness();
      harness.luno.on(tradesPath, json({ trades: null }), json({ trades: [{ ...trade(1, startMs + 5), ...odd }] }));
      await harness.brokerage.market?.subscribe(subscription, {});
      await expect(harness.brokerage.market?.pull({})).rejects.toMatchObject({ code: 'brokerage/unreadable' });
      expect(harness.events).toEqual([]);
    },
  );

  test('are tried although ticks fail, whose failure is thrown', async () => {
    const harness = await startHarness();
    const { luno, brokerage } = harness;
    luno
      .on(tickersPath, json({ tickers: [] }), text('', 502))
      .on(tradesPath, json({ trades: null }), json({ trades: [trade(1, startMs + 5)] }));
    await brokerage.market?.subscribe({ ...subscription, tick: true }, {});
    await expect(brokerage.market?.pull({})).rejects.toMatchObject({ code: 'brokerage/unreachable' });
    expect(ofType(harness, 'trade')).toHaveLength(1);
  });
});
