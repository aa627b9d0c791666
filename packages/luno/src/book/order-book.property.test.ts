import { Decimal } from '@trader/core';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { makeBookFeed } from '../../test/book-feed.ts';
import { NaiveBook } from '../../test/naive-book.ts';
import { type MarketFrame, readMarketFrame } from '../wire/market-frame.ts';
import { OrderBook } from './order-book.ts';

// Thousands of cases: on a busy machine they take their time.
vi.setConfig({ testTimeout: 60_000 });

const shapes = [
  { decimals: { price: 0, volume: 6 } },
  { decimals: { price: 2, volume: 8 } },
  { decimals: { price: 10, volume: 18 } },
  { decimals: { price: 2, volume: 6 }, volumeTail: '00000000' },
];

test('any market without contradictions gives the book of the plainest implementation, on any scale', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1 }),
      fc.constantFrom(...shapes),
      fc.integer({ min: 1, max: 40 }),
      (seed, shape, depth) => {
        const feed = makeBookFeed({ seed, updates: 120, depth, ...shape });
        const naive = new NaiveBook();
        const book = new OrderBook({ tickSize: Decimal.one, lotSize: Decimal.parse('0.01') });
        naive.apply(feed.snapshot);
        expect(take(book, readMarketFrame(feed.snapshot))).toBeUndefined();
        for (const frame of feed.updates) {
          naive.apply(frame);
          expect(take(book, readMarketFrame(frame))).toBeUndefined();
          expect(book.size).toBe(naive.orders.size);
          expect(book.bestBid).toBe(naive.levels('bids', 1)[0]?.price);
          expect(book.bestAsk).toBe(naive.levels('asks', 1)[0]?.price);
        }
        expect(book.hash()).toBe(naive.hash());
        for (const side of ['bids', 'asks'] as const) expect(book.levels(side, 20)).toEqual(naive.levels(side, 20));
      },
    ),
    { numRuns: 40 },
  );
});

function take(book: OrderBook, frame: MarketFrame): string | undefined {
  if (frame.kind === 'snapshot') return book.load(frame);
  return frame.kind === 'update' ? book.apply(frame) : `a ${frame.kind} frame`;
}
