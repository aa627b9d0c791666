import {
  type Bar,
  type BrokerageEvent,
  type CallOptions,
  type Gauge,
  type InstrumentId,
  isTradingError,
  type MarketData,
  type MarketSubscription,
  TradingError,
} from '@trader/core';
import { listTickers } from '../http/endpoints/market-data.ts';
import { createMarketStream, type MarketStream } from '../stream/market-stream.ts';
import type { StreamOptions } from '../stream/stream-link.ts';
import { waitForStream } from '../wait-for-stream.ts';
import { tickerWire } from '../wire/market-wire.ts';
import { type HistoryParts, type HistoryQuery, readHistory } from './read-history.ts';

/** What streamed market data needs from its owner. */
export interface StreamedMarketDataParts extends HistoryParts {
  /** What every stream needs; its sink is where market data goes. */
  readonly stream: StreamOptions;
}

/** Luno allows 50 streams per user; one of them is the user stream. */
const marketStreamsMax = 49;

/** Market data over one stream per instrument. */
export class StreamedMarketData implements MarketData {
  readonly #parts: StreamedMarketDataParts;
  readonly #streams = new Map<InstrumentId, MarketStream>();
  readonly #listeners = new Map<InstrumentId, ReadonlySet<(message: string) => void>>();
  #isClosed = false;

  constructor(parts: StreamedMarketDataParts) {
    this.#parts = parts;
  }

  /**
   * Opens the instrument's stream and resolves with its first snapshot, or when the signal aborts; then the stream goes on trying.
   *
   * @throws `instrument/unknown`, `brokerage/unsupported` for more streams than Luno allows, `brokerage/unreachable` when it does not
   * come up in time, and Luno's refusals. A stream that was there before and is only down goes on trying.
   */
  async subscribe(subscription: MarketSubscription, options: CallOptions): Promise<void> {
    const { stream, isNew } = await this.#streamFor(subscription, options);
    try {
      await waitForStream(stream, `market stream ${stream.instrument.symbol}`, this.#parts.settings, options.signal);
    } catch (error) {
      if (isTradingError(error, 'system/aborted') && options.signal?.aborted === true) return;
      if (isNew || !isTradingError(error, 'brokerage/unreachable')) await this.unsubscribe(stream.instrument.id);
      throw error;
    }
  }

  /** Closes the instrument's stream. */
  async unsubscribe(instrumentId: InstrumentId): Promise<void> {
    const stream = this.#streams.get(instrumentId);
    this.#streams.delete(instrumentId);
    await stream?.stop();
  }

  /** Tells the present ticks again; streams that are down say nothing. */
  async pull(): Promise<void> {
    for (const stream of this.#streams.values()) stream.repeatTick();
  }

  /** Complete bars between two moments, oldest first. */
  history(query: HistoryQuery, options: CallOptions): Promise<readonly Bar[]> {
    return readHistory(this.#parts, query, options);
  }

  /** Hears every message of an instrument's stream as Luno sent it, from the next connection on. */
  listen(instrumentId: InstrumentId, listener: (message: string) => void): () => void {
    const others = (): ReadonlySet<(message: string) => void> => this.#listeners.get(instrumentId) ?? new Set();
    this.#listeners.set(instrumentId, new Set([...others(), listener]));
    return () => {
      this.#listeners.set(instrumentId, new Set([...others()].filter(other => other !== listener)));
    };
  }

  /** How large every book is, and how many streams there are. */
  gauges(): readonly Gauge[] {
    const streams = [...this.#streams.values()];
    return [
      { name: 'market streams', size: streams.length, sizeMax: marketStreamsMax },
      ...streams.flatMap(({ instrument, book }) =>
        book === undefined
          ? []
          : [{ name: `book orders of ${instrument.symbol}`, size: book.size, sizeMax: book.ordersMax }],
      ),
    ];
  }

  /** Closes every stream; resolves when no timer and no socket is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#streams.keys()].map(id => this.unsubscribe(id)));
  }

  async #streamFor(
    subscription: MarketSubscription,
    options: CallOptions,
  ): Promise<{ readonly stream: MarketStream; readonly isNew: boolean }> {
    const { settings, markets, stream: shared } = this.#parts;
    const instrument = await markets.requireId(subscription.instrumentId, options.signal);
    if (this.#isClosed) throw closed(instrument.symbol);
    const { tick, trade, bookDepth } = subscription;
    const wishes = { tick, trade, bookDepth: Math.min(bookDepth, settings.bookDepth) };
    const present = this.#streams.get(instrument.id);
    if (present !== undefined) {
      present.setWishes(wishes);
      return { stream: present, isNew: false };
    }
    if (this.#streams.size >= marketStreamsMax) throw this.#tooMany();
    const sink = (event: BrokerageEvent): void => this.#hear(event);
    const onMessage = (text: string): void => {
      for (const listener of this.#listeners.get(instrument.id) ?? []) listener(text);
    };
    const stream = createMarketStream({ ...shared, sink, instrument, wishes, onMessage });
    this.#streams.set(instrument.id, stream);
    stream.start();
    return { stream, isNew: true };
  }

  #hear(event: BrokerageEvent): void {
    const { markets, stream } = this.#parts;
    if (event.type === 'instrument') markets.replace(event.instrument);
    stream.sink(event);
    // The stream's snapshot holds no last price: the ticker does.
    if (event.type === 'link' && event.state === 'up' && event.instrumentId !== undefined) {
      void this.#offerLastPrice(event.instrumentId);
    }
  }

  /** Without it the last price stays open until the next trade, which is honest: failures change nothing. */
  async #offerLastPrice(instrumentId: InstrumentId): Promise<void> {
    const stream = this.#streams.get(instrumentId);
    if (stream === undefined) return;
    const { symbol } = stream.instrument;
    try {
      const { value } = await listTickers(this.#parts.reader, [symbol], undefined);
      const row = tickerWire.safeParse(value.tickers[0]).data;
      if (row?.pair === symbol && row.last_trade?.isPositive() === true)
        stream.offerLastPrice(row.last_trade.toNumber());
    } catch (error) {
      this.#parts.stream.logger.debug('luno told no last price', { symbol, error });
    }
  }

  #tooMany(): TradingError<'brokerage/unsupported'> {
    const capability = `more than ${marketStreamsMax} market streams`;
    const message = `Luno allows no ${capability} at once: subscribe fewer symbols, or poll with streams.market false`;
    return new TradingError('brokerage/unsupported', message, { brokerage: this.#parts.settings.name, capability });
  }
}

function closed(symbol: string): TradingError<'system/wrong-state'> {
  const operation = `subscribe ${symbol}`;
  return new TradingError('system/wrong-state', `Luno cannot ${operation}: the brokerage is closed`, {
    state: 'closed',
    operation,
  });
}
