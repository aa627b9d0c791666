import { isTradingError } from '@trader/core';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { makeBookFeed } from '../../test/book-feed.ts';
import { parseMarketFrame, readMarketFrame } from './market-frame.ts';
import { scanUpdate } from './scan-update.ts';

// Thousands of cases: on a busy machine they take their time.
vi.setConfig({ testTimeout: 60_000 });

const feed = makeBookFeed({ seed: 7, updates: 400, depth: 6 });
const recorded = [
  '{"sequence":"74538168","trade_updates":[],"create_update":null,"delete_update":{"order_id":"BXFE5AZB7UUXWPT"},"status_update":null,"timestamp":1790127201650}',
  '{"sequence":"4530030191","trade_updates":[{"sequence":33279896,"base":"0.000399","counter":"561.409758","maker_order_id":"BXCSZDNQKCDCDBN","taker_order_id":"","order_id":"BXCSZDNQKCDCDBN"}],"create_update":null,"delete_update":null,"status_update":null,"timestamp":1790127208094}',
  '{"sequence":"40413239","trade_updates":null,"create_update":{"order_id":"BXKQ7P9GK27486F","type":"BID","price":"88501.00","volume":"3.0485"},"delete_update":null,"timestamp":1530887351155}',
  '{"sequence":"102","trade_updates":[],"create_update":null,"delete_update":null,"status_update":{"status":"POSTONLY"},"timestamp":1790127211000}',
  '{"error_code":"auth_timeout","error":"you took too long to provide credentials"}',
  '""',
  '',
];
const frames = [feed.snapshot, ...feed.updates, ...recorded];
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
  '00',
  '-',
  '.',
  '1e5',
  'null',
  'BID',
  '9007199254740993',
  ' ',
  '\n',
  '\u0000',
  'é',
  '💥',
  '""',
  'NaN',
  '0.00',
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
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ frame, edits }) =>
    edits.reduce((text, { at, cut, put }) => {
      const index = Math.floor(at * (text.length + 1));
      return text.slice(0, index) + put + text.slice(index + cut);
    }, frame),
  );

test('the fast way reads every generated update and gives what the long way gives', () => {
  for (const frame of feed.updates) {
    expect(scanUpdate(frame)).toBeDefined();
    expect(scanUpdate(frame)).toStrictEqual(parseMarketFrame(frame));
  }
});

test('on any mutated frame the fast way gives what the long way gives', () => {
  fc.assert(
    fc.property(mutated, text => {
      expect(outcome(() => readMarketFrame(text))).toStrictEqual(outcome(() => parseMarketFrame(text)));
    }),
    { numRuns: 10_000 },
  );
});

test('values on the edge of the known shape are read alike both ways', () => {
  const number = fc.constantFrom(
    '0',
    '00',
    '007',
    '1',
    '123456789012345',
    '1234567890123456',
    '9007199254740993',
    '-1',
    '1.0',
    '1e3',
  );
  const decimal = fc.constantFrom(
    '0',
    '0.00',
    '0.0100',
    '1',
    '00.5',
    '.5',
    '5.',
    '1.2.3',
    '-1',
    '1e3',
    '',
    '9'.repeat(31),
    '9'.repeat(32),
    `0.${'1'.repeat(31)}`,
    `0.${'1'.repeat(33)}`,
    '9'.repeat(70),
  );
  const word = fc.constantFrom(
    '',
    'BX',
    'a b',
    'a]b',
    '{',
    'x'.repeat(64),
    'x'.repeat(65),
    'é',
    '\ud800',
    '\\u0041',
    '\u0001',
    'null',
  );
  fc.assert(
    fc.property(
      number,
      number,
      number,
      fc.array(fc.tuple(number, decimal, decimal, word, word), { maxLength: 2 }),
      decimal,
      decimal,
      word,
      fc.constantFrom('null', 'x'),
      fc.constantFrom(',', ',', '', ',,', ' '),
      fc.constantFrom('', '', ','),
      (sequence, id, time, trades, price, volume, order, part, between, after) => {
        const list = trades.map(
          ([n, base, counter, maker, taker]) =>
            `{"sequence":${n},"base":"${base}","counter":"${counter}","maker_order_id":"${maker}","taker_order_id":"${taker}","order_id":"${order}"}`,
        );
        const create =
          part === 'null' ? 'null' : `{"order_id":"${order}","type":"ASK","price":"${price}","volume":"${volume}"}`;
        const status = part === 'null' ? `{"status":"${order}"}` : 'null';
        const text = `{"sequence":"${sequence}","trade_updates":[${list.join(between)}${after}],"create_update":${create},"delete_update":null,"status_update":${status},"timestamp":${time}}`;
        expect(
          outcome(() => readMarketFrame(text)),
          id,
        ).toStrictEqual(outcome(() => parseMarketFrame(text)));
      },
    ),
    { numRuns: 5000 },
  );
});

test('any mutated frame is a value without NaN or one typed error', () => {
  fc.assert(
    fc.property(mutated, text => {
      const result = outcome(() => readMarketFrame(text));
      JSON.stringify(result, finite);
    }),
    { numRuns: 2000 },
  );
});

/** Fails on a number that is none. */
function finite(_key: string, value: unknown): unknown {
  if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite);
  return typeof value === 'bigint' ? String(value) : value;
}

function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (isTradingError(error, 'brokerage/unreadable')) return 'unreadable';
    throw error;
  }
}
