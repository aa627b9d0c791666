import { Decimal } from '@trader/core';
import type { ExchangeBookOrder } from '@trader/sim';
import { BoundedList } from '../exchange/bounded-list.ts';
import type { MarketView, PublicTrade, ViewLevel } from '../exchange/market-view.ts';
import type { RecordedSnapshot, RecordedUpdate } from './recording.ts';

interface BookOrder {
  readonly orderId: string;
  readonly side: 'buy' | 'sell';
  readonly price: Decimal;
  quantity: Decimal;
}

const tradesMax = 10_000;

/** The book that recorded frames describe, applied as Luno says: trades, create, delete. */
export class RecordedBook implements MarketView {
  readonly #orders = new Map<string, BookOrder>();
  readonly #trades = new BoundedList<PublicTrade>(tradesMax);
  #changedMs: number;

  /** @param snapshot - The state before the first update. */
  constructor(snapshot: RecordedSnapshot) {
    this.#changedMs = snapshot.timestamp;
    for (const { id, price, volume } of snapshot.bids) this.#add(id, 'buy', price, volume);
    for (const { id, price, volume } of snapshot.asks) this.#add(id, 'sell', price, volume);
  }

  /** Applies one update at exchange time; the trades it tells of. */
  apply(update: RecordedUpdate, timeMs: number): readonly PublicTrade[] {
    const trades = (update.trade_updates ?? []).map(trade => this.#trade(trade, timeMs));
    const { create_update: created, delete_update: deleted } = update;
    if (created !== null)
      this.#add(created.order_id, created.type === 'BID' ? 'buy' : 'sell', created.price, created.volume);
    if (deleted !== null) this.#orders.delete(deleted.order_id);
    this.#changedMs = timeMs;
    for (const trade of trades) this.#trades.push(trade);
    return trades;
  }

  orders(): { readonly bids: readonly ExchangeBookOrder[]; readonly asks: readonly ExchangeBookOrder[] } {
    const orders = [...this.#orders.values()];
    const bids = orders.filter(order => order.side === 'buy').sort((a, b) => b.price.compare(a.price));
    const asks = orders.filter(order => order.side === 'sell').sort((a, b) => a.price.compare(b.price));
    return { bids, asks };
  }

  levels(depth: number): { readonly bids: readonly ViewLevel[]; readonly asks: readonly ViewLevel[] } {
    const { bids, asks } = this.orders();
    return { bids: byPrice(bids).slice(0, depth), asks: byPrice(asks).slice(0, depth) };
  }

  ticker() {
    const { bids, asks } = this.orders();
    const last = this.#trades.last();
    return {
      bid: bids[0]?.price,
      ask: asks[0]?.price,
      last: last?.price,
      lastTimeMs: last?.timeMs,
      changedTimeMs: this.#changedMs,
    };
  }

  trades(sinceMs: number, limit: number): readonly PublicTrade[] {
    return this.#trades
      .entries()
      .filter(trade => trade.timeMs >= sinceMs)
      .slice(-limit)
      .reverse();
  }

  #add(orderId: string, side: 'buy' | 'sell', price: string, volume: string): void {
    this.#orders.set(orderId, { orderId, side, price: Decimal.parse(price), quantity: Decimal.parse(volume) });
  }

  #trade(trade: NonNullable<RecordedUpdate['trade_updates']>[number], timeMs: number): PublicTrade {
    const base = Decimal.parse(trade.base);
    const maker = this.#orders.get(trade.maker_order_id);
    if (maker !== undefined) {
      maker.quantity = maker.quantity.minus(base);
      if (!maker.quantity.isPositive()) this.#orders.delete(trade.maker_order_id);
    }
    const price = maker?.price ?? Decimal.parse(trade.counter).dividedBy(base, 8, 'half-even');
    return { sequence: trade.sequence, timeMs, price, base, takerSide: maker?.side === 'sell' ? 'buy' : 'sell' };
  }
}

/** Orders of one side, best first, added up by price. */
function byPrice(orders: readonly ExchangeBookOrder[]): readonly ViewLevel[] {
  const levels: { price: Decimal; quantity: Decimal }[] = [];
  for (const { price, quantity } of orders) {
    const last = levels.at(-1);
    if (last?.price.equals(price)) last.quantity = last.quantity.plus(quantity);
    else levels.push({ price, quantity });
  }
  return levels;
}
