import { createHash } from 'node:crypto';
import type { BookLevel, Instrument, Side } from '@trader/core';
import type { CreateUpdate, MarketSnapshot, MarketUpdate, SnapshotOrder, TradeUpdate } from '../wire/stream-wire.ts';
import { type Level, PriceLevels } from './price-levels.ts';
import { isExact, minus, plus, Scale, type Units } from './units.ts';

/** Orders that a book holds at most; the largest real book seen held 18,600. */
const ordersMaxDefault = 1_000_000;

/** A trade that an update brought, as the maker's order proves it. */
export interface Execution {
  /** Luno's trade id. */
  readonly tradeId: string;
  /** The maker's price, as the nearest double. */
  readonly price: number;
  /** Base quantity, as the nearest double. */
  readonly quantity: number;
  /** The side that took liquidity: the one that the maker was not on. */
  readonly takerSide: Side;
}

/** One resting order. */
export interface BookOrder {
  /** Luno's order id. */
  readonly id: string;
  /** Which way it trades. */
  readonly side: Side;
  /** Its price, canonical decimal text. */
  readonly price: string;
  /** What is left of it, canonical decimal text. */
  readonly volume: string;
}

/** How strict a book is and how large it may get. */
export interface OrderBookOptions {
  /** Orders at most; one more breaks the book. Default 1,000,000. */
  readonly ordersMax?: number | undefined;
  /** What a delete of an order that is not there means: the book is wrong (default), or nothing. */
  readonly unknownDelete?: 'break' | 'ignore' | undefined;
}

interface RestingOrder {
  readonly id: string;
  readonly isAsk: boolean;
  readonly level: Level;
  lots: Units;
}

const noExecutions: readonly Execution[] = [];

/**
 * The full order-by-order book of one instrument, in whole ticks and lots: sums and differences are exact. Scales start at the
 * instrument's and grow with the data, also beyond 2^53.
 *
 * `load` and `apply` answer with what is wrong, or with nothing. A message counts as a whole: after the first contradiction the
 * book is empty and shows nothing until it is loaded again.
 */
export class OrderBook {
  #ticks: Scale;
  #lots: Scale;
  #asks = new PriceLevels('asks');
  #bids = new PriceLevels('bids');
  #orders = new Map<string, RestingOrder>();
  #executions: readonly Execution[] = noExecutions;
  /** Most orders that may rest. */
  readonly ordersMax: number;
  readonly #ignoresUnknownDelete: boolean;
  readonly #priceOf = (ticks: Units): number => this.#ticks.toNumber(ticks);

  /**
   * @param instrument - Its tick and lot size tell the scales to start with.
   * @param options - Bounds and strictness.
   */
  constructor(instrument: Pick<Instrument, 'tickSize' | 'lotSize'>, options: OrderBookOptions = {}) {
    this.#ticks = new Scale(instrument.tickSize.decimalPlaces());
    this.#lots = new Scale(instrument.lotSize.decimalPlaces());
    this.ordersMax = options.ordersMax ?? ordersMaxDefault;
    this.#ignoresUnknownDelete = options.unknownDelete === 'ignore';
  }

  /** How many orders rest. */
  get size(): number {
    return this.#orders.size;
  }

  /** Highest price that somebody buys at, as the nearest double. */
  get bestBid(): number | undefined {
    return this.#bids.best?.price;
  }

  /** Lowest price that somebody sells at, as the nearest double. */
  get bestAsk(): number | undefined {
    return this.#asks.best?.price;
  }

  /** The trades of the update that was applied last. */
  get executions(): readonly Execution[] {
    return this.#executions;
  }

  /** Replaces everything with a snapshot. Answers why it contradicts itself, or nothing. */
  load(snapshot: Pick<MarketSnapshot, 'asks' | 'bids'>): string | undefined {
    this.#clear();
    const reason = this.#loadSide(snapshot.asks, true) ?? this.#loadSide(snapshot.bids, false) ?? this.#crossing();
    if (reason !== undefined) this.#clear();
    return reason;
  }

