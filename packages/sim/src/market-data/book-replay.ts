import { type OrderColumns, orderActions, orderMessageEnd } from './order-columns.ts';

/** One side: prices in order, the best at the end, with what is on offer at each and by how many orders. */
class ReplaySide {
  readonly #direction: 1 | -1;
  // Ranks are prices, negative ones for sellers, so that the best is the highest on both sides.
  #ranks = new Float64Array(1_024);
  #quantities = new Float64Array(1_024);
  #counts = new Uint32Array(1_024);
  #length = 0;

  constructor(direction: 1 | -1) {
    this.#direction = direction;
  }

  get length(): number {
    return this.#length;
  }

  /** The best price; `NaN` when there is none. */
  get best(): number {
    return this.#length === 0 ? Number.NaN : (this.#ranks[this.#length - 1] as number) * this.#direction;
  }

  clear(): void {
    this.#length = 0;
  }

  priceAt(level: number): number {
    return (this.#ranks[this.#length - 1 - level] as number) * this.#direction;
  }

  quantityAt(level: number): number {
    return this.#quantities[this.#length - 1 - level] as number;
  }

  add(price: number, quantity: number): void {
    const rank = price * this.#direction;
    const index = this.#find(rank);
    if (index === this.#length || this.#ranks[index] !== rank) this.#insert(index, rank);
    this.#quantities[index] = (this.#quantities[index] as number) + quantity;
    this.#counts[index] = (this.#counts[index] as number) + 1;
  }

  /** Takes from a price; `isGone`: an order with it. */
  take(price: number, quantity: number, isGone: boolean): void {
    const index = this.#find(price * this.#direction);
    this.#quantities[index] = (this.#quantities[index] as number) - quantity;
    if (!isGone) return;
    const left = (this.#counts[index] as number) - 1;
    this.#counts[index] = left;
    if (left === 0) this.#remove(index);
  }

  /** Index of the first rank that is not below: the best few are tried before the rest is searched. */
  #find(rank: number): number {
    const ranks = this.#ranks;
    let high = this.#length;
    const near = Math.max(0, high - 8);
    if (high === near || (ranks[near] as number) <= rank) {
      while (high > near && (ranks[high - 1] as number) >= rank) high -= 1;
      return high;
    }
    high = near;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ranks[middle] as number) < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(index: number, rank: number): void {
    if (this.#length === this.#ranks.length) this.#grow();
    const length = this.#length;
    this.#ranks.copyWithin(index + 1, index, length);
    this.#quantities.copyWithin(index + 1, index, length);
    this.#counts.copyWithin(index + 1, index, length);
    this.#ranks[index] = rank;
    this.#quantities[index] = 0;
    this.#counts[index] = 0;
    this.#length = length + 1;
  }

  #remove(index: number): void {
    const length = this.#length;
    if (index < length - 1) {
      this.#ranks.copyWithin(index, index + 1, length);
      this.#quantities.copyWithin(index, index + 1, length);
      this.#counts.copyWithin(index, index + 1, length);
    }
    this.#length = length - 1;
  }

  #grow(): void {
    const length = this.#ranks.length * 2;
    const [ranks, quantities, counts] = [this.#ranks, this.#quantities, this.#counts];
    this.#ranks = new Float64Array(length);
    this.#ranks.set(ranks);
    this.#quantities = new Float64Array(length);
    this.#quantities.set(quantities);
    this.#counts = new Uint32Array(length);
    this.#counts.set(counts);
  }
}

/**
 * An order book that follows the rows of an order-by-order recording, in whole units of price and quantity: sums and differences are
 * exact. Rows are trusted: whoever made them has checked them.
 */
export class BookReplay {
  readonly #bids = new ReplaySide(1);
  readonly #asks = new ReplaySide(-1);
  #prices = new Float64Array(1_024);
  // Quantity left; 0: no order.
  #left = new Float64Array(1_024);
  #isAsk = new Uint8Array(1_024);
  #orders = 0;
  #isKnown = false;

  /** Whether the book is known: false before the first snapshot and where messages were missed. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Whether somebody buys at or above what somebody sells at: no exchange shows that, so that nobody should act on it. */
  get isCrossed(): boolean {
    return this.#bids.best >= this.#asks.best;
  }

  /** How many orders rest. */
  get orders(): number {
    return this.#orders;
  }

  /** Highest price that somebody buys at, in units; `NaN` when nobody does. */
  get bestBid(): number {
    return this.#bids.best;
  }

  /** Lowest price that somebody sells at, in units; `NaN` when nobody does. */
  get bestAsk(): number {
    return this.#asks.best;
  }

  /** How many prices one side has. */
  depth(side: 'bids' | 'asks'): number {
    return this.#side(side).length;
  }

  /** Price of a level in units, the best is level 0; below {@link BookReplay.depth}. */
  priceAt(side: 'bids' | 'asks', level: number): number {
    return this.#side(side).priceAt(level);
  }

  /** What is on offer at a level, in units; below {@link BookReplay.depth}. */
  quantityAt(side: 'bids' | 'asks', level: number): number {
    return this.#side(side).quantityAt(level);
  }

  /** Applies the rows of one message, from `row` on; answers the row after it. */
  applyMessage(columns: OrderColumns, row: number): number {
    const { action, length } = columns;
    let next = row;
    while (next < length) {
      const code = action[next] as number;
      this.#apply(columns, next, code & ~orderMessageEnd);
      next += 1;
      if (code >= orderMessageEnd) break;
    }
    return next;
  }

  /** Whether a row is about a maker that sells: who took is the buyer then. Before the row is applied. */
  isAskSlot(slot: number): boolean {
    return this.#isAsk[slot] === 1;
  }

  #side(side: 'bids' | 'asks'): ReplaySide {
    return side === 'bids' ? this.#bids : this.#asks;
  }

  #apply(columns: OrderColumns, row: number, action: number): void {
    switch (action) {
      case orderActions.addBid:
      case orderActions.addAsk:
        this.#add(
          columns.slot[row] as number,
          action === orderActions.addAsk,
          columns.price[row] as number,
          columns.quantity[row] as number,
        );
        break;
      case orderActions.remove:
        this.#take(columns.slot[row] as number, Number.POSITIVE_INFINITY);
        break;
      case orderActions.trade:
        this.#take(columns.slot[row] as number, columns.quantity[row] as number);
        break;
      case orderActions.clear:
        this.#clear();
        this.#isKnown = true;
        break;
      case orderActions.lost:
        this.#clear();
        this.#isKnown = false;
        break;
      default:
        break;
    }
  }

  #clear(): void {
    this.#bids.clear();
    this.#asks.clear();
    this.#left.fill(0);
    this.#orders = 0;
  }

  #add(slot: number, isAsk: boolean, price: number, quantity: number): void {
    if (slot >= this.#prices.length) this.#grow(slot);
    this.#prices[slot] = price;
    this.#left[slot] = quantity;
    this.#isAsk[slot] = isAsk ? 1 : 0;
    this.#orders += 1;
    (isAsk ? this.#asks : this.#bids).add(price, quantity);
  }

  #take(slot: number, quantity: number): void {
    const left = this.#left[slot] as number;
    const taken = Math.min(quantity, left);
    const rest = left - taken;
    this.#left[slot] = rest;
    if (rest === 0) this.#orders -= 1;
    (this.#isAsk[slot] === 1 ? this.#asks : this.#bids).take(this.#prices[slot] as number, taken, rest === 0);
  }

  #grow(slot: number): void {
    const length = Math.max(slot + 1, this.#prices.length * 2);
    const [prices, left, isAsk] = [this.#prices, this.#left, this.#isAsk];
    this.#prices = new Float64Array(length);
    this.#prices.set(prices);
    this.#left = new Float64Array(length);
    this.#left.set(left);
    this.#isAsk = new Uint8Array(length);
    this.#isAsk.set(isAsk);
  }
}
