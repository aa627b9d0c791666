// A matching engine alone: a book that grows to about ten thousand resting orders and stays there. Half of the operations are limit orders
// that rest, 5 % limit orders that take, 40 % cancels of a resting order, 5 % market orders; whole ticks and lots.
//
// The reference is a naive book, written apart: arrays of orders by price, searched one by one. Compared are volume traded, orders filled,
// orders and volume that rest, best prices, and a hash over every fill.
import { compareResults, createRandom, hashStart, hashStep } from '../harness/random.mjs';

export const title = 'Matching engine: mixed limit, market and cancel operations';
export const unit = 'operation';
export const limit = 'limit: typed arrays, integer ids';
export const sizes = { quick: 200_000, full: 1_000_000 };
export const unitsOf = input => input.length;
export const aims = [{ adapter: 'ours', nsMax: 667, says: 'an operation of the matching engine' }];

export const adapters = [
  { name: limit, file: 'matching/adapters/limit-typed.mjs' },
  { name: 'hand-written: objects, text ids, linked lists', file: 'matching/adapters/hand-objects.mjs' },
  { name: 'ours', file: 'matching/adapters/ours.mjs', isOurs: true },
  {
    name: 'nodejs-order-book',
    peer: 'nodejs-order-book',
    file: 'matching/adapters/nodejs-order-book.mjs',
    unitsMax: 200_000,
  },
];

/** Kinds of operations. */
export const limitOrder = 0;
export const cancel = 1;
export const marketOrder = 2;

const restingTarget = 10_000;

/** Collects fills; what every adapter compares. */
export class Tally {
  executed = 0;
  filled = 0;
  fills = 0;
  hash = hashStart;
  fill(makerId, price, quantity, isMakerFilled) {
    this.executed += quantity;
    this.fills += 1;
    if (isMakerFilled) this.filled += 1;
    this.hash = hashStep(hashStep(hashStep(this.hash, makerId), price), quantity);
  }
  result(rest) {
    const { executed, filled, fills, hash } = this;
    return { executed, filled, fills, hash, ...rest };
  }
}

class NaiveBook {
  constructor(tally) {
    this.tally = tally;
    this.sides = [new Map(), new Map()];
    this.prices = [[], []];
    this.places = new Map();
    this.alive = [];
    this.indexes = new Map();
  }
  best(side) {
    return this.prices[side].at(-1);
  }
  /** The best price is the last. */
  insertPrice(side, price) {
    const prices = this.prices[side];
    let low = 0;
    let high = prices.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (side === 1 ? prices[middle] > price : prices[middle] < price) low = middle + 1;
      else high = middle;
    }
    prices.splice(low, 0, price);
  }
  forget(id) {
    const index = this.indexes.get(id);
    const last = this.alive.pop();
    if (last !== id) {
      this.alive[index] = last;
      this.indexes.set(last, index);
    }
    this.indexes.delete(id);
    this.places.delete(id);
  }
  match(side, limitPrice, wanted) {
    const other = 1 - side;
    let left = wanted;
    while (left > 0 && this.prices[other].length > 0) {
      const price = this.best(other);
      if (limitPrice !== 0 && (side === 0 ? price > limitPrice : price < limitPrice)) break;
      const level = this.sides[other].get(price);
      while (left > 0 && level.length > 0) {
        const [maker] = level;
        const quantity = Math.min(left, maker.quantity);
        maker.quantity -= quantity;
        left -= quantity;
        this.tally.fill(maker.id, price, quantity, maker.quantity === 0);
        if (maker.quantity > 0) continue;
        level.shift();
        this.forget(maker.id);
      }
      if (level.length > 0) continue;
      this.sides[other].delete(price);
      this.prices[other].pop();
    }
    return left;
  }
  rest(id, side, price, quantity) {
    let level = this.sides[side].get(price);
    if (level === undefined) {
      level = [];
      this.sides[side].set(price, level);
      this.insertPrice(side, price);
    }
    level.push({ id, quantity });
    this.places.set(id, { side, price });
    this.indexes.set(id, this.alive.length);
    this.alive.push(id);
  }
  cancel(id) {
    const { side, price } = this.places.get(id);
    const level = this.sides[side].get(price);
    level.splice(
      level.findIndex(order => order.id === id),
      1,
    );
    this.forget(id);
    if (level.length > 0) return side;
    this.sides[side].delete(price);
    this.prices[side].splice(this.prices[side].indexOf(price), 1);
    return side;
  }
  volume(side) {
    let sum = 0;
    for (const level of this.sides[side].values()) for (const { quantity } of level) sum += quantity;
    return sum;
  }
}

export function createInput({ units = sizes.full, seed = 7 } = {}) {
  const random = createRandom(seed);
  const input = {
    length: units,
    kind: new Uint8Array(units),
    side: new Uint8Array(units),
    price: new Int32Array(units),
    quantity: new Int32Array(units),
    id: new Int32Array(units),
    idMax: 0,
  };
  const tally = new Tally();
  const book = new NaiveBook(tally);
  let middle = 100_000;
  for (let index = 0; index < units; index += 1) {
    if (index % 50 === 0) middle += random() < 0.5 ? -1 : 1;
    const resting = book.alive.length;
    const dice = random();
    if (dice < (resting > restingTarget ? 0.44 : 0.36) && resting > 100) {
      input.kind[index] = cancel;
      input.id[index] = book.alive[Math.floor(random() * resting)];
      input.side[index] = book.cancel(input.id[index]);
      continue;
    }
    const side = random() < 0.5 ? 0 : 1;
    input.idMax += 1;
    input.id[index] = input.idMax;
    input.side[index] = side;
    input.quantity[index] = 1 + Math.floor(random() * 100);
    if (dice > 0.95) {
      input.kind[index] = marketOrder;
      book.match(side, 0, input.quantity[index]);
      continue;
    }
    const best = book.best(1 - side) ?? middle;
    const towards = side === 0 ? 1 : -1;
    const away = 1 + Math.floor(-Math.log(1 - random()) * 40);
    const passive = side === 0 ? Math.min(middle - away, best - 1) : Math.max(middle + away, best + 1);
    input.price[index] = dice > 0.9 ? best + towards * Math.floor(random() * 3) : passive;
    const left = book.match(side, input.price[index], input.quantity[index]);
    if (left > 0) book.rest(input.idMax, side, input.price[index], left);
  }
  const rest = { rest: book.alive.length, bestBid: book.best(0), bestAsk: book.best(1) };
  const volumes = { bidVolume: book.volume(0), askVolume: book.volume(1) };
  return { ...input, expected: tally.result({ ...rest, ...volumes }) };
}

export const check = (result, { expected }) => compareResults(result, expected, 'every fill equal');
