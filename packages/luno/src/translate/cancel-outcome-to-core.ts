import type { CancelOutcome } from '@trader/core';
import type { Exchange } from '../http/exchange.ts';
import { orderStoppedWire } from '../wire/order-wire.ts';
import { cancelRefusals, toKebabCode } from './refusal-codes.ts';

/** What a cancel call proves about the request; none of it says that the order has ended. */
export function cancelOutcomeToCore(exchange: Exchange): CancelOutcome {
  if (exchange.kind === 'not-sent')
    return { outcome: 'not-sent', code: exchange.code, message: `Not sent: ${exchange.reason}` };
  if (exchange.kind === 'lost') {
    return { outcome: 'unknown', code: exchange.code, message: `Sent, outcome unknown: ${exchange.reason}` };
  }
  const { status, json, error, sample } = exchange;
  if (status === 429)
    return { outcome: 'unknown', code: 'rate-limited', message: 'Luno answered 429 (too many requests)' };
  if (error !== undefined) {
    const message = `Luno said: ${error.text} (${error.code}, HTTP ${status}); the order is looked up`;
    const isRefusal = cancelRefusals.has(error.code) && status < 500;
    return { outcome: isRefusal ? 'rejected' : 'unknown', code: toKebabCode(error.code), message };
  }
  const stopped = orderStoppedWire.safeParse(json);
  if (status < 200 || status > 299 || !stopped.success) {
    return {
      outcome: 'unknown',
      code: 'unreadable',
      message: `Luno’s answer (HTTP ${status}) cannot be read: ${sample}`,
    };
  }
  if (stopped.data.success) return { outcome: 'accepted' };
  return { outcome: 'rejected', code: 'not-stopped', message: 'Luno answered success: false; the order is looked up' };
}
