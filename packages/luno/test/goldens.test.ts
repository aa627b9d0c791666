import { readFileSync } from 'node:fs';
import { Decimal } from '@trader/core';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { balanceListWire, feeInfoWire } from '../src/wire/account-wire.ts';
import { lunoErrorOf } from '../src/wire/error-wire.ts';
import { parseLosslessJson } from '../src/wire/lossless-json.ts';
import { candleListWire, marketWire, orderBookWire, tickerWire } from '../src/wire/market-wire.ts';
import { orderListWire, orderPlacedWire, orderStoppedWire, orderWire } from '../src/wire/order-wire.ts';
import { ownTradeListWire, publicTradeListWire } from '../src/wire/trade-wire.ts';
import { sharedData } from './shared-data.ts';

type Sample = Record<string, never>;

function read(text: string): Sample {
  return parseLosslessJson(text) as Sample;
}

const samples = read(readFileSync(new URL('fixtures/rest-samples.json', import.meta.url), 'utf8'));

/** Fields that are numbers to us; everything else is a name or a moment. */
const amounts =
  /^(bid|ask|last_trade|price|volume|open|high|low|close|base|counter|fee_.*|limit_.*|balance|reserved|m(in|ax)_(volume|price)|(maker|taker)_fee.*)$/;

/** Every amount of a decoded body with the text that it came from. */
function pairs(decoded: unknown, source: unknown, path = ''): readonly [path: string, value: Decimal, text: string][] {
  if (typeof decoded !== 'object' || decoded === null || typeof source !== 'object' || source === null) return [];
  return Object.entries(source).flatMap(([field, text]) => {
    const value = (decoded as Record<string, unknown>)[field];
    if (Decimal.isDecimal(value)) return [[`${path}${field}`, value, String(text)] as const];
    if (amounts.test(field) && typeof text === 'string' && value === undefined) return [];
    return [...pairs(value, text, `${path}${field}.`)];
  }) as [string, Decimal, string][];
}

/** Decodes a body and checks that every number, written out again, is the number that came. */
function expectSameNumbers(wire: z.ZodType, body: unknown, atLeast: number): void {
  const numbers = pairs(wire.parse(body), body);
  expect(numbers.length).toBeGreaterThanOrEqual(atLeast);
  for (const [path, value, text] of numbers) {
    expect([path, Decimal.parse(value.toString()).equals(Decimal.parse(text))]).toEqual([path, true]);
  }
}

describe('the bodies that Luno sends', () => {
  const table: readonly { name: string; wire: z.ZodType; body: unknown; numbers: number }[] = [
    { name: 'a ticker', wire: tickerWire, body: samples['ticker'], numbers: 3 },
    { name: 'an order book', wire: orderBookWire, body: samples['orderBook'], numbers: 4 },
    { name: 'public trades', wire: publicTradeListWire, body: samples['publicTrades'], numbers: 2 },
    { name: 'candles', wire: candleListWire, body: samples['candles'], numbers: 5 },
    { name: 'an order', wire: orderWire, body: samples['orderPartlyFilled'], numbers: 6 },
    { name: 'a canceled order', wire: orderWire, body: samples['orderCanceled'], numbers: 6 },
    { name: 'stop orders', wire: orderListWire, body: samples['stopOrders'], numbers: 6 },
    { name: 'our trades', wire: ownTradeListWire, body: samples['ownTrades'], numbers: 4 },
    { name: 'no trades', wire: ownTradeListWire, body: samples['noOwnTrades'], numbers: 0 },
    { name: 'fees', wire: feeInfoWire, body: samples['feeInfo'], numbers: 6 },
    { name: 'balances', wire: balanceListWire, body: samples['balances'], numbers: 4 },
    { name: 'a placed order', wire: orderPlacedWire, body: samples['placed'], numbers: 0 },
    { name: 'a stopped order', wire: orderStoppedWire, body: samples['stopped'], numbers: 0 },
  ];

  test.each(table)('decode, and their numbers encode again to equal decimals: $name', ({ wire, body, numbers }) => {
    expectSameNumbers(wire, body, numbers);
  });

  test('decode row by row: markets and tickers', () => {
    const { markets } = samples['markets'] as unknown as { markets: unknown[] };
    const { tickers } = samples['tickers'] as unknown as { tickers: unknown[] };
    for (const row of markets) expectSameNumbers(marketWire, row, 4);
    for (const row of tickers) expectSameNumbers(tickerWire, row, 3);
  });

  test('name their errors', () => {
    const codes = (samples['errors'] as unknown as unknown[]).map(body => lunoErrorOf(body)?.code);
    expect(codes).toEqual([
      'ErrCannotStopUnknownOrNonPendingOrder',
      'ErrDuplicateClientOrderID',
      'ErrMarketUnavailable',
      'ErrMarketNotAllowed',
    ]);
  });
});

const shared = sharedData('luno/rest_samples.json');

describe.skipIf(shared === undefined)('the recorded bodies of the data folder', () => {
  const recorded = read(shared ?? '{}') as unknown as {
    markets_row: unknown;
    ccxt_static_market_infos_2024: unknown[];
    errors: { status: number; body: unknown }[];
    'tickers_2019-06-13': { tickers: unknown[] };
  };

  test('decode as markets, scales as text included', () => {
    for (const row of [recorded.markets_row, ...recorded.ccxt_static_market_infos_2024]) {
      expectSameNumbers(marketWire, row, 4);
      expect(marketWire.parse(row).volume_scale).toBe(4);
    }
  });

  test('decode as tickers', () => {
    for (const row of recorded['tickers_2019-06-13'].tickers) expectSameNumbers(tickerWire, row, 3);
  });

  test('are errors exactly where they carry a code', () => {
    expect(recorded.errors.map(({ body }) => lunoErrorOf(body)?.code)).toEqual([
      'ErrMarketUnavailable',
      undefined,
      undefined,
    ]);
  });
});
