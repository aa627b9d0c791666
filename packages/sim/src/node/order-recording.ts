import { Decimal, isTradingError, type OrderMessage } from '@trader/core';
import { invalidRow } from '../market-data/market-data-error.ts';
import type { OrderColumns, OrderSource } from '../market-data/order-columns.ts';
import { OrderEncoder, type OrderScales, UnfitAmount } from '../market-data/order-encoder.ts';
import { isOwnLine } from './recording/recording-line.ts';
import { listFiles, toList } from './text/list-files.ts';
import { readBlocks } from './text/read-blocks.ts';
import { unreadableFile } from './unreadable-file.ts';

/** Rows of a chunk at least, but for the last one. */
const chunkRowsMin = 16_384;

/** Decimals of quantities at least: what exchanges of this kind have. */
const quantityDecimalsMin = 8;
/** Decimals of prices at least. */
const priceDecimalsMin = 2;

/** A recorded order-by-order stream as text: one message per line. */
export interface OrderRecordingOptions {
  /** The file, or files that continue each other; gzip is unpacked. */
  readonly file: string | readonly string[];
  /** The exchange's market name, such as `XBTZAR`. */
  readonly symbol: string;
  /** Reads one line in the exchange's words: `readRecordedMessage` of an adapter. `undefined`: the line says nothing about the book. */
  readonly readMessage: (line: string) => OrderMessage | undefined;
  /** Decimals of prices. Default: what the first snapshot has, at least 2. */
  readonly priceDecimals?: number;
  /** Decimals of quantities. Default: what the first snapshot has, at least 8. */
  readonly quantityDecimals?: number;
}

/**
 * A recorded order-by-order stream, read anew for every run, in bounded memory: make trades, ticks or books of it, or write it to a
 * column file once, which is read more than ten times as fast. Messages that are missing or contradict the book are told as gaps up to the next
 * snapshot; a last line that was cut off within is left out.
 *
 * @throws while it is read: `market-data/invalid` with file, line and value for lines that the adapter cannot read and amounts with
 * more decimals than the scale; `market-data/unreadable`.
 */
export function orderRecording(options: OrderRecordingOptions): OrderSource {
  const files = toList(options.file);
  return {
    name: files.join(', '),
    symbol: options.symbol,
    kind: 'order',
    rows: undefined,
    async *chunks({ toMs, signal }) {
      const reading = new RecordingReader(options);
      for (const file of await listFiles(files, 'order')) {
        for await (const columns of reading.read(file)) {
          signal?.throwIfAborted();
          yield columns;
          if (toMs !== undefined && (columns.timeMs[columns.length - 1] ?? 0) >= toMs) return;
        }
      }
      const rest = reading.finish();
      if (rest.length > 0) yield rest;
      if (reading.messages === 0)
        throw unreadableFile(files.join(', '), 'it has no snapshot; name a recording that begins with one');
    },
  };
}

class RecordingReader {
  readonly #options: OrderRecordingOptions;
  #encoder: OrderEncoder | undefined;
  #scales: OrderScales = { priceDecimals: 0, quantityDecimals: 0 };

  constructor(options: OrderRecordingOptions) {
    this.#options = options;
  }

  get messages(): number {
    return this.#encoder?.messages ?? 0;
  }

  async *read(file: string): AsyncGenerator<OrderColumns, void> {
    for await (const { text, firstLine } of readBlocks(file)) {
      let line = firstLine;
      for (let start = 0; start < text.length; line += 1) {
        const found = text.indexOf('\n', start);
        const end = found < 0 ? text.length : found;
        this.#take(file, text.slice(start, end), line, found < 0);
        start = end + 1;
      }
      if (this.#encoder !== undefined && this.#encoder.length >= chunkRowsMin) yield this.#encoder.take();
    }
  }

  finish(): OrderColumns {
    return (this.#encoder ?? new OrderEncoder(this.#scales)).take();
  }

  #take(file: string, text: string, line: number, isLast: boolean): void {
    const message = this.#readLine(file, text, line, isLast);
    if (message === undefined) return;
    if (this.#encoder === undefined) {
      // What comes before the first snapshot cannot be placed.
      if (message.kind !== 'snapshot') return;
      this.#scales = scalesFor(message, this.#options);
      this.#encoder = new OrderEncoder(this.#scales);
    }
    try {
      this.#encoder.add(message);
    } catch (error) {
      if (!(error instanceof UnfitAmount)) throw error;
      const decimals = error.field === 'price' ? this.#scales.priceDecimals : this.#scales.quantityDecimals;
      const reason = `does not fit ${decimals} decimals in 15 digits; give ${error.field}Decimals`;
      throw invalidRow({ source: file, line }, { column: error.field, value: error.value, reason }, { cause: error });
    }
  }

  #readLine(file: string, text: string, line: number, isLast: boolean): OrderMessage | undefined {
    // What is missing shows in the messages themselves: their numbers, and a snapshot for every connection.
    if (text === '' || text === '\r' || isOwnLine(text)) return undefined;
    try {
      return this.#options.readMessage(text);
    } catch (error) {
      // The recorder was killed while it wrote.
      if (isLast) return undefined;
      const why = isTradingError(error, 'brokerage/unreadable') ? error.context.reason : (error as Error).message;
      const reason = `is not a message that the adapter can read (${why}); take the line out`;
      throw invalidRow({ source: file, line }, { column: undefined, value: text, reason }, { cause: error });
    }
  }
}

function scalesFor(message: Extract<OrderMessage, { kind: 'snapshot' }>, options: OrderRecordingOptions): OrderScales {
  const orders = [...message.bids, ...message.asks];
  const most = (texts: readonly string[], least: number): number =>
    texts.reduce((decimals, text) => Math.max(decimals, Decimal.parse(text).decimalPlaces()), least);
  return {
    priceDecimals:
      options.priceDecimals ??
      most(
        orders.map(({ price }) => price),
        priceDecimalsMin,
      ),
    quantityDecimals:
      options.quantityDecimals ??
      most(
        orders.map(({ quantity }) => quantity),
        quantityDecimalsMin,
      ),
  };
}
