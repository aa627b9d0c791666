import type { CandleBook } from '../exchange/candle-book.ts';
import type { MarketFeed, MarketFrameListener } from '../stream/market-feed.ts';
import { writeJson } from '../wire/json-text.ts';
import { RecordedBook } from './recorded-book.ts';
import { type Recording, readUpdate } from './recording.ts';

/** Sends recorded frames unchanged, and keeps the book that they describe for snapshots and REST. */
export class RecordedStream implements MarketFeed {
  /** The book at this point of the recording. */
  readonly book: RecordedBook;
  readonly #recording: Recording;
  readonly #candles: CandleBook;
  readonly #listeners = new Set<MarketFrameListener>();
  #next = 0;
  #sequence: bigint;
  #status: string;
  #lastUpdateMs = 0;

  /**
   * @param recording - What is played.
   * @param candles - Where its trades are noted.
   */
  constructor(recording: Recording, candles: CandleBook) {
    this.#recording = recording;
    this.#candles = candles;
    this.#sequence = BigInt(recording.snapshot.sequence);
    this.#status = recording.snapshot.status ?? 'ACTIVE';
    this.book = new RecordedBook(recording.snapshot);
  }

  /** Sequence of the newest update. */
  sequence(): bigint {
    return this.#sequence;
  }

  /** When the last update was sent, in milliseconds since the epoch. */
  lastUpdateMs(): number {
    return this.#lastUpdateMs;
  }

  /** Recorded time of the next update, in milliseconds since the epoch; `undefined` at the end. */
  nextRecordedMs(): number | undefined {
    const frame = this.#recording.frames[this.#next];
    return frame === undefined ? undefined : readUpdate(frame).timestamp;
  }

  /** Sends the next recorded frame; does nothing at the end. */
  step(timeMs: number): void {
    const frame = this.#recording.frames[this.#next];
    if (frame === undefined) return;
    this.#next += 1;
    const update = readUpdate(frame);
    this.#sequence = BigInt(update.sequence);
    this.#status = update.status_update?.status ?? this.#status;
    this.#lastUpdateMs = timeMs;
    for (const trade of this.book.apply(update, timeMs)) this.#candles.note(trade);
    for (const listener of this.#listeners) listener(frame);
  }

  /** The whole state as the first frame of a session. */
  snapshot(timeMs: number): string {
    const { asks, bids } = this.book.orders();
    const rows = (orders: typeof asks) =>
      orders.map(order => ({ id: order.orderId, price: order.price.toString(), volume: order.quantity.toString() }));
    const sequence = this.#sequence.toString();
    return writeJson({ sequence, asks: rows(asks), bids: rows(bids), status: this.#status, timestamp: timeMs });
  }

  /** Hears every frame from now on; the returned function ends it. */
  subscribe(listener: MarketFrameListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The recording says what is sent. */
  noOp(): void {}

  /** The recording says what is sent. */
  statusChanged(): void {}

  /** The recording says what is sent. */
  skipSequence(): void {}
}
