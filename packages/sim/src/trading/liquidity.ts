import type { Book, BookLevel } from '@trader/core';

/** One level that a taker may trade with. */
export interface Offer {
  /** Its price. */
  price: number;
  /** Base quantity there; `Infinity` when it is not told. */
  quantity: number;
  /** Base quantity there before own orders took of it; `undefined` when it is not told. */
  shown: number | undefined;
}

/** What stands on one side of a fed market until it is told anew: a book, or one price. Own takers use it up. */
export class Liquidity {
  private levels: readonly BookLevel[] = none;
  private taken: number[] = [];
  private price = Number.NaN;

  /** Whether anybody is there. */
  get isEmpty(): boolean {
    return Number.isNaN(this.price);
  }

  /** The best price; `NaN` when nobody is there. */
  get best(): number {
    return this.price;
  }

  /** Whether quantities are known. */
  get isBook(): boolean {
    return this.levels !== none;
  }

  /** One price without a quantity; `NaN` for nobody. */
  quote(price: number): void {
    this.price = price;
    this.levels = none;
  }

  /** The levels of a book, best first. */
  show(levels: Book['bids']): void {
    this.levels = levels;
    this.price = levels[0]?.price ?? Number.NaN;
    if (this.taken.length > 0) this.taken = [];
  }

  /** Level `index`, or nothing beyond the last. */
  offer(index: number): Offer | undefined {
    if (this.levels === none) {
      return index > 0 || this.isEmpty
        ? undefined
        : { price: this.price, quantity: Number.POSITIVE_INFINITY, shown: undefined };
    }
    const level = this.levels[index];
    if (level === undefined) return undefined;
    const { price, quantity } = level;
    return { price, quantity: Math.max(0, quantity - (this.taken[index] ?? 0)), shown: quantity };
  }

  /** Notes that own orders took of a level. */
  take(index: number, quantity: number): void {
    if (this.levels === none) return;
    while (this.taken.length <= index) this.taken.push(0);
    this.taken[index] = (this.taken[index] ?? 0) + quantity;
  }

  /** Base quantity that others show at a price; 0 where the book shows none, `NaN` without a book. */
  shownAt(price: number): number {
    if (this.levels === none) return Number.NaN;
    for (const level of this.levels) if (level.price === price) return level.quantity;
    return 0;
  }

  /** Base quantity on offer at a price or better. */
  within(isBuy: boolean, limit: number): number {
    let sum = 0;
    for (let index = 0; ; index += 1) {
      const offer = this.offer(index);
      if (offer === undefined || (isBuy ? offer.price > limit : offer.price < limit)) return sum;
      sum += offer.quantity;
    }
  }
}

const none: readonly BookLevel[] = [];
