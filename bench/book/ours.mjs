// What the adapter's market stream does with every frame, without the socket: read and check the text, check the sequence, apply the
// update to the order-by-order book, look at the best prices.

import { hashStart, hashStep } from '../harness/random.mjs';
import { oursFile } from '../harness/setup.mjs';
import { hashVolume } from './workload.mjs';

const { Decimal, OrderBook, parseMarketFrame, sequenceBreak } = await import(oursFile);

function hashTop(book, start) {
  let hash = start;
  for (const side of ['bids', 'asks']) {
    for (const { price, quantity } of book.levels(side, 10)) {
      hash = hashVolume(hashStep(hash, price), Math.round(quantity * 1e8));
    }
  }
  return hash;
}

function must(reason) {
  if (reason !== undefined) throw new Error(reason);
}

/** An adapter that reads frames with the given function. */
export const createOurs = readFrame => ({
  repeats: 4,
  prepare(input) {
    const book = new OrderBook({ tickSize: Decimal.one, lotSize: Decimal.from('0.00000001') });
    const snapshot = parseMarketFrame(input.snapshot);
    must(book.load(snapshot));
    return { book, sequence: snapshot.sequence, messages: input.messages };
  },
  run({ book, sequence, messages }) {
    let hash = hashStart;
    let last = sequence;
    for (let index = 0; index < messages.length; index += 1) {
      const update = readFrame(messages[index]);
      must(sequenceBreak(last, update.sequence) ?? book.apply(update));
      last = update.sequence;
      hash = hashStep(hashStep(hash, book.bestBid), book.bestAsk);
      if (index % 100 === 99) hash = hashTop(book, hash);
    }
    return { hash: hash >>> 0, orders: book.size };
  },
});
