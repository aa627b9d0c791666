import { Decimal } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { sharedData } from '../../test/shared-data.ts';
import { type MarketFrame, parseMarketFrame, readMarketFrame } from './market-frame.ts';

const recorded = sharedData('luno/stream_frames.jsonl');

describe.skipIf(recorded === undefined)('the recorded frames', () => {
  const rows = (recorded ?? '')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as { kind: string; frame: string })
    .filter(row => !row.kind.startsWith('client_'));
  const kinds: Record<string, MarketFrame['kind']> = {
    snapshot_trimmed_ETHUSDT: 'snapshot',
    keepalive: 'keep-alive',
    empty_book_ETHAUD: 'snapshot',
    error_auth_timeout_after_10s: 'error',
    error_invalid_credentials: 'error',
    error_invalid_market_then_close_1000: 'error',
  };

  test.each(rows)('$kind decodes, and its numbers encode again to equal decimals', ({ kind, frame }) => {
    const decoded = readMarketFrame(frame);
    expect(decoded.kind).toBe(kinds[kind] ?? 'update');
    expect(decoded).toStrictEqual(parseMarketFrame(frame));
    expect(numbersIn(decoded)).toEqual(numbersIn(JSON.parse(frame)));
  });
});

test.each([
  ['{"sequence":"9007199254740993","trade_updates":null,"timestamp":1}', 9007199254740993n],
  ['{"sequence":"74538168","trade_updates":null,"timestamp":1}', 74538168],
  ['{"sequence":74538168,"trade_updates":null,"timestamp":1}', 74538168],
])('%s keeps every digit of its sequence', (frame, sequence) => {
  expect(readMarketFrame(frame)).toMatchObject({ kind: 'update', sequence });
});

test.each(['NaN', '0', '0.000', '-1', '1e5', '', ' 1', '0x10', 'Infinity', '9'.repeat(65)])(
  'a price of %j is refused',
  price => {
    const create = { order_id: 'BX', type: 'BID', price, volume: '1' };
    const frame = JSON.stringify({ sequence: '1', trade_updates: [], create_update: create, timestamp: 1 });
    expect(() => readMarketFrame(frame)).toThrow(/create_update.price/);
  },
);

const aTrade = '{"sequence":1,"base":"1","counter":"2","maker_order_id":"BXA","taker_order_id":"BXB","order_id":"BXA"}';

test.each([`${aTrade}${aTrade}`, `${aTrade},`, `,${aTrade}`, `${aTrade},,${aTrade}`, `${aTrade} ${aTrade}`])(
  'trades listed as [%s] are refused like any other text that is not JSON',
  list => {
    const frame = `{"sequence":"1","trade_updates":[${list}],"create_update":null,"delete_update":null,"status_update":null,"timestamp":1}`;
    expect(() => readMarketFrame(frame)).toThrow(/not JSON/);
    expect(readMarketFrame(frame.replace(list, `${aTrade},${aTrade}`))).toMatchObject({ trades: [{}, {}] });
  },
);

test('both sides null is no snapshot, one side null is an empty side', () => {
  expect(readMarketFrame('{"sequence":"1","asks":null,"bids":[],"status":"ACTIVE","timestamp":1}')).toEqual({
    kind: 'snapshot',
    sequence: 1,
    asks: [],
    bids: [],
    status: 'ACTIVE',
    timeMs: 1,
  });
  expect(readMarketFrame('{"sequence":"1","asks":null,"bids":null,"timestamp":1}').kind).toBe('update');
});

test('errors are seen before anything else in a frame', () => {
  const frame = '{"error_code":"invalid_market","error":"NOPEUSDT","asks":[],"bids":[],"sequence":"1","timestamp":1}';
  expect(readMarketFrame(frame)).toEqual({ kind: 'error', code: 'invalid_market', message: 'NOPEUSDT' });
});

/** Every price, volume, amount, count and time as canonical text, in order of appearance per name. */
function numbersIn(value: unknown): string[] {
  if (typeof value === 'number' || typeof value === 'bigint') return [Decimal.from(value).toString()];
  if (typeof value === 'string') return /^\d+(\.\d+)?$/.test(value) ? [Decimal.parse(value).toString()] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersIn).sort();
}
