import { type Side, TradingError } from '@trader/core';
import { type BookWalk, lotsFor, reaches, walkBook } from './book-walk.ts';
import { checkMatchingOrder, invalidOrder, marketLimitTicks } from './check-matching-order.ts';
import type {
  MatchingEvent,
  MatchingLimitOrder,
  MatchingMarketOrder,
  MatchingOrder,
  MatchingStopLimitOrder,
} from './matching-event.ts';
import { LadderOrder, PriceLadder, type PriceLevel } from './price-ladder.ts';
import { StopLadders } from './stop-ladders.ts';

/** What matching engines do differently. */
export interface MatchingOptions {
  /** Whether an owner may trade with itself; default `allow`. `reject-taker`: the incoming order is refused whole. */
  readonly selfTrade?: 'allow' | 'reject-taker';
  /** What a stop order does when the last trade is already beyond its stop price; default `wake`. */
  readonly stopPriceReached?: 'wake' | 'sleep';
  /** Sequence of the first trade; default 1. */
  readonly firstTradeSequence?: number;
}

/** All resting orders of one price, added up. */
export interface MatchingLevel {
  /** The price in ticks. */
  readonly priceTicks: number;
  /** Lots on offer. */
  readonly lots: bigint;
  /** How many orders. */
  readonly orderCount: number;
}

/** One order that rests or sleeps. */
export interface MatchingOrderView {
  /** Name of the order. */
  readonly orderId: string;
  /** Whose order it is. */
  readonly owner: string;
  /** Which way. */
  readonly side: Side;
  /** Limit price in ticks. */
  readonly priceTicks: number;
  /** Lots that have not traded. */
  readonly remainingLots: number;
  /** Whether it is a stop that sleeps outside the book. */
  readonly sleeping: boolean;
}

/** The last trade of an engine. */
export interface LastMatch {
  /** Its sequence. */
  readonly sequence: number;
  /** Its price in ticks. */
  readonly priceTicks: number;
  /** When it happened, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/**
 * A matching engine for one instrument: best price first, earliest order first within a price, trades at the price of the order
 * that rested.
 *
 * Prices are integers of ticks and sizes are integers of lots, both safe integers, so that everything is exact. Whoever calls
 * converts from and to decimals at the border. The engine knows no money: funds are checked before an order comes in.
 *
 * A command is applied completely, stops included, before the next. Stops that its trades reached wake after the incoming order is
 * done, in the order in which the trades reached them; of those that one trade reached, `above` stops come first, from the lowest stop
 * price up, then `below` stops from the highest down, and the earliest first within a price.
 */
export class MatchingEngine {
  private readonly bids = new PriceLadder('highest-first');
  private readonly asks = new PriceLadder('lowest-first');
  private readonly stops = new StopLadders();
  private readonly orders = new Map<string, LadderOrder>();
  private readonly rejectsSelfTrade: boolean;
  private readonly wakesAtOnce: boolean;
  private tradeSequence: number;
  private lastTicks = 0;
  private lastTimeMs = 0;
  private events: MatchingEvent[] = [];
  private woken: LadderOrder[] = [];
  private wokenBy: number[] = [];

  /**
   * @param options - What matching engines do differently.
   * @throws `system/invalid-options` for a first trade sequence that is not a safe integer.
   */
  constructor(options: MatchingOptions = {}) {
    const { firstTradeSequence = 1 } = options;
    if (!Number.isSafeInteger(firstTradeSequence)) {
      throw new TradingError('system/invalid-options', 'firstTradeSequence must be a safe integer; count from 1', {
        field: 'firstTradeSequence',
        value: String(firstTradeSequence),
        reason: 'not a safe integer',
      });
    }
    this.rejectsSelfTrade = options.selfTrade === 'reject-taker';
    this.wakesAtOnce = options.stopPriceReached !== 'sleep';
    this.tradeSequence = firstTradeSequence - 1;
  }

  /** How many orders rest or sleep. */
  get orderCount(): number {
    return this.orders.size;
  }

  /**
   * Takes an order in.
   *
   * @param order - The order; its name must not be in use by an order that rests or sleeps.
   * @param timeMs - When, in milliseconds since the epoch.
   * @returns What happened, in order. It is never empty.
   * @throws `order/invalid-request` for a price, size or name that the contract above excludes; nothing happened then.
   */
  submit(order: MatchingOrder, timeMs: number): readonly MatchingEvent[] {
    checkMatchingOrder(order);
    if (this.orders.has(order.orderId))
      throw invalidOrder('orderId', order.orderId, 'an order of this name rests or sleeps');
    const events: MatchingEvent[] = [];
    this.events = events;
    if (order.type === 'limit') this.submitLimit(order, timeMs);
    else if (order.type === 'market') this.submitMarket(order, timeMs);
    else this.submitStop(order);
    if (this.woken.length > 0) this.wakeStops(timeMs);
    this.events = [];
    return events;
  }

