// A Luno market stream: one snapshot (about 2 × 2,500 orders), then updates as JSON text, as Luno's stream sends them. About 46 % create,
// 44 % delete, 10 % trades (one to three makers of the best level, the last one often in part). Prices are whole ZAR, volumes have up to
// 8 decimals. After every message an adapter reads best bid and best ask; after every 100th also the best ten levels of both sides.
import { compareResults, createRandom, hashStart, hashStep } from '../harness/random.mjs';

export const title = 'Order book from text (Luno market stream)';
export const unit = 'update';
export const limit = 'limit: JSON.parse alone';
export const sizes = { quick: 100_000, full: 1_000_000 };
export const unitsOf = input => input.messages.length;
export const aims = [
  { adapter: 'ours', to: limit, ratioMax: 1.7, says: 'an order-book update from text' },
  { adapter: 'ours, from a converted recording', nsMax: 500, says: 'an order-book update from a converted recording' },
];

export const adapters = [
  { name: limit, file: 'book/adapters/limit-json-parse.mjs' },
  { name: 'hand-written: JSON.parse, sorted levels', file: 'book/adapters/hand-json-sorted.mjs' },
  { name: 'hand-written: fixed-shape scanner, price ladder', file: 'book/adapters/hand-scan-ladder.mjs' },
  { name: 'ours', file: 'book/adapters/ours.mjs', isOurs: true },
  { name: 'ours, from a recording as text', file: 'book/adapters/ours-recorded-text.mjs', isOurs: true },
  { name: 'ours, from a converted recording', file: 'book/adapters/ours-converted.mjs', isOurs: true },
  {
    name: 'ours, unfamiliar shape (JSON.parse, schema)',
    file: 'book/adapters/ours-long-way.mjs',
    isOurs: true,
    unitsMax: 200_000,
  },
  {
    name: 'ccxt IndexedOrderBook, corrected',
    peer: 'ccxt',
    file: 'book/adapters/ccxt-corrected.mjs',
    unitsMax: 300_000,
  },
  {
    name: 'ccxt pro luno as shipped',
    peer: 'ccxt',
    file: 'book/adapters/ccxt-as-shipped.mjs',
    unitsMax: 100_000,
    isWrong: true,
  },
];

export const check = (result, input) =>
  result.isParseOnly ? { ok: true, note: 'no book' } : compareResults(result, input.expected, 'equal');

/** One step of the hash over a volume in 10^-8, which may pass 32 bits. */
export const hashVolume = (hash, volume) => hashStep(hashStep(hash, volume / 4294967296), volume % 4294967296);

const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

function createIds() {
  let count = 0;
  return () => {
    count += 1;
    let text = '';
    let noise = Math.imul(count, 2654435761) >>> 0;
    for (let index = 0; index < 6; index += 1) {
      text += alphabet[noise % 31];
      noise = Math.floor(noise / 31) + 7;
    }
    let number = count;
    for (let index = 0; index < 6; index += 1) {
      text = alphabet[number % 31] + text;
      number = Math.floor(number / 31);
    }
    return `BX${text}X`;
  };
}

function volumeText(volume) {
  const digits = String(volume).padStart(9, '0');
  const text = `${digits.slice(0, -8)}.${digits.slice(-8)}`;
  return text.replace(/0+$/, '').replace(/\.$/, '.00');
}

/** The naive book that the updates and the expected results come from: arrays of sorted prices, lists of orders. */
class NaiveBook {
  constructor() {
    this.sides = [
      { prices: [], levels: new Map() },
      { prices: [], levels: new Map() },
    ];
    this.alive = [];
    this.places = new Map();
    this.orders = new Map();
  }

  add(id, side, price, volume) {
    const { prices, levels } = this.sides[side];
    let level = levels.get(price);
    if (level === undefined) {
      level = [];
      levels.set(price, level);
      let low = 0;
      let high = prices.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (side === 1 ? prices[middle] > price : prices[middle] < price) low = middle + 1;
        else high = middle;
      }
      prices.splice(low, 0, price);
    }
    const order = { id, side, price, volume };
    level.push(order);
    this.orders.set(id, order);
    this.places.set(id, this.alive.length);
    this.alive.push(id);
    return order;
  }

  remove(order) {
    const { prices, levels } = this.sides[order.side];
    const level = levels.get(order.price);
    level.splice(level.indexOf(order), 1);
    if (level.length === 0) {
      levels.delete(order.price);
      if (prices.at(-1) === order.price) prices.pop();
      else prices.splice(prices.indexOf(order.price), 1);
    }
    this.orders.delete(order.id);
    const place = this.places.get(order.id);
    const last = this.alive.pop();
    if (last !== order.id) {
      this.alive[place] = last;
      this.places.set(last, place);
    }
    this.places.delete(order.id);
  }

  best(side) {
    return this.sides[side].prices.at(-1);
  }

  hashTop(start) {
    let hash = start;
    for (const { prices, levels } of this.sides) {
      for (let index = prices.length - 1, count = 0; count < 10 && index >= 0; index -= 1, count += 1) {
        let volume = 0;
        for (const order of levels.get(prices[index])) volume += order.volume;
        hash = hashVolume(hashStep(hash, prices[index]), volume);
      }
    }
    return hash;
  }

  toWire(side) {
    const { prices, levels } = this.sides[side];
    const orders = prices.toReversed().flatMap(price => levels.get(price));
    return orders.map(({ id, price, volume }) => ({ id, price: `${price}.00`, volume: volumeText(volume) }));
  }
}

