import type { OrderRequest } from '@trader/core';
import { describe, expect, test } from 'vitest';
import {
  anExchange,
  anInstrument,
  d,
  held,
  limit,
  market,
  place,
  short,
  stop,
  tradingExchange,
} from '../exchange/fixtures/an-exchange.ts';

describe('placing', () => {
  test.each<[string, OrderRequest, string]>([
    ['a limit that rests', limit('buy', 1, 99), 'o-5 accepted, o-5 opened 1@99'],
    ['a limit that fills', limit('buy', 1, 120), 'o-5 accepted, o-1*o-5 1@100, o-5 filled'],
    ['a limit that fills both', limit('buy', 2, 100), 'o-5 accepted, o-1*o-5 2@100, o-1 filled, o-5 filled'],
    ['a limit that fills in part', limit('sell', 3, 85), 'o-5 accepted, o-3*o-5 2@90, o-3 filled, o-5 opened 1@85'],
    [
      'an IOC with a remainder',
      limit('buy', 3, 100, { timeInForce: 'IOC' }),
      'o-5 accepted, o-1*o-5 2@100, o-1 filled, o-5 ioc-remainder',
    ],
    ['an IOC that finds nobody', limit('buy', 3, 99, { timeInForce: 'IOC' }), 'o-5 accepted, o-5 ioc-remainder'],
    [
      'a FOK that fits',
      limit('buy', 2, 100, { timeInForce: 'FOK' }),
      'o-5 accepted, o-1*o-5 2@100, o-1 filled, o-5 filled',
    ],
    ['a FOK that does not fit', limit('buy', 3, 100, { timeInForce: 'FOK' }), 'o-5 accepted, o-5 fok-kill'],
    ['a post-only that rests', limit('buy', 1, 99.5, { postOnly: true }), 'o-5 accepted, o-5 opened 1@99.5'],
    ['a post-only that would take', limit('buy', 1, 100, { postOnly: true }), 'rejected post-only-would-take'],
    [
      'a market buy by base',
      market('buy', { quantity: 3 }),
      'o-5 accepted, o-1*o-5 2@100, o-1 filled, o-2*o-5 1@110, o-5 filled',
    ],
    ['a market sell by base', market('sell', { quantity: 1 }), 'o-5 accepted, o-3*o-5 1@90, o-5 filled'],
    ['a market buy by quote', market('buy', { quoteQuantity: '150.05' }), 'o-5 accepted, o-1*o-5 1.5@100, o-5 filled'],
    ['a market sell by quote', market('sell', { quoteQuantity: 45 }), 'o-5 accepted, o-3*o-5 0.5@90, o-5 filled'],
    [
      'a market order beyond the book',
      market('sell', { quantity: 5 }),
      'o-5 accepted, o-3*o-5 2@90, o-3 filled, o-4*o-5 2@80, o-4 filled, o-5 market-remainder',
    ],
    ['a stop that sleeps', stop('buy', 'above', 100, 100), 'o-5 accepted'],
  ])('%s', (_, request, expected) => {
    const exchange = tradingExchange();
    exchange.apply({ type: 'deposit', account: 'cid', asset: 'XBT', amount: 10 }, 0);
    exchange.apply({ type: 'deposit', account: 'cid', asset: 'ZAR', amount: 10_000 }, 0);
    expect(short(place(exchange, 'cid', request))).toBe(expected);
    expect([exchange.totalOf('XBT'), exchange.totalOf('ZAR')]).toEqual([d(210), d(210_000)]);
    const reserved = exchange.openOrders('cid').reduce((sum, order) => sum.plus(order.reserved), d(0));
    expect(exchange.balance('cid', 'XBT').reserved.plus(exchange.balance('cid', 'ZAR').reserved)).toEqual(reserved);
  });

  test('a stop wakes on the trade price, as the limit order that it is', () => {
    const exchange = tradingExchange();
    place(exchange, 'bob', stop('buy', 'above', 110, 110));
    expect(exchange.order('o-5')).toMatchObject({ status: 'sleeping', triggeredTimeMs: undefined });
    expect(exchange.book('XBTZAR').bids[0]?.price).toEqual(d(90));
    const events = place(exchange, 'bob', limit('buy', 3, 110));
    expect(short(events)).toBe(
      'o-6 accepted, o-1*o-6 2@100, o-1 filled, o-2*o-6 1@110, o-6 filled, o-5 triggered@110, o-2*o-5 1@110, o-2 filled, o-5 filled',
    );
    expect(exchange.order('o-5')).toMatchObject({ status: 'finished', finishedBy: 'filled', triggeredTimeMs: 1 });
  });

  test.each<[string, OrderRequest, string]>([
    ['a market that is not there', { ...limit('buy', 1, 99), symbol: 'NOPE' }, 'unknown-instrument'],
    ['a price that is not a number', limit('buy', 1, '1e3'), 'malformed-order'],
    ['a quantity that is not a number', limit('buy', Number.NaN, 100), 'malformed-order'],
    ['a side that is not one', { ...limit('buy', 1, 100), side: 'BUY' } as unknown as OrderRequest, 'malformed-order'],
    [
      'a type that is not one',
      { ...limit('buy', 1, 100), type: 'iceberg' } as unknown as OrderRequest,
      'malformed-order',
    ],
    ['a time in force that is not one', limit('buy', 1, 100, { timeInForce: 'GTD' as never }), 'malformed-order'],
    [
      'a trigger that is not one',
      { ...stop('buy', 'above', 1, 1), trigger: 'up' as never } as OrderRequest,
      'malformed-order',
    ],
    [
      'a limit without a price',
      { ...limit('buy', 1, 100), price: undefined } as unknown as OrderRequest,
      'malformed-order',
    ],
    [
      'a limit without a quantity',
      { ...limit('buy', 1, 100), quantity: undefined } as unknown as OrderRequest,
      'malformed-order',
    ],
    [
      'a stop without a stop price',
      { ...stop('buy', 'above', 1, 1), stopPrice: undefined } as unknown as OrderRequest,
      'malformed-order',
    ],
    ['a market order without a size', market('buy', {}), 'malformed-order'],
    ['a market order with two sizes', market('buy', { quantity: 1, quoteQuantity: 1 }), 'malformed-order'],
    ['post-only with IOC', limit('buy', 1, 99, { postOnly: true, timeInForce: 'IOC' }), 'post-only-not-allowed'],
    ['a price off the grid', limit('buy', 1, '99.3'), 'price-off-grid'],
    ['a stop price off the grid', stop('buy', 'above', 99.3, 99), 'price-off-grid'],
    ['a price of 0', limit('buy', 1, 0), 'price-not-positive'],
    ['a quantity off the grid', limit('buy', '0.0015', 99), 'quantity-off-grid'],
    ['a quantity below the minimum', limit('buy', '0.0001', 99), 'quantity-below-min'],
    ['a quantity above the maximum', limit('buy', 1001, 1), 'quantity-above-max'],
    ['a market quantity above the maximum', market('sell', { quantity: 1001 }), 'quantity-above-max'],
    ['a quote amount that buys less than the minimum', market('buy', { quoteQuantity: '0.05' }), 'quantity-below-min'],
    ['a quote amount below one lot at one tick', market('buy', { quoteQuantity: '0.0001' }), 'quantity-below-min'],
    ['a quote amount of 0', market('buy', { quoteQuantity: 0 }), 'quantity-not-positive'],
    ['more ticks than an integer holds', limit('buy', 1, '5000000000000000'), 'price-too-large'],
    ['a buy beyond the balance', limit('buy', 1000, 101), 'insufficient-balance'],
    ['a sell beyond the balance', limit('sell', 101, 101), 'insufficient-balance'],
    ['a stop beyond the balance', { ...stop('buy', 'above', 200, 200), quantity: 1000 }, 'insufficient-balance'],
    ['a quote amount beyond the balance', market('buy', { quoteQuantity: 100_001 }), 'insufficient-balance'],
  ])('%s is rejected, and nothing changes', (_, request, code) => {
    const exchange = tradingExchange();
    const before = JSON.stringify([exchange.balances('cid'), exchange.bookOrders('XBTZAR')]);
    exchange.apply({ type: 'deposit', account: 'cid', asset: 'XBT', amount: 100 }, 0);
    exchange.apply({ type: 'deposit', account: 'cid', asset: 'ZAR', amount: 100_000 }, 0);
    const events = place(exchange, 'cid', request, { clientOrderId: 'c-1' });
    expect(events).toMatchObject([
      {
        type: 'order-rejected',
        account: 'cid',
        symbol: request.symbol,
        clientOrderId: 'c-1',
        orderId: undefined,
        code,
      },
    ]);
    expect(exchange.orders('cid')).toEqual([]);
    expect(exchange.balances('cid').map(holding => String(holding.available))).toEqual(['100', '100000']);
    expect(JSON.stringify([[], exchange.bookOrders('XBTZAR')])).toBe(before);
    expect(short(place(exchange, 'cid', limit('buy', 1, 1), { clientOrderId: 'c-1' }))).toContain('accepted');
  });

  test('a market order on an empty side is rejected', () => {
    expect(short(place(anExchange(), 'ann', market('buy', { quantity: 1 })))).toBe('rejected not-enough-liquidity');
  });

  test('a quantity with more lots than an integer holds is rejected', () => {
    const { quantityMax: _, ...fields } = anInstrument().toJSON();
    const exchange = anExchange({ markets: [{ instrument: anInstrument({ ...fields, quantityMax: undefined }) }] });
    expect(short(place(exchange, 'ann', limit('buy', '10000000000000', 1)))).toBe('rejected quantity-too-large');
  });

  test('a quote amount that buys more than the maximum is rejected', () => {
    const exchange = anExchange({ markets: [{ instrument: anInstrument({ quantityMax: 2 }) }] });
    place(exchange, 'ann', limit('sell', 2, 100));
    place(exchange, 'ann', limit('sell', 2, 100));
    expect(short(place(exchange, 'bob', market('buy', { quoteQuantity: 300 })))).toBe('rejected quantity-above-max');
  });

  test('a notional out of bounds is rejected', () => {
    const instrument = anInstrument({ notionalMin: 10, notionalMax: 1000 });
    const exchange = anExchange({ markets: [{ instrument }] });
    expect(short(place(exchange, 'ann', limit('buy', 1, 9)))).toBe('rejected notional-below-min');
    expect(short(place(exchange, 'ann', limit('buy', 100, 11)))).toBe('rejected notional-above-max');
  });

  test('an account that never received a deposit is unknown', () => {
    expect(short(place(anExchange(), 'zoe', limit('buy', 1, 1)))).toBe('rejected unknown-account');
  });

  test('a client order id is used once per account, by accepted orders only', () => {
    const exchange = anExchange();
    place(exchange, 'ann', limit('buy', 1, 100), { clientOrderId: 'c-1' });
    expect(short(place(exchange, 'ann', limit('buy', 1, 100), { clientOrderId: 'c-1' }))).toBe(
      'rejected duplicate-client-order-id',
    );
    exchange.apply({ type: 'cancel', account: 'ann', clientOrderId: 'c-1' }, 2);
    expect(short(place(exchange, 'ann', limit('buy', 1, 100), { clientOrderId: 'c-1' }))).toBe(
      'rejected duplicate-client-order-id',
    );
    expect(short(place(exchange, 'bob', limit('buy', 1, 100), { clientOrderId: 'c-1' }))).toContain('accepted');
    expect(exchange.orderByClientId('ann', 'c-1')?.orderId).toBe('o-1');
    expect(exchange.orderByClientId('bob', 'c-1')?.orderId).toBe('o-2');
    expect(exchange.orderByClientId('bob', 'c-2')).toBeUndefined();
  });

  test('an order can be given its name, once', () => {
    const exchange = anExchange();
    expect(short(place(exchange, 'ann', limit('buy', 1, 100), { orderId: 'BX1' }))).toBe(
      'BX1 accepted, BX1 opened 1@100',
    );
    expect(short(place(exchange, 'ann', limit('buy', 1, 100), { orderId: 'BX1' }))).toBe('rejected duplicate-order-id');
    expect(short(place(exchange, 'ann', limit('buy', 1, 100)))).toBe('o-2 accepted, o-2 opened 1@100');
  });
});

