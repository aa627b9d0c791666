import { Decimal } from '@trader/core';

interface NaiveOrder {
  readonly side: 'bid' | 'ask';
  readonly price: string;
  volume: Decimal;
}

/** A book kept from market-stream frames alone, as simply as can be: for holding other books against. */
export class NaiveBook {
  readonly orders = new Map<string, NaiveOrder>();
  sequence = 0n;

  /** Applies a frame; throws for a gap and for a trade with an order that is not there. */
  apply(text: string): void {
    if (text === '""') return;
    const frame = JSON.parse(text);
    if (frame.asks !== undefined) {
      this.orders.clear();
      this.sequence = BigInt(frame.sequence);
      for (const side of ['bid', 'ask'] as const) {
        for (const { id, price, volume } of frame[`${side}s`]) this.#add(id, side, price, volume);
      }
      return;
    }
    if (BigInt(frame.sequence) !== this.sequence + 1n) throw new Error(`${frame.sequence} came after ${this.sequence}`);
    this.sequence += 1n;
    for (const trade of frame.trade_updates ?? []) this.#trade(trade.maker_order_id, trade.base);
    const created = frame.create_update;
    if (created !== null)
      this.#add(created.order_id, created.type === 'BID' ? 'bid' : 'ask', created.price, created.volume);
    if (frame.delete_update !== null && !this.orders.delete(frame.delete_update.order_id)) {
      throw new Error(`deleted ${frame.delete_update.order_id}, which is not there`);
    }
  }

  /** Every order as `side price volume`, sorted. */
  rows(): string[] {
    return [...this.orders.values()].map(order => row(order.side, order.price, order.volume.toString())).sort();
  }

  /** Every order with its id, sorted. */
  rowsWithIds(): string[] {
    return [...this.orders]
      .map(([id, order]) => `${id} ${row(order.side, order.price, order.volume.toString())}`)
      .sort();
  }

  #add(id: string, side: 'bid' | 'ask', price: string, volume: string): void {
    this.orders.set(id, { side, price, volume: Decimal.parse(volume) });
  }

  #trade(id: string, base: string): void {
    const order = this.orders.get(id);
    if (order === undefined) throw new Error(`a trade with ${id}, which is not there`);
    order.volume = order.volume.minus(Decimal.parse(base));
    if (order.volume.isNegative()) throw new Error(`${id} traded more than it held`);
    if (order.volume.isZero()) this.orders.delete(id);
  }
}

/** One order of a book in a form that can be compared. */
export function row(side: 'bid' | 'ask', price: string, volume: string): string {
  return `${side} ${Decimal.parse(price)} ${Decimal.parse(volume)}`;
}
