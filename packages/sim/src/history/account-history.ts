import type { AccountTrade } from '../exchange/exchange-order.ts';
import type { AccountTradesQuery, OrdersQuery } from '../exchange/exchange-query.ts';
import { BoundedLog } from './bounded-log.ts';
import type { OrderRecord } from './order-record.ts';

/** How much of an account is remembered. */
export interface AccountHistoryLimits {
  /** Finished orders. */
  readonly finishedOrdersMax: number;
  /** Own trades. */
  readonly accountTradesMax: number;
  /** Used client order ids. */
  readonly clientOrderIdsMax: number;
}

const limitDefault = 100;

/** What an account ever did, as far as it is remembered: orders, the names it used for them, and trades. */
export class AccountHistory {
  private readonly open = new Map<string, OrderRecord>();
  private readonly finished: BoundedLog<OrderRecord>;
  private readonly trades: BoundedLog<AccountTrade>;
  private readonly clientOrderIds = new Map<string, string | undefined>();
  private readonly clientOrderIdLog: BoundedLog<string>;
  // In order of creation. Forgotten records stay until they are half of it, so that forgetting takes constant time.
  private records: OrderRecord[] = [];
  private forgottenCount = 0;

  /**
   * @param limits - How much is remembered.
   */
  constructor(limits: AccountHistoryLimits) {
    this.finished = new BoundedLog(limits.finishedOrdersMax);
    this.trades = new BoundedLog(limits.accountTradesMax);
    this.clientOrderIdLog = new BoundedLog(limits.clientOrderIdsMax);
  }

  /** How many orders are open or sleeping. */
  get openCount(): number {
    return this.open.size;
  }

  /** Whether a client order id was used up. */
  hasUsed(clientOrderId: string): boolean {
    return this.clientOrderIds.has(clientOrderId);
  }

  /** The exchange's name of the order with a client order id; `undefined` when none is known. */
  orderIdOf(clientOrderId: string): string | undefined {
    return this.clientOrderIds.get(clientOrderId);
  }

  /** Uses a client order id up, with the order that has it or with none. */
  burn(clientOrderId: string, orderId: string | undefined): void {
    this.clientOrderIds.set(clientOrderId, orderId);
    const forgotten = this.clientOrderIdLog.push(clientOrderId);
    if (forgotten !== undefined) this.clientOrderIds.delete(forgotten);
  }

  /** Takes a new order in. */
  add(record: OrderRecord): void {
    this.records.push(record);
    this.open.set(record.orderId, record);
    if (record.clientOrderId !== undefined) this.burn(record.clientOrderId, record.orderId);
  }

  /**
   * Notes that an order is finished.
   *
   * @returns The finished order that is forgotten for it; `undefined` while there is room.
   */
  finish(record: OrderRecord): OrderRecord | undefined {
    this.open.delete(record.orderId);
    const forgotten = this.finished.push(record);
    if (forgotten === undefined) return undefined;
    forgotten.forgotten = true;
    this.forgottenCount += 1;
    if (this.forgottenCount * 2 > this.records.length) {
      this.records = this.records.filter(kept => !kept.forgotten);
      this.forgottenCount = 0;
    }
    return forgotten;
  }

  /** Notes a trade. */
  addTrade(trade: AccountTrade): void {
    this.trades.push(trade);
  }

  /** Open and sleeping orders, oldest first; of one market when named. */
  openOrders(symbol: string | undefined): readonly OrderRecord[] {
    const all = [...this.open.values()];
    return symbol === undefined ? all : all.filter(record => record.symbol === symbol);
  }

  /** Orders, newest first. */
  orders(query: OrdersQuery): readonly OrderRecord[] {
    const { symbol, finished, createdBeforeMs = Number.POSITIVE_INFINITY, limit = limitDefault } = query;
    const selected: OrderRecord[] = [];
    for (let index = this.countBefore(createdBeforeMs) - 1; index >= 0 && selected.length < limit; index -= 1) {
      const record = this.records[index];
      if (record === undefined || record.forgotten) continue;
      if (symbol !== undefined && record.symbol !== symbol) continue;
      if (finished !== undefined && (record.status === 'finished') !== finished) continue;
      selected.push(record);
    }
    return selected;
  }

  /** Own trades, oldest first unless asked otherwise. */
  tradesOf(query: AccountTradesQuery): readonly AccountTrade[] {
    const { symbol, sinceMs = 0, beforeMs = Number.POSITIVE_INFINITY, limit = limitDefault } = query;
    const { fromSequence = Number.NEGATIVE_INFINITY, beforeSequence = Number.POSITIVE_INFINITY } = query;
    return this.trades.select(
      trade =>
        (symbol === undefined || trade.symbol === symbol) &&
        trade.timeMs >= sinceMs &&
        trade.timeMs < beforeMs &&
        trade.sequence >= fromSequence &&
        trade.sequence < beforeSequence,
      limit,
      query.newestFirst ?? false,
    );
  }

  /** How many records were created before a moment; they are in order of time. */
  private countBefore(timeMs: number): number {
    let low = 0;
    let high = this.records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.records[middle]?.createdTimeMs ?? 0) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
