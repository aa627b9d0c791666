import {
  AssetLedger,
  type BrokerageOrderId,
  type ClientOrderId,
  Decimal,
  instrumentId,
  type Order,
  type OrderState,
} from '@trader/core';
import { describe, expect, test } from 'vitest';
import type { ExchangeBooks, ExchangeOrder } from './exchange-books.ts';
import { findDifferences, type OurBooks } from './find-differences.ts';
import type { RecordedOrder } from './run-recorder.ts';

const d = (text: string) => Decimal.parse(text);

/** A buy of 0.004 of 0.01 XBT at 1000 ZAR with a fee in base, then canceled: as we see it. */
function ourOrder(changes: Partial<Order> = {}): Order {
  return {
    clientOrderId: 't1' as ClientOrderId,
    strategy: 'naive_test',
    instrumentId: instrumentId('XBTZAR', 'luno'),
    symbol: 'XBTZAR',
    side: 'buy',
    type: 'limit',
    quantity: d('0.01'),
    quoteQuantity: undefined,
    price: d('1000'),
    stopPrice: undefined,
    trigger: undefined,
    timeInForce: 'GTC',
    postOnly: false,
    tag: undefined,
    requestedTimeMs: 1,
    state: 'canceled',
    brokerageOrderId: 'BX1' as BrokerageOrderId,
    filled: d('0.004'),
    filledQuote: d('4'),
    fees: [{ asset: 'XBT', amount: d('0.000016') }],
    cancelRequested: true,
    brokerageFinished: true,
    inconsistent: false,
    reason: undefined,
    submittedTimeMs: 2,
    updatedTimeMs: 3,
    ...changes,
  };
}

function recorded(order: Order, changes: Partial<RecordedOrder> = {}): RecordedOrder {
  return {
    order,
    fills: 1,
    partialFills: 1,
    base: order.filled,
    quote: order.filledQuote,
    fees: AssetLedger.from(order.fees),
    ...changes,
  };
}

/** The same order as the exchange shows it. */
function theirOrder(changes: Partial<ExchangeOrder> = {}): ExchangeOrder {
  return {
    orderId: 'BX1',
    clientOrderId: 't1',
    pair: 'XBTZAR',
    complete: true,
    limitVolume: d('0.010000'),
    base: d('0.004'),
    counter: d('4.00'),
    feeBase: d('0.000016'),
    feeCounter: d('0.00'),
    ...changes,
  };
}

function theirs(orders: readonly ExchangeOrder[], changes: Partial<ExchangeBooks> = {}): ExchangeBooks {
  return {
    orders: new Map(orders.map(order => [order.orderId, order])),
    openOrderIds: new Set(orders.filter(order => !order.complete).map(order => order.orderId)),
    balances: new Map([
      ['XBT', d('2.003984')],
      ['ZAR', d('996')],
    ]),
    pairs: new Map([['XBTZAR', { base: 'XBT', counter: 'ZAR' }]]),
    ...changes,
  };
}

function ours(orders: readonly RecordedOrder[], changes: Partial<OurBooks> = {}): OurBooks {
  return {
    orders,
    forgotten: 0,
    strayFills: [],
    balances: theirs([]).balances,
    toldBalances: changes.balances ?? theirs([]).balances,
    openingBalances: new Map([
      ['XBT', d('2')],
      ['ZAR', d('1000')],
    ]),
    ...changes,
  };
}

test('books that agree have no difference', () => {
  expect(findDifferences(theirs([theirOrder()]), ours([recorded(ourOrder())]))).toEqual([]);
});

test.each<[Partial<ExchangeOrder>, RegExp]>([
  [{ base: d('0.005') }, /has base 0\.004 here and 0\.005 there/],
  [{ counter: d('4.01') }, /has counter 4 here and 4\.01 there/],
  [{ feeBase: d('0.000017') }, /has fee in XBT 0\.000016 here and 0\.000017 there/],
  [{ feeCounter: d('-0.01') }, /has fee in ZAR 0 here and -0\.01 there/],
  [{ orderId: 'BX2' }, /has their id BX1 here and BX2 there/],
  [{ pair: 'ETHZAR' }, /trades XBTZAR here and ETHZAR there/],
  [{ limitVolume: d('0.004') }, /is canceled here and 0\.004 of 0\.004 was filled there/],
  [{ complete: false }, /is canceled here and live there/],
  [{ clientOrderId: 't2' }, /is canceled here and does not exist there/],
])('an order that the exchange shows with %o is a difference', (changes, sentence) => {
  const found = findDifferences(theirs([theirOrder(changes)]), ours([recorded(ourOrder())]));
  expect(found).toContainEqual(expect.stringMatching(sentence));
});

