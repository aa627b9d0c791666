import type { OrderMessage, RecordedOrder, RecordedTrade } from '@trader/core';
import { isObject, type MarketFrame, readMarketFrame } from '../wire/market-frame.ts';
import type { MarketSnapshot, MarketUpdate } from '../wire/stream-wire.ts';

const noTrades: readonly RecordedTrade[] = [];

/**
 * Reads one line of a recorded market stream: a message as Luno sent it, or `{ "receivedMs": …, "message": … }` around it, the message
 * as an object or as its text. Signs of life and refusals are `undefined`.
 *
 * @throws `brokerage/unreadable` for everything else.
 */
export function readRecordedMessage(line: string): OrderMessage | undefined {
  // Luno's messages begin with their number: nearly every line is known by its start, and need not be searched.
  if (line.startsWith('{"sequence"') || !line.includes('"receivedMs"'))
    return toRecorded(readMarketFrame(line), undefined);
  const { receivedMs, text } = unwrap(line);
  return toRecorded(readMarketFrame(text), receivedMs);
}

function unwrap(line: string): { readonly receivedMs: number | undefined; readonly text: string } {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    // The frame's reader says what is wrong with it.
    return { receivedMs: undefined, text: line };
  }
  if (!isObject(json)) return { receivedMs: undefined, text: line };
  const { receivedMs, message } = json;
  const text = typeof message === 'string' ? message : JSON.stringify(message ?? '');
  return { receivedMs: typeof receivedMs === 'number' ? receivedMs : undefined, text };
}

function toRecorded(frame: MarketFrame, receivedMs: number | undefined): OrderMessage | undefined {
  switch (frame.kind) {
    case 'update':
      return fromUpdate(frame, receivedMs ?? frame.timeMs);
    case 'snapshot':
      return fromSnapshot(frame, receivedMs ?? frame.timeMs);
    case 'keep-alive':
    case 'error':
      return undefined;
    default:
      return frame satisfies never;
  }
}

function fromSnapshot({ sequence, bids, asks }: MarketSnapshot, timeMs: number): OrderMessage {
  const side = (orders: MarketSnapshot['bids']): RecordedOrder[] =>
    orders.map(({ id, price, volume }) => ({ id, price, quantity: volume }));
  return { kind: 'snapshot', timeMs, sequence, bids: side(bids), asks: side(asks) };
}

function fromUpdate({ sequence, trades, create, deletedOrderId }: MarketUpdate, timeMs: number): OrderMessage {
  const created =
    create === undefined
      ? undefined
      : {
          id: create.orderId,
          side: create.side === 'BID' ? ('buy' as const) : ('sell' as const),
          price: create.price,
          quantity: create.volume,
        };
  const taken =
    trades.length === 0
      ? noTrades
      : trades.map(({ makerOrderId, base }) => ({ orderId: makerOrderId, quantity: base }));
  return { kind: 'update', timeMs, sequence, trades: taken, created, removedId: deletedOrderId };
}
