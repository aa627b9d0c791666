import { z } from 'zod';
import { parseLosslessJson } from './lossless-json.ts';
import { decode, isObject, type KeepAlive, keepAlive } from './market-frame.ts';
import {
  decimalWire,
  integerTextWire,
  optionalDecimalWire,
  optionalTextWire,
  optionalTimeWire,
  totalWire,
} from './number-wire.ts';
import { type StreamError, streamErrorSchema } from './stream-wire.ts';

const orderNames = { order_id: z.string().min(1), client_order_id: optionalTextWire, market_id: z.string().min(1) };

/** What became of one of our orders. */
const orderStatusWire = z.object({ ...orderNames, status: z.enum(['AWAITING', 'PENDING', 'COMPLETE']) });

/** An order's status in Luno's words. */
export type OrderStatusWire = z.output<typeof orderStatusWire>;

/** A fill of one of our orders: running totals, which alone are read; the deltas repeat them. Fees may be negative. */
const orderFillWire = z.object({
  ...orderNames,
  base_fill: totalWire,
  counter_fill: totalWire,
  base_fee: optionalDecimalWire,
  counter_fee: optionalDecimalWire,
});

/** An order's running totals in Luno's words. */
export type OrderFillWire = z.output<typeof orderFillWire>;

/** A new row in the ledger of one of our accounts, and what the account holds after it. */
const balanceUpdateWire = z.object({
  account_id: integerTextWire,
  row_index: integerTextWire,
  balance: decimalWire,
  available: decimalWire,
});

/** An account's state in Luno's words; the id keeps all its digits. */
export type BalanceUpdateWire = z.output<typeof balanceUpdateWire>;

const timestamp = optionalTimeWire;
const userMessageWire = z.discriminatedUnion('type', [
  z.object({ type: z.literal('order_status'), timestamp, order_status_update: orderStatusWire }),
  z.object({ type: z.literal('order_fill'), timestamp, order_fill_update: orderFillWire }),
  z.object({ type: z.literal('balance_update'), timestamp, balance_update: balanceUpdateWire }),
]);
const types = new Set(['order_status', 'order_fill', 'balance_update']);

/** One message of the user stream. */
export type UserMessage = z.output<typeof userMessageWire>;

/** Everything that the user stream may send; `other` is a type that we do not know. */
export type UserFrame =
  | KeepAlive
  | StreamError
  | { readonly kind: 'message'; readonly message: UserMessage }
  | { readonly kind: 'other'; readonly type: string };

const operation = 'user stream';

/**
 * Reads one frame of the user stream.
 *
 * @throws `brokerage/unreadable` for anything that is not of the documented shapes, and nothing else.
 */
export function readUserFrame(text: string): UserFrame {
  if (text === '' || text === '""') return keepAlive;
  const json = parseLosslessJson(text, operation);
  if (isObject(json) && 'error_code' in json) return decode(streamErrorSchema, json, operation, text);
  if (isObject(json) && typeof json['type'] === 'string' && !types.has(json['type']))
    return { kind: 'other', type: json['type'].slice(0, 100) };
  return { kind: 'message', message: decode(userMessageWire, json, operation, text) };
}
