import { Decimal } from '@trader/core';
import type { Liquidity } from '../fee-models/fee-model.ts';
import type { OrderRecord } from '../history/order-record.ts';
import type { LedgerRow, TradeLeg } from '../ledger/ledger-row.ts';
import type { Market } from '../market/market.ts';
import type { MatchingEvent, OrdersMatched } from '../matching/matching-event.ts';
import { brokenInvariant } from './broken-invariant.ts';
import type { ExchangeTrade } from './exchange-event.ts';
import type { AccountTrade } from './exchange-order.ts';
import type { ExchangeState } from './exchange-state.ts';
import { reserveOf, takeLeg } from './order-funds.ts';

/** Turns what a matching engine did into money, records and events. */
export class Settlement {
  private readonly state: ExchangeState;

  /**
   * @param state - The exchange.
   */
  constructor(state: ExchangeState) {
    this.state = state;
  }

  /** Books the events of one engine, in order. */
  book(market: Market, matchingEvents: readonly MatchingEvent[], canceledByUser = false): void {
    for (const event of matchingEvents) {
      if (event.type === 'matched') this.bookMatch(market, event);
      else this.bookOrder(market, this.record(event.orderId), event, canceledByUser);
    }
  }

  /** What an order must hold back now: what it may still pay, and the worst fee on it where it pays the fee, too. */
  reserveOf(record: OrderRecord): Decimal {
    return reserveOf(record, this.state.settings.rules.reservation);
  }

  private bookOrder(
    market: Market,
    record: OrderRecord,
    event: Exclude<MatchingEvent, OrdersMatched>,
    canceledByUser: boolean,
  ): void {
    const { state } = this;
    switch (event.type) {
      case 'slept':
        return;
      case 'woken': {
        record.status = 'open';
        record.triggeredTimeMs = state.timeMs;
        const stopPrice = record.stopPrice ?? Decimal.zero;
        const tradePrice = market.grid.price(event.tradePriceTicks);
        state.events.push({ type: 'order-triggered', ...state.headOf(record), stopPrice, tradePrice });
        return;
      }
      case 'rested': {
        market.changedTimeMs = state.timeMs;
        const remaining = market.grid.quantity(event.remainingLots);
        const price = record.price ?? Decimal.zero;
        state.events.push({ type: 'order-opened', ...state.headOf(record), side: record.side, price, remaining });
        return;
      }
      case 'finished':
        if (event.by === 'canceled' && record.status === 'open') market.changedTimeMs = state.timeMs;
        state.finish(record, event.by, canceledByUser && event.by === 'canceled');
        return;
      case 'refused':
        throw brokenInvariant('book', `order ${event.orderId} is refused (${event.reason}) after it was accepted`);
      default:
        event satisfies never;
    }
  }

  private bookMatch(market: Market, event: OrdersMatched): void {
    const { state } = this;
    const { sequence, makerOrderId, takerOrderId, takerSide } = event;
    const maker = this.record(makerOrderId);
    const taker = this.record(takerOrderId);
    const price = market.grid.price(event.priceTicks);
    const base = market.grid.quantity(event.lots);
    const quote = price.times(base);
    const makerFilled = event.makerRemainingLots === 0;
    const parties = { makerOrderId, takerOrderId, takerSide };
    const amounts = { price, base, quote, makerFilled, timeMs: state.timeMs };
    const trade: ExchangeTrade = { type: 'trade', symbol: market.instrument.symbol, sequence, ...parties, ...amounts };
    state.events.push(trade);
    market.trades.push(trade);
    market.changedTimeMs = state.timeMs;
    const makerLeg = this.leg(market, maker, 'maker', base, quote);
    const takerLeg = this.leg(market, taker, 'taker', base, quote);
    const booked = state.ledger.settle(makerLeg, takerLeg);
    if ('refused' in booked)
      throw brokenInvariant('book', `trade ${sequence} of ${trade.symbol} is not covered: ${booked.refused}`);
    this.report(maker, 'maker', makerLeg, trade, booked[0]);
    this.report(taker, 'taker', takerLeg, trade, booked[1]);
  }

  private leg(market: Market, record: OrderRecord, liquidity: Liquidity, base: Decimal, quote: Decimal): TradeLeg {
    return takeLeg(record, market.instrument, liquidity, base, quote, this.state.settings.rules.reservation);
  }

  private report(
    record: OrderRecord,
    liquidity: Liquidity,
    leg: TradeLeg,
    trade: ExchangeTrade,
    rows: readonly LedgerRow[],
  ): void {
    const { state } = this;
    const { side } = record;
    const inBase = record.fee.terms.asset === 'base';
    const feeBaseDelta = inBase ? leg.fee : Decimal.zero;
    const feeQuoteDelta = inBase ? Decimal.zero : leg.fee;
    record.base = record.base.plus(trade.base);
    record.quote = record.quote.plus(trade.quote);
    record.feeBase = record.feeBase.plus(feeBaseDelta);
    record.feeQuote = record.feeQuote.plus(feeQuoteDelta);
    const { base, quote, feeBase, feeQuote } = record;
    const deltas = { baseDelta: trade.base, quoteDelta: trade.quote, feeBaseDelta, feeQuoteDelta };
    const totals = { base, quote, feeBase, feeQuote, ...deltas };
    const what = { tradeSequence: trade.sequence, side, liquidity, price: trade.price };
    state.events.push({ type: 'order-filled-part', ...state.headOf(record), ...what, ...totals });
    for (const row of rows) state.emitBalance(row, record.orderId, trade.sequence);
    state.histories.get(record.account)?.addTrade(accountTrade(record, liquidity, trade, feeBaseDelta, feeQuoteDelta));
  }

  private record(orderId: string): OrderRecord {
    const record = this.state.orders.get(orderId);
    if (record === undefined) throw brokenInvariant('book', `order ${orderId} is in the book and not on record`);
    return record;
  }
}

function accountTrade(
  { orderId, clientOrderId, side }: OrderRecord,
  liquidity: Liquidity,
  { symbol, sequence, takerSide, price, base, quote, timeMs }: ExchangeTrade,
  feeBase: Decimal,
  feeQuote: Decimal,
): AccountTrade {
  const order = { orderId, clientOrderId, side, liquidity };
  return { symbol, sequence, ...order, takerSide, price, base, quote, feeBase, feeQuote, timeMs };
}
