import { Decimal, type OrderType, type Side, type StopTrigger, type TimeInForce } from '@trader/core';
import type { ExchangeOrder, ExchangeOrderStatus } from '../exchange/exchange-order.ts';
import type { FeeMeter } from '../fee-models/fee-meter.ts';
import type { FinishCause } from '../matching/matching-event.ts';

/** What an order is, from acceptance to end: the part that never changes. */
export type OrderRecordTerms = Pick<
  ExchangeOrder,
  | 'orderId'
  | 'clientOrderId'
  | 'account'
  | 'symbol'
  | 'side'
  | 'type'
  | 'quantity'
  | 'quoteQuantity'
  | 'price'
  | 'stopPrice'
  | 'trigger'
  | 'timeInForce'
  | 'postOnly'
  | 'createdTimeMs'
  | 'createdSequence'
>;

/** An accepted order in place: what {@link ExchangeOrder} shows, and what the exchange needs to go on with it. */
export class OrderRecord implements ExchangeOrder {
  /** The exchange's name. */
  readonly orderId: string;
  /** The account's own name. */
  readonly clientOrderId: string | undefined;
  /** Whose order it is. */
  readonly account: string;
  /** The exchange's market name. */
  readonly symbol: string;
  /** Which way. */
  readonly side: Side;
  /** How it finds its price. */
  readonly type: OrderType;
  /** Base quantity. */
  readonly quantity: Decimal | undefined;
  /** Quote amount. */
  readonly quoteQuantity: Decimal | undefined;
  /** Limit price. */
  readonly price: Decimal | undefined;
  /** Stop price. */
  readonly stopPrice: Decimal | undefined;
  /** On which side of the stop price it wakes. */
  readonly trigger: StopTrigger | undefined;
  /** How long it lives. */
  readonly timeInForce: TimeInForce;
  /** Refuses to take liquidity. */
  readonly postOnly: boolean;
  /** When it was accepted, in milliseconds since the epoch. */
  readonly createdTimeMs: number;
  /** Counts all accepted orders. */
  readonly createdSequence: number;
  /** Counts its fee. */
  readonly fee: FeeMeter;

  /** Where it is. */
  status: ExchangeOrderStatus;
  /** Base quantity filled so far. */
  base: Decimal = Decimal.zero;
  /** Quote amount exchanged so far. */
  quote: Decimal = Decimal.zero;
  /** Fees in base so far. */
  feeBase: Decimal = Decimal.zero;
  /** Fees in quote so far. */
  feeQuote: Decimal = Decimal.zero;
  /** What it reserves now: principal and fee, of the asset it pays with. */
  reserved: Decimal = Decimal.zero;
  /** What it may still pay without fees, of the asset it pays with. */
  principalLeft: Decimal;
  /** When its stop woke, in milliseconds since the epoch. */
  triggeredTimeMs: number | undefined = undefined;
  /** When it ended, in milliseconds since the epoch. */
  finishedTimeMs: number | undefined = undefined;
  /** Why it ended. */
  finishedBy: FinishCause | undefined = undefined;
  /** Whether its account asked for the end. */
  canceledByUser = false;

  /** Whether the account's history has dropped it; it is shown to nobody any more. */
  forgotten = false;

  /**
   * @param terms - What it is.
   * @param fee - Counts its fee.
   * @param principal - What it may pay without fees, of the asset it pays with.
   */
  constructor(terms: OrderRecordTerms, fee: FeeMeter, principal: Decimal) {
    this.orderId = terms.orderId;
    this.clientOrderId = terms.clientOrderId;
    this.account = terms.account;
    this.symbol = terms.symbol;
    this.side = terms.side;
    this.type = terms.type;
    this.quantity = terms.quantity;
    this.quoteQuantity = terms.quoteQuantity;
    this.price = terms.price;
    this.stopPrice = terms.stopPrice;
    this.trigger = terms.trigger;
    this.timeInForce = terms.timeInForce;
    this.postOnly = terms.postOnly;
    this.createdTimeMs = terms.createdTimeMs;
    this.createdSequence = terms.createdSequence;
    this.status = terms.type === 'stop-limit' ? 'sleeping' : 'open';
    this.fee = fee;
    this.principalLeft = principal;
  }
}
