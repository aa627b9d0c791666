import type { Engine, InstrumentId } from '@trader/core';
import { pathPoints } from '../trading/price-path.ts';
import type { SimulatedTrading } from '../trading/simulated-trading.ts';
import { hurtingWay, priceOnTheWay, quotesAt } from './held-stops.ts';
import type { SourceCursor } from './source-cursor.ts';

/** The step of a bar that goes by without orders and stops: it is only shown. */
export const wholeStep = -1;

/** The step of a bar whose prices have gone all their way: it is shown. */
export const shownStep = pathPoints;

/**
 * Takes markets along the way of prices within their bars: a bar whose market has orders, whose strategies look at ticks, or on which the
 * engine holds a stop. Where it holds one, prices at which something happens to it are points of their own, and the engine is shown each
 * point as a tick, as it sees prices live.
 */
export class BarWalk {
  private readonly engine: Engine;
  private readonly trading: SimulatedTrading;
  private readonly cursors = new Map<InstrumentId, SourceCursor>();

  /** @param engine - Holds stops; @param trading - has the markets; @param cursors - all sources. */
  constructor(engine: Engine, trading: SimulatedTrading, cursors: readonly SourceCursor[]) {
    this.engine = engine;
    this.trading = trading;
    for (const cursor of cursors) {
      if (cursor.matches && cursor.source.kind === 'bar') this.cursors.set(cursor.instrument.id, cursor);
    }
  }

  /** The next bar of a source comes. */
  enter(cursor: SourceCursor): void {
    cursor.nextMs = cursor.endMs;
    cursor.step = cursor.matches ? wholeStep : shownStep;
    if (!cursor.matches) return;
    if (cursor.makesTicks || cursor.market?.isIdle === false || this.holdsStops(cursor))
      this.begin(cursor, Number.NEGATIVE_INFINITY);
  }

  /** The market goes on by one step. */
  move(cursor: SourceCursor): void {
    const { path, instrument, nextMs, via, step } = cursor;
    cursor.isBetween = !Number.isNaN(via);
    if (cursor.isBetween) {
      const { bid, ask } = quotesAt(via, path, step, this.engine.heldStops(instrument.id));
      this.trading.applyBetween(instrument.id, nextMs, via, bid, ask);
      cursor.price = via;
    } else {
      this.trading.applyPoint(instrument.id, path, step);
      cursor.price = path.price(step);
      cursor.step += 1;
    }
    cursor.priceMs = nextMs;
    this.showOrGoOn(cursor, nextMs);
  }

  /** The point was shown: what comes next. */
  goOn(cursor: SourceCursor, timeMs: number): void {
    const { path, step, price } = cursor;
    cursor.via = Number.NaN;
    cursor.nextMs = step === shownStep ? path.closeTimeMs : path.timeMs(step);
    if (step === 0 || step === shownStep) return;
    const stops = this.engine.heldStops(cursor.instrument.id);
    if (stops.length === 0) return;
    if (step === 1 && !cursor.isBetween) {
      const way = hurtingWay(stops, cursor.market?.net.sign() ?? 0);
      if (way !== undefined) path.orient(way);
    }
    const via = priceOnTheWay(stops, price, path.price(step));
    if (via === undefined) return;
    cursor.via = via;
    cursor.nextMs = Math.max(timeMs, path.timeBefore(step, via));
  }

  /** What the engine holds has changed. */
  noteStops(timeMs: number): void {
    for (const cursor of this.cursors.values()) {
      if (cursor.columns === undefined || cursor.isStarving || cursor.isShowing) continue;
      if (cursor.step !== wholeStep) this.goOn(cursor, timeMs);
      else if (timeMs < cursor.nextMs && this.holdsStops(cursor)) this.wake(cursor, timeMs);
    }
  }

  /** A request is about to arrive: the bar that goes on there is walked from now on. */
  noteRequest(instrumentId: InstrumentId | undefined, timeMs: number): void {
    const cursor = instrumentId === undefined ? undefined : this.cursors.get(instrumentId);
    if (instrumentId === undefined || cursor === undefined) return;
    const isWhole = cursor.step === wholeStep && cursor.columns !== undefined;
    if (isWhole && timeMs < cursor.nextMs) this.wake(cursor, timeMs);
    // A bar that is being walked knows its price; the one before ended elsewhere.
    else if (cursor.market?.isWithinBar !== true) this.trading.noteLastPrice(instrumentId, cursor.lastPrice);
  }

  private wake(cursor: SourceCursor, timeMs: number): void {
    const { path, instrument, lastPrice } = cursor;
    this.begin(cursor, timeMs);
    if (cursor.step === 0) {
      this.trading.noteLastPrice(instrument.id, lastPrice);
      return;
    }
    this.trading.applyPoint(instrument.id, path, cursor.step - 1);
    cursor.price = path.price(cursor.step - 1);
    cursor.priceMs = path.timeMs(cursor.step - 1);
    this.showOrGoOn(cursor, timeMs);
  }

  /** Puts the way at the first point that is not over. */
  private begin(cursor: SourceCursor, timeMs: number): void {
    const { path } = cursor;
    cursor.beginPath();
    let point = 0;
    while (path.timeMs(point) < timeMs) point += 1;
    cursor.step = point;
    cursor.isBetween = false;
    cursor.via = Number.NaN;
    cursor.nextMs = path.timeMs(point);
  }

  private showOrGoOn(cursor: SourceCursor, timeMs: number): void {
    cursor.isGuarded = this.holdsStops(cursor);
    cursor.isShowing = cursor.makesTicks || cursor.isGuarded;
    if (cursor.isShowing) cursor.nextMs = timeMs;
    else this.goOn(cursor, timeMs);
  }

  private holdsStops({ instrument }: SourceCursor): boolean {
    return this.engine.heldStops(instrument.id).length > 0;
  }
}
