import { isTradingError } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { anExchange, anInstrument, d, limit, market, place, short, tradingExchange } from './fixtures/an-exchange.ts';
import type { SimulatedExchange } from './simulated-exchange.ts';

describe('a market status', () => {
  test.each([
    ['post-only', limit('buy', 1, 95, { postOnly: true }), 'o-5 accepted, o-5 opened 1@95'],
    ['post-only', limit('buy', 1, 95), 'rejected market-post-only'],
    ['post-only', market('buy', { quantity: 1 }), 'rejected market-post-only'],
    ['disabled', limit('buy', 1, 95, { postOnly: true }), 'rejected market-disabled'],
    ['active', limit('buy', 1, 95), 'o-5 accepted, o-5 opened 1@95'],
  ] as const)('%s decides what is taken', (status, request, expected) => {
    const exchange = tradingExchange();
    exchange.apply({ type: 'set-status', symbol: 'XBTZAR', status }, 2);
    expect(exchange.status('XBTZAR')).toBe(status);
    expect(exchange.instrument('XBTZAR')?.status).toBe(status);
    expect(short(place(exchange, 'bob', request))).toBe(expected);
    expect(short(exchange.apply({ type: 'cancel', account: 'bob', orderId: 'o-3' }, 3))).toBe('o-3 canceled');
  });

  test('is told when it changes, and only then', () => {
    const exchange = anExchange();
    const command = { type: 'set-status', symbol: 'XBTZAR', status: 'disabled' } as const;
    expect(exchange.apply(command, 2)).toEqual([
      { type: 'status-changed', symbol: 'XBTZAR', status: 'disabled', timeMs: 2 },
    ]);
    expect(exchange.apply(command, 3)).toEqual([]);
  });

  test.each([
    ['active', undefined, 'active'],
    ['unknown', undefined, 'disabled'],
    ['disabled', 'post-only', 'post-only'],
  ] as const)('starts as the instrument says unless options do: %s, %s', (known, given, expected) => {
    const instrument = anInstrument({ status: known });
    const exchange = anExchange({ markets: [given === undefined ? { instrument } : { instrument, status: given }] });
    expect(exchange.status('XBTZAR')).toBe(expected);
  });
});

describe('a host', () => {
  test.each([
    [
      'a time that is not a number',
      (exchange: SimulatedExchange) => exchange.apply({ type: 'cancel', account: 'a' }, Number.NaN),
    ],
    [
      'a status for a market that is not there',
      (exchange: SimulatedExchange) => exchange.apply({ type: 'set-status', symbol: 'NOPE', status: 'active' }, 1),
    ],
    ['a command that is none', (exchange: SimulatedExchange) => exchange.apply({ type: 'buy' } as never, 1)],
    [
      'one name for two orders',
      () => {
        const exchange = anExchange({ orderIdOf: () => 'same' });
        place(exchange, 'ann', limit('buy', 1, 1));
        place(exchange, 'ann', limit('buy', 1, 1));
      },
    ],
  ])('learns of its mistake: %s', (_, act) => {
    let thrown: unknown;
    try {
      act(anExchange());
    } catch (error) {
      thrown = error;
    }
    expect(isTradingError(thrown, 'system/invalid-options')).toBe(true);
  });

  test('whose clock jumps back does not turn time back', () => {
    const exchange = anExchange();
    exchange.apply({ type: 'place', account: 'ann', request: limit('buy', 1, 1) }, 500);
    const [, accepted] = exchange.apply({ type: 'place', account: 'ann', request: limit('buy', 1, 1) }, 400);
    expect(accepted).toMatchObject({ type: 'order-accepted', timeMs: 500 });
  });
});

