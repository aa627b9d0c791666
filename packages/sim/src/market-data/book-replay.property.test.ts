import type { OrderMessage } from '@trader/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BookReplay } from './book-replay.ts';
import { NaiveBook } from './fixtures/naive-book.ts';
import { OrderEncoder } from './order-encoder.ts';

const step = fc.record({
  what: fc.constantFrom('create', 'create', 'remove', 'trade', 'nothing', 'snapshot' as const),
  pick: fc.nat(1_000),
  price: fc.integer({ min: 1, max: 60 }),
  quantity: fc.integer({ min: 1, max: 9 }),
  isAsk: fc.boolean(),
});

/** Messages that an exchange could send, made by following a book. */
function toMessages(
  steps: readonly { what: string; pick: number; price: number; quantity: number; isAsk: boolean }[],
): OrderMessage[] {
  const book = new NaiveBook(2);
  const messages: OrderMessage[] = [];
  const add = (message: OrderMessage): void => {
    book.apply(message);
    messages.push(message);
  };
  add({ kind: 'snapshot', timeMs: 0, sequence: 1, bids: [], asks: [] });
  for (const [index, { what, pick, price, quantity, isAsk }] of steps.entries()) {
    const sequence = index + 2;
    const ids = [...book.orders.keys()];
    const id = ids[pick % Math.max(ids.length, 1)];
    const base = {
      kind: 'update',
      timeMs: index,
      sequence,
      trades: [],
      created: undefined,
      removedId: undefined,
    } as const;
    const order = {
      id: `o${sequence}`,
      price: (price / 100).toFixed(2),
      quantity: `0.0${quantity}`,
      side: isAsk ? 'sell' : 'buy',
    } as const;
    if (what === 'create') add({ ...base, created: order });
    else if (what === 'snapshot')
      add({ kind: 'snapshot', timeMs: index, sequence, bids: isAsk ? [] : [order], asks: isAsk ? [order] : [] });
    else if (what === 'nothing' || id === undefined) add(base);
    else if (what === 'remove') add({ ...base, removedId: id });
    else {
      const left = book.orders.get(id)?.left ?? 0;
      const taken = Math.min(left, quantity);
      add({ ...base, trades: [{ orderId: id, quantity: (taken / 100).toFixed(2) }] });
    }
  }
  return messages;
}

test('a replayed book equals a naive one after every message, however the rows are cut into chunks', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), fc.integer({ min: 1, max: 50 }), (steps, chunk) => {
      const encoder = new OrderEncoder({ priceDecimals: 2, quantityDecimals: 2 });
      const replay = new BookReplay();
      const naive = new NaiveBook(2);
      const messages = toMessages(steps);
      for (let start = 0; start < messages.length; start += chunk) {
        const part = messages.slice(start, start + chunk);
        for (const message of part) encoder.add(message);
        const columns = encoder.take();
        let row = 0;
        for (const message of part) {
          naive.apply(message);
          row = replay.applyMessage(columns, row);
          expect(replay.orders).toBe(naive.orders.size);
          for (const side of ['bids', 'asks'] as const) {
            const levels = Array.from({ length: replay.depth(side) }, (_, level) => [
              replay.priceAt(side, level),
              replay.quantityAt(side, level),
            ]);
            expect(levels).toEqual(naive.top(side, 1_000));
          }
        }
        expect(row).toBe(columns.length);
      }
    }),
  );
});
