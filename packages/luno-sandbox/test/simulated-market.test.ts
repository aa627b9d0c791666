import { Decimal, SimulatedClock } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { createLunoSandbox, type LunoSandbox, type LunoSandboxOptions } from '../src/index.ts';
import { NaiveBook, row } from './naive-book.ts';
import { clientOf, openStream, openUserStream, plainMarket, quietOptions, withSandbox } from './sandbox-client.ts';

const startMs = Date.UTC(2026, 9, 1, 12);

/** A simulated market that moves only when told to. */
function crowded(seed: number, more: LunoSandboxOptions = {}): LunoSandboxOptions {
  const source = { kind: 'simulated', moving: false, historySteps: 50 } as const;
  return { seed, source, clock: new SimulatedClock(startMs), ...more };
}

/** Everything there is to see of the markets. */
function pictureOf(sandbox: LunoSandbox): string {
  const { markets } = sandbox.control.state();
  return JSON.stringify([markets, markets.map(({ marketId }) => sandbox.exchange.trades(marketId, { limit: 1_000 }))]);
}

describe('the simulated traders', () => {
  test('make the same market for the same seed and steps', async () => {
    const pictures: string[] = [];
    for (const steps of [[200], [50, 150]]) {
      await withSandbox(crowded(7), async sandbox => {
        for (const count of steps) sandbox.control.step(count);
        pictures.push(pictureOf(sandbox));
      });
    }
    expect(pictures[1] === pictures[0]).toBe(true);
  });

  test('make another market for another seed', async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(seed => withSandbox(crowded(seed), async sandbox => pictureOf(sandbox))),
    );
    expect(other === one).toBe(false);
  });

  test.each([1, 2, 3])('conserve every unit and keep both sides of every book, seed %d', seed =>
    withSandbox(crowded(seed), async sandbox => {
      for (let round = 0; round < 10; round += 1) {
        sandbox.control.step(100);
        const { assets, markets } = sandbox.control.state();
        for (const asset of assets) expect(asset.held, asset.asset).toBe(asset.deposited);
        for (const market of markets) {
          expect(market.bids.length + market.asks.length, market.marketId).toBeGreaterThan(150);
          expect(market.bids.length + market.asks.length, market.marketId).toBeLessThan(450);
          expect(Math.min(market.bids.length, market.asks.length), market.marketId).toBeGreaterThan(30);
        }
      }
    }),
  );

  test('move the price and trade steadily', () =>
    withSandbox(crowded(1), async sandbox => {
      for (const market of sandbox.control.state().markets) {
        const traded = () => sandbox.exchange.trades(market.marketId, { limit: 10_000 });
        const before = traded().length;
        sandbox.control.step(1_000, market.marketId);
        const trades = traded();
        expect(trades.length - before, market.marketId).toBeGreaterThan(150);
        expect(new Set(trades.map(trade => trade.price.toString())).size, market.marketId).toBeGreaterThan(4);
      }
    }));

  test('fill orders near the touch within seconds, some of them in parts', () =>
    withSandbox(crowded(5, { users: quietOptions.users ?? [] }), async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      let steps = 0;
      let partial = 0;
      const orders = 20;
      for (let count = 0; count < orders; count += 1) {
        const { bid } = (await alice.get('/api/1/ticker?pair=XBTZAR')).body;
        const volume = Decimal.parse('0.002').toString();
        const id = await alice.limit('BID', volume, Decimal.parse(bid).toString());
        while (sandbox.exchange.order(id)?.status === 'open') {
          sandbox.control.step(1, 'XBTZAR');
          steps += 1;
        }
        const fills = sandbox.exchange.tradesOf('alice', { limit: 10_000 }).filter(trade => trade.orderId === id);
        if (fills.length > 1) partial += 1;
      }
      expect(steps / orders).toBeLessThan(60);
      expect(partial).toBeGreaterThan(0);
    }));

  test('leave a history of candles without holes', () =>
    withSandbox(crowded(1, { users: quietOptions.users ?? [] }), async sandbox => {
      const since = startMs - 50 * 6_000 + 60_000;
      const alice = clientOf(sandbox, 'alice');
      const { candles } = (await alice.get(`/api/exchange/1/candles?pair=XBTZAR&duration=60&since=${since}`)).body;
      expect(candles.length).toBeGreaterThanOrEqual(3);
      for (const [index, candle] of candles.entries()) {
        if (index > 0) expect(candle.timestamp).toBe(candles[index - 1].timestamp + 60_000);
        expect(Number(candle.low)).toBeLessThanOrEqual(Math.min(Number(candle.open), Number(candle.close)));
        expect(Number(candle.high)).toBeGreaterThanOrEqual(Math.max(Number(candle.open), Number(candle.close)));
      }
    }));

  test('move by themselves at their pace', () => {
    const clock = new SimulatedClock(startMs);
    const source = { kind: 'simulated', historySteps: 0, stepMs: 250 } as const;
    return withSandbox({ clock, source, markets: [plainMarket] }, async sandbox => {
      clock.advance(1_000);
      expect(sandbox.control.state().steps).toBe(4);
      sandbox.control.stopMarket();
      clock.advance(1_000);
      expect(sandbox.control.state().steps).toBe(4);
      sandbox.control.startMarket();
      clock.advance(250);
      expect(sandbox.control.state().steps).toBe(5);
    });
  });
});

