// ccxt's IndexedOrderBook with the trades that its Luno class leaves out: a map from id to side, price and what is left.
import ccxt from 'ccxt';
import { hashStart, hashStep } from '../../harness/random.mjs';
import { hashCcxtTop } from '../ccxt-top.mjs';

const exchange = new ccxt.pro.luno();

function prepare(input) {
  const snapshot = JSON.parse(input.snapshot);
  const toRows = orders => orders.map(({ id, price, volume }) => [Number(price), Number(volume), id]);
  const book = exchange.indexedOrderBook({ bids: toRows(snapshot.bids), asks: toRows(snapshot.asks) });
  const orders = new Map();
  for (const [side, list] of [snapshot.bids, snapshot.asks].entries()) {
    for (const { id, price, volume } of list) orders.set(id, { side, price: Number(price), volume: Number(volume) });
  }
  return { book, orders, messages: input.messages };
}

const sideOf = (book, side) => (side === 1 ? book.asks : book.bids);

function trade(book, orders, { maker_order_id: id, base }) {
  const order = orders.get(id);
  if (order === undefined) return;
  order.volume = Math.round((order.volume - Number(base)) * 1e8) / 1e8;
  if (order.volume <= 0) remove(book, orders, id);
  else sideOf(book, order.side).storeArray([order.price, order.volume, id]);
}

function create(book, orders, { order_id: id, type, price, volume }) {
  const order = { side: type === 'ASK' ? 1 : 0, price: Number(price), volume: Number(volume) };
  orders.set(id, order);
  sideOf(book, order.side).storeArray([order.price, order.volume, id]);
}

function remove(book, orders, id) {
  const order = orders.get(id);
  if (order === undefined) return;
  orders.delete(id);
  sideOf(book, order.side).storeArray([0, 0, id]);
}

export default {
  repeats: 2,
  prepare,
  run({ book, orders, messages }) {
    let hash = hashStart;
    for (let index = 0; index < messages.length; index += 1) {
      const { trade_updates: trades, create_update: created, delete_update: removed } = JSON.parse(messages[index]);
      if (trades !== null) for (const each of trades) trade(book, orders, each);
      if (created !== null) create(book, orders, created);
      if (removed !== null) remove(book, orders, removed.order_id);
      hash = hashStep(hashStep(hash, book.bids[0][0]), book.asks[0][0]);
      if (index % 100 === 99) hash = hashCcxtTop(book, hash);
    }
    return { hash: hash >>> 0, orders: book.bids.length + book.asks.length };
  },
};
