import { Decimal } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { NaiveBook } from '../../test/naive-book.ts';
import { sharedData } from '../../test/shared-data.ts';
import { readMarketFrame } from '../wire/market-frame.ts';
import type { MarketSnapshot, MarketUpdate } from '../wire/stream-wire.ts';
import { OrderBook, type OrderBookOptions } from './order-book.ts';

const instrument = { tickSize: Decimal.one, lotSize: Decimal.parse('0.000001') };
const asks = [
  { id: 'A1', price: '101.00', volume: '2.00' },
  { id: 'A2', price: '101.00', volume: '0.50' },
  { id: 'A3', price: '150000000.00', volume: '1.00' },
];
const bids = [
  { id: 'B1', price: '100.00', volume: '1.000001' },
  { id: 'B2', price: '10.00', volume: '3.00' },
];

type Change = Partial<Pick<MarketUpdate, 'trades' | 'create' | 'deletedOrderId'>>;

const trade = (makerOrderId: string, base: string, tradeId = '7') => ({
  tradeId,
  base,
  counter: '1',
  makerOrderId,
  takerOrderId: '',
});
const create = (orderId: string, side: 'BID' | 'ASK', price: string, volume = '1.00') => ({
  orderId,
  side,
  price,
  volume,
});

function loaded(options: OrderBookOptions = {}): OrderBook {
  const book = new OrderBook(instrument, options);
  expect(book.load({ asks, bids })).toBeUndefined();
  return book;
}

function apply(book: OrderBook, change: Change): string | undefined {
  return book.apply({ trades: [], create: undefined, deletedOrderId: undefined, ...change });
}

