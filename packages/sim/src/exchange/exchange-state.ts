import { Decimal } from '@trader/core';
import type { FeeModel } from '../fee-models/fee-model.ts';
import { AccountHistory } from '../history/account-history.ts';
import type { OrderRecord } from '../history/order-record.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { LedgerRow } from '../ledger/ledger-row.ts';
import { Market } from '../market/market.ts';
import type { FinishCause } from '../matching/matching-event.ts';
import { brokenInvariant } from './broken-invariant.ts';
import type { ExchangeEvent, OrderEventBase } from './exchange-event.ts';
import type { SimulatedExchangeOptions } from './exchange-options.ts';
import { type ExchangeSettings, invalidOption, settingsOf } from './exchange-settings.ts';

/** Everything the exchange knows, and the events of the command it is applying. */
export class ExchangeState {
  /** Rules and limits. */
  readonly settings: ExchangeSettings;
  /** What trading costs. */
  readonly fees: FeeModel;
  /** Names orders by their count. */
  readonly orderIdOf: (count: number) => string;
  /** Markets by symbol. */
  readonly markets = new Map<string, Market>();
  /** Who holds what. */
  readonly ledger: Ledger;
  /** What each account did. */
  readonly histories = new Map<string, AccountHistory>();
  /** Remembered orders by the exchange's name. */
  readonly orders = new Map<string, OrderRecord>();
  /** Time of the present command, in milliseconds since the epoch. */
  timeMs = 0;
  /** What the present command caused so far. */
  events: ExchangeEvent[] = [];

  /**
   * @param options - What the exchange is made of.
   * @throws `system/invalid-options`, naming the option.
   */
  constructor(options: SimulatedExchangeOptions) {
    this.settings = settingsOf(options);
    this.fees = options.fees;
    this.orderIdOf = options.orderIdOf ?? (count => `o-${count}`);
    const { rules, limits } = this.settings;
    this.ledger = new Ledger({ accountsMax: limits.accountsMax });
    for (const { instrument, status, firstTradeSequence } of options.markets) {
      const { symbol } = instrument;
      if (this.markets.has(symbol)) throw invalidOption('markets', symbol, 'each symbol may be there once');
      const known = instrument.status === 'unknown' ? 'disabled' : instrument.status;
      const matching = {
        selfTrade: rules.selfTrade,
        stopPriceReached: rules.stopPriceReached === 'wake' ? 'wake' : 'sleep',
        firstTradeSequence: firstTradeSequence ?? 1,
      } as const;
      this.markets.set(symbol, new Market(instrument, status ?? known, matching, limits.marketTradesMax));
    }
  }

  /** The history of an account; it comes into being with it. */
  openHistory(account: string): AccountHistory {
    const known = this.histories.get(account);
    if (known !== undefined) return known;
    const history = new AccountHistory(this.settings.limits);
    this.histories.set(account, history);
    return history;
  }

  /** Says that a holding changed. */
  emitBalance(row: LedgerRow, orderId: string | undefined, tradeSequence: number | undefined): void {
    const { account, asset, rowIndex, cause, total, available, totalDelta, availableDelta } = row;
    const change = { account, asset, rowIndex, cause, total, available, totalDelta, availableDelta };
    this.events.push({ type: 'balance-changed', ...change, orderId, tradeSequence, timeMs: this.timeMs });
  }

  /** What every event about an order says. */
  headOf({ orderId, clientOrderId, account, symbol }: OrderRecord): OrderEventBase {
    return { orderId, clientOrderId, account, symbol, timeMs: this.timeMs };
  }

  /** Ends an order: says so, and frees what it still reserves. */
  finish(record: OrderRecord, by: FinishCause, canceledByUser: boolean): void {
    record.canceledByUser = canceledByUser;
    this.events.push({ type: 'order-finished', ...this.headOf(record), by, canceledByUser });
    this.close(record, by);
    const market = this.markets.get(record.symbol);
    if (market === undefined || !record.reserved.isPositive()) return;
    const { base, quote } = market.instrument;
    const row = this.ledger.release(record.account, record.side === 'buy' ? quote : base, record.reserved);
    if ('refused' in row)
      throw brokenInvariant('finish', `order ${record.orderId} reserves more than its account does`);
    record.reserved = Decimal.zero;
    this.emitBalance(row, record.orderId, undefined);
  }

  /** Notes that an order has ended, and forgets the oldest finished order beyond the maximum. */
  close(record: OrderRecord, by: FinishCause): void {
    record.status = 'finished';
    record.finishedBy = by;
    record.finishedTimeMs = this.timeMs;
    const forgotten = this.histories.get(record.account)?.finish(record);
    if (forgotten !== undefined) this.orders.delete(forgotten.orderId);
  }
}
