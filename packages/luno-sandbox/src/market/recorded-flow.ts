import { Decimal } from '@trader/core';
import type { SandboxExchange } from '../exchange/sandbox-exchange.ts';
import type { RecordedUpdate, Recording } from './recording.ts';
import { readUpdate } from './recording.ts';

/** Who rests and takes what a recording tells of. Buyers and sellers are two, so that they never trade with themselves. */
export const recordedAccounts = {
  buyer: 'recorded-buyer',
  seller: 'recorded-seller',
  taker: 'recorded-taker',
} as const;

interface KnownOrder {
  readonly side: 'buy' | 'sell';
  readonly price: Decimal;
  remaining: Decimal;
}

/**
 * Plays a recording through the matching engine: recorded orders rest under their recorded names, and recorded trades take liquidity
 * at their prices, so that users' orders in between trade as well. Without users the book is the recorded one.
 */
export class RecordedFlow {
  readonly #symbol: string;
  readonly #exchange: SandboxExchange;
  readonly #recording: Recording;
  readonly #known = new Map<string, KnownOrder>();
  #next = 0;

  /**
   * @param symbol - The market it is played on.
   * @param exchange - Where the orders go.
   * @param recording - What is played.
   */
  constructor(symbol: string, exchange: SandboxExchange, recording: Recording) {
    this.#symbol = symbol;
    this.#exchange = exchange;
    this.#recording = recording;
  }

  /** Rests the orders of the snapshot. */
  open(timeMs: number): void {
    const { asks, bids } = this.#recording.snapshot;
    for (const { id, price, volume } of bids) this.#rest(id, 'buy', price, volume, timeMs);
    for (const { id, price, volume } of asks) this.#rest(id, 'sell', price, volume, timeMs);
  }

  /** Recorded time of the next update, in milliseconds since the epoch; `undefined` at the end. */
  nextRecordedMs(): number | undefined {
    const frame = this.#recording.frames[this.#next];
    return frame === undefined ? undefined : readUpdate(frame).timestamp;
  }

  /** Plays the next update; does nothing at the end. */
  step(timeMs: number): void {
    const frame = this.#recording.frames[this.#next];
    if (frame === undefined) return;
    this.#next += 1;
    const update = readUpdate(frame);
    for (const trade of update.trade_updates ?? []) this.#trade(trade, timeMs);
    const created = update.create_update;
    if (created !== null) {
      this.#rest(created.order_id, created.type === 'BID' ? 'buy' : 'sell', created.price, created.volume, timeMs);
    }
    if (update.delete_update !== null) this.#cancel(update.delete_update.order_id, timeMs);
  }

  #rest(orderId: string, side: 'buy' | 'sell', priceText: string, volumeText: string, timeMs: number): void {
    const price = Decimal.parse(priceText);
    const quantity = Decimal.parse(volumeText);
    this.#known.set(orderId, { side, price, remaining: quantity });
    const account = side === 'buy' ? recordedAccounts.buyer : recordedAccounts.seller;
    const request = { symbol: this.#symbol, side, type: 'limit', price, quantity } as const;
    this.#exchange.execute({ type: 'place', account, request, orderId }, timeMs);
  }

  #trade(trade: NonNullable<RecordedUpdate['trade_updates']>[number], timeMs: number): void {
    const maker = this.#known.get(trade.maker_order_id);
    if (maker === undefined) return;
    const quantity = Decimal.parse(trade.base);
    const side = maker.side === 'buy' ? 'sell' : 'buy';
    const request = {
      symbol: this.#symbol,
      side,
      type: 'limit',
      timeInForce: 'IOC',
      price: maker.price,
      quantity,
    } as const;
    this.#exchange.execute({ type: 'place', account: recordedAccounts.taker, request }, timeMs);
    maker.remaining = maker.remaining.minus(quantity);
    // Whoever stood in front took the trade in its place: the recorded order is gone all the same.
    if (!maker.remaining.isPositive()) this.#cancel(trade.maker_order_id, timeMs);
  }

  #cancel(orderId: string, timeMs: number): void {
    const order = this.#known.get(orderId);
    if (order === undefined) return;
    this.#known.delete(orderId);
    const account = order.side === 'buy' ? recordedAccounts.buyer : recordedAccounts.seller;
    this.#exchange.execute({ type: 'cancel', account, orderId }, timeMs);
  }
}
