import type { Bar, Book, BookLevel, Gap, Instrument, InstrumentId, Tick, Trade } from '@trader/core';
import type {
  BarColumns,
  BookColumns,
  MarketColumns,
  MarketGap,
  TickColumns,
  TradeColumns,
} from '../market-data/market-columns.ts';
import { invalidRow } from '../market-data/market-data-error.ts';
import type { MarketRange, MarketSource } from '../market-data/market-source.ts';
import type { FedMarket } from '../trading/fed-market.ts';
import { PricePath } from '../trading/price-path.ts';
import type { PlannedSource } from './feed-plan.ts';

/** The present row of one source, and the way to the next. */
export class SourceCursor {
  /** The source. */
  readonly source: MarketSource;
  /** The rules of its market. */
  readonly instrument: Instrument;
  /** Whether own orders fill against it. */
  readonly matches: boolean;
  /** Whether ticks are made of it. */
  readonly makesTicks: boolean;
  /** The way of prices within the present bar. */
  readonly path = new PricePath();
  /** When the present row goes on, in milliseconds since the epoch; `Infinity` at the end of the source. */
  nextMs = Number.POSITIVE_INFINITY;
  /** Which step of the row comes next; the driver's own. Of a bar that is walked: the point of its way. */
  step = 0;
  /** Within a bar that is walked: where its market is. */
  price = Number.NaN;
  /** When it got there, in milliseconds since the epoch. */
  priceMs = Number.NaN;
  /** A price on the way to the next point where the market stops before; `NaN` without one. */
  via = Number.NaN;
  /** Whether the market is on the way between two points. */
  isBetween = false;
  /** Whether the price is to be shown as a tick before the market goes on. */
  isShowing = false;
  /** Whether the engine holds a stop here. */
  isGuarded = false;
  /** The chunk that the row is in. */
  columns: MarketColumns | undefined = undefined;
  /** The row within the chunk. */
  row = 0;
  /** Where own orders fill; set before the first row goes on. */
  market: FedMarket | undefined = undefined;
  /** The price at the end of the row before; the first price before that. */
  lastPrice = Number.NaN;
  private readonly id: InstrumentId;
  private readonly symbol: string;
  private readonly iterator: Iterator<MarketColumns> | AsyncIterator<MarketColumns>;
  private lastMs = Number.NEGATIVE_INFINITY;
  private rowsBefore = 0;

  /** @param planned - What to read; @param range - which part of it. */
  constructor({ source, instrument, matches, makesTicks }: PlannedSource, range: MarketRange) {
    this.source = source;
    this.instrument = instrument;
    this.matches = matches;
    this.makesTicks = makesTicks;
    this.id = instrument.id;
    this.symbol = instrument.symbol;
    const chunks = source.chunks(range);
    this.iterator = Symbol.iterator in chunks ? chunks[Symbol.iterator]() : chunks[Symbol.asyncIterator]();
  }

  /** Whether the chunk is used up and the next one has to be fetched. */
  get isStarving(): boolean {
    return this.columns !== undefined && this.row >= this.columns.length;
  }

  /** Recorded gaps of the present chunk. */
  get gaps(): readonly MarketGap[] {
    return this.columns?.gaps ?? noGaps;
  }

  /** Reads the next chunk; a promise where the source is asynchronous. */
  readChunk(): Promise<void> | undefined {
    const next = this.iterator.next();
    if (!('then' in next)) {
      this.take(next);
      return undefined;
    }
    return next.then(result => this.take(result));
  }

  /** Gives the source up. */
  async close(): Promise<void> {
    await this.iterator.return?.();
  }

  /** When the present row begins: a bar at its open, everything else when it happened. */
  get startMs(): number {
    const { columns, row } = this;
    if (columns === undefined) return Number.POSITIVE_INFINITY;
    return (columns.kind === 'bar' ? columns.openTimeMs : columns.timeMs)[row] as number;
  }

  /** When the present row is complete: a bar at its close, everything else when it happened. */
  get endMs(): number {
    const { columns } = this;
    return columns?.kind === 'bar' ? this.startMs + columns.intervalMs : this.startMs;
  }

  /** The first price of the present row; `NaN` when it has none. */
  get firstPrice(): number {
    const { columns, row } = this;
    switch (columns?.kind) {
      case 'bar':
        return columns.open[row] as number;
      case 'trade':
        return columns.price[row] as number;
      case 'tick':
        return columns.bid[row] as number;
      case 'book':
        return columns.bidPrice[row * columns.depth] as number;
      default:
        return Number.NaN;
    }
  }

