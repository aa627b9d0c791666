import type { ExchangeBookOrder, ExchangeEvent, ExchangeTrade, SimulatedExchange } from '@trader/sim';
import { type Json, type JsonRecord, writeJson } from '../wire/json-text.ts';
import type { NumberFormat } from '../wire/number-format.ts';
import type { MarketFeed, MarketFrameListener } from './market-feed.ts';

/** What the feed of a market of the matching engine is made of. */
export interface EngineFeedParts {
  /** Which market. */
  readonly symbol: string;
  /** Where snapshots are read. */
  readonly exchange: SimulatedExchange;
  /** How numbers are written. */
  readonly format: NumberFormat;
  /** How `trade_updates` without trades is written. */
  readonly emptyTradeUpdates: 'empty' | 'null';
  /** Luno's word for the market's status now. */
  readonly status: () => string;
  /** Sequence before the first update. */
  readonly firstSequence: bigint;
}

/** One update in the making. */
interface Draft {
  readonly trades: ExchangeTrade[];
  create: JsonRecord | null;
  deleted: string | null;
}

/** The feed of one market of the matching engine. One command makes one update, and one more for each stop order that it woke. */
export class EngineFeed implements MarketFeed {
  readonly #parts: EngineFeedParts;
  readonly #listeners = new Set<MarketFrameListener>();
  /** Orders in the book: only those are deleted. */
  readonly #resting = new Set<string>();
  #sequence: bigint;
  #lastUpdateMs = 0;

  /** @param parts - What it is made of. */
  constructor(parts: EngineFeedParts) {
    this.#parts = parts;
    this.#sequence = parts.firstSequence;
  }

  sequence(): bigint {
    return this.#sequence;
  }

  lastUpdateMs(): number {
    return this.#lastUpdateMs;
  }

  snapshot(timeMs: number): string {
    const { exchange, symbol, format, status } = this.#parts;
    const { asks, bids } = exchange.bookOrders(symbol);
    const rows = (orders: readonly ExchangeBookOrder[]): Json =>
      orders.map(order => ({ id: order.orderId, price: format(order.price), volume: format(order.quantity) }));
    const sequence = this.#sequence.toString();
    return writeJson({ sequence, asks: rows(asks), bids: rows(bids), status: status(), timestamp: timeMs });
  }

  subscribe(listener: MarketFrameListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Makes updates of what one command did to this market. */
  note(events: readonly ExchangeEvent[], timeMs: number): void {
    let draft = emptyDraft();
    for (const event of events) {
      if (!('symbol' in event) || event.symbol !== this.#parts.symbol) continue;
      if (event.type === 'order-triggered') {
        if (!isEmpty(draft)) this.#emit(draft, null, timeMs);
        draft = emptyDraft();
      }
      this.#add(draft, event);
    }
    if (!isEmpty(draft)) this.#emit(draft, null, timeMs);
  }

  noOp(timeMs: number): void {
    this.#emit(emptyDraft(), null, timeMs);
  }

  statusChanged(status: string, timeMs: number): void {
    this.#emit(emptyDraft(), status, timeMs);
  }

  skipSequence(): void {
    this.#sequence += 1n;
  }

  #add(draft: Draft, event: ExchangeEvent): void {
    const { format } = this.#parts;
    if (event.type === 'trade') {
      draft.trades.push(event);
      if (event.makerFilled) this.#resting.delete(event.makerOrderId);
    } else if (event.type === 'order-opened') {
      this.#resting.add(event.orderId);
      draft.create = {
        order_id: event.orderId,
        type: event.side === 'buy' ? 'BID' : 'ASK',
        price: format(event.price),
        volume: format(event.remaining),
      };
    } else if (event.type === 'order-finished' && this.#resting.delete(event.orderId)) {
      draft.deleted = event.orderId;
    }
  }

  #emit(draft: Draft, status: string | null, timeMs: number): void {
    this.#sequence += 1n;
    this.#lastUpdateMs = timeMs;
    if (this.#listeners.size === 0) return;
    const { format, emptyTradeUpdates } = this.#parts;
    const trades = draft.trades.map(trade => tradeUpdate(trade, format));
    const frame = writeJson({
      sequence: this.#sequence.toString(),
      trade_updates: trades.length === 0 && emptyTradeUpdates === 'null' ? null : trades,
      create_update: draft.create,
      delete_update: draft.deleted === null ? null : { order_id: draft.deleted },
      status_update: status === null ? null : { status },
      timestamp: timeMs,
    });
    for (const listener of this.#listeners) listener(frame);
  }
}

function tradeUpdate(trade: ExchangeTrade, format: NumberFormat): JsonRecord {
  return {
    sequence: trade.sequence,
    base: format(trade.base),
    counter: format(trade.quote),
    maker_order_id: trade.makerOrderId,
    taker_order_id: trade.takerOrderId,
    order_id: trade.makerOrderId,
  };
}

function emptyDraft(): Draft {
  return { trades: [], create: null, deleted: null };
}

function isEmpty(draft: Draft): boolean {
  return draft.trades.length === 0 && draft.create === null && draft.deleted === null;
}
