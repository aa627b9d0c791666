import { isTradingError } from '@trader/core';
import { describe, expect, test } from 'vitest';
import {
  anExchange,
  anInstrument,
  held,
  limit,
  market,
  place,
  short,
  stop,
  tradingExchange,
} from './fixtures/an-exchange.ts';
import type { SimulatedExchange } from './simulated-exchange.ts';

describe('a rule', () => {
  const taking = limit('buy', 1, 100, { postOnly: true });

  test.each([
    ['reject', 'rejected post-only-would-take', undefined, 'o-5 accepted, o-5 opened 1@95'],
    ['reject-and-burn-id', 'rejected post-only-would-take', undefined, 'rejected duplicate-client-order-id'],
    ['reject-and-record', 'rejected post-only-would-take', 'post-only', 'rejected duplicate-client-order-id'],
    ['accept-and-cancel', 'o-5 accepted, o-5 post-only', 'post-only', 'rejected duplicate-client-order-id'],
  ] as const)('on post-only orders that would take: %s', (postOnlyWouldTake, expected, finishedBy, again) => {
    const exchange = tradingExchange({ postOnlyWouldTake });
    const events = place(exchange, 'bob', taking, { clientOrderId: 'c-1' });
    expect(short(events)).toBe(expected);
    expect(exchange.orderByClientId('bob', 'c-1')?.finishedBy).toBe(finishedBy);
    const rejection = events.find(event => event.type === 'order-rejected');
    if (rejection !== undefined) expect(rejection.orderId).toBe(finishedBy === undefined ? undefined : 'o-5');
    expect(held(exchange, 'bob', 'ZAR')).toBe('100000/99660');
    expect(short(place(exchange, 'bob', limit('buy', 1, 95), { clientOrderId: 'c-1' }))).toBe(again);
  });

  test('funds are checked before a post-only order is looked at', () => {
    expect(short(place(tradingExchange(), 'bob', limit('buy', 999, 101, { postOnly: true })))).toBe(
      'rejected insufficient-balance',
    );
  });

  test.each([
    ['an IOC that finds nobody', limit('buy', 1, 99, { timeInForce: 'IOC' }), 'rejected unfilled-immediate'],
    ['a FOK that does not fit', limit('buy', 3, 100, { timeInForce: 'FOK' }), 'rejected unfilled-immediate'],
    [
      'an IOC that fills in part',
      limit('buy', 3, 100, { timeInForce: 'IOC' }),
      'o-5 accepted, o-1*o-5 2@100, o-1 filled, o-5 ioc-remainder',
    ],
    ['a FOK that fits', limit('buy', 1, 100, { timeInForce: 'FOK' }), 'o-5 accepted, o-1*o-5 1@100, o-5 filled'],
  ])('on unfilled immediate orders: reject %s', (_, request, expected) => {
    const exchange = tradingExchange({ unfilledImmediate: 'reject' });
    expect(short(place(exchange, 'bob', request))).toBe(expected);
  });

  test.each([
    [
      'cancel-rest',
      undefined,
      5,
      'o-5 accepted, o-1*o-5 2@100, o-1 filled, o-2*o-5 2@110, o-2 filled, o-5 market-remainder',
    ],
    ['cancel-rest', '0.09', 3, 'o-5 accepted, o-1*o-5 2@100, o-1 filled, o-5 market-remainder'],
    ['cancel-rest', '0.1', 3, 'o-5 accepted, o-1*o-5 2@100, o-1 filled, o-2*o-5 1@110, o-5 filled'],
    ['reject', '0.09', 3, 'rejected not-enough-liquidity'],
    ['reject', '0.1', 3, 'o-5 accepted, o-1*o-5 2@100, o-1 filled, o-2*o-5 1@110, o-5 filled'],
    ['reject', undefined, 5, 'rejected not-enough-liquidity'],
  ] as const)('on market orders: %s within a band of %s', (marketShortfall, marketPriceBand, quantity, expected) => {
    const band = marketPriceBand === undefined ? {} : { marketPriceBand };
    const exchange = tradingExchange({ marketShortfall, ...band });
    expect(short(place(exchange, 'bob', market('buy', { quantity })))).toBe(expected);
  });

  test.each([
    ['buy', '0.0049', 'o-3 accepted, o-1*o-3 1@100, o-1 filled, o-3 market-remainder'],
    ['buy', '0.005', 'o-3 accepted, o-1*o-3 1@100, o-1 filled, o-2*o-3 1@100.5, o-2 filled, o-3 filled'],
    ['sell', '0.0049', 'o-3 accepted, o-2*o-3 1@100.5, o-2 filled, o-3 market-remainder'],
    ['sell', '0.005', 'o-3 accepted, o-2*o-3 1@100.5, o-2 filled, o-1*o-3 1@100, o-1 filled, o-3 filled'],
  ] as const)('on the price band of a %s rounds towards the best price: %s', (side, marketPriceBand, expected) => {
    const exchange = anExchange({ rules: { marketPriceBand } });
    for (const price of [100, 100.5]) place(exchange, 'ann', limit(side === 'buy' ? 'sell' : 'buy', 1, price));
    expect(short(place(exchange, 'bob', market(side, { quantity: 2 })))).toBe(expected);
  });

  test('on the price band holds for sells', () => {
    const exchange = tradingExchange({ marketPriceBand: '0.1' });
    expect(short(place(exchange, 'ann', market('sell', { quantity: 3 })))).toBe(
      'o-5 accepted, o-3*o-5 2@90, o-3 filled, o-5 market-remainder',
    );
  });

  test.each([
    ['wake', 'o-6 accepted, o-6 triggered@100, o-6 opened 1@95'],
    ['sleep', 'o-6 accepted'],
    ['reject', 'rejected stop-price-reached'],
  ] as const)('on stop prices that are reached already: %s', (stopPriceReached, expected) => {
    const exchange = tradingExchange({ stopPriceReached });
    place(exchange, 'bob', limit('buy', 1, 100));
    expect(short(place(exchange, 'bob', stop('buy', 'above', 100, 95)))).toBe(expected);
    if (stopPriceReached === 'reject')
      expect(short(place(exchange, 'bob', stop('buy', 'below', 99, 95)))).toBe('o-6 accepted');
  });

  test('on trading with oneself: reject the taker before anything happens', () => {
    const exchange = tradingExchange({ selfTrade: 'reject-taker' });
    expect(short(place(exchange, 'ann', limit('buy', 1, 100)))).toBe('rejected self-trade');
    expect(short(place(exchange, 'ann', market('buy', { quantity: 1 })))).toBe('rejected self-trade');
    expect(short(place(exchange, 'ann', limit('buy', 9, 100, { timeInForce: 'FOK' })))).toBe(
      'o-5 accepted, o-5 fok-kill',
    );
    expect(short(place(exchange, 'bob', limit('buy', 1, 100)))).toBe('o-6 accepted, o-1*o-6 1@100, o-6 filled');
  });

  test.each<[Partial<ConstructorParameters<typeof SimulatedExchange>[0]>, string]>([
    [{ markets: [] }, 'markets'],
    [{ markets: [{ instrument: anInstrument() }, { instrument: anInstrument() }] }, 'markets'],
    [{ rules: { selfTrade: 'maybe' as never } }, 'rules.selfTrade'],
    [{ rules: { marketPriceBand: -1 } }, 'rules.marketPriceBand'],
    [{ rules: { marketPriceBand: 'wide' } }, 'rules.marketPriceBand'],
    [{ limits: { accountsMax: 0 } }, 'limits.accountsMax'],
    [{ limits: { marketTradesMax: 1.5 } }, 'limits.marketTradesMax'],
    [{ markets: [{ instrument: anInstrument(), firstTradeSequence: 0.5 }] }, 'firstTradeSequence'],
  ])('that cannot be is named: %j', (options, field) => {
    let thrown: unknown;
    try {
      anExchange(options);
    } catch (error) {
      thrown = error;
    }
    expect(isTradingError(thrown, 'system/invalid-options') && thrown.context.field).toBe(field);
  });
});
