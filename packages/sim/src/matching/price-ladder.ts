/** One order in a ladder: a node of its level's list. What rests, sleeps, or comes in is the same kind of node. */
export class LadderOrder {
  /** Name of the order. */
  readonly orderId: string;
  /** Whose order it is. */
  readonly owner: string;
  /** Whether it buys. */
  readonly isBuy: boolean;
  /** Limit price in ticks. */
  readonly limitTicks: number;
  /** Stop price in ticks; 0 for an order without one. */
  readonly stopTicks: number;
  /** Lots that have not traded. */
  lots: number;
  /** The level it is in; `undefined` while it is in no ladder. */
  level: PriceLevel | undefined = undefined;
  /** The next earlier order of the level. */
  previous: LadderOrder | undefined = undefined;
  /** The next later order of the level. */
  next: LadderOrder | undefined = undefined;

  /**
   * @param orderId - Name of the order.
   * @param owner - Whose order it is.
   * @param isBuy - Whether it buys.
   * @param limitTicks - Limit price in ticks.
   * @param stopTicks - Stop price in ticks; 0 for none.
   * @param lots - Size in lots.
   */
  constructor(orderId: string, owner: string, isBuy: boolean, limitTicks: number, stopTicks: number, lots: number) {
    this.orderId = orderId;
    this.owner = owner;
    this.isBuy = isBuy;
    this.limitTicks = limitTicks;
    this.stopTicks = stopTicks;
    this.lots = lots;
  }
}

/** All orders of one price, earliest first. A level without orders is in no ladder. */
export class PriceLevel {
  /** The price. */
  readonly priceTicks: number;
  /** The ladder it belongs to. */
  readonly ladder: PriceLadder;
  /** How many orders. */
  orderCount = 0;
  /** The earliest order. */
  head: LadderOrder | undefined = undefined;
  /** The latest order. */
  tail: LadderOrder | undefined = undefined;

  /**
   * @param priceTicks - The price.
   * @param ladder - The ladder it belongs to.
   */
  constructor(priceTicks: number, ladder: PriceLadder) {
    this.priceTicks = priceTicks;
    this.ladder = ladder;
  }
}

/**
 * Prices in order, each with its orders in order of arrival: one side of a book, or the stops of one direction.
 *
 * Adding to a known price, removing an order and finding the best price take constant time; a new price costs a binary search.
 */
export class PriceLadder {
  /** The level that is served first: highest or lowest price; `undefined` while the ladder is empty. */
  best: PriceLevel | undefined = undefined;

  private readonly highestFirst: boolean;
  private readonly levels = new Map<number, PriceLevel>();
  // Best price last: most insertions and removals are near the best, where an array is cheapest.
  private readonly prices: number[] = [];

  /**
   * @param order - Which price is best.
   */
  constructor(order: 'highest-first' | 'lowest-first') {
    this.highestFirst = order === 'highest-first';
  }

  /** How many prices have orders. */
  get levelCount(): number {
    return this.prices.length;
  }

  /** Puts an order at the end of a price's list. It must be in no ladder. */
  add(order: LadderOrder, priceTicks: number): void {
    const level = this.levels.get(priceTicks) ?? this.addLevel(priceTicks);
    order.level = level;
    order.previous = level.tail;
    if (level.tail === undefined) level.head = order;
    else level.tail.next = order;
    level.tail = order;
    level.orderCount += 1;
  }

  /** Takes an order out of the level it is in, and the level out when it was the last. */
  remove(order: LadderOrder): void {
    const { level, previous, next } = order;
    if (level === undefined) return;
    if (previous === undefined) level.head = next;
    else previous.next = next;
    if (next === undefined) level.tail = previous;
    else next.previous = previous;
    order.level = undefined;
    order.previous = undefined;
    order.next = undefined;
    level.orderCount -= 1;
    if (level.orderCount === 0) this.removeLevel(level);
  }

  /** The level at a rank: 0 is the best. */
  levelAt(rank: number): PriceLevel | undefined {
    const priceTicks = this.prices[this.prices.length - 1 - rank];
    return priceTicks === undefined ? undefined : this.levels.get(priceTicks);
  }

  private addLevel(priceTicks: number): PriceLevel {
    const level = new PriceLevel(priceTicks, this);
    const index = this.indexOf(priceTicks);
    if (index === this.prices.length) {
      this.prices.push(priceTicks);
      this.best = level;
    } else this.prices.splice(index, 0, priceTicks);
    this.levels.set(priceTicks, level);
    return level;
  }

  private removeLevel(level: PriceLevel): void {
    this.levels.delete(level.priceTicks);
    if (level === this.best) {
      this.prices.pop();
      this.best = this.levelAt(0);
    } else this.prices.splice(this.indexOf(level.priceTicks), 1);
  }

  /** Where a price is, or where it belongs. */
  private indexOf(priceTicks: number): number {
    const { prices, highestFirst } = this;
    let low = 0;
    let high = prices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = prices[middle] ?? 0;
      if (highestFirst ? at < priceTicks : at > priceTicks) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
