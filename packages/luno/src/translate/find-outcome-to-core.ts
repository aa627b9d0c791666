import type { FindOutcome, FindQuery } from '@trader/core';
import type { Exchange } from '../http/exchange.ts';
import { certainReadTimeMs } from '../http/server-clock.ts';
import { type OrderWire, orderWire } from '../wire/order-wire.ts';
import { notFoundCodes, toKebabCode } from './refusal-codes.ts';

/** An order was found; which instrument it belongs to is still to be looked up. */
export interface FoundOrder {
  /** Discriminant. */
  readonly outcome: 'order';
  /** The order in Luno’s words. */
  readonly order: OrderWire;
  /** Luno's time of the reply, in milliseconds since the epoch, when it told one. */
  readonly replyTimeMs: number | undefined;
}

type Nothing = Exclude<FindOutcome, { outcome: 'found' }>;

/**
 * What a look-up proves. `absent` needs Luno's own not-found answer; an empty 404 is a missing route, a 404 of a gateway is
 * the gateway's opinion. An order with another id than the one asked for proves nothing either.
 */
export function findOutcomeToCore(exchange: Exchange, query: FindQuery): FoundOrder | Nothing {
  if (exchange.kind !== 'answered') return unknown(exchange.code, exchange.reason);
  const { status, json, error, sample, times } = exchange;
  if (status === 429) return unknown('rate-limited', 'Luno answered 429 (too many requests)');
  if (error !== undefined) {
    if (notFoundCodes.has(error.code) && status >= 400 && status < 500) {
      return { outcome: 'absent', brokerageTimeMs: times === undefined ? undefined : certainReadTimeMs(times) };
    }
    return unknown(toKebabCode(error.code), `Luno said: ${error.text} (${error.code}, HTTP ${status})`);
  }
  const parsed = orderWire.safeParse(json);
  if (status !== 200 || !parsed.success) {
    const [issue] = parsed.error?.issues ?? [];
    const where = issue === undefined ? '' : ` (${issue.path.join('.') || 'body'}: ${issue.message})`;
    return unknown('unreadable', `Luno’s answer (HTTP ${status}) cannot be read${where}: ${sample}`);
  }
  const mismatch = mismatchOf(parsed.data, query);
  if (mismatch !== undefined) return unknown('mismatch', mismatch);
  return { outcome: 'order', order: parsed.data, replyTimeMs: times?.dateMs };
}

function mismatchOf(order: OrderWire, { brokerageOrderId, clientOrderId }: FindQuery): string | undefined {
  if (brokerageOrderId !== undefined && order.order_id !== brokerageOrderId) {
    return `Luno answered with order ${order.order_id} when asked for ${brokerageOrderId}`;
  }
  const told = order.client_order_id;
  // Asked by Luno's id, an order without client id is not ours, and one with another id belongs to somebody else.
  if (told === clientOrderId || (told === undefined && brokerageOrderId !== undefined)) return undefined;
  return `order ${order.order_id} has the client order id ${told ?? '(none)'}, not ${clientOrderId}`;
}

function unknown(code: string, message: string): Nothing {
  return { outcome: 'unknown', code, message };
}
