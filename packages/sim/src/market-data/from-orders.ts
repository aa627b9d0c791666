import { BookReplay } from './book-replay.ts';
import type { BookColumns, MarketColumns, MarketGap, TickColumns, TradeColumns } from './market-columns.ts';
import { invalidOption } from './market-data-error.ts';
import type { MarketRange, MarketSource } from './market-source.ts';
import { type OrderColumns, type OrderSource, orderActions, orderMessageEnd } from './order-columns.ts';
import { cutToRange } from './slice-columns.ts';

/** Levels per side that a source of books may have. */
const depthMax = 1_000;

/** Trades out of an order-by-order recording: price and taker's side are the maker's to tell. */
export function tradesFromOrders(source: OrderSource): MarketSource<TradeColumns> {
  return derive(source, 'trade', 'trades', () => new TradeDeriver());
}

/** Ticks out of an order-by-order recording: best prices and last trade, told whenever one of the three changes. */
export function ticksFromOrders(source: OrderSource): MarketSource<TickColumns> {
  return derive(source, 'tick', 'ticks', () => new TickDeriver());
}

/**
 * The top of the book out of an order-by-order recording, told whenever one of the levels changes.
 *
 * @param depth - Levels per side, from 1 to 1,000.
 * @throws `system/invalid-options` for another depth.
 */
export function booksFromOrders(source: OrderSource, depth: number): MarketSource<BookColumns> {
  if (!Number.isInteger(depth) || depth < 1 || depth > depthMax) {
    throw invalidOption('depth', depth, `give a whole number from 1 to ${depthMax}`);
  }
  return derive(source, 'book', `books of ${depth} levels`, () => new BookDeriver(depth));
}

/** Makes rows of what a recording does to a book. */
interface Deriver<C extends MarketColumns> {
  take(columns: OrderColumns, gaps: readonly MarketGap[] | undefined): C;
}

function derive<C extends MarketColumns>(
  source: OrderSource,
  kind: C['kind'],
  what: string,
  create: () => Deriver<C>,
): MarketSource<C> {
  const { name, symbol } = source;
  return {
    name: `${name} as ${what}`,
    symbol,
    kind,
    intervalMs: undefined,
    rows: undefined,
    chunks: range => {
      const chunks = source.chunks(range);
      const deriver = create();
      return Symbol.asyncIterator in chunks ? deriveLater(chunks, range, deriver) : deriveNow(chunks, range, deriver);
    },
  };
}

function* deriveNow<C extends MarketColumns>(
  chunks: Iterable<OrderColumns>,
  range: MarketRange,
  deriver: Deriver<C>,
): Generator<C, void> {
  const carry = new GapCarry();
  for (const columns of chunks) {
    range.signal?.throwIfAborted();
    const wanted = cutToRange(deriver.take(columns, carry.add(columns.gaps)), range);
    carry.told(wanted);
    if (wanted.length > 0) yield wanted;
    if (isBehind(columns, range)) return;
  }
}

async function* deriveLater<C extends MarketColumns>(
  chunks: AsyncIterable<OrderColumns>,
  range: MarketRange,
  deriver: Deriver<C>,
): AsyncGenerator<C, void> {
  const carry = new GapCarry();
  for await (const columns of chunks) {
    range.signal?.throwIfAborted();
    const wanted = cutToRange(deriver.take(columns, carry.add(columns.gaps)), range);
    carry.told(wanted);
    if (wanted.length > 0) yield wanted;
    if (isBehind(columns, range)) return;
  }
}

function isBehind({ length, timeMs }: OrderColumns, { toMs }: MarketRange): boolean {
  return toMs !== undefined && length > 0 && (timeMs[length - 1] as number) >= toMs;
}

/** A gap waits for the next row that is derived, which may lie chunks later. */
class GapCarry {
  #waiting: readonly MarketGap[] = [];

  add(gaps: readonly MarketGap[] | undefined): readonly MarketGap[] | undefined {
    if (gaps !== undefined) this.#waiting = [...this.#waiting, ...gaps];
    return this.#waiting.length === 0 ? undefined : this.#waiting;
  }

  told({ length }: MarketColumns): void {
    if (length > 0) this.#waiting = [];
  }
}

class TradeDeriver implements Deriver<TradeColumns> {
  readonly #book = new BookReplay();
  #row = 0;

  take(columns: OrderColumns, gaps: readonly MarketGap[] | undefined): TradeColumns {
    const { length, action, slot, price, quantity, timeMs, priceDecimals, quantityDecimals } = columns;
    const rows: number[] = [];
    const sides: number[] = [];
    let next = 0;
    while (next < length) {
      const from = next;
      // A message's trades come before its order: whose they are is known before it is applied.
      for (let row = from; row < length; row += 1) {
        const code = action[row] as number;
        if ((code & ~orderMessageEnd) === orderActions.trade) {
          rows.push(row);
          sides.push(this.#book.isAskSlot(slot[row] as number) ? 1 : -1);
        }
        if (code >= orderMessageEnd) break;
      }
      next = this.#book.applyMessage(columns, from);
    }
    const firstRow = this.#row;
    this.#row += rows.length;
    return {
      kind: 'trade',
      length: rows.length,
      ...(gaps === undefined ? {} : { gaps }),
      timeMs: Float64Array.from(rows, row => timeMs[row] as number),
      price: Float64Array.from(rows, row => toNumber(price[row] as number, priceDecimals)),
      quantity: Float64Array.from(rows, row => toNumber(quantity[row] as number, quantityDecimals)),
      takerSide: Int8Array.from(sides),
      firstRow,
    };
  }
}

class TickDeriver implements Deriver<TickColumns> {
  readonly #book = new BookReplay();
  #bid = Number.NaN;
  #ask = Number.NaN;
  #last = Number.NaN;
  #told = Number.NaN;
  #isShown = false;

