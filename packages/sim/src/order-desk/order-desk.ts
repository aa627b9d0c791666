import type { Decimal } from '@trader/core';
import { brokenInvariant } from '../exchange/broken-invariant.ts';
import type { CancelCommand, PlaceCommand } from '../exchange/exchange-command.ts';
import { invalidOption } from '../exchange/exchange-settings.ts';
import type { ExchangeState } from '../exchange/exchange-state.ts';
import type { CancelRejectionCode } from '../exchange/rejection-code.ts';
import { Settlement } from '../exchange/settlement.ts';
import { FeeMeter } from '../fee-models/fee-meter.ts';
import type { AccountHistory } from '../history/account-history.ts';
import { OrderRecord } from '../history/order-record.ts';
import type { Market } from '../market/market.ts';
import { admitOrder } from './admit-order.ts';
import { foreseeOrder } from './foresee-order.ts';
import type { ReadOrder, Refusal } from './read-order.ts';
import { toMatchingOrder } from './to-matching-order.ts';

/** An order that passed everything that does not depend on money or on the book. */
interface Admitted {
  readonly market: Market;
  readonly history: AccountHistory;
  readonly order: ReadOrder;
}

/** Takes orders and cancels in: checks them as an exchange does, and hands them to the matching engines. */
export class OrderDesk {
  private readonly state: ExchangeState;
  private readonly settlement: Settlement;
  private acceptedCount = 0;

  /**
   * @param state - The exchange.
   */
  constructor(state: ExchangeState) {
    this.state = state;
    this.settlement = new Settlement(state);
  }

  /** Places an order, or says why not. */
  place(command: PlaceCommand): void {
    const refusal = this.tryPlace(command);
    if (refusal !== undefined) this.reject(command, refusal, undefined);
  }

  /** Cancels an order, or says why not. */
  cancel(command: CancelCommand): void {
    const { account, clientOrderId } = command;
    const found = command.orderId ?? this.orderIdOf(account, clientOrderId);
    const record = found === undefined ? undefined : this.state.orders.get(found);
    if (record === undefined || record.account !== account) {
      this.rejectCancel(command, found, 'order-not-found', `${account} has no order ${found ?? clientOrderId ?? ''}`);
      return;
    }
    if (record.status === 'finished') {
      const message = `order ${record.orderId} has ended already: ${record.finishedBy}`;
      this.rejectCancel(command, record.orderId, 'order-already-finished', message);
      return;
    }
    const market = this.state.markets.get(record.symbol);
    if (market === undefined) return;
    this.settlement.book(market, market.engine.cancel(record.orderId), command.requestedBy !== 'exchange');
  }

  private tryPlace(command: PlaceCommand): Refusal | undefined {
    const admitted = this.admit(command);
    if ('refused' in admitted) return admitted;
    const { market, history, order } = admitted;
    const { rules } = this.state.settings;
    const orderId = command.orderId ?? this.state.orderIdOf(this.acceptedCount + 1);
    if (this.state.orders.has(orderId)) return this.duplicateOrderId(command, orderId);
    const names = { orderId, account: command.account };
    const matching = toMatchingOrder(order, names, market, rules.marketPriceBand);
    if ('refused' in matching) return matching;
    const foresight = foreseeOrder(order, matching, market, this.state.settings);
    if ('refused' in foresight) return foresight;
    const record = this.record(command, order, orderId, foresight.principal);
    const reserve = this.settlement.reserveOf(record);
    const short = this.whyNotCovered(record, market, reserve);
    if (short !== undefined) return short;
    const { refusal } = foresight;
    if (refusal !== undefined && refusal.refused !== 'post-only-would-take') return refusal;
    if (refusal !== undefined && rules.postOnlyWouldTake !== 'accept-and-cancel')
      return this.refusePostOnly(command, refusal, record, history);
    this.accept(record, history, market, reserve);
    if (refusal !== undefined) this.state.finish(record, 'post-only', false);
    else this.settlement.book(market, market.engine.submit(matching, this.state.timeMs));
    return undefined;
  }

