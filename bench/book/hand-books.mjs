// Two hand-written books for this one workload: prices are whole ticks, volumes integers in 10^-8, exact up to 9 · 10^15 and unguarded.
import { hashStep } from '../harness/random.mjs';
import { hashVolume } from './workload.mjs';

/** The whole part of decimal text. */
export function parseTick(text) {
  let value = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 46) break;
    value = value * 10 + code - 48;
  }
  return value;
}

/** Decimal text in units of 10^-8. */
export function parseVolume(text) {
  let value = 0;
  let decimals = -1;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 46) decimals = 0;
    else {
      value = value * 10 + code - 48;
      if (decimals >= 0) decimals += 1;
    }
  }
  for (decimals = Math.max(decimals, 0); decimals < 8; decimals += 1) value *= 10;
  return value;
}

/** Fills a book from a parsed snapshot. */
export function loadBook(book, snapshot) {
  for (const { id, price, volume } of snapshot.bids) book.create(id, 0, parseTick(price), parseVolume(volume));
  for (const { id, price, volume } of snapshot.asks) book.create(id, 1, parseTick(price), parseVolume(volume));
  return book;
}

function findLevel(levels, side, price) {
  let low = 0;
  let high = levels.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (side === 1 ? levels[middle].price > price : levels[middle].price < price) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Objects and one sorted array of levels per side, the best at the end. */
export class SortedBook {
  constructor() {
    this.orders = new Map();
    this.sides = [
      { levels: [], byPrice: new Map() },
      { levels: [], byPrice: new Map() },
    ];
  }

  create(id, side, price, volume) {
    const { levels, byPrice } = this.sides[side];
    let level = byPrice.get(price);
    if (level === undefined) {
      level = { price, volume: 0, count: 0 };
      byPrice.set(price, level);
      const index = findLevel(levels, side, price);
      if (index === levels.length) levels.push(level);
      else levels.splice(index, 0, level);
    }
    level.volume += volume;
    level.count += 1;
    this.orders.set(id, { id, side, volume, level });
  }

  #drop({ side, volume, level }) {
    const { levels, byPrice } = this.sides[side];
    level.volume -= volume;
    level.count -= 1;
    if (level.count > 0) return;
    byPrice.delete(level.price);
    if (levels[levels.length - 1] === level) levels.pop();
    else levels.splice(findLevel(levels, side, level.price), 1);
  }

  remove(id) {
    const order = this.orders.get(id);
    if (order === undefined) return;
    this.orders.delete(id);
    this.#drop(order);
  }

  trade(id, volume) {
    const order = this.orders.get(id);
    if (order === undefined) return;
    if (volume >= order.volume) this.remove(id);
    else {
      order.volume -= volume;
      order.level.volume -= volume;
    }
  }

  best(side) {
    const { levels } = this.sides[side];
    return levels[levels.length - 1].price;
  }

  hashTop(start) {
    let hash = start;
    for (const { levels } of this.sides) {
      for (let index = levels.length - 1, count = 0; count < 10 && index >= 0; index -= 1, count += 1) {
        hash = hashVolume(hashStep(hash, levels[index].price), levels[index].volume);
      }
    }
    return hash;
  }

  get size() {
    return this.orders.size;
  }
}

const lowest = 800_000;
const range = 1 << 19;

/** The index of the lowest set bit. */
const lowestBit = word => 31 - Math.clz32(word & -word);
/** The index of the highest set bit. */
const highestBit = word => 31 - Math.clz32(word);

/** One side of a price ladder: volumes and counts by price in typed arrays, and a bitmap of two levels to find the next price. */
class LadderSide {
  constructor() {
    this.volumes = new Float64Array(range);
    this.counts = new Uint16Array(range);
    this.words = new Uint32Array(range >> 5);
    this.groups = new Uint32Array(range >> 10);
  }

  add(price, volume) {
    this.volumes[price] += volume;
    this.counts[price] += 1;
    this.words[price >> 5] |= 1 << (price & 31);
    this.groups[price >> 10] |= 1 << ((price >> 5) & 31);
  }

