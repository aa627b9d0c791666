import type { Bar, Effect, Engine, EngineOutput, InstrumentId, TraderEvent, TraderRecord } from '@trader/core';
import type { BarColumns } from '../market-data/market-columns.ts';
import type { SimulatedTrading } from '../trading/simulated-trading.ts';
import { TimedQueue } from '../trading/timed-queue.ts';
import { BarWalk, shownStep, wholeStep } from './bar-walk.ts';
import type { Beats } from './beats.ts';
import { GapList } from './gap-list.ts';
import type { RunRecorder } from './run-recorder.ts';
import type { SourceCursor } from './source-cursor.ts';
import { Timers } from './timers.ts';

/** What a {@link BacktestDriver} works with. */
export interface BacktestDriverParts {
  /** The engine, as it runs live. */
  readonly engine: Engine;
  /** The simulated account and its markets. */
  readonly trading: SimulatedTrading;
  /** All sources. */
  readonly cursors: readonly SourceCursor[];
  /** When a heartbeat would change something. */
  readonly beats: Beats;
  /** Instruments on which strategies look at ticks at the pace of the heartbeat. */
  readonly pacedTicks: ReadonlySet<InstrumentId>;
  /** What happened is noted here. */
  readonly recorder: RunRecorder;
  /** Whether market data takes time to arrive. */
  readonly delaysFeed: boolean;
}

/**
 * Drives engine and simulated trading through the data, one event after another in order of time, without a promise in between.
 *
 * At equal times: requests arrive at the market, what the market does happens, answers are back, strategies see the data, timers and
 * heartbeats come. So nothing that a strategy does on a row can meet that row. Only where the engine holds a stop, prices within a bar are
 * seen before the answers that are back with them.
 */
export class BacktestDriver {
  /** Time of the last event, in milliseconds since the epoch. */
  nowMs = Number.NEGATIVE_INFINITY;
  /** Rows that end later wait, in milliseconds since the epoch. */
  limitMs = Number.POSITIVE_INFINITY;
  /** Bars that strategies have not seen because they have not started; `undefined` once they have. */
  unseen: Bar[] | undefined = [];
  /** The end of the last row, in milliseconds since the epoch. */
  rowMs = Number.NEGATIVE_INFINITY;
  private readonly parts: BacktestDriverParts;
  private readonly engine: Engine;
  private readonly trading: SimulatedTrading;
  private readonly cursors: readonly SourceCursor[];
  private readonly recorder: RunRecorder;
  private readonly feed = new TimedQueue<TraderEvent>();
  private readonly timers = new Timers();
  private readonly gaps = new GapList();
  private readonly walk: BarWalk;

  /** @param parts - What it works with. */
  constructor(parts: BacktestDriverParts) {
    this.parts = parts;
    this.engine = parts.engine;
    this.trading = parts.trading;
    this.cursors = parts.cursors;
    this.recorder = parts.recorder;
    this.walk = new BarWalk(parts.engine, parts.trading, parts.cursors);
    for (const cursor of parts.cursors) this.enterChunk(cursor);
  }

  /** Lets the engine process one event now, and carries out what it asks for. Says whether there was anything. */
  process(event: TraderEvent, timeMs: number): boolean {
    this.nowMs = timeMs;
    this.recorder.events += 1;
    const output = this.engine.process(event, timeMs);
    if (this.unseen !== undefined) {
      if (event.type === 'bar') this.unseen.push(event);
      this.unseen.push(...output.bars);
    }
    if (output.effects.length === 0 && output.records.length === 0) return false;
    this.carryOut(output, timeMs);
    return true;
  }

  /**
   * Goes on until a source needs its next chunk, the data ends, or so many rows were processed.
   *
   * @returns The source that has to be fetched; `done` at the end of the data; `limit` before a row beyond `limitMs`; `paused` after the rows.
   */
  run(rowsMax: number): SourceCursor | 'done' | 'limit' | 'paused' {
    const pauseAt = this.recorder.rows + rowsMax;
    for (;;) {
      const cursor = this.earliest();
      if (cursor === undefined) return 'done';
      if (cursor.isStarving) return cursor;
      if (cursor.nextMs > this.limitMs) return 'limit';
      const dueMs = this.nextDueMs();
      if (dueMs <= cursor.nextMs && !this.isSeenFirst(cursor, dueMs)) this.settleNext(dueMs);
      else this.step(cursor);
      if (this.recorder.rows >= pauseAt) return 'paused';
    }
  }

  /** The data is over: what is on its way back still comes, the strategies stop, and what they cancel is canceled. */
  end(): void {
    for (let dueMs = this.nextDueMs(); dueMs <= this.rowMs; dueMs = this.nextDueMs()) this.settleNext(dueMs);
    this.drain();
    this.process({ type: 'lifecycle', phase: 'stop' }, this.nowMs);
    this.trading.advance(this.nowMs);
    this.drain();
  }