  private admit({ account, request, clientOrderId }: PlaceCommand): Admitted | Refusal {
    const { markets, histories, settings } = this.state;
    const { symbol } = request;
    const market = markets.get(symbol);
    const history = histories.get(account);
    if (market === undefined)
      return {
        refused: 'unknown-instrument',
        message: `there is no market ${symbol}; there are ${[...markets.keys()]}`,
      };
    const { instrument, status } = market;
    const { openOrdersMax } = settings.limits;
    const order = admitOrder(request, { account, clientOrderId, history, instrument, status, openOrdersMax });
    if ('refused' in order) return order;
    if (history === undefined) throw brokenInvariant('place', `an order of ${account} is admitted without an account`);
    return { market, history, order };
  }

  private record(command: PlaceCommand, order: ReadOrder, orderId: string, principal: Decimal): OrderRecord {
    const { account, clientOrderId, request } = command;
    const { symbol } = request;
    const created = { createdTimeMs: this.state.timeMs, createdSequence: this.acceptedCount + 1 };
    const terms = { orderId, clientOrderId, account, symbol, ...order, ...created };
    const fee = new FeeMeter(this.state.fees.terms({ account, symbol, side: order.side }));
    return new OrderRecord(terms, fee, principal);
  }

  private whyNotCovered(record: OrderRecord, market: Market, reserve: Decimal): Refusal | undefined {
    const { available } = this.state.ledger.balance(record.account, paidAsset(record, market));
    if (available.greaterThanOrEqual(reserve)) return undefined;
    const message = `the order needs ${reserve} ${paidAsset(record, market)} and ${available} is available`;
    return { refused: 'insufficient-balance', message };
  }

  private accept(record: OrderRecord, history: AccountHistory, market: Market, reserve: Decimal): void {
    const { state } = this;
    this.acceptedCount += 1;
    state.orders.set(record.orderId, record);
    history.add(record);
    const { type: orderType, side } = record;
    const row = state.ledger.reserve(record.account, paidAsset(record, market), reserve);
    if ('refused' in row)
      throw brokenInvariant('place', `order ${record.orderId} cannot reserve ${reserve}: ${row.refused}`);
    record.reserved = reserve;
    state.emitBalance(row, record.orderId, undefined);
    state.events.push({ type: 'order-accepted', ...state.headOf(record), orderType, side });
  }

  /** Rejects a post-only order that would take, leaving the traces that the rules ask for. */
  private refusePostOnly(
    command: PlaceCommand,
    refusal: Refusal,
    record: OrderRecord,
    history: AccountHistory,
  ): Refusal | undefined {
    const { clientOrderId, orderId } = record;
    const rule = this.state.settings.rules.postOnlyWouldTake;
    if (rule !== 'reject-and-record') {
      if (rule === 'reject-and-burn-id' && clientOrderId !== undefined) history.burn(clientOrderId, undefined);
      return refusal;
    }
    this.acceptedCount += 1;
    this.state.orders.set(orderId, record);
    history.add(record);
    this.state.close(record, 'post-only');
    this.reject(command, refusal, orderId);
    return undefined;
  }

  private duplicateOrderId({ orderId }: PlaceCommand, generated: string): Refusal {
    if (orderId === undefined) throw invalidOption('orderIdOf', generated, 'it must name every order differently');
    return { refused: 'duplicate-order-id', message: `there is an order ${generated} already` };
  }

  private orderIdOf(account: string, clientOrderId: string | undefined): string | undefined {
    if (clientOrderId === undefined) return undefined;
    return this.state.histories.get(account)?.orderIdOf(clientOrderId);
  }

  private reject(
    { account, clientOrderId, request }: PlaceCommand,
    { refused: code, message }: Refusal,
    orderId: string | undefined,
  ): void {
    const { timeMs, events } = this.state;
    const { symbol } = request;
    events.push({ type: 'order-rejected', account, symbol, clientOrderId, orderId, code, message, timeMs });
  }

  private rejectCancel(
    { account, clientOrderId }: CancelCommand,
    orderId: string | undefined,
    code: CancelRejectionCode,
    message: string,
  ): void {
    const { timeMs, events } = this.state;
    events.push({ type: 'cancel-rejected', account, orderId, clientOrderId, code, message, timeMs });
  }
}

function paidAsset(record: OrderRecord, market: Market): string {
  return record.side === 'buy' ? market.instrument.quote : market.instrument.base;
}
