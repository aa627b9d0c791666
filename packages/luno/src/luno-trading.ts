import type {
  Balance,
  CallOptions,
  CancelIntent,
  CancelOutcome,
  ClientOrderId,
  FeeRates,
  FillReport,
  FindOutcome,
  FindQuery,
  InstrumentId,
  OrderReport,
  PlaceIntent,
  PlaceOutcome,
  Trading,
} from '@trader/core';
import { isTradingError } from '@trader/core';
import { getBalances, getFeeInfo } from './http/endpoints/account.ts';
import { getOrder, postOrder, stopOrder } from './http/endpoints/orders.ts';
import type { LunoHttp } from './http/luno-http.ts';
import type { LunoReader } from './http/luno-reader.ts';
import type { Priority } from './http/rate-budget.ts';
import { readOpenOrders, readOwnTrades } from './http/read-pages.ts';
import type { Redact } from './http/redact.ts';
import { unreadable } from './http/reply-error.ts';
import type { LunoAccounts } from './luno-accounts.ts';
import type { FaultReporter } from './luno-faults.ts';
import type { LunoMarkets } from './luno-markets.ts';
import type { LunoSettings } from './luno-options.ts';
import { cancelOutcomeToCore } from './translate/cancel-outcome-to-core.ts';
import { feeRatesToCore } from './translate/fees-to-core.ts';
import { findOutcomeToCore } from './translate/find-outcome-to-core.ts';
import { orderToCore } from './translate/order-to-core.ts';
import { placeOutcomeToCore } from './translate/place-outcome-to-core.ts';
import { placeToWire, stampToWire } from './translate/place-to-wire.ts';
import { ownTradeToCore } from './translate/trade-to-core.ts';
import type { OrderWire } from './wire/order-wire.ts';

/** What trading needs from its owner. */
export interface TradingParts {
  /** The adapter's settings. */
  readonly settings: LunoSettings;
  /** Sends what changes something. */
  readonly http: LunoHttp;
  /** Reads the rest. */
  readonly reader: LunoReader;
  /** The instruments. */
  readonly markets: LunoMarkets;
  /** The accounts. */
  readonly accounts: LunoAccounts;
  /** Hears of orders that cannot be told. */
  readonly faults: FaultReporter;
  /** Takes the key out of texts. */
  readonly redact: Redact;
  /** Where reports go that a call learned by the way. */
  readonly onOrder: (report: OrderReport) => void;
}

/** Trading over Luno's REST API. Orders and cancels are sent at most once and never throw for what Luno says. */
export class LunoTrading implements Trading {
  readonly #parts: TradingParts;
  /** Orders that wait for the rate budget; no more than placements under way. */
  readonly #waiting = new Set<ClientOrderId>();

  constructor(parts: TradingParts) {
    this.#parts = parts;
  }

  /**
   * Sends one order with its client id, the time of the request and a time to live that ends by the intent's `resolveByMs`, so that
   * “never accepted” can be proven.
   */
  async place(intent: PlaceIntent, options: CallOptions): Promise<PlaceOutcome> {
    const { settings, http, accounts } = this.#parts;
    const { terms, instrument, expiresAtMs } = intent;
    const form = placeToWire(terms);
    if ('unsupported' in form) {
      return { outcome: 'not-sent', code: 'unsupported', message: `Luno takes no ${form.unsupported}` };
    }
    let resolveByMs: number | undefined;
    const params = (nowMs: number) => {
      this.#waiting.delete(terms.clientOrderId);
      const timestampMs = http.serverClock.toServerMs(nowMs);
      const timeToLiveMs = timeToLive(settings.timeToLiveMs, timestampMs, intent.resolveByMs);
      if (timeToLiveMs === undefined) return undefined;
      resolveByMs = timestampMs + timeToLiveMs;
      const baseAccountId = accounts.chosenFor(instrument.base);
      const quoteAccountId = accounts.chosenFor(instrument.quote);
      return [...form.params, ...stampToWire({ timestampMs, timeToLiveMs, baseAccountId, quoteAccountId })];
    };
    this.#waiting.add(terms.clientOrderId);
    try {
      const exchange = await postOrder(http, form.path, params, { signal: options.signal, expiresAtMs });
      return this.#clean(placeOutcomeToCore(exchange, resolveByMs));
    } finally {
      this.#waiting.delete(terms.clientOrderId);
    }
  }

