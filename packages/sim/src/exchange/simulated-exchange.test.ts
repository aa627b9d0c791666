import { isTradingError, type OrderRequest } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { makerTakerFees } from '../fee-models/maker-taker-fees.ts';
import type { ExchangeRules } from './exchange-options.ts';
import { anExchange, anInstrument, d, held, limit, place, short } from './fixtures/an-exchange.ts';
import type { SimulatedExchange } from './simulated-exchange.ts';

/** Ann sells 2 at 100 (o-1) and 2 at 110 (o-2), Bob buys 2 at 90 (o-3) and 2 at 80 (o-4). */
function tradingExchange(rules: ExchangeRules = {}): SimulatedExchange {
  const exchange = anExchange({ rules });
  place(exchange, 'ann', limit('sell', 2, 100));
  place(exchange, 'ann', limit('sell', 2, 110));
  place(exchange, 'bob', limit('buy', 2, 90));
  place(exchange, 'bob', limit('buy', 2, 80));
  return exchange;
}

function market(side: 'buy' | 'sell', size: { quantity?: number; quoteQuantity?: number | string }): OrderRequest {
  return { symbol: 'XBTZAR', type: 'market', side, ...size };
}

function stop(side: 'buy' | 'sell', trigger: 'above' | 'below', stopPrice: number, price: number): OrderRequest {
  return { symbol: 'XBTZAR', type: 'stop-limit', side, quantity: 1, price, stopPrice, trigger };
}

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
    [
      'a stop beyond the balance',
      { ...stop('buy', 'above', 200, 200), quantity: 1000 } as OrderRequest,
      'insufficient-balance',
    ],
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

