import type { BalanceChanged, OrderFilledPart } from '@trader/sim';
import type { Account } from '../exchange/accounts.ts';
import { type JsonRecord, writeJson } from '../wire/json-text.ts';
import type { NumberFormat } from '../wire/number-format.ts';

/** Kinds of user-stream messages, as the `type` member names them. */
type UserMessageType = 'order_status' | 'order_fill' | 'balance_update';

/** One message to one user. */
export interface UserMessage {
  /** Whose. */
  readonly user: string;
  /** Which kind. */
  readonly type: UserMessageType;
  /** When, in milliseconds since the epoch. */
  readonly timeMs: number;
  /** The frame. */
  readonly frame: string;
}

/** What a status message needs to know of an order. */
export interface StatusSource {
  /** Whose order. */
  readonly account: string;
  /** The exchange's name of it. */
  readonly orderId: string;
  /** Its owner's name of it. */
  readonly clientOrderId: string | undefined;
  /** Which market. */
  readonly symbol: string;
  /** When, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** Writes `order_status`. */
export function statusMessage(source: StatusSource, status: 'AWAITING' | 'PENDING' | 'COMPLETE'): UserMessage {
  return message(source.account, 'order_status', source.timeMs, {
    order_status_update: { ...orderNames(source), status },
  });
}

/** Writes `order_fill`: running totals, and what this message adds. */
export function fillMessage(fill: OrderFilledPart, format: NumberFormat): UserMessage {
  return message(fill.account, 'order_fill', fill.timeMs, {
    order_fill_update: {
      ...orderNames(fill),
      base_fill: format(fill.base, 'user-stream-base'),
      counter_fill: format(fill.quote, 'user-stream-counter'),
      base_delta: format(fill.baseDelta, 'user-stream-base'),
      counter_delta: format(fill.quoteDelta, 'user-stream-counter'),
      base_fee: format(fill.feeBase, 'user-stream-base'),
      counter_fee: format(fill.feeQuote, 'user-stream-counter'),
      base_fee_delta: format(fill.feeBaseDelta, 'user-stream-base'),
      counter_fee_delta: format(fill.feeQuoteDelta, 'user-stream-counter'),
    },
  });
}

/** Writes `balance_update`: one for each ledger row, the account's number as a bare JSON number. */
export function balanceMessage(row: BalanceChanged, account: Account, format: NumberFormat): UserMessage {
  return message(row.account, 'balance_update', row.timeMs, {
    balance_update: {
      account_id: account.id,
      row_index: row.rowIndex,
      balance: format(row.total, 'user-stream-base'),
      balance_delta: format(row.totalDelta, 'user-stream-base'),
      available: format(row.available, 'user-stream-base'),
      available_delta: format(row.availableDelta, 'user-stream-base'),
    },
  });
}

function message(user: string, type: UserMessageType, timeMs: number, body: JsonRecord): UserMessage {
  const empty = { order_status_update: null, order_fill_update: null, balance_update: null };
  return { user, type, timeMs, frame: writeJson({ type, timestamp: timeMs, ...empty, ...body }) };
}

function orderNames(source: StatusSource): JsonRecord {
  return {
    order_id: source.orderId,
    client_order_id: source.clientOrderId ?? '',
    market_id: source.symbol,
  };
}
