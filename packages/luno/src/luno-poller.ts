import type { BrokerageEvent, Instrument, MarketSubscription } from '@trader/core';
import { getOrderBookTop, listPublicTrades, listTickers } from './http/endpoints/market-data.ts';
import type { LunoReader } from './http/luno-reader.ts';
import type { FaultReporter } from './luno-faults.ts';
import { orderBookToCore, tickerToCore } from './translate/market-data-to-core.ts';
import { publicTradeToCore } from './translate/trade-to-core.ts';
import { tickerWire } from './wire/market-wire.ts';
import type { PublicTradeWire } from './wire/trade-wire.ts';

/** What polling needs from its owner. */
export interface PollerParts {
  /** Reads from Luno. */
  readonly reader: LunoReader;
  /** Hears of rows that cannot be read. */
  readonly faults: FaultReporter;
  /** Luno's time now, in milliseconds since the epoch, as well as it is known. */
  readonly serverNowMs: () => number;
  /** Where market data goes. */
  readonly emit: (event: BrokerageEvent) => void;
}

/** One instrument that is polled. */
export interface Polled {
  /** The instrument. */
  readonly instrument: Instrument;
  /** What is wanted of it. */
  readonly subscription: MarketSubscription;
  /** The newest public trade told so far; `undefined` before the first poll. */
  newest: { readonly sequence: bigint; readonly timeMs: number } | undefined;
}

/** Rows that Luno's public trades have at most. */
const tradeRowsMax = 100;

/** Luno refuses trades older than 24 hours; an hour of margin. */
const tradeAgeMaxMs = 23 * 3_600_000;

/** Pulls market data over REST where no stream brings it. */
export class LunoPoller {
  readonly #parts: PollerParts;

  constructor(parts: PollerParts) {
    this.#parts = parts;
  }

  /**
   * Reads once what the given instruments want: all ticks in one call, trades and books one by one. Every part is tried.
   *
   * @throws the first failure, after all parts have ended.
   */
  async poll(polled: readonly Polled[], signal: AbortSignal | undefined): Promise<void> {
    const ticks = polled.filter(each => each.subscription.tick);
    const results = await Promise.allSettled([
      ...(ticks.length > 0 ? [this.#ticks(ticks, signal)] : []),
      ...polled.filter(each => each.subscription.trade).map(each => this.#trades(each, signal)),
      ...polled.filter(each => each.subscription.bookDepth > 0).map(each => this.#book(each, signal)),
    ]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  async #ticks(polled: readonly Polled[], signal: AbortSignal | undefined): Promise<void> {
    const { reader, faults, emit } = this.#parts;
    const bySymbol = new Map(polled.map(each => [each.instrument.symbol, each.instrument]));
    const { value, times } = await listTickers(reader, [...bySymbol.keys()], signal);
    for (const row of value.tickers) {
      const parsed = tickerWire.safeParse(row);
      if (!parsed.success) {
        faults.report('unreadable', 'tickers', 'Luno told a ticker that cannot be read; it is left out', 'degraded');
        continue;
      }
      const instrument = bySymbol.get(parsed.data.pair);
      if (instrument !== undefined) emit(tickerToCore(parsed.data, instrument, times?.dateMs));
    }
  }

  async #book({ instrument, subscription }: Polled, signal: AbortSignal | undefined): Promise<void> {
    const { value } = await getOrderBookTop(this.#parts.reader, instrument.symbol, signal);
    this.#parts.emit(orderBookToCore(value, instrument, subscription.bookDepth));
  }

  /** The first poll only finds out where the tape stands; later ones tell what came since. */
  async #trades(polled: Polled, signal: AbortSignal | undefined): Promise<void> {
    const { reader, serverNowMs } = this.#parts;
    const { instrument, newest } = polled;
    const nowMs = serverNowMs();
    // One millisecond earlier than the newest: several trades may share it, and sequences tell which are new.
    const sinceMs = newest === undefined ? undefined : Math.max(newest.timeMs - 1, nowMs - tradeAgeMaxMs);
    const { value } = await listPublicTrades(reader, { pair: instrument.symbol, sinceMs }, signal);
    const oldestFirst = value.trades.toSorted((a, b) => (BigInt(a.sequence) < BigInt(b.sequence) ? -1 : 1));
    const known = newest?.sequence;
    const fresh = oldestFirst.filter(trade => known === undefined || BigInt(trade.sequence) > known);
    const last = fresh.at(-1);
    if (last !== undefined) polled.newest = { sequence: BigInt(last.sequence), timeMs: last.timestamp };
    // A market without trades has a beginning all the same: whatever comes next is new.
    else polled.newest ??= { sequence: -1n, timeMs: nowMs };
    if (newest !== undefined) this.#emitTrades(instrument, fresh, value.trades.length, newest.timeMs);
  }

  #emitTrades(instrument: Instrument, fresh: readonly PublicTradeWire[], rows: number, knownMs: number): void {
    const { emit } = this.#parts;
    const [first] = fresh;
    if (first === undefined) return;
    if (rows >= tradeRowsMax && fresh.length === rows) {
      emit({
        type: 'gap',
        stream: 'market',
        instrumentId: instrument.id,
        fromMs: knownMs,
        toMs: first.timestamp,
        reason: `more than ${tradeRowsMax} trades since the last poll: the older ones are missing`,
      });
    }
    for (const trade of fresh) emit(publicTradeToCore(trade, instrument));
  }
}