  /** Applies an update: trades, then create, then delete. Answers why it contradicts the book, or nothing. */
  apply(update: Pick<MarketUpdate, 'trades' | 'create' | 'deletedOrderId'>): string | undefined {
    const reason = this.#applyParts(update);
    if (reason !== undefined) this.#clear();
    return reason;
  }

  /** The best `depth` levels of one side, best first; fewer when there are fewer. */
  levels(side: 'bids' | 'asks', depth: number): BookLevel[] {
    const levels: BookLevel[] = [];
    if (depth < 1) return levels;
    this.#side(side === 'asks').walk(level => {
      levels.push({ price: level.price, quantity: this.#lots.toNumber(level.lots) });
      return levels.length < depth;
    });
    return levels;
  }

  /** Whether {@link OrderBook.levels} would still give the same: asked often, so that it makes no levels. */
  showsLevels(side: 'bids' | 'asks', depth: number, shown: readonly BookLevel[]): boolean {
    let count = 0;
    let same = true;
    this.#side(side === 'asks').walk(level => {
      const before = shown[count];
      count += 1;
      same = before?.price === level.price && before.quantity === this.#lots.toNumber(level.lots);
      return same && count < depth;
    });
    return same && count === shown.length;
  }

  /** Every resting order, in no particular order. */
  *orders(): IterableIterator<BookOrder> {
    for (const { id, isAsk, level, lots } of this.#orders.values())
      yield {
        id,
        side: isAsk ? 'sell' : 'buy',
        price: this.#ticks.toText(level.ticks),
        volume: this.#lots.toText(lots),
      };
  }

  /**
   * SHA-256 of all orders, in hexadecimal: lines of id, price and volume (canonical decimal text, a space between, a line feed
   * after each) in the order of the ids' UTF-16 code units. Equal books have equal hashes, however they came about.
   */
  hash(): string {
    const hash = createHash('sha256');
    for (const { id, price, volume } of [...this.orders()].sort((a, b) => (a.id < b.id ? -1 : 1)))
      hash.update(`${id} ${price} ${volume}\n`);
    return hash.digest('hex');
  }

  #side(isAsk: boolean): PriceLevels {
    return isAsk ? this.#asks : this.#bids;
  }

  #clear(): void {
    this.#orders = new Map();
    this.#asks = new PriceLevels('asks');
    this.#bids = new PriceLevels('bids');
    this.#executions = noExecutions;
  }

  #loadSide(orders: readonly SnapshotOrder[], isAsk: boolean): string | undefined {
    for (const { id, price, volume } of orders) {
      const reason = this.#add(id, isAsk, price, volume);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  #applyParts({ trades, create, deletedOrderId }: Parameters<OrderBook['apply']>[0]): string | undefined {
    const reason = trades.length === 0 ? this.#noTrades() : this.#trade(trades);
    if (reason !== undefined) return reason;
    if (create !== undefined) {
      const refused = this.#create(create) ?? this.#crossing();
      if (refused !== undefined) return refused;
    }
    return deletedOrderId === undefined ? undefined : this.#delete(deletedOrderId, trades);
  }

  #noTrades(): undefined {
    this.#executions = noExecutions;
  }

  #trade(trades: readonly TradeUpdate[]): string | undefined {
    const executions: Execution[] = [];
    this.#executions = executions;
    for (const { tradeId, base, makerOrderId } of trades) {
      // Reading may rescale the book, so that the order is looked up afterwards.
      const lots = this.#readLots(base);
      const maker = this.#orders.get(makerOrderId);
      if (maker === undefined) return `trade ${tradeId} names maker ${makerOrderId}, which is not in the book`;
      const { level } = maker;
      const rest = minus(maker.lots, lots);
      if (rest < 0) return `trade ${tradeId} takes ${base} from ${makerOrderId}, which has less left`;
      executions.push({
        tradeId,
        price: level.price,
        quantity: this.#lots.toNumber(lots),
        takerSide: maker.isAsk ? 'buy' : 'sell',
      });
      if (rest > 0) {
        maker.lots = rest;
        level.lots = minus(level.lots, lots);
      } else this.#remove(maker);
    }
    return undefined;
  }

  #create({ orderId, side, price, volume }: CreateUpdate): string | undefined {
    return this.#add(detached(orderId), side === 'ASK', price, volume);
  }

  #delete(id: string, trades: readonly TradeUpdate[]): string | undefined {
    const order = this.#orders.get(id);
    if (order !== undefined) {
      this.#remove(order);
      return undefined;
    }
    // A maker that the same message filled is gone already; saying so twice contradicts nothing.
    if (this.#ignoresUnknownDelete || trades.some(({ makerOrderId }) => makerOrderId === id)) return undefined;
    return `the deleted order ${id} is not in the book`;
  }

  #add(id: string, isAsk: boolean, price: string, volume: string): string | undefined {
    if (this.#orders.has(id)) return `order ${id} is in the book already`;
    if (this.#orders.size >= this.ordersMax) return `the book holds more than ${this.ordersMax} orders`;
    const ticks = this.#readTicks(price);
    const lots = this.#readLots(volume);
    const level = this.#side(isAsk).at(ticks, this.#priceOf);
    const sum = level.orders === 0 ? lots : plus(level.lots, lots);
    if (!isExact(sum)) {
      this.#rescale(this.#ticks, this.#lots.widened());
      return this.#add(id, isAsk, price, volume);
    }
    this.#rest(id, isAsk, level, lots, sum);
    return undefined;
  }

  #remove(order: RestingOrder): void {
    const { id, isAsk, level, lots } = order;
    this.#orders.delete(id);
    level.lots = minus(level.lots, lots);
    level.orders -= 1;
    if (level.orders === 0) this.#side(isAsk).remove(level);
  }

  #crossing(): string | undefined {
    const bid = this.#bids.best;
    const ask = this.#asks.best;
    if (bid === undefined || ask === undefined || bid.ticks < ask.ticks) return undefined;
    return `the book is crossed: somebody buys at ${this.#ticks.toText(bid.ticks)} and somebody sells at ${this.#ticks.toText(ask.ticks)}`;
  }

  #readTicks(price: string): Units {
    let ticks = this.#ticks.read(price);
    if (ticks === undefined) {
      this.#rescale(this.#ticks.grownFor(price), this.#lots);
      ticks = this.#ticks.read(price);
    }
    return known(ticks);
  }

  #readLots(volume: string): Units {
    let lots = this.#lots.read(volume);
    if (lots === undefined) {
      this.#rescale(this.#ticks, this.#lots.grownFor(volume));
      lots = this.#lots.read(volume);
    }
    return known(lots);
  }

  /** Rebuilds the book on finer or wider scales. Scales only ever grow, within the length of decimal text: it happens a few times. */
  #rescale(ticks: Scale, lots: Scale): void {
    const orders = [...this.#orders.values()];
    const executions = this.#executions;
    const oldTicks = this.#ticks;
    const oldLots = this.#lots;
    const ticksFit = orders.every(({ level }) => ticks.convert(level.ticks, oldTicks) !== undefined);
    const lotsFit = orders.every(({ level }) => lots.convert(level.lots, oldLots) !== undefined);
    this.#ticks = ticksFit ? ticks : ticks.widened();
    this.#lots = lotsFit ? lots : lots.widened();
    this.#clear();
    this.#executions = executions;
    for (const { id, isAsk, level, lots: left } of orders) {
      const own = known(this.#lots.convert(left, oldLots));
      const moved = this.#side(isAsk).at(known(this.#ticks.convert(level.ticks, oldTicks)), this.#priceOf);
      this.#rest(id, isAsk, moved, own, moved.orders === 0 ? own : plus(moved.lots, own));
    }
  }

  #rest(id: string, isAsk: boolean, level: Level, lots: Units, sum: Units): void {
    level.lots = sum;
    level.orders += 1;
    this.#orders.set(id, { id, isAsk, level, lots });
  }
}

/**
 * The same text without a hold on the message it was cut from: engines keep a part of a long text as a view of the whole, so that
 * every resting order would keep its message alive.
 */
function detached(id: string): string {
  return ` ${id}`.slice(1);
}

/** What a scale that was grown for a text cannot fail to give. */
function known(units: Units | undefined): Units {
  if (units === undefined) throw new RangeError('a scale did not read the text it was grown for');
  return units;
}
