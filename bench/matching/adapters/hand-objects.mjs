// What idiomatic objects cost: text ids, a map of orders, a linked list per price, a sorted array of prices, an object per fill.
import { cancel, limitOrder, Tally } from '../workload.mjs';

class Side {
  constructor(isAsk) {
    this.isAsk = isAsk;
    this.prices = [];
    this.levels = new Map();
  }
  place(price) {
    let low = 0;
    let high = this.prices.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.isAsk ? this.prices[middle] > price : this.prices[middle] < price) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  best() {
    return this.levels.get(this.prices.at(-1));
  }
  add(order) {
    let level = this.levels.get(order.price);
    if (level === undefined) {
      level = { price: order.price, head: undefined, tail: undefined, count: 0, volume: 0 };
      this.levels.set(order.price, level);
      this.prices.splice(this.place(order.price), 0, order.price);
    }
    order.level = level;
    order.previous = level.tail;
    if (level.tail === undefined) level.head = order;
    else level.tail.next = order;
    level.tail = order;
    level.count += 1;
    level.volume += order.quantity;
  }
  remove(order) {
    const { level, previous, next } = order;
    if (previous === undefined) level.head = next;
    else previous.next = next;
    if (next === undefined) level.tail = previous;
    else next.previous = previous;
    level.volume -= order.quantity;
    level.count -= 1;
    if (level.count > 0) return;
    this.levels.delete(level.price);
    if (this.prices.at(-1) === level.price) this.prices.pop();
    else this.prices.splice(this.place(level.price), 1);
  }
}

class Book {
  constructor(onFill) {
    this.sides = [new Side(false), new Side(true)];
    this.orders = new Map();
    this.onFill = onFill;
  }
  match(taker, limit) {
    const other = this.sides[1 - taker.side];
    for (let level = other.best(); taker.quantity > 0 && level !== undefined; level = other.best()) {
      if (limit !== 0 && (taker.side === 0 ? level.price > limit : level.price < limit)) return;
      while (taker.quantity > 0 && level.head !== undefined) {
        const maker = level.head;
        const quantity = Math.min(taker.quantity, maker.quantity);
        taker.quantity -= quantity;
        maker.quantity -= quantity;
        level.volume -= quantity;
        this.onFill({ maker, taker, price: level.price, quantity });
        if (maker.quantity > 0) continue;
        other.remove(maker);
        this.orders.delete(maker.name);
      }
    }
  }
  submit(name, id, side, price, quantity) {
    const order = { name, id, side, price, quantity, level: undefined, previous: undefined, next: undefined };
    this.match(order, price);
    if (order.quantity === 0 || price === 0) return;
    this.sides[side].add(order);
    this.orders.set(name, order);
  }
  cancel(name) {
    const order = this.orders.get(name);
    if (order === undefined) return;
    this.orders.delete(name);
    this.sides[order.side].remove(order);
  }
}

export default {
  repeats: 6,
  prepare: ({ idMax }) => Array.from({ length: idMax + 1 }, (_, id) => `o${id}`),
  run(names, { length, kind, side, price, quantity, id }) {
    const tally = new Tally();
    const book = new Book(({ maker, price: at, quantity: traded }) => {
      tally.fill(maker.id, at, traded, maker.quantity === 0);
    });
    for (let index = 0; index < length; index += 1) {
      const name = names[id[index]];
      if (kind[index] === cancel) book.cancel(name);
      else book.submit(name, id[index], side[index], kind[index] === limitOrder ? price[index] : 0, quantity[index]);
    }
    const volume = which => [...book.sides[which].levels.values()].reduce((sum, level) => sum + level.volume, 0);
    return tally.result({
      rest: book.orders.size,
      bestBid: book.sides[0].prices.at(-1),
      bestAsk: book.sides[1].prices.at(-1),
      bidVolume: volume(0),
      askVolume: volume(1),
    });
  },
};