test('a book kept from the stream is the book that REST shows, at any moment', () =>
  withSandbox(crowded(11, { users: quietOptions.users ?? [] }), async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    const stream = await openStream(sandbox, '/api/1/stream/XBTZAR', 'alice');
    const book = new NaiveBook();
    book.apply(await stream.nextText());
    for (let round = 0; round < 30; round += 1) {
      sandbox.control.step(20, 'XBTZAR');
      const { bid } = (await alice.get('/api/1/ticker?pair=XBTZAR')).body;
      const id = await alice.limit('BID', '0.003', Decimal.parse(bid).toString());
      if (round % 3 === 0) await alice.post('/api/1/stoporder', { order_id: id });
      const { sequence, bids, asks } = sandbox.control.state().markets[0] ?? { sequence: '0', bids: [], asks: [] };
      while (book.sequence < BigInt(sequence)) book.apply(await stream.nextText());
      const rest = (await alice.get('/api/1/orderbook?pair=XBTZAR')).body;
      const rows = (side: 'bid' | 'ask', orders: { price: string; volume: string }[]) =>
        orders.map(order => row(side, order.price, order.volume));
      expect(book.rows()).toEqual([...rows('bid', rest.bids), ...rows('ask', rest.asks)].sort());
      expect(book.orders.size).toBe(bids.length + asks.length);
    }
    await stream.close();
  }));

test('fills told by the user stream add up to what REST shows', () =>
  withSandbox(crowded(13, { users: quietOptions.users ?? [] }), async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    const stream = await openUserStream(sandbox, 'alice');
    for (let round = 0; round < 20; round += 1) {
      const { bid } = (await alice.get('/api/1/ticker?pair=XBTZAR')).body;
      await alice.limit('BID', '0.003', Decimal.parse(bid).toString());
      sandbox.control.step(10, 'XBTZAR');
    }
    const { orders } = (await alice.get('/api/1/listorders?limit=1000')).body;
    const { balance } = (await alice.get('/api/1/balance')).body;
    const last = sandbox.control.state().users[0]?.balances;
    await stream.until(
      () => last !== undefined && balances(stream.frames).size === last.length && closes(stream.frames, last),
    );
    const filled = new Map<string, { base: Decimal; sum: Decimal }>();
    for (const frame of stream.frames) {
      const fill = JSON.parse(frame).order_fill_update;
      if (fill === null) continue;
      const sum = (filled.get(fill.order_id)?.sum ?? Decimal.zero).plus(Decimal.parse(fill.base_delta));
      filled.set(fill.order_id, { base: Decimal.parse(fill.base_fill), sum });
    }
    for (const order of orders) {
      const told = filled.get(order.order_id);
      expect(told?.base.toString() ?? '0').toBe(Decimal.parse(order.base).toString());
      expect(told?.sum.toString() ?? '0').toBe(Decimal.parse(order.base).toString());
    }
    expect(filled.size).toBeGreaterThan(3);
    expect(balance).toHaveLength(2);
    await stream.close();
  }));

/** The newest balance of every account, by the digits of its number. */
function balances(frames: readonly string[]): Map<string, string> {
  const newest = new Map<string, string>();
  for (const frame of frames) {
    const match = /"account_id":(\d+),"row_index":\d+,"balance":"([\d.]+)"/.exec(frame);
    if (match?.[1] !== undefined && match[2] !== undefined) newest.set(match[1], Decimal.parse(match[2]).toString());
  }
  return newest;
}

function closes(frames: readonly string[], truth: readonly { accountId: string; balance: string }[]): boolean {
  const newest = balances(frames);
  return truth.every(account => newest.get(account.accountId) === account.balance);
}

test('a sandbox of several steps a second starts and closes quickly many times over', async () => {
  for (let count = 0; count < 3; count += 1) {
    const sandbox = await createLunoSandbox({ seed: count });
    expect((await clientOf(sandbox, 'sandbox').get('/api/1/tickers')).body.tickers).toHaveLength(5);
    await sandbox.close();
  }
});
