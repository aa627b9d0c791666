import { isTradingError } from '@trader/core';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { readUserFrame } from './user-wire.ts';

// Thousands of cases: on a busy machine they take their time.
vi.setConfig({ testTimeout: 60_000 });

const frames = [
  '{"type":"order_status","timestamp":1790127200130,"order_status_update":{"order_id":"BXBWD2YQMEEBBXS","client_order_id":"","market_id":"ETHMYR","status":"PENDING"},"order_fill_update":null,"balance_update":null}',
  '{"type":"order_fill","timestamp":1790127201002,"order_status_update":null,"order_fill_update":{"order_id":"BXBWD2YQMEEBBXS","client_order_id":"","market_id":"ETHMYR","base_fill":"0.00100000","counter_fill":"11.9670000000000000","base_delta":"0.00100000","counter_delta":"11.9670000000000000","base_fee":"0.00000350","counter_fee":"0","base_fee_delta":"0.00000350","counter_fee_delta":"0"},"balance_update":null}',
  '{"type":"balance_update","timestamp":1790127201003,"order_status_update":null,"order_fill_update":null,"balance_update":{"account_id":8203463422864003664,"row_index":1,"balance":"100.00000000","balance_delta":"100.00000000","available":"99.00000000","available_delta":"1.00000000"}}',
  '{"error_code":"invalid_credentials","error":"you provided an invalid credentials message"}',
  '""',
  '',
];
const pieces = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '-',
  '.',
  '1e999',
  'null',
  'NaN',
  '9007199254740993',
  ' ',
  '\u0000',
  '💥',
  'true',
  '""',
];

const mutated = fc
  .record({
    frame: fc.constantFrom(...frames),
    edits: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.integer({ min: 0, max: 30 }),
        put: fc.constantFrom('', ...pieces),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ frame, edits }) =>
    edits.reduce((text, { at, cut, put }) => {
      const index = Math.floor(at * (text.length + 1));
      return text.slice(0, index) + put + text.slice(index + cut);
    }, frame),
  );

test('any mutated frame is a value without NaN or one typed error', () => {
  fc.assert(
    fc.property(mutated, text => {
      try {
        JSON.stringify(readUserFrame(text), finite);
      } catch (error) {
        if (!isTradingError(error, 'brokerage/unreadable')) throw error;
      }
    }),
    { numRuns: 10_000 },
  );
});

test('the documented frames are read', () => {
  expect(frames.map(frame => readUserFrame(frame).kind)).toEqual([
    'message',
    'message',
    'message',
    'error',
    'keep-alive',
    'keep-alive',
  ]);
});

/** Fails on a number that is none; decimals have become text before they come here. */
function finite(_key: string, value: unknown): unknown {
  if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite);
  return value;
}