  /**
   * Ends an order that rests or sleeps.
   *
   * @param orderId - Which order.
   * @returns One `finished` event, or nothing when no such order rests or sleeps.
   */
  cancel(orderId: string): readonly MatchingEvent[] {
    const order = this.orders.get(orderId);
    if (order === undefined) return [];
    this.orders.delete(orderId);
    order.level?.ladder.remove(order);
    return [{ type: 'finished', orderId, by: 'canceled', remainingLots: order.lots }];
  }

  /** What an order would trade with if it came in now; nothing changes. Sleeping stops that it would wake do not count. */
  preview(order: MatchingOrder): BookWalk {
    const market = order.type === 'market';
    return walkBook(order.side === 'buy' ? this.asks : this.bids, {
      owner: order.owner,
      isBuy: order.side === 'buy',
      limitTicks: market ? marketLimitTicks(order) : order.priceTicks,
      lots: order.lots,
      quoteUnits: market ? order.quoteUnits : undefined,
    });
  }

  /** Whether a limit order at this price would trade at once. */
  wouldTake(side: Side, priceTicks: number): boolean {
    const best = side === 'buy' ? this.asks.best : this.bids.best;
    return best !== undefined && reaches(side === 'buy', priceTicks, best.priceTicks);
  }

  /** Best price of a side in ticks; `undefined` when nobody is there. */
  bestPriceTicks(side: Side): number | undefined {
    return this.ladder(side).best?.priceTicks;
  }

  /** One side of the book added up by price, best price first, at most `levelsMax` prices. */
  depth(side: Side, levelsMax: number = Number.POSITIVE_INFINITY): readonly MatchingLevel[] {
    const ladder = this.ladder(side);
    const levels: MatchingLevel[] = [];
    for (let rank = 0; rank < levelsMax; rank += 1) {
      const level = ladder.levelAt(rank);
      if (level === undefined) break;
      levels.push({ priceTicks: level.priceTicks, lots: lotsOf(level), orderCount: level.orderCount });
    }
    return levels;
  }

  /** One side of the book order by order, in the order in which they would trade. */
  resting(side: Side): readonly MatchingOrderView[] {
    const ladder = this.ladder(side);
    const views: MatchingOrderView[] = [];
    for (let rank = 0; rank < ladder.levelCount; rank += 1) {
      for (let order = ladder.levelAt(rank)?.head; order !== undefined; order = order.next)
        views.push(this.view(order));
    }
    return views;
  }

  /** An order that rests or sleeps; `undefined` for all others. */
  order(orderId: string): MatchingOrderView | undefined {
    const order = this.orders.get(orderId);
    return order === undefined ? undefined : this.view(order);
  }

  /** The last trade; `undefined` before the first. */
  lastTrade(): LastMatch | undefined {
    if (this.lastTicks === 0) return undefined;
    return { sequence: this.tradeSequence, priceTicks: this.lastTicks, timeMs: this.lastTimeMs };
  }

  private submitLimit(order: MatchingLimitOrder, timeMs: number): void {
    const { orderId } = order;
    const isBuy = order.side === 'buy';
    if (order.postOnly && this.wouldTake(order.side, order.priceTicks)) {
      this.events.push({ type: 'refused', orderId, reason: 'post-only-would-take' });
      return;
    }
    if (order.timeInForce === 'FOK' && !this.preview(order).complete) {
      this.events.push({ type: 'finished', orderId, by: 'fok-kill', remainingLots: order.lots });
      return;
    }
    if (this.rejectsSelfTrade && this.preview(order).meetsOwner) {
      this.events.push({ type: 'refused', orderId, reason: 'self-trade' });
      return;
    }
    const taker = new LadderOrder(orderId, order.owner, isBuy, order.priceTicks, 0, order.lots);
    this.take(taker, order.priceTicks, undefined, timeMs);
    this.settle(taker, order.timeInForce === 'GTC');
  }

  private submitMarket(order: MatchingMarketOrder, timeMs: number): void {
    const { orderId } = order;
    if (this.rejectsSelfTrade && this.preview(order).meetsOwner) {
      this.events.push({ type: 'refused', orderId, reason: 'self-trade' });
      return;
    }
    const limitTicks = marketLimitTicks(order);
    const taker = new LadderOrder(
      orderId,
      order.owner,
      order.side === 'buy',
      limitTicks,
      0,
      order.lots ?? Number.MAX_SAFE_INTEGER,
    );
    const spent = this.take(taker, limitTicks, order.quoteUnits, timeMs);
    const remainingLots = order.lots === undefined ? 0 : taker.lots;
    const by = spent || taker.lots === 0 ? 'filled' : 'market-remainder';
    this.events.push({ type: 'finished', orderId, by, remainingLots });
  }