describe('what is remembered', () => {
  test('shows orders newest first, by market, state and time', () => {
    const exchange = anExchange({
      markets: [{ instrument: anInstrument() }, { instrument: anInstrument({ symbol: 'ETHZAR', base: 'ETH' }) }],
    });
    for (let timeMs = 1; timeMs <= 6; timeMs += 1) {
      const symbol = timeMs % 2 === 0 ? 'ETHZAR' : 'XBTZAR';
      exchange.apply({ type: 'place', account: 'ann', request: { ...limit('buy', 1, 10), symbol } }, timeMs);
    }
    exchange.apply({ type: 'cancel', account: 'ann', orderId: 'o-2' }, 7);
    exchange.apply({ type: 'cancel', account: 'ann', orderId: 'o-5' }, 7);
    const ids = (query?: Parameters<typeof exchange.orders>[1]) =>
      exchange.orders('ann', query).map(order => order.orderId);
    expect(ids()).toEqual(['o-6', 'o-5', 'o-4', 'o-3', 'o-2', 'o-1']);
    expect(ids({ symbol: 'ETHZAR' })).toEqual(['o-6', 'o-4', 'o-2']);
    expect(ids({ finished: true })).toEqual(['o-5', 'o-2']);
    expect(ids({ finished: false, limit: 2 })).toEqual(['o-6', 'o-4']);
    expect(ids({ createdBeforeMs: 4, limit: 2 })).toEqual(['o-3', 'o-2']);
    expect(exchange.openOrders('ann').map(order => order.orderId)).toEqual(['o-1', 'o-3', 'o-4', 'o-6']);
    expect(exchange.openOrders('ann', 'XBTZAR').map(order => order.orderId)).toEqual(['o-1', 'o-3']);
    expect([exchange.orders('zoe'), exchange.openOrders('zoe'), exchange.tradesOf('zoe')]).toEqual([[], [], []]);
    expect(exchange.symbols()).toEqual(['XBTZAR', 'ETHZAR']);
  });

  test('shows trades of an account and of a market', () => {
    const exchange = anExchange();
    place(exchange, 'ann', limit('sell', 10, 100));
    for (let timeMs = 11; timeMs <= 15; timeMs += 1)
      exchange.apply({ type: 'place', account: 'bob', request: limit('buy', 1, 100) }, timeMs);
    const sequences = (query?: Parameters<typeof exchange.tradesOf>[1]) =>
      exchange.tradesOf('bob', query).map(trade => trade.sequence);
    expect(sequences()).toEqual([1, 2, 3, 4, 5]);
    expect(sequences({ newestFirst: true, limit: 2 })).toEqual([5, 4]);
    expect(sequences({ sinceMs: 12, beforeMs: 14 })).toEqual([2, 3]);
    expect(sequences({ fromSequence: 2, beforeSequence: 5, symbol: 'XBTZAR' })).toEqual([2, 3, 4]);
    expect(sequences({ symbol: 'NOPE' })).toEqual([]);
    expect(exchange.tradesOf('ann')[0]).toEqual({
      symbol: 'XBTZAR',
      sequence: 1,
      orderId: 'o-1',
      clientOrderId: undefined,
      side: 'sell',
      liquidity: 'maker',
      takerSide: 'buy',
      price: d(100),
      base: d(1),
      quote: d(100),
      feeBase: d(0),
      feeQuote: d(0),
      timeMs: 11,
    });
    expect(exchange.trades('XBTZAR', { sinceMs: 13, limit: 2 }).map(trade => trade.sequence)).toEqual([5, 4]);
    expect(exchange.trades('XBTZAR').length).toBe(5);
    expect(exchange.trades('NOPE')).toEqual([]);
  });

  test('shows the book by price and by order, and the ticker', () => {
    const exchange = tradingExchange();
    expect(exchange.book('XBTZAR', 1)).toEqual({
      bids: [{ price: d(90), quantity: d(2), orderCount: 1 }],
      asks: [{ price: d(100), quantity: d(2), orderCount: 1 }],
    });
    expect(exchange.bookOrders('XBTZAR').asks).toEqual([
      { orderId: 'o-1', price: d(100), quantity: d(2) },
      { orderId: 'o-2', price: d(110), quantity: d(2) },
    ]);
    const times = { lastTimeMs: undefined, changedTimeMs: 1 };
    expect(exchange.ticker('XBTZAR')).toEqual({ bid: d(90), ask: d(100), last: undefined, ...times });
    exchange.apply({ type: 'place', account: 'bob', request: limit('buy', 1, 100) }, 9);
    expect(exchange.ticker('XBTZAR')).toMatchObject({ last: d(100), lastTimeMs: 9, changedTimeMs: 9 });
    exchange.apply({ type: 'cancel', account: 'bob', orderId: 'o-3' }, 10);
    expect(exchange.ticker('XBTZAR')).toMatchObject({ bid: d(80), changedTimeMs: 10 });
    expect(exchange.ticker('NOPE')).toBeUndefined();
    expect([exchange.book('NOPE'), exchange.bookOrders('NOPE')]).toEqual([
      { bids: [], asks: [] },
      { bids: [], asks: [] },
    ]);
    expect([exchange.status('NOPE'), exchange.instrument('NOPE'), exchange.feeTerms('ann', 'NOPE', 'buy')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(exchange.feeTerms('ann', 'XBTZAR', 'buy')?.asset).toBe('base');
  });

  test('never grows beyond its maxima', () => {
    const limits = {
      accountsMax: 2,
      openOrdersMax: 3,
      finishedOrdersMax: 4,
      accountTradesMax: 5,
      marketTradesMax: 6,
      clientOrderIdsMax: 7,
    };
    const exchange = anExchange({ limits });
    expect(short(exchange.apply({ type: 'deposit', account: 'cid', asset: 'XBT', amount: 1 }, 0))).toBe(
      'transfer rejected too-many-accounts',
    );
    place(exchange, 'ann', limit('sell', 90, 100));
    for (let count = 1; count <= 20; count += 1)
      place(exchange, 'bob', limit('buy', 1, 100), { clientOrderId: `c-${count}` });
    expect(exchange.orders('bob').map(order => order.orderId)).toEqual(['o-21', 'o-20', 'o-19', 'o-18']);
    expect(exchange.order('o-17')).toBeUndefined();
    expect(exchange.orderByClientId('bob', 'c-14')).toBeUndefined();
    expect(exchange.orderByClientId('bob', 'c-20')?.orderId).toBe('o-21');
    expect(exchange.tradesOf('bob').map(trade => trade.sequence)).toEqual([16, 17, 18, 19, 20]);
    expect(exchange.trades('XBTZAR').length).toBe(6);
    expect(short(place(exchange, 'bob', limit('buy', 1, 100), { clientOrderId: 'c-14' }))).toContain('duplicate');
    expect(short(place(exchange, 'bob', limit('buy', 1, 100), { clientOrderId: 'c-13' }))).toContain('accepted');
    for (let count = 1; count <= 3; count += 1) place(exchange, 'bob', limit('buy', 1, 1));
    expect(short(place(exchange, 'bob', limit('buy', 1, 1)))).toBe('rejected too-many-open-orders');
  });
});
