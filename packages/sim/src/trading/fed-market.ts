import { type Book, Decimal, type Instrument, type OrderTerms, type Tick, type Trade } from '@trader/core';
import type { MarketStatus } from '../exchange/exchange-command.ts';
import type { FillModel, MarketContact } from '../fill-models/fill-model.ts';
import type { Refusal } from '../order-desk/read-order.ts';
import type { SlippageModel } from '../slippage-models/slippage-model.ts';
import { Liquidity } from './liquidity.ts';
import type { MarketOwner } from './market-owner.ts';
import { isStopReached, ordersOnTheWay } from './on-the-way.ts';
import { type PricePath, pathPoints } from './price-path.ts';
import { type Taking, takeLiquidity, wouldFill } from './take-liquidity.ts';
import type { VenueOrder } from './venue-order.ts';

/** What a {@link FedMarket} works with. */
export interface FedMarketParts {
  /** Its rules. */
  readonly instrument: Instrument;
  /** When resting orders fill. */
  readonly fills: FillModel;
  /** What takers pay on top. */
  readonly slippage: SlippageModel | undefined;
  /** Who moves the money. */
  readonly owner: MarketOwner;
}

/**
 * One market of which only the outside is seen: own orders against the ticks, trades, books and bars of a real one. Own orders do not
 * move it. What is fed happens as a whole before orders that answer to it come in.
 */
export class FedMarket implements Taking {
  /** Its rules as of now. */
  instrument: Instrument;
  /** Whether it takes orders. */
  status: MarketStatus;
  /** What buyers offer: sells take it. */
  readonly bids = new Liquidity();
  /** What sellers offer: buys take it. */
  readonly asks = new Liquidity();
  /** Who moves the money. */
  readonly owner: MarketOwner;
  /** When resting orders fill. */
  readonly fills: FillModel;
  /** What takers pay on top. */
  readonly slippage: SlippageModel | undefined;
  /** Base that the account bought here without what it sold and paid in fees, since the start; below 0 when more was sold. */
  net: Decimal = Decimal.zero;
  /** Base quantity of the bar or trade that goes on; `NaN` when nothing or a quote does. */
  volume = Number.NaN;
  /** Base quantity that own orders took of it. */
  taken = 0;
  // Orders that have seen no price yet, that rest, that sleep: each in the order in which they came.
  private waiting: VenueOrder[] = [];
  private resting: VenueOrder[] = [];
  private sleeping: VenueOrder[] = [];
  private last = Number.NaN;
  private point = Number.NaN;
  private readonly contact: { -readonly [K in keyof MarketContact]: MarketContact[K] } = {
    source: 'path',
    price: 0,
    quantity: 0,
    taken: 0,
    takerSide: undefined,
  };

  /** @param parts - What it works with. */
  constructor({ instrument, fills, slippage, owner }: FedMarketParts) {
    this.instrument = instrument;
    this.status = statusOf(instrument);
    this.fills = fills;
    this.slippage = slippage;
    this.owner = owner;
  }

  /** Whether no order is here. */
  get isIdle(): boolean {
    return this.waiting.length === 0 && this.resting.length === 0 && this.sleeping.length === 0;
  }

  /** The last price that is known; `NaN` before the first. */
  get lastPrice(): number {
    return this.last;
  }

  /** The last price is this. */
  noteLast(price: number): void {
    if (!Number.isNaN(price)) this.last = price;
  }

  /** Rules or status changed; resting orders stay. */
  change(instrument: Instrument): void {
    this.instrument = instrument;
    this.status = statusOf(instrument);
  }

  /** Why an order that is about to come in is refused for what stands in the market; nothing while no price stands. */
  review({ side, type, postOnly, price: limit }: OrderTerms): Refusal | undefined {
    if (this.isBlind) return undefined;
    const liquidity = side === 'buy' ? this.asks : this.bids;
    if (type === 'market') {
      if (liquidity.isEmpty) return { refused: 'not-enough-liquidity', message: 'nobody is there to trade with' };
      return undefined;
    }
    if (!postOnly || liquidity.isEmpty || limit === undefined) return undefined;
    const price = limit.toNumber();
    if (side === 'buy' ? price < liquidity.best : price > liquidity.best) return undefined;
    return {
      refused: 'post-only-would-take',
      message: `the post-only ${side} would trade at once; move its price away from the market`,
    };
  }

  /** An accepted order comes in. */
  arrive(order: VenueOrder): void {
    if (this.isBlind) this.waiting.push(order);
    else this.enter(order);
    if (!order.isLive) this.sweep();
  }

  /** An order leaves by cancel. */
  remove(order: VenueOrder): void {
    this.waiting = this.waiting.filter(each => each !== order);
    this.resting = this.resting.filter(each => each !== order);
    this.sleeping = this.sleeping.filter(each => each !== order);
  }

