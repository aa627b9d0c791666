import { Decimal } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { startHarness, startMs, wireOrder, xbtZar } from './harness.ts';
import { json, lunoError, type Reply } from './scripted-luno.ts';

const ordersPath = '/api/exchange/2/listorders';
const tradesPath = '/api/1/listtrades';

/** Serves orders as Luno pages them: newest first, created before a moment, at most `cap` rows. */
function orderPages(orders: readonly { id: string; createdMs: number }[], cap: number): Reply {
  return (response, seen) => {
    const before = Number(seen.query.get('created_before') ?? Number.MAX_SAFE_INTEGER);
    const limit = Math.min(Number(seen.query.get('limit') ?? 100), cap);
    const page = orders
      .filter(order => order.createdMs < before)
      .toSorted((a, b) => b.createdMs - a.createdMs)
      .slice(0, limit)
      .map(order =>
        wireOrder({ order_id: order.id, client_order_id: `c-${order.id}`, creation_timestamp: order.createdMs }),
      );
    json({ orders: page })(response, seen);
  };
}

function ownTrade(sequence: number, orderId: string, timestamp: number) {
  return {
    pair: 'XBTZAR',
    order_id: orderId,
    client_order_id: '',
    sequence,
    timestamp,
    type: 'BID',
    is_buy: true,
    price: '1400000',
    volume: '0.001',
    base: '0.001',
    counter: '1400',
    fee_base: '0.000001',
    fee_counter: '0.00',
  };
}

/** Serves our trades as Luno pages them: oldest first, `since` and `after_seq` inclusive. */
function tradePages(trades: readonly ReturnType<typeof ownTrade>[], cap: number): Reply {
  return (response, seen) => {
    const since = Number(seen.query.get('since') ?? 0);
    const after = Number(seen.query.get('after_seq') ?? 0);
    const limit = Math.min(Number(seen.query.get('limit') ?? 100), cap);
    const page = trades.filter(trade => trade.timestamp >= since && trade.sequence >= after).slice(0, limit);
    json({ trades: page.length === 0 ? null : page })(response, seen);
  };
}

describe('open orders', () => {
  test.each([
    { count: 0, pageRows: 10, cap: 1000 },
    { count: 9, pageRows: 10, cap: 1000 },
    { count: 10, pageRows: 10, cap: 1000 },
    { count: 35, pageRows: 10, cap: 1000 },
    { count: 250, pageRows: 1000, cap: 100 },
    { count: 200, pageRows: 1000, cap: 100 },
  ])('are complete and single: $count orders, $pageRows asked for, $cap given', async ({ count, pageRows, cap }) => {
    // Three orders share each millisecond, so that pages end inside one.
    const orders = Array.from({ length: count }, (_, index) => ({
      id: `BX${index}`,
      createdMs: startMs - Math.floor(index / 3),
    }));
    const { luno, trading } = await startHarness({ pageRows });
    luno.on(ordersPath, orderPages(orders, cap));
    const reports = await trading.openOrders({});
    expect(reports.map(report => report.brokerageOrderId).toSorted()).toEqual(orders.map(order => order.id).toSorted());
  });

  test('are refused as a whole when a page cannot move on, rather than told in part', async () => {
    const orders = Array.from({ length: 30 }, (_, index) => ({ id: `BX${index}`, createdMs: startMs }));
    const { luno, trading } = await startHarness({ pageRows: 10 });
    luno.on(ordersPath, orderPages(orders, 1000));
    await expect(trading.openOrders({})).rejects.toMatchObject({ code: 'brokerage/unreadable' });
  });

  test('are refused as a whole when one row cannot be read', async () => {
    const { luno, trading } = await startHarness();
    luno.on(ordersPath, json({ orders: [wireOrder(), wireOrder({ order_id: 'BX2', base: 'lots' })] }));
    await expect(trading.openOrders({})).rejects.toMatchObject({
      code: 'brokerage/unreadable',
      message: expect.stringContaining('orders.1.base'),
    });
  });
});

test('an open order on a market that Luno does not list is left out with a fault, and hides no other', async () => {
  const { luno, trading, events } = await startHarness();
  luno.on(ordersPath, json({ orders: [wireOrder({ pair: 'OLDZAR', order_id: 'BXOLD' }), wireOrder()] }));
  expect(await trading.openOrders({})).toHaveLength(1);
  expect(events).toMatchObject([
    { type: 'fault', code: 'unknown-instrument', message: expect.stringContaining('BXOLD') },
  ]);
});