  private submitStop(order: MatchingStopLimitOrder): void {
    const { orderId, stopPriceTicks, trigger } = order;
    const sleeper = new LadderOrder(
      orderId,
      order.owner,
      order.side === 'buy',
      order.priceTicks,
      stopPriceTicks,
      order.lots,
    );
    const last = this.lastTicks;
    const reached = last > 0 && (trigger === 'above' ? last >= stopPriceTicks : last <= stopPriceTicks);
    this.orders.set(orderId, sleeper);
    if (reached && this.wakesAtOnce) {
      this.woken.push(sleeper);
      this.wokenBy.push(last);
      return;
    }
    this.stops.add(sleeper, trigger);
    this.events.push({ type: 'slept', orderId });
  }

  /** Lets woken stops in, one after the other; those they wake come after them. */
  private wakeStops(timeMs: number): void {
    for (let index = 0; index < this.woken.length; index += 1) {
      const order = this.woken[index];
      const tradePriceTicks = this.wokenBy[index];
      if (order === undefined || tradePriceTicks === undefined) break;
      const { orderId, lots } = order;
      this.orders.delete(orderId);
      this.events.push({ type: 'woken', orderId, tradePriceTicks });
      if (this.rejectsSelfTrade && this.meetsOwner(order)) {
        this.events.push({ type: 'finished', orderId, by: 'self-trade', remainingLots: lots });
        continue;
      }
      this.take(order, order.limitTicks, undefined, timeMs);
      this.settle(order, true);
    }
    this.woken = [];
    this.wokenBy = [];
  }

  private meetsOwner(order: LadderOrder): boolean {
    const { owner, isBuy, limitTicks, lots } = order;
    return walkBook(isBuy ? this.asks : this.bids, { owner, isBuy, limitTicks, lots, quoteUnits: undefined })
      .meetsOwner;
  }

  /**
   * Trades an incoming order against the opposite side.
   *
   * @returns Whether it stopped because its quote amount buys no further lot.
   */
  private take(taker: LadderOrder, limitTicks: number, quoteUnits: bigint | undefined, timeMs: number): boolean {
    const opposite = taker.isBuy ? this.asks : this.bids;
    let budget = quoteUnits;
    while (taker.lots > 0) {
      const level = opposite.best;
      if (level === undefined || !reaches(taker.isBuy, limitTicks, level.priceTicks)) return budget === 0n;
      const { priceTicks } = level;
      const maker = level.head;
      if (maker === undefined) return false;
      let lots = Math.min(maker.lots, taker.lots);
      if (budget !== undefined) {
        lots = lotsFor(budget, priceTicks, lots);
        if (lots === 0) return true;
        budget -= BigInt(lots) * BigInt(priceTicks);
      }
      this.match(taker, maker, priceTicks, lots, timeMs);
    }
    return false;
  }

  private match(taker: LadderOrder, maker: LadderOrder, priceTicks: number, lots: number, timeMs: number): void {
    const { events } = this;
    taker.lots -= lots;
    maker.lots -= lots;
    this.tradeSequence += 1;
    this.lastTicks = priceTicks;
    this.lastTimeMs = timeMs;
    events.push({
      type: 'matched',
      sequence: this.tradeSequence,
      makerOrderId: maker.orderId,
      takerOrderId: taker.orderId,
      takerSide: taker.isBuy ? 'buy' : 'sell',
      priceTicks,
      lots,
      makerRemainingLots: maker.lots,
    });
    if (maker.lots === 0) {
      this.orders.delete(maker.orderId);
      maker.level?.ladder.remove(maker);
      events.push({ type: 'finished', orderId: maker.orderId, by: 'filled', remainingLots: 0 });
    }
    if (this.stops.wouldWake(priceTicks)) {
      this.stops.wake(priceTicks, this.woken);
      while (this.wokenBy.length < this.woken.length) this.wokenBy.push(priceTicks);
    }
  }

  /** Lets what is left of a limit order rest, or ends it. */
  private settle(order: LadderOrder, mayRest: boolean): void {
    const { orderId, lots } = order;
    if (lots > 0 && mayRest) {
      this.orders.set(orderId, order);
      (order.isBuy ? this.bids : this.asks).add(order, order.limitTicks);
      this.events.push({ type: 'rested', orderId, remainingLots: lots });
    } else {
      this.events.push({ type: 'finished', orderId, by: lots === 0 ? 'filled' : 'ioc-remainder', remainingLots: lots });
    }
  }

  private ladder(side: Side): PriceLadder {
    return side === 'buy' ? this.bids : this.asks;
  }

  private view(order: LadderOrder): MatchingOrderView {
    const { orderId, owner, isBuy, limitTicks, lots, level } = order;
    const sleeping = level?.ladder !== this.bids && level?.ladder !== this.asks;
    return { orderId, owner, side: isBuy ? 'buy' : 'sell', priceTicks: limitTicks, remainingLots: lots, sleeping };
  }
}

function lotsOf(level: PriceLevel): bigint {
  let sum = 0n;
  let part = 0;
  for (let order = level.head; order !== undefined; order = order.next) {
    if (part + order.lots > Number.MAX_SAFE_INTEGER) {
      sum += BigInt(part);
      part = 0;
    }
    part += order.lots;
  }
  return sum + BigInt(part);
}