  private drain(): void {
    for (;;) {
      const timeMs = Math.min(this.trading.nextAnswerMs, this.feed.nextMs);
      if (timeMs === Number.POSITIVE_INFINITY) return;
      const told = this.trading.take(timeMs) ?? this.feed.take(timeMs);
      if (told !== undefined) this.process(told, timeMs);
    }
  }

  /** A chunk was fetched: its first row comes next. */
  enterChunk(cursor: SourceCursor): void {
    for (const gap of cursor.gaps) this.gaps.add(cursor.gap(gap));
    this.enterRow(cursor);
  }

  private earliest(): SourceCursor | undefined {
    let earliest: SourceCursor | undefined;
    for (const cursor of this.cursors) {
      if (cursor.isStarving) return cursor;
      if (earliest === undefined || cursor.nextMs < earliest.nextMs || goesFirst(cursor, earliest)) earliest = cursor;
    }
    return earliest === undefined || earliest.nextMs === Number.POSITIVE_INFINITY ? undefined : earliest;
  }

  private nextDueMs(): number {
    const { trading } = this;
    return Math.min(
      trading.nextRequestMs,
      trading.nextAnswerMs,
      this.feed.nextMs,
      this.timers.nextMs,
      this.parts.beats.nextMs,
      this.gaps.nextMs,
    );
  }

  /**
   * Whether the price comes before the answers that are back with it: where a stop is held, the engine knows the price of a fill that the
   * stop protects.
   */
  private isSeenFirst({ isShowing, isGuarded, nextMs }: SourceCursor, dueMs: number): boolean {
    return isShowing && isGuarded && dueMs === nextMs && this.trading.nextRequestMs > dueMs;
  }

  /** The next thing that is due, at its time, which is `timeMs`. */
  private settleNext(timeMs: number): void {
    const { trading, feed, timers } = this;
    const { beats } = this.parts;
    if (trading.nextRequestMs === timeMs) {
      this.walk.noteRequest(trading.nextRequestMarket, timeMs);
      trading.arriveNext();
      return;
    }
    const told = trading.take(timeMs) ?? this.gaps.take(timeMs) ?? feed.take(timeMs);
    if (told !== undefined) {
      this.process(told, timeMs);
      return;
    }
    if (timers.nextMs === timeMs) {
      const timer = timers.take();
      if (timer !== undefined) this.process({ type: 'timer', strategy: timer.strategy, name: timer.name }, timeMs);
      return;
    }
    beats.beat(timeMs);
    this.process({ type: 'heartbeat' }, timeMs);
  }

  private step(cursor: SourceCursor): void {
    if (cursor.source.kind !== 'bar') this.stepEvent(cursor);
    else if (cursor.isShowing) this.showPoint(cursor);
    else if (cursor.step === wholeStep) this.showBars(cursor);
    else if (cursor.step === shownStep) this.showBar(cursor);
    else this.walk.move(cursor);
  }

  private showPoint(cursor: SourceCursor): void {
    const timeMs = cursor.nextMs;
    cursor.isShowing = false;
    const tick = cursor.tickAt(cursor.price, cursor.priceMs);
    // A bar that was not walked before is at a point that it reached earlier.
    if (cursor.priceMs === timeMs || !this.parts.delaysFeed) this.show(tick, timeMs);
    else this.feed.push(tick, Math.max(timeMs, tick.timeMs + this.trading.feedDelayMs(tick.timeMs)));
    this.noteTick(cursor, timeMs);
    this.walk.goOn(cursor, timeMs);
  }

  private showBar(cursor: SourceCursor): void {
    const bar = cursor.bar();
    this.endRow(cursor, bar.close);
    this.show(bar, bar.timeMs);
    this.sampleAt(bar.timeMs);
  }

  /** Shows bars as long as nothing else can happen before the next of them is over. */
  private showBars(cursor: SourceCursor): void {
    const { recorder } = this;
    const columns = cursor.columns as BarColumns;
    const { length, openTimeMs, intervalMs } = columns;
    const horizonMs = this.horizonMs(cursor);
    let dueMs = this.nextDueMs();
    for (;;) {
      const bar = cursor.bar();
      const { timeMs } = bar;
      cursor.lastPrice = bar.close;
      this.rowMs = timeMs;
      const row = cursor.row + 1;
      cursor.row = row;
      if (row < length) cursor.nextMs = (openTimeMs[row] as number) + intervalMs;
      else recorder.noteRows(cursor, 0, length);
      if (this.parts.delaysFeed) {
        this.show(bar, timeMs);
        dueMs = this.nextDueMs();
      } else if (this.process(bar, timeMs)) dueMs = this.nextDueMs();
      if (timeMs >= recorder.nextSampleMs) recorder.sample(timeMs);
      if (row >= length || cursor.nextMs >= horizonMs || dueMs <= cursor.nextMs) return;
      // The engine holds a stop now.
      if (cursor.step !== wholeStep) return;
    }
  }

  /** When another source goes on. */
  private horizonMs(cursor: SourceCursor): number {
    let horizonMs = this.limitMs + 1;
    for (const other of this.cursors) if (other !== cursor) horizonMs = Math.min(horizonMs, other.nextMs);
    return horizonMs;
  }

