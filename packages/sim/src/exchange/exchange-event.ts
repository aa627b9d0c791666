import type { Decimal, OrderType, Side } from '@trader/core';
import type { Liquidity } from '../fee-models/fee-model.ts';
import type { LedgerRow } from '../ledger/ledger-row.ts';
import type { FinishCause } from '../matching/matching-event.ts';
import type { MarketStatus } from './exchange-command.ts';
import type { CancelRejectionCode, RejectionCode, TransferRejectionCode } from './rejection-code.ts';

/** What every event about an order says. */
export interface OrderEventBase {
  /** The exchange's name of the order. */
  readonly orderId: string;
  /** The account's own name, when it gave one. */
  readonly clientOrderId: string | undefined;
  /** Whose order it is. */
  readonly account: string;
  /** The exchange's market name. */
  readonly symbol: string;
  /** When it happened: the time of the command that caused it, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** The order exists from now on; its funds are reserved. It neither trades nor rests yet. */
export interface OrderAccepted extends OrderEventBase {
  /** Discriminant. */
  readonly type: 'order-accepted';
  /** How it finds its price: a `stop-limit` sleeps now, others go on at once. */
  readonly orderType: OrderType;
  /** Which way. */
  readonly side: Side;
}

/** The order was refused. No money moved; see `orderId` for whether a record exists. */
export interface OrderRejected {
  /** Discriminant. */
  readonly type: 'order-rejected';
  /** Who placed it. */
  readonly account: string;
  /** The market name that was asked for. */
  readonly symbol: string;
  /** The account's own name, when it gave one. */
  readonly clientOrderId: string | undefined;
  /** The exchange's name of the finished record, where options keep one; otherwise there is no such order. */
  readonly orderId: string | undefined;
  /** Why, to branch on. */
  readonly code: RejectionCode;
  /** Why, for a person: names the field, the value and the remedy. */
  readonly message: string;
  /** When, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** The order, or what is left of it, rests in the book from now on. */
export interface OrderOpened extends OrderEventBase {
  /** Discriminant. */
  readonly type: 'order-opened';
  /** Which way. */
  readonly side: Side;
  /** Limit price. */
  readonly price: Decimal;
  /** Base quantity that rests. */
  readonly remaining: Decimal;
}

/** A trade reached the stop price; what the woken limit order does comes next. */
export interface OrderTriggered extends OrderEventBase {
  /** Discriminant. */
  readonly type: 'order-triggered';
  /** Its stop price. */
  readonly stopPrice: Decimal;
  /** Price of the trade that woke it. */
  readonly tradePrice: Decimal;
}

/** Two orders traded. Both `order-filled-part` events follow, maker first. */
export interface ExchangeTrade {
  /** Discriminant. */
  readonly type: 'trade';
  /** The exchange's market name. */
  readonly symbol: string;
  /** Counts the trades of this market, from the configured start. */
  readonly sequence: number;
  /** The order that rested. */
  readonly makerOrderId: string;
  /** The order that came in. */
  readonly takerOrderId: string;
  /** Which way the taker traded. */
  readonly takerSide: Side;
  /** Price: the resting order's. */
  readonly price: Decimal;
  /** Base quantity. */
  readonly base: Decimal;
  /** Quote amount: exactly price × base. */
  readonly quote: Decimal;
  /** Whether the resting order was filled completely (it left the book without a cancel). */
  readonly makerFilled: boolean;
  /** When, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** One side of a trade: running totals of the order, and what this trade added. */
export interface OrderFilledPart extends OrderEventBase {
  /** Discriminant. */
  readonly type: 'order-filled-part';
  /** Sequence of the trade. */
  readonly tradeSequence: number;
  /** Which way the order trades. */
  readonly side: Side;
  /** Whether the order rested or came in. */
  readonly liquidity: Liquidity;
  /** Price of the trade. */
  readonly price: Decimal;
  /** Base quantity filled so far. */
  readonly base: Decimal;
  /** Quote amount exchanged so far. */
  readonly quote: Decimal;
  /** Fees in base so far; negative is a rebate. Not contained in `base`: a buyer received `base − feeBase`. */
  readonly feeBase: Decimal;
  /** Fees in quote so far; negative is a rebate. Not contained in `quote`: a seller received `quote − feeQuote`. */
  readonly feeQuote: Decimal;
  /** Base quantity of this trade. */
  readonly baseDelta: Decimal;
  /** Quote amount of this trade. */
  readonly quoteDelta: Decimal;
  /** Fee in base of this trade. */
  readonly feeBaseDelta: Decimal;
  /** Fee in quote of this trade. */
  readonly feeQuoteDelta: Decimal;
}

/** The order will never trade again; what it still reserved is free again. */
export interface OrderFinished extends OrderEventBase {
  /** Discriminant. */
  readonly type: 'order-finished';
  /** Why. */
  readonly by: FinishCause;
  /** Whether its account asked for the end. */
  readonly canceledByUser: boolean;
}

/** The order was not canceled by this command. */
export interface CancelRejected {
  /** Discriminant. */
  readonly type: 'cancel-rejected';
  /** Who asked. */
  readonly account: string;
  /** The exchange's name of the order, as asked or as found. */
  readonly orderId: string | undefined;
  /** The account's own name, as asked. */
  readonly clientOrderId: string | undefined;
  /** Why, to branch on. */
  readonly code: CancelRejectionCode;
  /** Why, for a person. */
  readonly message: string;
  /** When, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** What an account holds of one asset changed: one event for each row of the ledger. */
export interface BalanceChanged extends LedgerRow {
  /** Discriminant. */
  readonly type: 'balance-changed';
  /** The order that caused it; `undefined` for deposits and withdrawals. */
  readonly orderId: string | undefined;
  /** Sequence of the trade that caused it, for the causes `trade` and `fee`. */
  readonly tradeSequence: number | undefined;
  /** When, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** A deposit or withdrawal was refused; nothing changed. */
export interface TransferRejected {
  /** Discriminant. */
  readonly type: 'transfer-rejected';
  /** Who asked. */
  readonly account: string;
  /** Which asset. */
  readonly asset: string;
  /** Why, to branch on. */
  readonly code: TransferRejectionCode;
  /** Why, for a person. */
  readonly message: string;
  /** When, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** A market's status is another one now. */
export interface StatusChanged {
  /** Discriminant. */
  readonly type: 'status-changed';
  /** The exchange's market name. */
  readonly symbol: string;
  /** What it is now. */
  readonly status: MarketStatus;
  /** When, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** Everything that can happen on a simulated exchange. */
export type ExchangeEvent =
  | OrderAccepted
  | OrderRejected
  | OrderOpened
  | OrderTriggered
  | ExchangeTrade
  | OrderFilledPart
  | OrderFinished
  | CancelRejected
  | BalanceChanged
  | TransferRejected
  | StatusChanged;
