import { describe, expect, test } from 'vitest';
import { readRecordedMessage } from './read-recorded-message.ts';

const update =
  '{"sequence":"7","trade_updates":[{"sequence":1,"base":"0.5","counter":"5","maker_order_id":"a","taker_order_id":"t","order_id":"a"}],"create_update":{"order_id":"b","type":"ASK","price":"11.0","volume":"2"},"delete_update":{"order_id":"c"},"status_update":null,"timestamp":100}';
const read = {
  kind: 'update',
  sequence: 7,
  timeMs: 100,
  trades: [{ orderId: 'a', quantity: '0.5' }],
  created: { id: 'b', side: 'sell', price: '11.0', quantity: '2' },
  removedId: 'c',
};

describe('a line of a recorded stream', () => {
  test('may be the message as Luno sent it', () => {
    expect(readRecordedMessage(update)).toEqual(read);
  });

  test('may have the message and when it came, which then counts', () => {
    const later = { ...read, timeMs: 150 };
    expect(readRecordedMessage(`{"receivedMs":150,"message":${update}}`)).toEqual(later);
    expect(readRecordedMessage(JSON.stringify({ receivedMs: 150, message: update }))).toEqual(later);
  });

  test('may be a snapshot', () => {
    const snapshot =
      '{"sequence":"6","asks":[{"id":"a","price":"11","volume":"1"}],"bids":[],"status":"ACTIVE","timestamp":90}';
    expect(readRecordedMessage(snapshot)).toEqual({
      kind: 'snapshot',
      sequence: 6,
      timeMs: 90,
      bids: [],
      asks: [{ id: 'a', price: '11', quantity: '1' }],
    });
  });

  test.each(['""', '', '{"error_code":"auth_timeout","error":"too long"}', '{"receivedMs":1,"message":""}'])(
    'says nothing about the book: %s',
    line => {
      expect(readRecordedMessage(line)).toBeUndefined();
    },
  );

  test.each(['{', '{"sequence":"7"', '{"receivedMs":5', '7'])('is refused when it is none: %s', line => {
    expect(() => readRecordedMessage(line)).toThrow(expect.objectContaining({ code: 'brokerage/unreadable' }));
  });
});