describe('a book', () => {
  test('adds up the orders of a price and shows the best first', () => {
    const book = loaded();
    expect(book.levels('asks', 10)).toEqual([
      { price: 101, quantity: 2.5 },
      { price: 150_000_000, quantity: 1 },
    ]);
    expect(book.levels('bids', 1)).toEqual([{ price: 100, quantity: 1.000001 }]);
    expect(book.levels('bids', 0)).toEqual([]);
    expect([book.bestBid, book.bestAsk, book.size]).toEqual([100, 101, 5]);
  });

  test('applies trades, then create, then delete of one message', () => {
    const book = loaded();
    const change = {
      trades: [trade('A1', '2.00', '8'), trade('A2', '0.25', '9')],
      create: create('B3', 'BID', '100.50'),
      deletedOrderId: 'B2',
    };
    expect(apply(book, change)).toBeUndefined();
    expect(book.levels('asks', 1)).toEqual([{ price: 101, quantity: 0.25 }]);
    expect(book.levels('bids', 5)).toEqual([
      { price: 100.5, quantity: 1 },
      { price: 100, quantity: 1.000001 },
    ]);
    expect(book.executions).toEqual([
      { tradeId: '8', price: 101, quantity: 2, takerSide: 'buy' },
      { tradeId: '9', price: 101, quantity: 0.25, takerSide: 'buy' },
    ]);
    expect(apply(book, {})).toBeUndefined();
    expect(book.executions).toEqual([]);
  });

  test('lets a create take the place that trades of the same message freed', () => {
    const book = loaded();
    const sweep = [trade('A1', '2.00'), trade('A2', '0.50')];
    expect(apply(book, { trades: sweep, create: create('B3', 'BID', '120.00') })).toBeUndefined();
    expect([book.bestBid, book.bestAsk]).toEqual([120, 150_000_000]);
  });

  const contradictions: [string, Change, RegExp][] = [
    ['a trade with an unknown maker', { trades: [trade('X', '1')] }, /maker X, which is not in the book/],
    ['a trade that is larger than the maker', { trades: [trade('A1', '2.000001')] }, /takes 2.000001 from A1/],
    ['two trades that are larger together', { trades: [trade('A1', '1.5'), trade('A1', '0.6')] }, /from A1/],
    ['a create of an id that is there', { create: create('B1', 'BID', '99') }, /B1 is in the book already/],
    ['a create that meets the other side', { create: create('B3', 'BID', '101') }, /crossed.*101.*101/],
    ['a create that crosses the other side', { create: create('A4', 'ASK', '9') }, /crossed/],
    ['a delete of an id that is not there', { deletedOrderId: 'X' }, /deleted order X/],
    ['a good trade before a bad delete', { trades: [trade('A1', '1')], deletedOrderId: 'X' }, /deleted order X/],
  ];
  test.each(contradictions)('is empty after %s', (_, change, reason) => {
    const book = loaded();
    expect(apply(book, change)).toMatch(reason);
    expect([book.size, book.bestBid, book.bestAsk, book.levels('asks', 9)]).toEqual([0, undefined, undefined, []]);
    expect(book.executions).toEqual([]);
    expect(book.load({ asks, bids })).toBeUndefined();
    expect(book.hash()).toBe(loaded().hash());
  });

  test('takes the delete of an order that the same message filled as said twice', () => {
    const book = loaded();
    expect(apply(book, { trades: [trade('A1', '2')], deletedOrderId: 'A1' })).toBeUndefined();
    expect(book.size).toBe(4);
  });

  test('may be told to ignore deletes of unknown orders', () => {
    const book = loaded({ unknownDelete: 'ignore' });
    expect(apply(book, { deletedOrderId: 'X' })).toBeUndefined();
    expect(book.size).toBe(5);
  });

  test.each([
    ['a repeated id', { asks: [...asks, ...asks], bids }, /already/],
    ['crossed sides', { asks, bids: [{ id: 'B9', price: '101', volume: '1' }] }, /crossed/],
  ])('refuses a snapshot with %s', (_, snapshot, reason) => {
    const book = new OrderBook(instrument);
    expect(book.load(snapshot)).toMatch(reason);
    expect(book.size).toBe(0);
  });

  test('holds no more orders than it may', () => {
    const book = loaded({ ordersMax: 5 });
    expect(apply(book, { create: create('B3', 'BID', '1') })).toMatch(/more than 5 orders/);
  });

  test('grows its scales with prices and volumes that are finer than the instrument says', () => {
    const book = loaded();
    expect(apply(book, { create: create('B3', 'BID', '100.123456789', '0.0000000000001') })).toBeUndefined();
    expect(apply(book, { trades: [trade('B3', '0.00000000000001')] })).toBeUndefined();
    expect(book.bestBid).toBe(100.123456789);
    expect([...book.orders()].find(order => order.id === 'B3')).toEqual({
      id: 'B3',
      side: 'buy',
      price: '100.123456789',
      volume: '0.00000000000009',
    });
    expect(book.levels('asks', 2)).toEqual(loaded().levels('asks', 2));
  });

  test('stays exact beyond 2^53, where doubles go wrong silently', () => {
    const book = loaded();
    const huge = '9007199254.740993';
    expect(apply(book, { create: create('B3', 'BID', '100', huge) })).toBeUndefined();
    expect(apply(book, { create: create('B4', 'BID', '100', huge) })).toBeUndefined();
    expect(apply(book, { trades: [trade('B3', '0.000001')] })).toBeUndefined();
    expect(apply(book, { deletedOrderId: 'B4' })).toBeUndefined();
    const left = [...book.orders()].find(order => order.id === 'B3');
    expect(left?.volume).toBe('9007199254.740992');
    expect(apply(book, { trades: [trade('B3', '9007199254.740993')] })).toMatch(/less left/);
  });

  test('becomes wide when a sum leaves the safe range, not only when an order does', () => {
    const book = loaded();
    const large = '9007199254.740991';
    expect(apply(book, { create: create('B3', 'BID', '99', large) })).toBeUndefined();
    expect(apply(book, { create: create('B4', 'BID', '99', '0.000002') })).toBeUndefined();
    expect(apply(book, { deletedOrderId: 'B3' })).toBeUndefined();
    expect(book.levels('bids', 2)[1]).toEqual({ price: 99, quantity: 0.000002 });
  });

  test('knows whether levels that were shown are still right', () => {
    const book = loaded();
    const shown = book.levels('asks', 1);
    expect(book.showsLevels('asks', 1, shown)).toBe(true);
    expect(apply(book, { create: create('A4', 'ASK', '102') })).toBeUndefined();
    expect(book.showsLevels('asks', 1, shown)).toBe(true);
    expect(book.showsLevels('asks', 2, shown)).toBe(false);
    expect(apply(book, { trades: [trade('A1', '0.1')] })).toBeUndefined();
    expect(book.showsLevels('asks', 1, shown)).toBe(false);
    expect(book.showsLevels('bids', 9, [])).toBe(false);
  });
});

const real = sharedData('luno/stream_snapshot_xbtzar_2018-07-06.json');

describe.skipIf(real === undefined)('the real snapshot of 12,462 orders', () => {
  const text = real ?? '{}';

  test('decodes and encodes again to equal decimals', () => {
    const snapshot = readMarketFrame(text) as MarketSnapshot;
    const book = new OrderBook(instrument);
    expect(book.load(snapshot)).toBeUndefined();
    expect(book.size).toBe(12_462);
    const sent = [...snapshot.asks, ...snapshot.bids];
    const kept = new Map([...book.orders()].map(order => [order.id, order]));
    for (const { id, price, volume } of sent) {
      expect(Decimal.parse(kept.get(id)?.price ?? '').equals(price)).toBe(true);
      expect(Decimal.parse(kept.get(id)?.volume ?? '').equals(volume)).toBe(true);
    }
    const naive = new NaiveBook();
    naive.apply(text);
    expect(book.hash()).toBe(naive.hash());
    for (const side of ['bids', 'asks'] as const) expect(book.levels(side, 100)).toEqual(naive.levels(side, 100));
  });
});
