import type { Bar, Book, BookLevel, Decimal, Instrument, Tick } from '@trader/core';
import type { CandleWire, OrderBookWire, TickerWire } from '../wire/market-wire.ts';

/**
 * Best prices. Luno writes 0.00 for a side without orders, which becomes `undefined`.
 *
 * @param replyTimeMs - Luno's time of the reply when known: a ticker's own time is that of its last change, minutes ago on a
 * quiet market, while the reply says that it is so still.
 */
export function tickerToCore(ticker: TickerWire, instrument: Instrument, replyTimeMs: number | undefined): Tick {
  return {
    type: 'tick',
    instrumentId: instrument.id,
    symbol: instrument.symbol,
    bid: priceOrNothing(ticker.bid),
    ask: priceOrNothing(ticker.ask),
    last: priceOrNothing(ticker.last_trade),
    timeMs: Math.max(ticker.timestamp, replyTimeMs ?? 0),
  };
}

/** The best levels, at most `depth` per side, best first. */
export function orderBookToCore(book: OrderBookWire, instrument: Instrument, depth: number): Book {
  return {
    type: 'book',
    instrumentId: instrument.id,
    symbol: instrument.symbol,
    bids: levels(book.bids, depth, (a, b) => b.price.compare(a.price)),
    asks: levels(book.asks, depth, (a, b) => a.price.compare(b.price)),
    sequence: undefined,
    timeMs: book.timestamp,
  };
}

/** A bar; Luno's time is its start. */
export function candleToCore(candle: CandleWire, instrument: Instrument, intervalMs: number): Bar {
  return {
    type: 'bar',
    instrumentId: instrument.id,
    symbol: instrument.symbol,
    intervalMs,
    openTimeMs: candle.timestamp,
    open: candle.open.toNumber(),
    high: candle.high.toNumber(),
    low: candle.low.toNumber(),
    close: candle.close.toNumber(),
    volume: candle.volume.toNumber(),
    timeMs: candle.timestamp + intervalMs,
  };
}

type Level = OrderBookWire['bids'][number];

function levels(
  rows: readonly Level[],
  depth: number,
  bestFirst: (a: Level, b: Level) => number,
): readonly BookLevel[] {
  return rows
    .toSorted(bestFirst)
    .slice(0, depth)
    .map(({ price, volume }) => ({ price: price.toNumber(), quantity: volume.toNumber() }));
}

function priceOrNothing(price: Decimal | undefined): number | undefined {
  return price?.isPositive() === true ? price.toNumber() : undefined;
}