describe('fills since a moment', () => {
  test.each([
    { count: 0, pageRows: 10, cap: 1000 },
    { count: 10, pageRows: 10, cap: 1000 },
    { count: 47, pageRows: 10, cap: 1000 },
    { count: 300, pageRows: 1000, cap: 100 },
  ])('are complete, single and oldest first: $count trades', async ({ count, pageRows, cap }) => {
    const trades = Array.from({ length: count }, (_, index) => ownTrade(9000 + index * 2, 'BX1', startMs + index));
    const { luno, trading } = await startHarness({ pageRows });
    luno.on(tradesPath, tradePages(trades, cap));
    const fills = await trading.fillsSince({ instrumentId: xbtZar.id, sinceMs: startMs }, {});
    expect(fills.map(fill => fill.tradeId)).toEqual(trades.map(trade => String(trade.sequence)));
  });

  test('keep both sides of a self-trade', async () => {
    const { luno, trading } = await startHarness();
    luno.on(tradesPath, json({ trades: [ownTrade(1, 'BX1', startMs), ownTrade(1, 'BX2', startMs)] }));
    const fills = await trading.fillsSince({ instrumentId: xbtZar.id, sinceMs: startMs }, {});
    expect(fills.map(fill => fill.brokerageOrderId)).toEqual(['BX1', 'BX2']);
  });

  test.each([
    { sinceMs: 123, since: '123' },
    { sinceMs: 0, since: '1' },
  ])('are asked for from the moment on, inclusive, and 0 is not left out: $sinceMs', async ({ sinceMs, since }) => {
    const { luno, trading } = await startHarness();
    luno.on(tradesPath, json({ trades: null }));
    await trading.fillsSince({ instrumentId: xbtZar.id, sinceMs }, {});
    expect(luno.to(tradesPath)[0]?.query.get('since')).toBe(since);
  });

  test('of a symbol that is not traded name the likely one', async () => {
    const { trading } = await startHarness();
    const wanted = { instrumentId: 'BTCZAR@luno' as typeof xbtZar.id, sinceMs: 0 };
    await expect(trading.fillsSince(wanted, {})).rejects.toMatchObject({
      code: 'instrument/unknown',
      context: { symbol: 'BTCZAR', suggestion: 'XBTZAR' },
    });
  });
});

describe('balances', () => {
  test('add several accounts of an asset up, and free what is not reserved', async () => {
    const { luno, trading } = await startHarness();
    const row = { asset: 'XBT', balance: '1.5', reserved: '0.25', unconfirmed: '9', name: 'x' };
    luno.on(
      '/api/1/balance',
      json({
        balance: [
          { ...row, account_id: '1' },
          { ...row, account_id: '2', reserved: '0.00' },
          { ...row, asset: 'ZAR', account_id: '3' },
        ],
      }),
    );
    const balances = await trading.balances({});
    expect(balances).toMatchObject([
      { type: 'balance', asset: 'XBT', total: Decimal.parse('3'), available: Decimal.parse('2.75') },
      { type: 'balance', asset: 'ZAR', total: Decimal.parse('1.5'), available: Decimal.parse('1.25') },
    ]);
  });

  test('count only the chosen account of an asset', async () => {
    const first = await startHarness();
    const row = { asset: 'XBT', balance: '1', reserved: '0' };
    first.luno.on(
      '/api/1/balance',
      json({
        balance: [
          { ...row, account_id: '1' },
          { ...row, account_id: '2', balance: '7' },
        ],
      }),
    );
    const { trading } = await startHarness({ baseUrl: first.luno.url, accounts: { XBT: '2' } });
    expect(await trading.balances({})).toMatchObject([{ asset: 'XBT', total: Decimal.parse('7') }]);
  });

  test('of a chosen account that does not exist refuse to connect, instead of reading as empty', async () => {
    await expect(startHarness({ accounts: { XBT: '77' } })).rejects.toMatchObject({
      code: 'brokerage/invalid-options',
      message: expect.stringContaining('XBT: 77'),
    });
  });
});

describe('the account', () => {
  const rows = [
    { account_id: '6213702911573325445', asset: 'XBT', balance: '1', reserved: '0', unconfirmed: '0' },
    { account_id: '2225762606892986213', asset: 'ZAR', balance: '0', reserved: '0', unconfirmed: '0' },
  ];

  test('is named by all its ids, digit by digit, without a request beyond the first balances', async () => {
    const { luno, trading } = await startHarness();
    luno.on('/api/1/balance', json({ balance: rows }));
    expect(await trading.accountIds?.({})).toEqual(['6213702911573325445', '2225762606892986213']);
    const asked = luno.seen.length;
    expect(await trading.accountIds?.({})).toHaveLength(2);
    expect(luno.seen).toHaveLength(asked);
  });

  test('that holds nothing yet has no id', async () => {
    const { trading } = await startHarness();
    expect(await trading.accountIds?.({})).toEqual([]);
  });
});

describe('fee rates', () => {
  test.each([
    {
      when: 'the dearer side counts',
      body: {
        maker_fee: '0',
        taker_fee: '0',
        maker_fee_buy: '-0.0001',
        maker_fee_sell: '0.001',
        taker_fee_buy: '0.002',
        taker_fee_sell: '0.0037',
      },
      maker: '0.001',
      taker: '0.0037',
    },
    {
      when: 'the plain pair stands in',
      body: { maker_fee: '-0.00010000', taker_fee: '0.00500000' },
      maker: '-0.0001',
      taker: '0.005',
    },
  ])('are fractions: $when', async ({ body, maker, taker }) => {
    const { luno, trading } = await startHarness();
    luno.on('/api/1/fee_info', json({ ...body, thirty_day_volume: '0' }));
    expect(await trading.feeRates(xbtZar.id, {})).toEqual({ maker: Decimal.parse(maker), taker: Decimal.parse(taker) });
  });

  test('without any fee are unreadable', async () => {
    const { luno, trading } = await startHarness();
    luno.on('/api/1/fee_info', json({}));
    await expect(trading.feeRates(xbtZar.id, {})).rejects.toMatchObject({ code: 'brokerage/unreadable' });
  });

  test('of a market that is not allowed say so', async () => {
    const { luno, trading } = await startHarness();
    luno.on('/api/1/fee_info', lunoError('ErrMarketNotAllowed', 400, 'This market is not enabled for you.'));
    await expect(trading.feeRates(xbtZar.id, {})).rejects.toMatchObject({
      code: 'brokerage/refused',
      context: { brokerageCode: 'ErrMarketNotAllowed' },
    });
  });
});
