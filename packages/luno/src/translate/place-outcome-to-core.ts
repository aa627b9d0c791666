import type { BrokerageOrderId, PlaceOutcome } from '@trader/core';
import type { Answer, Exchange } from '../http/exchange.ts';
import { orderPlacedWire } from '../wire/order-wire.ts';
import { refusalRemedies, toKebabCode } from './refusal-codes.ts';

type Unknown = Extract<PlaceOutcome, { outcome: 'unknown' }>;

/**
 * What a place call proves: `accepted` with Luno's id, `rejected` by a code on the closed list, `not-sent` when no byte can
 * have left, and `unknown` for everything else.
 *
 * @param resolveByMs - Luno's time after which the request can no longer be accepted.
 */
export function placeOutcomeToCore(exchange: Exchange, resolveByMs: number | undefined): PlaceOutcome {
  if (exchange.kind === 'not-sent') return { outcome: 'not-sent', code: exchange.code, message: exchange.reason };
  if (exchange.kind === 'lost') {
    return {
      outcome: 'unknown',
      code: exchange.code,
      message: `Sent, outcome unknown: ${exchange.reason}`,
      resolveByMs,
    };
  }
  return answerToCore(exchange, resolveByMs);
}

function answerToCore(answer: Answer, resolveByMs: number | undefined): PlaceOutcome {
  const unknown = (code: string, message: string): Unknown => ({ outcome: 'unknown', code, message, resolveByMs });
  const { error } = answer;
  const placed = orderPlacedWire.safeParse(answer.json);
  if (isSuccess(answer) && error === undefined && placed.success) {
    return { outcome: 'accepted', brokerageOrderId: placed.data.order_id as BrokerageOrderId };
  }
  if (answer.status === 429)
    return unknown('rate-limited', 'Luno answered 429 (too many requests); the order is looked up');
  if (error === undefined || placed.success) {
    return unknown(
      'unreadable',
      `Luno’s answer (HTTP ${answer.status}) is neither an order nor an error: ${answer.sample}`,
    );
  }
  const said = `${error.text === '' ? 'no text' : error.text} (${error.code}, HTTP ${answer.status})`;
  const remedy = refusalRemedies.get(error.code);
  // A gateway or a server in trouble may repeat any words: only a reply in good order can be a definitive no.
  if (remedy === undefined || answer.status >= 500) {
    return unknown(toKebabCode(error.code), `Luno said: ${said}; whether the order exists is looked up`);
  }
  return { outcome: 'rejected', code: toKebabCode(error.code), message: `Luno refused the order: ${said}; ${remedy}` };
}

function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300;
}