describe('canceling', () => {
  test('ends a resting order and frees its funds', () => {
    const exchange = tradingExchange();
    const events = exchange.apply({ type: 'cancel', account: 'bob', orderId: 'o-3' }, 7);
    expect(events).toMatchObject([
      { type: 'order-finished', orderId: 'o-3', by: 'canceled', canceledByUser: true, timeMs: 7 },
      { type: 'balance-changed', cause: 'release', availableDelta: d(180), orderId: 'o-3' },
    ]);
    expect(exchange.order('o-3')).toMatchObject({
      status: 'finished',
      finishedTimeMs: 7,
      canceledByUser: true,
      reserved: d(0),
    });
    expect(exchange.book('XBTZAR').bids.map(level => level.price)).toEqual([d(80)]);
  });

  test('ends a sleeping stop', () => {
    const exchange = tradingExchange();
    place(exchange, 'bob', stop('buy', 'above', 100, 100));
    expect(short(exchange.apply({ type: 'cancel', account: 'bob', orderId: 'o-5' }, 2))).toBe('o-5 canceled');
    expect(held(exchange, 'bob', 'ZAR')).toBe('100000/99660');
  });

  test('by the exchange is told apart from one by the account', () => {
    const exchange = tradingExchange();
    const events = exchange.apply({ type: 'cancel', account: 'bob', orderId: 'o-3', requestedBy: 'exchange' }, 2);
    expect(events[0]).toMatchObject({ by: 'canceled', canceledByUser: false });
  });

  test.each([
    ['an order that is not there', { orderId: 'o-99' }, 'order-not-found'],
    ['an order of another account', { orderId: 'o-1' }, 'order-not-found'],
    ['a client order id that is not there', { clientOrderId: 'c-9' }, 'order-not-found'],
    ['nothing', {}, 'order-not-found'],
    ['an order that has ended', { clientOrderId: 'done' }, 'order-already-finished'],
  ])('%s is rejected', (_, names, code) => {
    const exchange = tradingExchange();
    place(exchange, 'bob', limit('buy', 1, 100), { clientOrderId: 'done' });
    expect(exchange.apply({ type: 'cancel', account: 'bob', ...names }, 2)).toMatchObject([
      { type: 'cancel-rejected', code },
    ]);
  });
});
