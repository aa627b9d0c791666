// JSON.parse and a book of objects in sorted arrays: clean, unguarded code for this one workload.
import { hashStart, hashStep } from '../../harness/random.mjs';
import { loadBook, parseTick, parseVolume, SortedBook } from '../hand-books.mjs';

function apply(book, update) {
  const { trade_updates: trades, create_update: created, delete_update: removed } = update;
  if (trades !== null) for (const { maker_order_id: id, base } of trades) book.trade(id, parseVolume(base));
  if (created !== null) {
    const side = created.type === 'ASK' ? 1 : 0;
    book.create(created.order_id, side, parseTick(created.price), parseVolume(created.volume));
  }
  if (removed !== null) book.remove(removed.order_id);
}

export default {
  repeats: 4,
  prepare: input => ({ book: loadBook(new SortedBook(), JSON.parse(input.snapshot)), messages: input.messages }),
  run({ book, messages }) {
    let hash = hashStart;
    let last = 1000;
    for (let index = 0; index < messages.length; index += 1) {
      const update = JSON.parse(messages[index]);
      const sequence = Number(update.sequence);
      if (sequence !== last + 1) throw new Error(`sequence ${sequence} after ${last}`);
      last = sequence;
      apply(book, update);
      hash = hashStep(hashStep(hash, book.best(0)), book.best(1));
      if (index % 100 === 99) hash = book.hashTop(hash);
    }
    return { hash: hash >>> 0, orders: book.size };
  },
};
