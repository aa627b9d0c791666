import type { BrokerageEvent, Instrument, MarketSubscription } from '@trader/core';
import { getOrderBookTop, listPublicTrades, listTickers } from '../http/endpoints/market-data.ts';
import type { LunoReader } from '../http/luno-reader.ts';
import type { FaultReporter } from '../luno-faults.ts';
import type { LunoMarkets } from '../luno-markets.ts';
import { orderBookToCore, tickerToCore } from '../translate/market-data-to-core.ts';
import { marketStatusToCore } from '../translate/market-to-core.ts';
import { publicTradeToCore } from '../translate/trade-to-core.ts';
import { tickerWire } from '../wire/market-wire.ts';
import type { PublicTradeWire } from '../wire/trade-wire.ts';

/** What polling needs from its owner. */
export interface PollerParts {
  /** Reads from Luno. */
  readonly reader: LunoReader;
  /** The instruments; hears of changed ones. */
  readonly markets: LunoMarkets;
  /** Hears of rows that cannot be read. */
  readonly faults: FaultReporter;
  /** Our time now, in milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Luno's time now, in milliseconds since the epoch, as well as it is known. */
  readonly serverNowMs: () => number;
  /** Where market data goes. */
  readonly emit: (event: BrokerageEvent) => void;
}

/** One instrument that is polled. */
export interface Polled {
  /** The instrument as it is now. */
  instrument: Instrument;
  /** Whether anyone still wants it; answers that arrive afterwards are dropped. */
  isWanted: boolean;
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
export class MarketPoller {
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
    const { reader, faults } = this.#parts;
    const bySymbol = new Map(polled.map(each => [each.instrument.symbol, each]));
    const { value, times } = await listTickers(reader, [...bySymbol.keys()], signal);
    for (const row of value.tickers) {
      const parsed = tickerWire.safeParse(row);
      if (!parsed.success) {
        faults.report('unreadable', 'tickers', 'Luno told a ticker that cannot be read; it is left out', 'degraded');
        continue;
      }
      const each = bySymbol.get(parsed.data.pair);
      if (each?.isWanted !== true) continue;
      this.#status(each, parsed.data.status);
      this.#parts.emit(tickerToCore(parsed.data, each.instrument, times?.dateMs));
    }
  }

  /** A ticker also tells whether the market takes orders: halts show here first. */
  #status(polled: Polled, word: string | undefined): void {
    const { markets, nowMs, emit } = this.#parts;
    const status = word === undefined ? 'unknown' : marketStatusToCore(word);
    if (status === 'unknown' || status === polled.instrument.status) return;
    polled.instrument = polled.instrument.withStatus(status);
    markets.replace(polled.instrument);
    emit({ type: 'instrument', instrument: polled.instrument, timeMs: nowMs() });
  }

  async #book(polled: Polled, signal: AbortSignal | undefined): Promise<void> {
    const { value } = await getOrderBookTop(this.#parts.reader, polled.instrument.symbol, signal);
    if (polled.isWanted) this.#parts.emit(orderBookToCore(value, polled.instrument, polled.subscription.bookDepth));
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
    // Another poll may have ended meanwhile: what it told is known.
    const known = polled.newest;
    const fresh = oldestFirst.filter(trade => known === undefined || BigInt(trade.sequence) > known.sequence);
    const last = fresh.at(-1);
    if (last !== undefined) polled.newest = { sequence: BigInt(last.sequence), timeMs: last.timestamp };
    // A market without trades has a beginning all the same: whatever comes next is new, also when our clock is ahead.
    else polled.newest ??= { sequence: -1n, timeMs: nowMs - tradeAgeMaxMs };
    if (known !== undefined && polled.isWanted) this.#emitTrades(instrument, fresh, value.trades.length, known.timeMs);
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
