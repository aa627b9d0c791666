import { createHash } from 'node:crypto';
import { Decimal } from '@trader/core';

interface WireMessage {
  readonly sequence: string;
  readonly asks?: readonly { id: string; price: string; volume: string }[];
  readonly bids?: readonly { id: string; price: string; volume: string }[];
  readonly trade_updates?: readonly { base: string; maker_order_id: string }[] | null;
  readonly create_update?: { order_id: string; type: string; price: string; volume: string } | null;
  readonly delete_update?: { order_id: string } | null;
  readonly status_update?: { status: string } | null;
  readonly timestamp: number;
}

interface NaiveOrder {
  readonly side: string;
  readonly price: Decimal;
  readonly volume: Decimal;
}

/**
 * The plainest order book that can be written: one map and exact decimals, from parsed JSON. It shares no line with the book under
 * test, believes every message, and is slow; what it says is the truth that the other is held against.
 */
export class NaiveBook {
  readonly orders = new Map<string, NaiveOrder>();
  sequence = 0n;
  status = 'ACTIVE';
  timestamp = 0;

  /** Takes in one frame as it was sent. */
  apply(frame: string): void {
    const message = JSON.parse(frame) as WireMessage;
    this.sequence = BigInt(message.sequence);
    this.timestamp = message.timestamp;
    if (message.asks !== undefined) this.orders.clear();
    for (const { id, price, volume } of message.asks ?? []) this.#put(id, 'ASK', price, volume);
    for (const { id, price, volume } of message.bids ?? []) this.#put(id, 'BID', price, volume);
    for (const trade of message.trade_updates ?? []) this.#trade(trade.maker_order_id, trade.base);
    const create = message.create_update;
    if (create) this.#put(create.order_id, create.type, create.price, create.volume);
    if (message.delete_update) this.orders.delete(message.delete_update.order_id);
    this.status = message.status_update?.status ?? this.status;
  }

  /** The hash of the sorted (id, price, volume), in the same format as the book under test. */
  hash(): string {
    const lines = [...this.orders.keys()].sort().map(id => {
      const order = this.orders.get(id);
      return `${id} ${order?.price.toString()} ${order?.volume.toString()}\n`;
    });
    return createHash('sha256').update(lines.join('')).digest('hex');
  }

  /** Best first, as text and number by price. */
  levels(side: 'bids' | 'asks', depth: number): { price: number; quantity: number }[] {
    const sums = new Map<string, Decimal>();
    for (const order of this.orders.values()) {
      if ((order.side === 'ASK') !== (side === 'asks')) continue;
      const price = order.price.toString();
      sums.set(price, (sums.get(price) ?? Decimal.zero).plus(order.volume));
    }
    const sign = side === 'asks' ? 1 : -1;
    return [...sums]
      .sort(([a], [b]) => sign * Decimal.parse(a).compare(b))
      .slice(0, depth)
      .map(([price, quantity]) => ({ price: Number(price), quantity: Number(quantity.toString()) }));
  }

  /** The snapshot that Luno would send now. */
  snapshot(): string {
    const side = (name: string) =>
      [...this.orders]
        .filter(([, order]) => order.side === name)
        .sort(([, a], [, b]) => (name === 'ASK' ? a.price.compare(b.price) : b.price.compare(a.price)))
        .map(([id, order]) => ({ id, price: order.price.toString(), volume: order.volume.toString() }));
    return JSON.stringify({
      sequence: this.sequence.toString(),
      asks: side('ASK'),
      bids: side('BID'),
      status: this.status,
      timestamp: this.timestamp,
    });
  }

  #put(id: string, side: string, price: string, volume: string): void {
    this.orders.set(id, { side, price: Decimal.parse(price), volume: Decimal.parse(volume) });
  }

  #trade(id: string, base: string): void {
    const order = this.orders.get(id);
    if (order === undefined) return;
    const volume = order.volume.minus(Decimal.parse(base));
    if (volume.isPositive()) this.orders.set(id, { ...order, volume });
    else this.orders.delete(id);
  }
}