test.each<[Partial<Order>, RegExp]>([
  [{ state: 'unknown' }, /is still unknown here/],
  [{ state: 'open' }, /is open here and complete there/],
  [{ state: 'filled' }, /is filled here and 0\.004 of 0\.01 was filled there/],
  [{ state: 'rejected' }, /is rejected here and exists there as BX1/],
  [{ state: 'denied' }, /is denied here and exists there as BX1/],
  [{ inconsistent: true }, /is marked inconsistent/],
  [{ fees: [{ asset: 'BNB', amount: d('1') }] }, /has fee in BNB 1 here and 0 there/],
])('an order that we show with %o is a difference', (changes, sentence) => {
  const found = findDifferences(theirs([theirOrder()]), ours([recorded(ourOrder(changes))]));
  expect(found).toContainEqual(expect.stringMatching(sentence));
});

test('fills that do not add up to the order are a difference, also when the order itself is right', () => {
  const lost = recorded(ourOrder(), { base: d('0.003'), quote: d('3') });
  const found = findDifferences(theirs([theirOrder()]), ours([lost]));
  expect(found).toContainEqual(expect.stringMatching(/has fills with base 0\.003 here and 0\.004 there/));
  expect(found).toContainEqual(expect.stringMatching(/has fills with counter 3 here and 4 there/));
  expect(found).toContainEqual(expect.stringMatching(/Opening balance and fills give 2\.002984 XBT/));
});

describe('orders that only one side knows', () => {
  const none: Partial<Order> = {
    filled: Decimal.zero,
    filledQuote: Decimal.zero,
    fees: [],
    brokerageOrderId: undefined,
  };
  const untouched: Partial<OurBooks> = { balances: new Map(), openingBalances: new Map() };

  test.each<OrderState>(['denied', 'rejected', 'requested'])('a %s order need not exist there', state => {
    const books = theirs([], { balances: new Map() });
    const found = findDifferences(books, ours([recorded(ourOrder({ ...none, state }))], untouched));
    // An order that is only asked for is live: the run ended before it was decided.
    expect(found.filter(each => !each.includes('open orders'))).toEqual([]);
  });

  test('an order that we never placed is a difference', () => {
    const found = findDifferences(theirs([theirOrder()]), ours([]));
    expect(found).toContainEqual('Order BX1 exists there (client id "t1") and not here.');
  });

  test('an order that exists there twice is a difference', () => {
    const books = theirs([theirOrder(), theirOrder({ orderId: 'BX9' })]);
    const found = findDifferences(books, ours([recorded(ourOrder())]));
    expect(found).toContainEqual(expect.stringMatching(/exists there twice: as BX1 and as BX9/));
  });

  test('an order that is open there and live nowhere here is a difference', () => {
    const books = theirs([theirOrder()], { openOrderIds: new Set(['BX1']) });
    expect(findDifferences(books, ours([recorded(ourOrder())]))).toEqual([
      'Order BX1 is open there and not live here.',
    ]);
  });
});

test('a balance that differs is a difference', () => {
  const books = theirs([theirOrder()]);
  const tampered: Partial<OurBooks> = { balances: new Map([['ZAR', d('996')]]), toldBalances: books.balances };
  const found = findDifferences(books, ours([recorded(ourOrder())], tampered));
  expect(found).toEqual(['The balance of XBT is 0 here and 2.003984 there.']);
});

test('a balance that we were not told in the end is a difference', () => {
  const books = theirs([theirOrder()]);
  const stale: Partial<OurBooks> = { toldBalances: new Map([...books.balances, ['ZAR', d('1000')] as const]) };
  const found = findDifferences(books, ours([recorded(ourOrder())], stale));
  expect(found).toEqual(['The balance of ZAR that we were told last is 1000, and 996 there.']);
});

test('a balance that moved without a fill is a difference', () => {
  const balances = new Map([...theirs([]).balances, ['ZAR', d('995')] as const]);
  const found = findDifferences(theirs([theirOrder()], { balances }), ours([recorded(ourOrder())], { balances }));
  expect(found).toEqual(['Opening balance and fills give 996 ZAR, and the balance there is 995.']);
});

test('a fill without an order is a difference', () => {
  const found = findDifferences(theirs([theirOrder()]), ours([recorded(ourOrder())], { strayFills: ['t9#1'] }));
  expect(found).toEqual(['Fill t9#1 belongs to no order that we know.']);
});

test('what was forgotten to stay within bounds is not called a difference', () => {
  const found = findDifferences(theirs([theirOrder()]), ours([], { forgotten: 1 }));
  expect(found).toEqual([]);
});