export function createInput({ units = sizes.full, seed = 11, depth = 2_500 } = {}) {
  const random = createRandom(seed);
  const nextId = createIds();
  const book = new NaiveBook();
  const drawVolume = () => ((Math.ceil(-Math.log(1 - random()) * 5e6) * (random() < 0.5 ? 1 : 100)) % 9e8) + 1;
  let middle = 1_000_000;
  for (let index = 0; index < depth; index += 1) {
    book.add(nextId(), 0, middle - 1 - Math.floor(-Math.log(1 - random()) * 4000), drawVolume());
    book.add(nextId(), 1, middle + 1 + Math.floor(-Math.log(1 - random()) * 4000), drawVolume());
  }
  const snapshot = JSON.stringify({
    sequence: '1000',
    asks: book.toWire(1),
    bids: book.toWire(0),
    status: 'ACTIVE',
    timestamp: 1528884331021,
  });

  const trade = sequence => {
    const side = random() < 0.5 ? 0 : 1;
    const count = 1 + Math.floor(random() * random() * 3);
    const taker = nextId();
    const trades = [];
    for (let index = 0; index < count && book.sides[side].prices.length > 1; index += 1) {
      const price = book.best(side);
      const order = book.sides[side].levels.get(price)[0];
      const isPartial = index === count - 1 && random() < 0.5 && order.volume > 1;
      const volume = isPartial ? Math.max(1, Math.floor(order.volume * random())) : order.volume;
      const counter = ((volume * price) / 1e8).toFixed(2);
      trades.push(
        `{"sequence":${sequence * 4 + index},"base":"${volumeText(volume)}","counter":"${counter}","maker_order_id":"${order.id}","taker_order_id":"${taker}","order_id":"${order.id}"}`,
      );
      order.volume -= volume;
      if (order.volume === 0) book.remove(order);
    }
    return `[${trades.join(',')}]`;
  };
  const remove = () => {
    const order = book.orders.get(book.alive[Math.floor(random() * book.alive.length)]);
    book.remove(order);
    return `{"order_id":"${order.id}"}`;
  };
  const create = () => {
    const side = random() < 0.5 ? 0 : 1;
    const opposite = book.best(1 - side) ?? middle;
    const distance = 1 + Math.floor(-Math.log(1 - random()) * (random() < 0.7 ? 200 : 4000));
    const price = side === 0 ? Math.min(middle - distance, opposite - 1) : Math.max(middle + distance, opposite + 1);
    const { id, volume } = book.add(nextId(), side, price, drawVolume());
    return `{"order_id":"${id}","type":"${side === 1 ? 'ASK' : 'BID'}","price":"${price}.00","volume":"${volumeText(volume)}"}`;
  };

  const messages = [];
  let hash = hashStart;
  let sequence = 1000;
  let timestamp = 1528884331021;
  for (let index = 0; index < units; index += 1) {
    if (index % 20 === 0) middle += Math.floor(random() * 41) - 20;
    const draw = random();
    sequence += 1;
    timestamp += Math.floor(random() * 40);
    const removing = book.alive.length > depth * 2 ? 0.47 : 0.41;
    let [trades, created, removed] = ['null', 'null', 'null'];
    if (draw < 0.1 && book.best(0) !== undefined && book.best(1) !== undefined) trades = trade(sequence);
    else if (draw < 0.1 + removing && book.alive.length > 100) removed = remove();
    else created = create();
    messages.push(
      `{"sequence":"${sequence}","trade_updates":${trades},"create_update":${created},"delete_update":${removed},"status_update":null,"timestamp":${timestamp}}`,
    );
    hash = hashStep(hashStep(hash, book.best(0)), book.best(1));
    if (index % 100 === 99) hash = book.hashTop(hash);
  }
  // Through a buffer, so that every message is one flat text, as a WebSocket library hands it out.
  const flat = Buffer.from(messages.join('\n'), 'latin1').toString('latin1').split('\n');
  return { snapshot, messages: flat, expected: { hash: hash >>> 0, orders: book.alive.length } };
}
