import type { ExchangeEvent, ExchangeTrade, SimulatedExchange } from '@trader/sim';
import { type Json, type JsonRecord, writeJson } from '../wire/json-text.ts';
import type { NumberFormat } from '../wire/number-format.ts';

/** Takes one frame of the market stream. */
export type MarketFrameListener = (frame: string) => void;

/** What the market stream of one market says: snapshots on request, an update for each matching event. */
export interface MarketFeed {
  /** Sequence of the newest update. */
  sequence(): bigint;
  /** The whole state as the first frame of a session. */
  snapshot(timeMs: number): string;
  /** Hears every update from now on; the returned function ends it. */
  subscribe(listener: MarketFrameListener): () => void;
  /** Makes updates of what one command did to this market. */
  note(events: readonly ExchangeEvent[], timeMs: number): void;
  /** Sends an update without content, which takes a sequence as well. */
  noOp(timeMs: number): void;
  /** Sends a status update. */
  statusChanged(status: string, timeMs: number): void;
  /** Skips one sequence number: a gap without anything missing. */
  skipSequence(): void;
  /** When the last update was sent, in milliseconds since the epoch. */
  lastUpdateMs(): number;
}

/** What a market feed is made of. */
export interface MarketFeedParts {
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

interface Draft {
  trades: ExchangeTrade[];
  create: JsonRecord | null;
  deleted: string | null;
}

/** The feed of one market. One command makes one update, and one more for each stop order that it woke. */
export function createMarketFeed(parts: MarketFeedParts): MarketFeed {
  const { symbol, exchange, format } = parts;
  const listeners = new Set<MarketFrameListener>();
  const resting = new Set<string>();
  let sequence = parts.firstSequence;
  let lastUpdateMs = 0;

  const emit = (draft: Draft, status: string | null, timeMs: number) => {
    sequence += 1n;
    lastUpdateMs = timeMs;
    if (listeners.size === 0) return;
    const frame = writeJson({
      sequence: sequence.toString(),
      trade_updates:
        draft.trades.length === 0 && parts.emptyTradeUpdates === 'null' ? null : draft.trades.map(tradeUpdate),
      create_update: draft.create,
      delete_update: draft.deleted === null ? null : { order_id: draft.deleted },
      status_update: status === null ? null : { status },
      timestamp: timeMs,
    });
    for (const listener of listeners) listener(frame);
  };
  const tradeUpdate = (trade: ExchangeTrade): Json => ({
    sequence: trade.sequence,
    base: format(trade.base),
    counter: format(trade.quote),
    maker_order_id: trade.makerOrderId,
    taker_order_id: trade.takerOrderId,
    order_id: trade.makerOrderId,
  });
  /** Notes one event in the draft of its update. */
  const apply = (draft: Draft, event: ExchangeEvent) => {
    if (event.type === 'trade') {
      draft.trades.push(event);
      if (event.makerFilled) resting.delete(event.makerOrderId);
    } else if (event.type === 'order-opened') {
      resting.add(event.orderId);
      draft.create = {
        order_id: event.orderId,
        type: event.side === 'buy' ? 'BID' : 'ASK',
        price: format(event.price),
        volume: format(event.remaining),
      };
    } else if (event.type === 'order-finished' && resting.delete(event.orderId)) {
      draft.deleted = event.orderId;
    }
  };

  return {
    sequence: () => sequence,
    lastUpdateMs: () => lastUpdateMs,
    snapshot(timeMs) {
      const { asks, bids } = exchange.bookOrders(symbol);
      const rows = (orders: typeof asks): Json =>
        orders.map(order => ({ id: order.orderId, price: format(order.price), volume: format(order.quantity) }));
      return writeJson({
        sequence: sequence.toString(),
        asks: rows(asks),
        bids: rows(bids),
        status: parts.status(),
        timestamp: timeMs,
      });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    note(events, timeMs) {
      let draft = emptyDraft();
      for (const event of events) {
        if (!('symbol' in event) || event.symbol !== symbol) continue;
        if (event.type === 'order-triggered') {
          if (!isEmpty(draft)) emit(draft, null, timeMs);
          draft = emptyDraft();
        }
        apply(draft, event);
      }
      if (!isEmpty(draft)) emit(draft, null, timeMs);
    },
    noOp: timeMs => emit(emptyDraft(), null, timeMs),
    statusChanged: (status, timeMs) => emit(emptyDraft(), status, timeMs),
    skipSequence() {
      sequence += 1n;
    },
  };
}

function emptyDraft(): Draft {
  return { trades: [], create: null, deleted: null };
}

function isEmpty(draft: Draft): boolean {
  return draft.trades.length === 0 && draft.create === null && draft.deleted === null;
}