  /** Puts the way of prices at the present bar. */
  beginPath(): void {
    const { row } = this;
    const columns = this.columns as BarColumns;
    const { openTimeMs, intervalMs, open, high, low, close, volume } = columns;
    const startMs = openTimeMs[row] as number;
    this.path.begin(
      startMs,
      startMs + intervalMs,
      open[row] as number,
      high[row] as number,
      low[row] as number,
      close[row] as number,
      volume[row] as number,
    );
  }

  /** The present row as a bar. */
  bar(): Bar {
    const { row } = this;
    const { openTimeMs, intervalMs, open, high, low, close, volume } = this.columns as BarColumns;
    const startMs = openTimeMs[row] as number;
    return {
      type: 'bar',
      instrumentId: this.id,
      symbol: this.symbol,
      intervalMs,
      openTimeMs: startMs,
      open: open[row] as number,
      high: high[row] as number,
      low: low[row] as number,
      close: close[row] as number,
      volume: volume[row] as number,
      timeMs: startMs + intervalMs,
    };
  }

  /** The present row as a tick. */
  tick(): Tick {
    const { row } = this;
    const { timeMs, bid, ask, last } = this.columns as TickColumns;
    return {
      type: 'tick',
      instrumentId: this.id,
      symbol: this.symbol,
      bid: quoted(bid[row] as number),
      ask: quoted(ask[row] as number),
      last: quoted(last[row] as number),
      timeMs: timeMs[row] as number,
    };
  }

  /** A tick of one price, made now. */
  tickAt(price: number, timeMs: number): Tick {
    return { type: 'tick', instrumentId: this.id, symbol: this.symbol, bid: price, ask: price, last: price, timeMs };
  }

  /** The present row as a trade. */
  trade(): Trade {
    const { row } = this;
    const { timeMs, price, quantity, takerSide, tradeId, firstRow } = this.columns as TradeColumns;
    const at = price[row] as number;
    const side = takerSide[row] as number;
    return {
      type: 'trade',
      instrumentId: this.id,
      symbol: this.symbol,
      price: at,
      quantity: quantity[row] as number,
      takerSide: side > 0 ? 'buy' : side < 0 ? 'sell' : undefined,
      tradeId: tradeId?.[row] ?? String(firstRow + row),
      count: 1,
      firstPrice: at,
      highPrice: at,
      lowPrice: at,
      timeMs: timeMs[row] as number,
    };
  }

  /** The present row as a book. */
  book(): Book {
    const { row } = this;
    const { timeMs, depth, bidPrice, bidQuantity, askPrice, askQuantity } = this.columns as BookColumns;
    return {
      type: 'book',
      instrumentId: this.id,
      symbol: this.symbol,
      bids: levels(bidPrice, bidQuantity, row * depth, depth),
      asks: levels(askPrice, askQuantity, row * depth, depth),
      sequence: undefined,
      timeMs: timeMs[row] as number,
    };
  }

  /** A recorded gap as the engine hears of it. */
  gap({ fromMs, toMs, reason }: MarketGap): Gap {
    return { type: 'gap', stream: 'market', instrumentId: this.id, fromMs, toMs, reason };
  }

  private take(result: IteratorResult<MarketColumns>): void {
    this.rowsBefore += this.columns?.length ?? 0;
    this.row = 0;
    this.columns = result.done === true ? undefined : result.value;
    if (this.columns === undefined) this.nextMs = Number.POSITIVE_INFINITY;
    else if (this.columns.length > 0) this.checkOrder(this.columns);
  }

  /** The guard against information from the future: a row that is older than the one before would come too late. */
  private checkOrder(columns: MarketColumns): void {
    const times = columns.kind === 'bar' ? columns.openTimeMs : columns.timeMs;
    const apartMs = columns.kind === 'bar' ? columns.intervalMs : 0;
    let last = this.lastMs;
    for (let row = 0; row < columns.length; row += 1) {
      const timeMs = times[row] as number;
      if (!(timeMs >= last + apartMs)) {
        const place = { source: this.source.name, row: this.rowsBefore + row };
        const reason = `comes after ${last}; rows must be sorted by time, oldest first, and bars must not overlap`;
        throw invalidRow(place, { column: 'timeMs', value: String(timeMs), reason });
      }
      last = timeMs;
    }
    this.lastMs = last;
  }
}

const noGaps: readonly MarketGap[] = [];

function quoted(price: number): number | undefined {
  return Number.isNaN(price) ? undefined : price;
}

function levels(prices: Float64Array, quantities: Float64Array, from: number, depth: number): readonly BookLevel[] {
  const made: BookLevel[] = [];
  for (let index = from; index < from + depth; index += 1) {
    const price = prices[index] as number;
    if (Number.isNaN(price)) break;
    made.push({ price, quantity: quantities[index] as number });
  }
  return made;
}