  private stepEvent(cursor: SourceCursor): void {
    const { trading } = this;
    const timeMs = cursor.nextMs;
    const event =
      cursor.source.kind === 'tick' ? cursor.tick() : cursor.source.kind === 'trade' ? cursor.trade() : cursor.book();
    if (cursor.step === 0) {
      if (cursor.matches) trading.feed(event);
      // What the market's doing answers is back before the data is seen, where both take no time.
      if (trading.nextAnswerMs <= timeMs) {
        cursor.step = 1;
        return;
      }
    }
    const price =
      event.type === 'tick'
        ? (event.last ?? middle(event.bid, event.ask))
        : event.type === 'trade'
          ? event.price
          : middle(event.bids[0]?.price, event.asks[0]?.price);
    this.endRow(cursor, price);
    if (cursor.makesTicks) {
      const made =
        event.type === 'book'
          ? { ...cursor.tickAt(price, timeMs), bid: event.bids[0]?.price, ask: event.asks[0]?.price, last: undefined }
          : cursor.tickAt(price, timeMs);
      this.show(made, timeMs);
      this.noteTick(cursor, timeMs);
    } else if (event.type === 'tick') this.noteTick(cursor, timeMs);
    if (event.type === 'trade') this.parts.beats.noteTrade(timeMs);
    this.show(event, timeMs);
    this.sampleAt(timeMs);
  }

  /** The row is over; the next one of its source comes. Before strategies see the row, so that all their doing comes after it. */
  private endRow(cursor: SourceCursor, price: number): void {
    cursor.lastPrice = price;
    this.rowMs = cursor.endMs;
    cursor.row += 1;
    if (cursor.isStarving) {
      this.recorder.noteRows(cursor, 0, cursor.row);
    } else this.enterRow(cursor);
  }

  private enterRow(cursor: SourceCursor): void {
    if (cursor.columns === undefined || cursor.isStarving) return;
    if (cursor.source.kind !== 'bar') {
      cursor.step = 0;
      cursor.nextMs = cursor.startMs;
      return;
    }
    this.walk.enter(cursor);
  }

  private noteTick(cursor: SourceCursor, timeMs: number): void {
    if (this.parts.pacedTicks.has(cursor.instrument.id)) this.parts.beats.noteTick(timeMs);
  }

  private show(event: TraderEvent, timeMs: number): void {
    if (!this.parts.delaysFeed) this.process(event, timeMs);
    else this.feed.push(event, timeMs + this.trading.feedDelayMs(timeMs));
  }

  private sampleAt(timeMs: number): void {
    if (timeMs >= this.recorder.nextSampleMs) this.recorder.sample(timeMs);
  }

  private carryOut(output: EngineOutput, timeMs: number): void {
    if (output.records.length > 0) this.recorder.noteOutput(output, timeMs);
    if (output.effects.length > 0) for (const effect of output.effects) this.perform(effect, timeMs);
    if (output.records.some(changesStops)) this.walk.noteStops(timeMs);
  }

  private perform(effect: Effect, timeMs: number): void {
    const { trading } = this;
    switch (effect.type) {
      case 'place':
        trading.place(effect.order.terms, timeMs);
        return;
      case 'cancel':
        trading.cancel(effect.intent.clientOrderId, effect.intent.instrumentId, timeMs);
        return;
      case 'look-up': {
        const { clientOrderId } = effect.query;
        this.feed.push({ type: 'look-up-outcome', clientOrderId, outcome: trading.find(clientOrderId) }, timeMs);
        return;
      }
      case 'read-account': {
        const { reason } = effect;
        const [openOrders, balances] = [trading.openOrders(), trading.balances()];
        this.feed.push({ type: 'account-snapshot', openOrders, balances, reason }, timeMs);
        return;
      }
      case 'set-timer':
        this.timers.set(effect.strategy, effect.name, timeMs + effect.delayMs);
        return;
      case 'clear-timer':
        this.timers.clear(effect.strategy, effect.name);
        return;
      default:
        effect satisfies never;
    }
  }
}

/** At equal times markets move before strategies are shown anything, and stops that the engine holds see prices before all others. */
function goesFirst(cursor: SourceCursor, other: SourceCursor): boolean {
  return cursor.nextMs === other.nextMs && rankOf(cursor) < rankOf(other);
}

function rankOf({ source, step, isShowing, isGuarded }: SourceCursor): number {
  if (source.kind !== 'bar') return 0;
  if (isShowing) return isGuarded ? 1 : 2;
  return step === wholeStep || step === shownStep ? 2 : 0;
}

function changesStops({ type }: TraderRecord): boolean {
  return type === 'contingent-order-requested' || type === 'contingent-order-changed';
}

function middle(bid: number | undefined, ask: number | undefined): number {
  if (bid === undefined) return ask ?? Number.NaN;
  return ask === undefined ? bid : (bid + ask) / 2;
}
