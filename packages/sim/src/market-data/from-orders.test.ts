import type { OrderMessage } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { collectChunks } from './fixtures/collect-rows.ts';
import { booksFromOrders, ticksFromOrders, tradesFromOrders } from './from-orders.ts';
import type { OrderSource } from './order-columns.ts';
import { OrderEncoder, toUnits, UnfitAmount } from './order-encoder.ts';

type Update = Extract<OrderMessage, { kind: 'update' }>;

const snapshot: OrderMessage = {
  kind: 'snapshot',
  timeMs: 10,
  sequence: 5,
  bids: [
    { id: 'b1', price: '99.5', quantity: '1' },
    { id: 'b2', price: '99.00', quantity: '2' },
  ],
  asks: [{ id: 'a1', price: '100', quantity: '0.3' }],
};

function update(sequence: number, timeMs: number, change: Partial<Update> = {}): Update {
  return { kind: 'update', sequence, timeMs, trades: [], created: undefined, removedId: undefined, ...change };
}

function recording(messages: readonly OrderMessage[]): OrderSource {
  return {
    name: 'memory',
    symbol: 'A',
    kind: 'order',
    rows: undefined,
    *chunks() {
      const encoder = new OrderEncoder({ priceDecimals: 2, quantityDecimals: 8 });
      for (const message of messages) {
        encoder.add(message);
        yield encoder.take();
      }
    },
  };
}

const messages = [
  snapshot,
  update(6, 11),
  update(7, 12, { trades: [{ orderId: 'a1', quantity: '0.1' }] }),
  update(8, 13, { created: { id: 'a2', side: 'sell', price: '99.8', quantity: '1' } }),
  update(9, 12, { removedId: 'b2' }),
  update(10, 14, { trades: [{ orderId: 'b1', quantity: '1' }] }),
];

describe('an order-by-order recording', () => {
  test('tells trades with their price and the side that took', async () => {
    const chunks = await collectChunks(tradesFromOrders(recording(messages)));
    const rows = chunks.flatMap(({ length, timeMs, price, quantity, takerSide, firstRow }) =>
      Array.from({ length }, (_, row) => [timeMs[row], price[row], quantity[row], takerSide[row], firstRow + row]),
    );
    expect(rows).toEqual([
      [12, 100, 0.1, 1, 0],
      [14, 99.5, 1, -1, 1],
    ]);
  });

  test('tells a tick whenever best prices or last trade change, and never in the past', async () => {
    const chunks = await collectChunks(ticksFromOrders(recording(messages)));
    const rows = chunks.flatMap(({ length, timeMs, bid, ask, last }) =>
      Array.from({ length }, (_, row) => [timeMs[row], bid[row], ask[row], last[row]]),
    );
    expect(rows).toEqual([
      [10, 99.5, 100, Number.NaN],
      [12, 99.5, 100, 100],
      [13, 99.5, 99.8, 100],
      [14, Number.NaN, 99.8, 99.5],
    ]);
  });

  test('tells the top of the book whenever it changes', async () => {
    const chunks = await collectChunks(booksFromOrders(recording(messages), 2));
    expect(chunks.map(({ timeMs }) => timeMs[0])).toEqual([10, 12, 13, 13, 14]);
    expect(chunks.map(({ askPrice }) => [...askPrice])).toEqual([
      [100, Number.NaN],
      [100, Number.NaN],
      [99.8, 100],
      [99.8, 100],
      [99.8, 100],
    ]);
    expect([...(chunks[3]?.bidQuantity ?? [])]).toEqual([1, Number.NaN]);
    expect(() => booksFromOrders(recording([]), 0)).toThrow('depth');
  });

  test.each([
    ['a number that is not the next', update(12, 30), 'came after 10'],
    ['a trade of nobody', update(11, 30, { trades: [{ orderId: 'x', quantity: '1' }] }), 'not in the book'],
    ['a trade of more than there is', update(11, 30, { trades: [{ orderId: 'a1', quantity: '9' }] }), 'less left'],
    [
      'an order that comes twice',
      update(11, 30, { created: { id: 'a2', side: 'sell', price: '1', quantity: '1' } }),
      'came twice',
    ],
    ['a removal of nobody', update(11, 30, { removedId: 'x' }), 'not in the book'],
  ])('hides the book after %s, up to the next snapshot, and tells a gap', async (_, broken, reason) => {
    const source = recording([
      ...messages,
      broken,
      update(13, 31),
      { ...snapshot, timeMs: 40, sequence: 90 },
      update(91, 41),
    ]);
    const chunks = await collectChunks(ticksFromOrders(source));
    const last = chunks.at(-1);
    expect(last?.gaps).toEqual([{ fromMs: 14, toMs: 40, reason: expect.stringContaining(reason) }]);
    expect([last?.length, last?.timeMs[0], last?.last[0]]).toEqual([1, 40, Number.NaN]);
    expect(chunks.filter(({ gaps }) => gaps !== undefined)).toHaveLength(1);
  });

  test('never shows a crossed book', async () => {
    const crossed = update(6, 11, { created: { id: 'x', side: 'buy', price: '100', quantity: '1' } });
    const uncrossed = update(7, 12, { removedId: 'a1' });
    const chunks = await collectChunks(ticksFromOrders(recording([snapshot, crossed, uncrossed])));
    expect(chunks.map(({ timeMs }) => timeMs[0])).toEqual([10, 12]);
  });
});

test.each([
  ['1', 2, 100],
  ['1.5', 2, 150],
  ['1.500000000000000000', 2, 150],
  ['0.00000001', 8, 1],
  ['1.005', 2, undefined],
  ['99999999999.99999999', 8, undefined],
  ['90071992.54740991', 8, Number.MAX_SAFE_INTEGER],
])('%s in units of 10^-%i is %s', (text, decimals, units) => {
  expect(toUnits(text, decimals)).toBe(units);
});

test('amounts beyond the scales are refused', () => {
  const encoder = new OrderEncoder({ priceDecimals: 0, quantityDecimals: 0 });
  expect(() => encoder.add(snapshot)).toThrow(UnfitAmount);
});