  /** Asks to cancel one order; Luno wants its own id, which is looked up first when it is not known. */
  async cancel(intent: CancelIntent, options: CallOptions): Promise<CancelOutcome> {
    const orderId = intent.brokerageOrderId ?? (await this.#orderIdFor(intent, options));
    if (typeof orderId !== 'string') return orderId;
    return this.#clean(cancelOutcomeToCore(await stopOrder(this.#parts.http, orderId, options.signal)));
  }

  /** Looks up one order by Luno's id, or by ours. One that has not left yet is not asked for: the request would take its place in the budget. */
  find(query: FindQuery, options: CallOptions): Promise<FindOutcome> {
    if (this.#waiting.has(query.clientOrderId)) {
      return Promise.resolve({
        outcome: 'unknown',
        code: 'waiting',
        message: 'The order waits for the rate budget and has not been sent',
      });
    }
    return this.#find(query, 'look-up', options);
  }

  /**
   * All open orders of the account, beyond one page; throws rather than leave one out. Only orders on markets that Luno itself
   * does not list any more are left out, each with a fault: there is no instrument to tell them by.
   */
  async openOrders(options: CallOptions): Promise<readonly OrderReport[]> {
    const { reader, settings } = this.#parts;
    const { orders, replyTimeMs } = await readOpenOrders(reader, settings, options.signal);
    const reports = await Promise.all(orders.map(order => this.#openOrder(order, replyTimeMs, options)));
    return reports.flat();
  }

  /** Our fills of one instrument since a moment, oldest first. Luno warns that this list may lag. */
  async fillsSince(
    query: { readonly instrumentId: InstrumentId; readonly sinceMs: number },
    options: CallOptions,
  ): Promise<readonly FillReport[]> {
    const { reader, settings, markets } = this.#parts;
    const instrument = await markets.requireId(query.instrumentId, options.signal);
    const trades = await readOwnTrades(
      reader,
      settings,
      { pair: instrument.symbol, sinceMs: query.sinceMs },
      options.signal,
    );
    return trades.map(trade => ownTradeToCore(trade, instrument));
  }

  /** All balances of the account. */
  async balances(options: CallOptions): Promise<readonly Balance[]> {
    const { reader, accounts } = this.#parts;
    const { revision } = accounts;
    const { value, times } = await getBalances(reader, options.signal);
    return accounts.replaceAll(value.balance, times?.dateMs, revision);
  }

  /** Luno's ids of the accounts behind the key, one per asset or more: the same for every key of one user. They came with the first balances. */
  async accountIds(options: CallOptions): Promise<readonly string[]> {
    const { accounts } = this.#parts;
    if (accounts.ids.length === 0) await this.balances(options);
    return accounts.ids;
  }

  /** Fee rates of one instrument; where buying and selling differ, the dearer rate. */
  async feeRates(instrumentId: InstrumentId, options: CallOptions): Promise<FeeRates> {
    const { reader, markets, settings } = this.#parts;
    const instrument = await markets.requireId(instrumentId, options.signal);
    const { value } = await getFeeInfo(reader, instrument.symbol, options.signal);
    const rates = feeRatesToCore(value);
    if (rates !== undefined) return rates;
    const request = { path: 'api/1/fee_info', permission: undefined };
    const asked = { brokerage: settings.name, request, timeoutMs: settings.requestTimeoutMs };
    throw unreadable(asked, 'no maker or taker fee', '');
  }

  async #openOrder(
    order: OrderWire,
    replyTimeMs: number | undefined,
    options: CallOptions,
  ): Promise<readonly OrderReport[]> {
    const { markets, faults } = this.#parts;
    try {
      return [orderToCore(order, await markets.require(order.pair, options.signal), replyTimeMs)];
    } catch (error) {
      if (!isTradingError(error, 'instrument/unknown')) throw error;
      const message = `order ${order.order_id} is open on ${order.pair}, a market that Luno does not list; look at it on Luno’s own pages`;
      faults.report('unknown-instrument', order.order_id, message, 'degraded');
      return [];
    }
  }

  async #find(query: FindQuery, priority: Priority, options: CallOptions): Promise<FindOutcome> {
    const { http, markets } = this.#parts;
    const { brokerageOrderId, clientOrderId } = query;
    const by = brokerageOrderId === undefined ? { clientOrderId } : { orderId: brokerageOrderId };
    const result = findOutcomeToCore(await getOrder(http, by, priority, options.signal), query);
    if (result.outcome !== 'order') return this.#clean(result);
    try {
      const instrument = await markets.require(result.order.pair, options.signal);
      return { outcome: 'found', report: orderToCore(result.order, instrument, result.replyTimeMs) };
    } catch (error) {
      if (!isTradingError(error)) throw error;
      return { outcome: 'unknown', code: error.code.replace('/', '-'), message: error.message };
    }
  }

  /** A server can repeat what it was sent: messages leave without the key. */
  #clean<Outcome extends PlaceOutcome | CancelOutcome | FindOutcome>(outcome: Outcome): Outcome {
    return 'message' in outcome ? { ...outcome, message: this.#parts.redact(outcome.message) } : outcome;
  }

  /** Luno's id of an order known by ours, or why the cancel cannot be sent. */
  async #orderIdFor(intent: CancelIntent, options: CallOptions): Promise<string | CancelOutcome> {
    const found = await this.#find(intent, 'cancel', options);
    if (found.outcome === 'found') {
      this.#parts.onOrder(found.report);
      const { status, brokerageOrderId } = found.report;
      if (status !== 'finished' && brokerageOrderId !== undefined) return brokerageOrderId;
      return { outcome: 'rejected', code: 'not-open', message: 'Luno says that the order has finished already' };
    }
    const why = found.outcome === 'absent' ? 'Luno does not know it (yet)' : found.message;
    return {
      outcome: 'not-sent',
      code: 'order-id-not-known',
      message: `The cancel needs Luno’s order id, and the look-up did not bring it: ${why}`,
    };
  }
}

/**
 * The time to live that ends by the promised moment, at most the configured one. `undefined` when less than half of that is left:
 * an order with hardly any time would mostly be refused.
 */
function timeToLive(configuredMs: number, timestampMs: number, resolveByMs: number | undefined): number | undefined {
  if (resolveByMs === undefined) return configuredMs;
  const timeToLiveMs = Math.min(configuredMs, Math.floor(resolveByMs - timestampMs));
  return timeToLiveMs < Math.max(configuredMs / 2, 1) ? undefined : timeToLiveMs;
}
