// ccxt's own handler for Luno's stream. It ignores trades, so that its book is wrong, in this version; its speed is measured all the same.
import ccxt from 'ccxt';
import { hashStart, hashStep } from '../../harness/random.mjs';
import { hashCcxtTop } from '../ccxt-top.mjs';

export default {
  repeats: 2,
  prepare(input) {
    const exchange = new ccxt.pro.luno({ apiKey: 'key', secret: 'secret' });
    const client = { resolve: () => undefined, subscriptions: {} };
    const subscription = { symbol: 'BTC/ZAR' };
    exchange.handleOrderBook(client, JSON.parse(input.snapshot), subscription);
    return { exchange, client, subscription, messages: input.messages };
  },
  run({ exchange, client, subscription, messages }) {
    let hash = hashStart;
    let book;
    for (let index = 0; index < messages.length; index += 1) {
      exchange.handleOrderBook(client, JSON.parse(messages[index]), subscription);
      book = exchange.orderbooks['BTC/ZAR'];
      hash = hashStep(hashStep(hash, book.bids[0][0]), book.asks[0][0]);
      if (index % 100 === 99) hash = hashCcxtTop(book, hash);
    }
    return { hash: hash >>> 0, orders: book.bids.length + book.asks.length };
  },
};