  take(columns: OrderColumns, gaps: readonly MarketGap[] | undefined): TickColumns {
    const { length, timeMs, priceDecimals } = columns;
    const rows = {
      timeMs: new Float64Array(length),
      bid: new Float64Array(length),
      ask: new Float64Array(length),
      last: new Float64Array(length),
    };
    let count = 0;
    let next = 0;
    while (next < length) {
      const from = next;
      next = this.#book.applyMessage(columns, from);
      this.#noteTrades(columns, from, next);
      if (!this.#isNew()) continue;
      rows.timeMs[count] = timeMs[from] as number;
      rows.bid[count] = toNumber(this.#bid, priceDecimals);
      rows.ask[count] = toNumber(this.#ask, priceDecimals);
      rows.last[count] = toNumber(this.#last, priceDecimals);
      count += 1;
    }
    return { kind: 'tick', length: count, ...(gaps === undefined ? {} : { gaps }), ...rows };
  }

  #noteTrades({ action, price }: OrderColumns, from: number, to: number): void {
    for (let row = from; row < to; row += 1) {
      const code = (action[row] as number) & ~orderMessageEnd;
      if (code === orderActions.trade) this.#last = price[row] as number;
      // Between two connections anything may have happened, also to the last price.
      else if (code === orderActions.clear || code === orderActions.lost) this.#last = Number.NaN;
    }
  }

  /** Whether there is something to tell that was not told. */
  #isNew(): boolean {
    const { isKnown, isCrossed, bestBid, bestAsk } = this.#book;
    if (!isKnown || isCrossed) {
      this.#isShown = false;
      return false;
    }
    const isSame = Object.is(bestBid, this.#bid) && Object.is(bestAsk, this.#ask) && Object.is(this.#last, this.#told);
    if (this.#isShown && isSame) return false;
    this.#isShown = true;
    this.#bid = bestBid;
    this.#ask = bestAsk;
    this.#told = this.#last;
    return true;
  }
}

/** Rows of books that grow as they are found. */
class BookDeriver implements Deriver<BookColumns> {
  readonly #book = new BookReplay();
  readonly #depth: number;
  #shown: Float64Array | undefined;

  constructor(depth: number) {
    this.#depth = depth;
  }

  take(columns: OrderColumns, gaps: readonly MarketGap[] | undefined): BookColumns {
    const times: number[] = [];
    const tops: Float64Array[] = [];
    let next = 0;
    while (next < columns.length) {
      const from = next;
      next = this.#book.applyMessage(columns, from);
      if (!this.#book.isKnown || this.#book.isCrossed) {
        this.#shown = undefined;
        continue;
      }
      const top = this.#top(columns);
      if (this.#shown?.every((value, index) => Object.is(value, top[index])) === true) continue;
      this.#shown = top;
      times.push(columns.timeMs[from] as number);
      tops.push(top);
    }
    const depth = this.#depth;
    const column = (part: number): Float64Array => {
      const values = new Float64Array(tops.length * depth);
      for (const [row, top] of tops.entries()) values.set(top.subarray(part * depth, (part + 1) * depth), row * depth);
      return values;
    };
    const sides = { bidPrice: column(0), bidQuantity: column(1), askPrice: column(2), askQuantity: column(3) };
    const timeMs = Float64Array.from(times);
    return { kind: 'book', length: times.length, ...(gaps === undefined ? {} : { gaps }), depth, timeMs, ...sides };
  }

  /** Prices and quantities of both sides, one after the other. */
  #top({ priceDecimals, quantityDecimals }: OrderColumns): Float64Array {
    const depth = this.#depth;
    const top = new Float64Array(4 * depth).fill(Number.NaN);
    for (const [offset, side] of [
      [0, 'bids'],
      [2, 'asks'],
    ] as const) {
      const levels = Math.min(depth, this.#book.depth(side));
      for (let level = 0; level < levels; level += 1) {
        top[offset * depth + level] = toNumber(this.#book.priceAt(side, level), priceDecimals);
        top[(offset + 1) * depth + level] = toNumber(this.#book.quantityAt(side, level), quantityDecimals);
      }
    }
    return top;
  }
}

/** The double nearest to a whole number of 10^-decimals: both sides of the division are exact, so that it rounds once. */
function toNumber(units: number, decimals: number): number {
  return units / 10 ** decimals;
}