describe('money', () => {
  test('a resting buy reserves price × quantity, a resting sell its quantity', () => {
    const exchange = tradingExchange();
    expect([held(exchange, 'ann', 'XBT'), held(exchange, 'ann', 'ZAR')]).toEqual(['100/96', '100000/100000']);
    expect([held(exchange, 'bob', 'XBT'), held(exchange, 'bob', 'ZAR')]).toEqual(['100/100', '100000/99660']);
  });

  test('a fill below the limit price frees what it saved at once', () => {
    const exchange = tradingExchange();
    const events = place(exchange, 'bob', limit('buy', 3, 105));
    expect(short(events)).toBe('o-5 accepted, o-1*o-5 2@100, o-1 filled, o-5 opened 1@105');
    expect(held(exchange, 'bob', 'ZAR')).toBe('99800/99355');
    expect(exchange.order('o-5')).toMatchObject({ base: d(2), quote: d(200), reserved: d(105) });
  });

  test('a quote-sized market order frees what it did not spend', () => {
    const exchange = tradingExchange();
    place(exchange, 'bob', market('buy', { quoteQuantity: '150.07' }));
    expect([held(exchange, 'bob', 'XBT'), held(exchange, 'bob', 'ZAR')]).toEqual(['101.5/101.5', '99850/99510']);
  });

  test('a trade tells both orders their running totals, the maker first', () => {
    const exchange = anExchange({}, { maker: '0.001', taker: '0.01' });
    place(exchange, 'ann', limit('sell', 2, 100), { clientOrderId: 'a-1' });
    place(exchange, 'bob', limit('buy', 1, 100));
    const fills = place(exchange, 'bob', limit('buy', 1, 100)).filter(event => event.type === 'order-filled-part');
    const amounts = { baseDelta: d(1), quoteDelta: d(100), price: d(100), tradeSequence: 2 };
    expect(fills).toMatchObject([
      {
        ...amounts,
        orderId: 'o-1',
        clientOrderId: 'a-1',
        liquidity: 'maker',
        base: d(2),
        quote: d(200),
        feeQuote: d('0.2'),
        feeQuoteDelta: d('0.1'),
        feeBase: d(0),
      },
      { ...amounts, orderId: 'o-3', liquidity: 'taker', base: d(1), quote: d(100), feeBase: d('0.01'), feeQuote: d(0) },
    ]);
    expect(held(exchange, 'ann', 'ZAR')).toBe('100199.8/100199.8');
    expect(held(exchange, 'bob', 'XBT')).toBe('101.98/101.98');
    expect([exchange.feesCollected('XBT'), exchange.feesCollected('ZAR')]).toEqual([d('0.02'), d('0.2')]);
    expect([exchange.totalOf('XBT'), exchange.totalOf('ZAR')]).toEqual([d(200), d(200_000)]);
  });

  test('rebates are paid out of the collected fees', () => {
    const exchange = anExchange({}, { maker: '-0.001', taker: '0.0005' });
    place(exchange, 'ann', limit('sell', 2, 100));
    place(exchange, 'bob', limit('buy', 2, 100));
    expect(held(exchange, 'ann', 'ZAR')).toBe('100200.2/100200.2');
    expect(exchange.feesCollected('ZAR')).toEqual(d('-0.2'));
    expect(exchange.totalOf('ZAR')).toEqual(d(200_000));
  });

  test('a fee in the asset that is paid is reserved at its worst and freed as it shrinks', () => {
    const exchange = anExchange({}, { asset: 'quote', maker: '0.01', taker: '0.02' });
    place(exchange, 'bob', limit('buy', 2, 100));
    expect(held(exchange, 'bob', 'ZAR')).toBe('100000/99796');
    place(exchange, 'ann', limit('sell', 1, 100));
    expect(held(exchange, 'bob', 'ZAR')).toBe('99899/99797');
    place(exchange, 'ann', limit('sell', 1, 100));
    expect(held(exchange, 'bob', 'ZAR')).toBe('99798/99798');
  });

  test('an order whose fee is not covered is rejected, to the last unit', () => {
    const exchange = anExchange({}, { asset: 'quote', maker: '0.01', taker: '0.02' });
    expect(short(place(exchange, 'bob', limit('buy', 1, '98039.5')))).toBe('rejected insufficient-balance');
    expect(short(place(exchange, 'bob', limit('buy', 1, 98039)))).toBe('o-1 accepted, o-1 opened 1@98039');
  });

  test('by option a buy reserves its worst fee although it is charged in base', () => {
    const fees = { maker: '0.01', taker: '0.02' };
    const exchange = anExchange({ rules: { reservation: 'principal-and-fee' } }, fees);
    place(exchange, 'bob', limit('buy', 2, 100));
    expect(held(exchange, 'bob', 'ZAR')).toBe('100000/99796');
    place(exchange, 'ann', limit('sell', 1, 100));
    expect(held(exchange, 'bob', 'ZAR')).toBe('99900/99798');
    place(exchange, 'ann', limit('sell', 1, 100));
    expect([held(exchange, 'bob', 'ZAR'), held(exchange, 'bob', 'XBT')]).toEqual(['99800/99800', '101.98/101.98']);
  });

  test('a fee is never more than what the fill brought in', () => {
    const exchange = anExchange({}, { maker: '0.001', taker: '0.001', scale: 0, rounding: 'ceiling' });
    place(exchange, 'ann', limit('sell', '0.002', 100));
    place(exchange, 'bob', limit('buy', '0.001', 100));
    expect(held(exchange, 'bob', 'XBT')).toBe('100/100');
    expect(exchange.order('o-2')).toMatchObject({ base: d('0.001'), feeBase: d('0.001') });
  });

  test('a rebate that was paid is not taken back, so that a fill never needs more than its order holds', () => {
    const exchange = anExchange({}, { asset: 'base', maker: '0.001', taker: '-0.01', scale: 0, rounding: 'up' });
    place(exchange, 'ann', limit('buy', '0.001', 100));
    place(exchange, 'bob', limit('sell', '0.012', 100));
    expect(exchange.order('o-2')).toMatchObject({ feeBase: d(-1) });
    place(exchange, 'ann', limit('buy', '0.011', 100));
    expect(exchange.order('o-2')).toMatchObject({ finishedBy: 'filled', feeBase: d(0) });
    expect(exchange.totalOf('XBT')).toEqual(exchange.netDeposits('XBT'));
  });

  test('an account may trade with itself', () => {
    const exchange = anExchange({}, { maker: '0.01', taker: '0.01' });
    place(exchange, 'ann', limit('sell', 1, 100));
    expect(short(place(exchange, 'ann', limit('buy', 1, 100)))).toBe(
      'o-2 accepted, o-1*o-2 1@100, o-1 filled, o-2 filled',
    );
    expect([held(exchange, 'ann', 'XBT'), held(exchange, 'ann', 'ZAR')]).toEqual(['99.99/99.99', '99999/99999']);
    expect(exchange.tradesOf('ann').map(trade => [trade.sequence, trade.orderId, trade.liquidity])).toEqual([
      [1, 'o-1', 'maker'],
      [1, 'o-2', 'taker'],
    ]);
  });

  test('balance events count rows per account and asset, and name order and trade', () => {
    const exchange = anExchange({}, { taker: '0.01' });
    place(exchange, 'ann', limit('sell', 1, 100));
    const rows = place(exchange, 'bob', limit('buy', 1, 101)).filter(event => event.type === 'balance-changed');
    expect(
      rows.map(row => [
        row.account,
        row.asset,
        row.rowIndex,
        row.cause,
        `${row.totalDelta}`,
        `${row.availableDelta}`,
        row.tradeSequence,
      ]),
    ).toEqual([
      ['bob', 'ZAR', 2, 'reserve', '0', '-101', undefined],
      ['ann', 'XBT', 3, 'trade', '-1', '0', 1],
      ['ann', 'ZAR', 2, 'trade', '100', '100', 1],
      ['bob', 'ZAR', 3, 'trade', '-100', '1', 1],
      ['bob', 'XBT', 2, 'trade', '1', '1', 1],
      ['bob', 'XBT', 3, 'fee', '-0.01', '-0.01', 1],
    ]);
    expect(new Set(rows.map(row => row.orderId))).toEqual(new Set(['o-1', 'o-2']));
  });

  test.each<[string, 'deposit' | 'withdraw', string, string | number, string]>([
    ['a withdrawal of what is reserved', 'withdraw', 'XBT', '96.5', 'insufficient-balance'],
    ['a withdrawal of nothing', 'withdraw', 'XBT', 0, 'amount-not-positive'],
    ['a deposit below nothing', 'deposit', 'XBT', -1, 'amount-not-positive'],
    ['a deposit that is not a number', 'deposit', 'XBT', 'much', 'malformed-amount'],
    ['a withdrawal of an asset that is not there', 'withdraw', 'ETH', 1, 'insufficient-balance'],
  ])('%s is rejected', (_, type, asset, amount, code) => {
    const exchange = tradingExchange();
    expect(exchange.apply({ type, account: 'ann', asset, amount }, 2)).toMatchObject([
      { type: 'transfer-rejected', account: 'ann', asset, code },
    ]);
    expect(held(exchange, 'ann', 'XBT')).toBe('100/96');
  });

  test('a withdrawal takes what is available', () => {
    const exchange = tradingExchange();
    expect(exchange.apply({ type: 'withdraw', account: 'ann', asset: 'XBT', amount: 96 }, 2)).toMatchObject([
      { type: 'balance-changed', cause: 'withdrawal', total: d(4), available: d(0), orderId: undefined },
    ]);
    expect(exchange.totalOf('XBT')).toEqual(exchange.netDeposits('XBT'));
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

test('custom fee models decide per account, once for each order', () => {
  const standard = makerTakerFees({ taker: '0.01' });
  const friends = makerTakerFees({});
  const exchange = anExchange({
    fees: { terms: query => (query.account === 'bob' ? friends : standard).terms(query) },
  });
  place(exchange, 'ann', limit('sell', 2, 100));
  place(exchange, 'bob', limit('buy', 1, 100));
  place(exchange, 'ann', limit('buy', 1, 100));
  expect(exchange.tradesOf('bob')[0]?.feeBase).toEqual(d(0));
  expect(exchange.order('o-3')?.feeBase).toEqual(d('0.01'));
});