  /** The best prices are these now. */
  applyTick({ bid, ask, last }: Pick<Tick, 'bid' | 'ask' | 'last'>): void {
    const before = this.last;
    this.quote(bid ?? Number.NaN, ask ?? Number.NaN);
    if (last !== undefined && last !== before) this.tradeAt(last, Number.NaN, undefined);
    this.settleQuotes(last === undefined);
  }

  /** The book is this now. */
  applyBook({ bids, asks }: Pick<Book, 'bids' | 'asks'>): void {
    this.point = Number.NaN;
    this.bids.show(bids);
    this.asks.show(asks);
    this.advanceQueues();
    this.settleQuotes(Number.isNaN(this.last));
  }

  /** Somebody traded. Where nobody quotes, orders that wait take the same price. */
  applyTrade({ price, quantity, takerSide }: Pick<Trade, 'price' | 'quantity' | 'takerSide'>): void {
    const isBlind = this.isBlind;
    this.volume = quantity;
    this.taken = 0;
    this.tradeAt(price, quantity, takerSide);
    if (isBlind && this.waiting.length > 0) {
      this.quote(price, price);
      this.enterWaiting();
      this.quote(Number.NaN, Number.NaN);
    }
    this.volume = Number.NaN;
    this.sweep();
  }

  /** Whether a bar is on its way. */
  get isWithinBar(): boolean {
    return !Number.isNaN(this.point);
  }

  /** The market is at one point of a bar's way; the first that it is told may be a later one. */
  applyPoint(path: PricePath, index: number): void {
    const price = path.price(index);
    if (index === 0 || !this.isWithinBar) {
      this.volume = path.volume;
      this.taken = 0;
    }
    if (!path.isSilent) this.moveTo(price);
    this.standAt(price, price, price);
    if (index > 0 && index < lastPoint) this.quoteExtreme(price, path.price(lastPoint));
  }

  /** The market is between two points of a bar's way, where takers meet these prices. */
  applyBetween(price: number, bid: number, ask: number): void {
    this.moveTo(price);
    this.standAt(price, bid, ask);
  }

  /** The bar is over: no price stands until the next. */
  endPath(): void {
    this.point = Number.NaN;
    this.volume = Number.NaN;
    this.quote(Number.NaN, Number.NaN);
  }

  private standAt(price: number, bid: number, ask: number): void {
    this.last = price;
    this.point = price;
    this.quote(bid, ask);
    this.enterWaiting();
    this.sweep();
  }

  /** Whether no price stands at all. */
  private get isBlind(): boolean {
    return this.bids.isEmpty && this.asks.isEmpty;
  }

  private quote(bid: number, ask: number): void {
    this.bids.quote(bid);
    this.asks.quote(ask);
  }

  /**
   * Nobody knows of an extreme that it is one: orders that come in before the next point meet the worse of it and of the bar's close, so
   * that nobody buys lows and sells highs.
   */
  private quoteExtreme(extreme: number, close: number): void {
    this.quote(Math.min(extreme, close), Math.max(extreme, close));
  }

  private enterWaiting(): void {
    if (this.waiting.length === 0) return;
    if (this.waiting.length === 1) {
      const order = this.waiting.pop();
      if (order !== undefined) this.enter(order);
      return;
    }
    const { waiting } = this;
    this.waiting = [];
    for (const order of waiting) this.enter(order);
  }

  /** An order meets what stands in the market: takes what it may, and rests, sleeps, waits or ends. */
  private enter(order: VenueOrder): void {
    if (order.isAsleep) {
      if (!this.isStopReached(order, this.last)) {
        this.sleeping.push(order);
        return;
      }
      this.wake(order);
    }
    const limit = order.resting.price;
    const { postOnly, timeInForce } = order.terms;
    if (postOnly && this.isTaker(order)) {
      this.owner.finish(order, 'post-only');
      return;
    }
    if (timeInForce === 'FOK' && !wouldFill(this, order, limit)) {
      this.owner.finish(order, 'fok-kill');
      return;
    }
    const isStarved = takeLiquidity(this, order, limit);
    if (!order.isLive) return;
    if (order.type === 'market') {
      // What a bar or trade has no volume left for waits for the next; what a book does not show is not there.
      if (isStarved) this.waiting.push(order);
      else this.owner.finish(order, order.base.isZero() ? 'not-enough-liquidity' : 'market-remainder');
    } else if (timeInForce === 'GTC') this.rest(order);
    else this.owner.finish(order, timeInForce === 'FOK' ? 'fok-kill' : 'ioc-remainder');
  }

  private isTaker({ side, resting }: VenueOrder): boolean {
    return side === 'buy' ? resting.price >= this.asks.best : resting.price <= this.bids.best;
  }

  private rest(order: VenueOrder): void {
    const { resting } = order;
    const own = order.side === 'buy' ? this.bids : this.asks;
    const shown = own.shownAt(resting.price);
    resting.ahead = Number.isNaN(shown) ? 0 : (this.fills.queueAhead?.(shown) ?? 0);
    this.resting.push(order);
  }

  private wake(order: VenueOrder): void {
    order.isAsleep = false;
    this.owner.wake(order);
  }

