import { SimulatedClock } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { clientOf, plainMarket, quietOptions, shapeOf, withSandbox } from './sandbox-client.ts';

const startMs = Date.UTC(2026, 9, 1, 12);

/** A market with a bid, an ask and one trade of 0.5 XBT at 1010. */
async function withTrades(
  test: (parts: {
    clock: SimulatedClock;
    anyone: ReturnType<typeof clientOf>;
    alice: ReturnType<typeof clientOf>;
  }) => Promise<void>,
) {
  const clock = new SimulatedClock(startMs);
  await withSandbox({ ...quietOptions, clock }, async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    const bob = clientOf(sandbox, 'bob');
    await alice.limit('BID', '1', '1000');
    await alice.limit('BID', '2', '1000');
    await alice.limit('ASK', '3', '1010');
    clock.advance(1_000);
    await bob.limit('BID', '0.5', '1010');
    clock.advance(1_000);
    await test({ clock, anyone: clientOf(sandbox, undefined), alice });
  });
}

describe('ticker', () => {
  test('shows best prices, last trade, volume and the time of the last change', () =>
    withTrades(async ({ anyone }) => {
      const { status, body } = await anyone.get('/api/1/ticker?pair=XBTZAR');
      expect(status).toBe(200);
      expect(body).toEqual({
        pair: 'XBTZAR',
        timestamp: startMs + 1_000,
        bid: '1000.00',
        ask: '1010.00',
        last_trade: '1010.00',
        rolling_24_hour_volume: '0.50',
        status: 'ACTIVE',
      });
    }));

  test('shows zeros for an empty market', () =>
    withSandbox(quietOptions, async sandbox => {
      const { body } = await clientOf(sandbox, undefined).get('/api/1/ticker?pair=XBTZAR');
      expect([body.bid, body.ask, body.last_trade, body.rolling_24_hour_volume]).toEqual([
        '0.00',
        '0.00',
        '0.00',
        '0.00',
      ]);
    }));

  test('is refused for an unknown or missing pair', () =>
    withSandbox(quietOptions, async sandbox => {
      const anyone = clientOf(sandbox, undefined);
      for (const path of ['/api/1/ticker?pair=NOPE', '/api/1/ticker']) {
        const { status, body } = await anyone.get(path);
        expect(status).toBe(400);
        expect(body).toEqual({ error: 'Market not available', error_code: 'ErrMarketUnavailable' });
      }
    }));

  test('is left out of tickers for an unknown pair', () =>
    withSandbox(quietOptions, async sandbox => {
      const anyone = clientOf(sandbox, undefined);
      expect((await anyone.get('/api/1/tickers?pair=NOPE')).body).toEqual({ tickers: [] });
      expect((await anyone.get('/api/1/tickers?pair=XBTZAR&pair=NOPE')).body.tickers).toHaveLength(1);
      expect((await anyone.get('/api/1/tickers')).body.tickers).toHaveLength(1);
    }));
});

describe('order books', () => {
  test('show every order with 18 decimals', () =>
    withTrades(async ({ anyone }) => {
      const { body } = await anyone.get('/api/1/orderbook?pair=XBTZAR');
      expect(body).toEqual({
        timestamp: startMs + 1_000,
        asks: [{ price: '1010.000000000000000000', volume: '2.500000000000000000' }],
        bids: [
          { price: '1000.000000000000000000', volume: '1.000000000000000000' },
          { price: '1000.000000000000000000', volume: '2.000000000000000000' },
        ],
      });
    }));

  test('are added up by price at the top', () =>
    withTrades(async ({ anyone }) => {
      const { body } = await anyone.get('/api/1/orderbook_top?pair=XBTZAR');
      expect(body.bids).toEqual([{ price: '1000.000000000000000000', volume: '3.000000000000000000' }]);
    }));

  test('may be cached for a second', () =>
    withTrades(async ({ anyone }) => {
      const { headers } = await anyone.get('/api/1/orderbook_top?pair=XBTZAR');
      expect(headers.get('cache-control')).toBe('public, max-age=1');
      expect(headers.get('date')).toBe(new Date(startMs + 2_000).toUTCString());
    }));
});

