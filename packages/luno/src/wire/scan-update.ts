import type { CreateUpdate, MarketUpdate, TradeUpdate } from './stream-wire.ts';

// The shape of every update that Luno was ever seen to send: the same members in the same order, without white space. One pass of a
// compiled expression reads and checks all of it. Texts with escapes or control characters, and numbers of more than 15 digits,
// do not match.
const integer = '(0|[1-9]\\d{0,14})';
const positive = '((?=[0.]*[1-9])\\d{1,31}(?:\\.\\d{1,31})?)';
const amount = '(\\d{1,31}(?:\\.\\d{1,31})?)';
const name = '([^"\\\\\\u0000-\\u001f]{1,64})';
const nameOrNone = '([^"\\\\\\u0000-\\u001f]{0,64})';

const updateShape = new RegExp(
  [
    '^\\{"sequence":"(\\d{1,15})"',
    ',"trade_updates":(?:null|\\[([^\\]]*)\\])',
    `,"create_update":(?:null|\\{"order_id":"${name}","type":"(BID|ASK)","price":"${positive}","volume":"${positive}"\\})`,
    `,"delete_update":(?:null|\\{"order_id":"${name}"\\})`,
    `,"status_update":(?:null|\\{"status":"${name}"\\})`,
    `,"timestamp":${integer}\\}$`,
  ].join(''),
);
const tradeShape = new RegExp(
  [
    `\\{"sequence":${integer},"base":"${positive}","counter":"${amount}"`,
    `,"maker_order_id":"${name}","taker_order_id":"${nameOrNone}","order_id":"${nameOrNone}"\\}(?:,(?=\\{)|$)`,
  ].join(''),
  'y',
);

const noTrades: readonly TradeUpdate[] = [];

/**
 * Reads an update of the known shape several times faster than `JSON.parse`; `undefined` for everything else, which is then read
 * the long way. What it returns is exactly what the long way would return.
 */
export function scanUpdate(text: string): MarketUpdate | undefined {
  const match = updateShape.exec(text);
  if (match === null) return undefined;
  const trades = match[2] ? scanTrades(match[2]) : noTrades;
  if (trades === undefined) return undefined;
  return {
    kind: 'update',
    sequence: Number(match[1]),
    trades,
    create: scanCreate(match),
    deletedOrderId: match[7],
    status: match[8],
    timeMs: Number(match[9]),
  };
}

function scanCreate([, , , orderId, side, price, volume]: RegExpExecArray): CreateUpdate | undefined {
  if (orderId === undefined || price === undefined || volume === undefined) return undefined;
  return { orderId, side: side === 'BID' ? 'BID' : 'ASK', price, volume };
}

function scanTrades(list: string): readonly TradeUpdate[] | undefined {
  const trades: TradeUpdate[] = [];
  tradeShape.lastIndex = 0;
  while (tradeShape.lastIndex < list.length) {
    const match = tradeShape.exec(list);
    if (match === null) return undefined;
    const [, tradeId = '', base = '', counter = '', makerOrderId = '', takerOrderId = ''] = match;
    trades.push({ tradeId, base, counter, makerOrderId, takerOrderId });
  }
  return trades;
}