  /** Takes an order out; whether the price is empty now. */
  take(price, volume) {
    this.counts[price] -= 1;
    if (this.counts[price] > 0) {
      this.volumes[price] -= volume;
      return false;
    }
    this.volumes[price] = 0;
    this.words[price >> 5] &= ~(1 << (price & 31));
    if (this.words[price >> 5] === 0) this.groups[price >> 10] &= ~(1 << ((price >> 5) & 31));
    return true;
  }

  /** The lowest price from `price` upwards. */
  above(price) {
    let word = price >> 5;
    let bits = this.words[word] & (-1 << (price & 31));
    if (bits !== 0) return (word << 5) + lowestBit(bits);
    word += 1;
    let group = word >> 5;
    if (group >= this.groups.length) return range;
    let words = this.groups[group] & (-1 << (word & 31));
    while (words === 0) {
      group += 1;
      if (group >= this.groups.length) return range;
      words = this.groups[group];
    }
    word = (group << 5) + lowestBit(words);
    bits = this.words[word];
    return (word << 5) + lowestBit(bits);
  }

  /** The highest price from `price` downwards. */
  below(price) {
    if (price < 0) return -1;
    let word = price >> 5;
    const bit = price & 31;
    const bits = this.words[word] & (bit === 31 ? -1 : (1 << (bit + 1)) - 1);
    if (bits !== 0) return (word << 5) + highestBit(bits);
    word -= 1;
    if (word < 0) return -1;
    let group = word >> 5;
    let words = this.groups[group] & ((word & 31) === 31 ? -1 : (1 << ((word & 31) + 1)) - 1);
    while (words === 0) {
      group -= 1;
      if (group < 0) return -1;
      words = this.groups[group];
    }
    word = (group << 5) + highestBit(words);
    return (word << 5) + highestBit(this.words[word]);
  }
}

/** A ladder over a fixed range of prices: the fastest there is, where the range is known beforehand. */
export class LadderBook {
  constructor() {
    this.slots = new Map();
    this.free = [];
    this.used = 0;
    this.prices = new Int32Array(1 << 16);
    this.volumes = new Float64Array(1 << 16);
    this.bids = new LadderSide();
    this.asks = new LadderSide();
    this.bestBid = -1;
    this.bestAsk = range;
  }

  create(id, side, tick, volume) {
    const price = tick - lowest;
    let slot = this.free.pop();
    if (slot === undefined) {
      this.used += 1;
      slot = this.used;
    }
    this.slots.set(id, slot);
    this.prices[slot] = side === 1 ? ~price : price;
    this.volumes[slot] = volume;
    if (side === 1) {
      this.asks.add(price, volume);
      if (price < this.bestAsk) this.bestAsk = price;
    } else {
      this.bids.add(price, volume);
      if (price > this.bestBid) this.bestBid = price;
    }
  }

  #drop(slot) {
    const signed = this.prices[slot];
    this.free.push(slot);
    if (signed < 0) {
      if (this.asks.take(~signed, this.volumes[slot]) && ~signed === this.bestAsk)
        this.bestAsk = this.asks.above(~signed);
    } else if (this.bids.take(signed, this.volumes[slot]) && signed === this.bestBid) {
      this.bestBid = this.bids.below(signed);
    }
  }

  remove(id) {
    const slot = this.slots.get(id);
    if (slot === undefined) return;
    this.slots.delete(id);
    this.#drop(slot);
  }

  trade(id, volume) {
    const slot = this.slots.get(id);
    if (slot === undefined) return;
    if (volume >= this.volumes[slot]) {
      this.remove(id);
      return;
    }
    this.volumes[slot] -= volume;
    const signed = this.prices[slot];
    if (signed < 0) this.asks.volumes[~signed] -= volume;
    else this.bids.volumes[signed] -= volume;
  }

  best(side) {
    return (side === 1 ? this.bestAsk : this.bestBid) + lowest;
  }

  hashTop(start) {
    let hash = start;
    let price = this.bestBid;
    for (let count = 0; count < 10 && price >= 0; count += 1) {
      hash = hashVolume(hashStep(hash, price + lowest), this.bids.volumes[price]);
      price = this.bids.below(price - 1);
    }
    price = this.bestAsk;
    for (let count = 0; count < 10 && price < range; count += 1) {
      hash = hashVolume(hashStep(hash, price + lowest), this.asks.volumes[price]);
      price = this.asks.above(price + 1);
    }
    return hash;
  }

  get size() {
    return this.slots.size;
  }
}