describe('trades', () => {
  test('tell who took and count up', () =>
    withTrades(async ({ anyone }) => {
      const { body } = await anyone.get('/api/1/trades?pair=XBTZAR');
      expect(body.trades).toEqual([
        { sequence: expect.any(Number), timestamp: startMs + 1_000, price: '1010.00', volume: '0.50', is_buy: true },
      ]);
    }));

  test('start after the moment that since names', () =>
    withTrades(async ({ anyone }) => {
      const at = async (since: number) => (await anyone.get(`/api/1/trades?pair=XBTZAR&since=${since}`)).body.trades;
      expect(await at(startMs + 999)).toHaveLength(1);
      expect(await at(startMs + 1_000)).toHaveLength(0);
    }));

  test('are refused from more than a day ago', () =>
    withTrades(async ({ anyone }) => {
      const { status, body } = await anyone.get(`/api/1/trades?pair=XBTZAR&since=${startMs - 86_400_000}`);
      expect([status, body.error_code]).toEqual([400, 'ErrInvalidArguments']);
    }));
});

describe('candles', () => {
  test('need a key', () =>
    withTrades(async ({ anyone }) => {
      const { status, body } = await anyone.get(`/api/exchange/1/candles?pair=XBTZAR&duration=60&since=${startMs}`);
      expect([status, body.error_code]).toEqual([401, 'ErrUnauthorised']);
    }));

  test('are made of the trades, quiet intervals being flat', () =>
    withTrades(async ({ clock, alice }) => {
      clock.advance(120_000);
      const { body } = await alice.get(`/api/exchange/1/candles?pair=XBTZAR&duration=60&since=${startMs}`);
      const flat = { open: '1010.00', close: '1010.00', high: '1010.00', low: '1010.00', volume: '0.00' };
      expect(body).toEqual({
        duration: 60,
        pair: 'XBTZAR',
        candles: [
          { timestamp: startMs, ...flat, volume: '0.50' },
          { timestamp: startMs + 60_000, ...flat },
          { timestamp: startMs + 120_000, ...flat },
        ],
      });
    }));

  test.each(['duration=60', 'since=1&duration=61', `since=${startMs}`])('are refused for %s', query =>
    withTrades(async ({ alice }) => {
      const { status, body } = await alice.get(`/api/exchange/1/candles?pair=XBTZAR&${query}`);
      expect([status, body.error_code]).toEqual([400, 'ErrInvalidArguments']);
    }),
  );
});

describe('markets', () => {
  test('show rules in the shape recorded on the wire', () =>
    withSandbox(quietOptions, async sandbox => {
      const { body } = await clientOf(sandbox, undefined).get('/api/exchange/1/markets');
      const recorded = {
        market_id: 'XBTUSDT',
        trading_status: 'ACTIVE',
        base_currency: 'XBT',
        counter_currency: 'USDT',
        min_volume: '0.0005',
        max_volume: '100.00',
        volume_scale: 4,
        min_price: '100.00',
        max_price: '1000000.00',
        price_scale: 4,
        fee_scale: 8,
      };
      expect(shapeOf(body)).toEqual(shapeOf({ markets: [recorded] }));
      expect(body.markets[0]).toMatchObject({
        min_volume: plainMarket.minVolume,
        max_volume: '100.00',
        price_scale: 0,
      });
    }));

  test('carry the recorded row of XBTUSDT by default', () =>
    withSandbox({ source: { kind: 'empty' } }, async sandbox => {
      const { body } = await clientOf(sandbox, undefined).get('/api/exchange/1/markets?pair=XBTUSDT&pair=NOPE');
      expect(body.markets).toEqual([
        {
          market_id: 'XBTUSDT',
          trading_status: 'ACTIVE',
          base_currency: 'XBT',
          counter_currency: 'USDT',
          min_volume: '0.0005',
          max_volume: '100.00',
          volume_scale: 4,
          min_price: '100.00',
          max_price: '1000000.00',
          price_scale: 4,
          fee_scale: 8,
        },
      ]);
    }));
});

test('an unknown path is 404 without a body', () =>
  withSandbox(quietOptions, async sandbox => {
    const { status, text, headers } = await clientOf(sandbox, undefined).get('/api/1/time');
    expect([status, text, headers.get('content-type')]).toEqual([404, '', null]);
  }));