  /** Whether a price reaches a stop; where no trade is known, the quotes stand in for it. */
  private isStopReached(order: VenueOrder, last: number): boolean {
    return isStopReached(order, Number.isNaN(last) ? (order.side === 'buy' ? this.asks : this.bids).best : last);
  }

  /** Quotes moved: resting orders that they reach, then stops where no trades are known, then what waited for a price. */
  private settleQuotes(stopsByQuotes: boolean): void {
    if (this.resting.length > 0) {
      this.touchAll('quote', this.asks.best, this.bids.best, undefined);
    }
    if (stopsByQuotes && this.sleeping.length > 0) this.wakeReached(Number.NaN);
    if (!this.isBlind) this.enterWaiting();
    this.sweep();
  }

  private tradeAt(price: number, quantity: number, takerSide: Trade['takerSide']): void {
    this.last = price;
    this.contact.quantity = quantity;
    if (this.resting.length > 0) this.touchAll('trade', price, price, takerSide);
    if (this.sleeping.length > 0) this.wakeReached(price);
  }

  /** Shows resting buys at or above `forBuys` and sells at or below `forSells` to the fill model: the best price first, then the oldest. */
  private touchAll(source: 'quote' | 'trade', forBuys: number, forSells: number, takerSide: Trade['takerSide']): void {
    const reached = this.resting.filter(({ side, resting: { price } }) =>
      side === 'buy' ? price >= forBuys : price <= forSells,
    );
    if (reached.length > 1) reached.sort(byPriority);
    for (const order of reached) {
      const isBuy = order.side === 'buy';
      if (source === 'quote') {
        this.contact.quantity = (isBuy ? this.asks : this.bids).isBook
          ? (isBuy ? this.asks : this.bids).within(isBuy, order.resting.price)
          : Number.NaN;
      }
      this.touch(order, source, isBuy ? forBuys : forSells, takerSide);
    }
  }

  private touch(
    order: VenueOrder,
    source: MarketContact['source'],
    price: number,
    takerSide: Trade['takerSide'],
  ): void {
    const { contact, fills, instrument } = this;
    if (!order.isLive || order.price === undefined) return;
    contact.source = source;
    contact.price = price;
    contact.taken = this.taken;
    contact.takerSide = takerSide;
    const fillable = fills.fillable(order.resting, contact);
    if (!(fillable > 0)) return;
    const isWhole = fillable >= order.resting.remaining;
    const quantity = isWhole ? order.left : instrument.roundQuantity(Decimal.from(fillable), 'down');
    if (quantity.isZero()) return;
    this.taken += quantity.toNumber();
    this.owner.fill(order, order.price, quantity, 'maker');
  }

  private wakeReached(price: number): void {
    const woken = this.sleeping.filter(order => this.isStopReached(order, price));
    if (woken.length === 0) return;
    this.sleeping = this.sleeping.filter(order => !woken.includes(order));
    for (const order of woken) {
      this.wake(order);
      if (this.isBlind) this.waiting.push(order);
      else this.enter(order);
    }
  }

  /** Prices go from the last point to this one without a jump; to the first point of a bar they jump. */
  private moveTo(price: number): void {
    if (this.resting.length === 0 && this.sleeping.length === 0) return;
    const from = this.point;
    const isJump = Number.isNaN(from);
    this.contact.quantity = this.volume;
    for (const { order, price: own, isStop } of ordersOnTheWay(this.resting, this.sleeping, from, price)) {
      if (!isStop) this.touch(order, 'path', price, undefined);
      else this.wakeOnTheWay(order, isJump ? price : own);
    }
  }

  private wakeOnTheWay(order: VenueOrder, price: number): void {
    this.sleeping = this.sleeping.filter(each => each !== order);
    this.last = price;
    this.quote(price, price);
    this.wake(order);
    this.enter(order);
  }

  private advanceQueues(): void {
    const { fills } = this;
    if (fills.queueSeen === undefined) return;
    for (const { side, resting } of this.resting) {
      const shown = (side === 'buy' ? this.bids : this.asks).shownAt(resting.price);
      if (!Number.isNaN(shown)) resting.ahead = fills.queueSeen(resting.ahead, shown);
    }
  }

  /** Forgets orders that have ended. */
  private sweep(): void {
    if (this.resting.length > 0 && this.resting.some(isEnded)) this.resting = this.resting.filter(isAlive);
    if (this.waiting.length > 0 && this.waiting.some(isEnded)) this.waiting = this.waiting.filter(isAlive);
  }
}

/** Where the way of a bar ends. */
const lastPoint = pathPoints - 1;

function byPriority(a: VenueOrder, b: VenueOrder): number {
  if (a.side !== b.side) return 0;
  return a.side === 'buy' ? b.resting.price - a.resting.price : a.resting.price - b.resting.price;
}

const isAlive = (order: VenueOrder): boolean => order.isLive;
const isEnded = (order: VenueOrder): boolean => !order.isLive;

function statusOf({ status }: Instrument): MarketStatus {
  return status === 'unknown' ? 'disabled' : status;
}
