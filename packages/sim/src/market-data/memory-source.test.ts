import { isTradingError, TradingError } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { type BarRow, barSource } from './bar-source.ts';
import { collectBars, collectChunks } from './fixtures/collect-rows.ts';
import { tickSource } from './tick-source.ts';
import { tradeSource } from './trade-source.ts';

const minute = 60_000;

function bar(openTimeMs: number, change: Partial<BarRow> = {}): BarRow {
  return { openTimeMs, open: 10, high: 12, low: 9, close: 11, volume: 1, ...change };
}

function failure(run: () => unknown): TradingError<'market-data/invalid'> {
  try {
    run();
  } catch (error) {
    if (isTradingError(error, 'market-data/invalid')) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('bars in memory', () => {
  test('come from rows and from columns alike', async () => {
    const rows = [bar(0), bar(minute, { volume: 0 }), bar(3 * minute)];
    const fields = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;
    const columns = Object.fromEntries(fields.map(field => [field, rows.map(row => row[field])]));
    const fromRows = barSource({ symbol: 'A', intervalMs: minute, bars: rows });
    const fromColumns = barSource({ symbol: 'A', intervalMs: minute, bars: columns as Record<keyof BarRow, number[]> });
    expect(await collectBars(fromRows)).toEqual(rows.map(row => fields.map(field => row[field])));
    expect(await collectChunks(fromColumns)).toEqual(await collectChunks(fromRows));
    expect(fromRows.rows).toBe(3);
  });

  test('are read by a range that includes its start and excludes its end', async () => {
    const source = barSource({ symbol: 'A', intervalMs: minute, bars: [0, 1, 2, 3].map(index => bar(index * minute)) });
    const times = async (fromMs: number, toMs: number) =>
      (await collectBars(source, { fromMs, toMs })).map(([time]) => time);
    expect(await times(minute, 3 * minute)).toEqual([minute, 2 * minute]);
    expect(await times(minute + 1, 3 * minute + 1)).toEqual([2 * minute, 3 * minute]);
    expect(await times(9 * minute, 10 * minute)).toEqual([]);
    expect(await times(3 * minute, minute)).toEqual([]);
  });

  test('a long one comes in chunks, and an abort ends it between two', () => {
    const length = 200_000;
    const prices = new Float64Array(length).fill(5);
    const openTimeMs = Float64Array.from({ length }, (_, row) => row * minute);
    const bars = { openTimeMs, open: prices, high: prices, low: prices, close: prices, volume: prices };
    const source = barSource({ symbol: 'A', intervalMs: minute, bars });
    const stop = new AbortController();
    const chunks = source.chunks({ signal: stop.signal })[Symbol.iterator]();
    expect(chunks.next().value?.length).toBe(65_536);
    stop.abort(new Error('enough'));
    expect(() => chunks.next()).toThrow('enough');
  });

  test.each<[string, BarRow[], number, string, string]>([
    ['a doubled bar', [bar(0), bar(0)], 1, 'openTimeMs', 'same time'],
    ['a time that falls', [bar(minute), bar(0)], 1, 'openTimeMs', 'sort the rows'],
    ['bars that overlap', [bar(0), bar(30_000)], 1, 'openTimeMs', 'overlap'],
    ['a time with a fraction', [bar(0.5)], 0, 'openTimeMs', 'is not a time'],
    ['a time in microseconds', [bar(1_700_000_000_000_000)], 0, 'openTimeMs', 'is not a time'],
    ['a price that is no number', [bar(0), bar(minute, { close: Number.NaN })], 1, 'close', 'is not a price'],
    ['a price of 0', [bar(0, { low: 0 })], 0, 'low', 'is not a price'],
    ['an endless price', [bar(0, { high: Number.POSITIVE_INFINITY })], 0, 'high', 'is not a price'],
    ['a high below the low', [bar(0, { high: 8, open: 8, close: 8 })], 0, 'high', 'below the low'],
    ['a high that is not the highest', [bar(0, { close: 13 })], 0, 'high', 'not the highest'],
    ['a low that is not the lowest', [bar(0, { open: 8 })], 0, 'low', 'not the lowest'],
    ['a volume below 0', [bar(0, { volume: -1 })], 0, 'volume', 'is not a quantity'],
    ['a volume that is no number', [bar(0, { volume: Number.NaN })], 0, 'volume', 'is not a quantity'],
  ])('refuse %s, naming row and column', (_, bars, row, column, reason) => {
    const error = failure(() => barSource({ symbol: 'A', intervalMs: minute, bars, name: 'mine' }));
    expect(error.context).toMatchObject({ source: 'mine', row, column });
    expect(error.message).toContain(reason);
  });

  test('refuse columns of different lengths and intervals that are none', () => {
    const bars = { openTimeMs: [0], open: [1], high: [1], low: [1], close: [1], volume: [] };
    expect(failure(() => barSource({ symbol: 'A', intervalMs: minute, bars })).context.column).toBe('volume');
    expect(() => barSource({ symbol: 'A', intervalMs: 0.5, bars: [] })).toThrow(TradingError);
    expect(() => barSource({ symbol: '', intervalMs: minute, bars: [] })).toThrow('symbol');
  });
});

describe('trades in memory', () => {
  test('keep ids, sides and the number of their row', async () => {
    const trades = [
      { timeMs: 1, price: 5, quantity: 1, takerSide: 'buy', tradeId: 'x' },
      { timeMs: 1, price: 5, quantity: 2, takerSide: 'sell', tradeId: 'y' },
      { timeMs: 2, price: 6, quantity: 0, tradeId: 'x' },
    ] as const;
    const [chunk] = await collectChunks(tradeSource({ symbol: 'A', trades }), { fromMs: 2 });
    expect(chunk).toMatchObject({ length: 1, firstRow: 2, tradeId: ['x'] });
    const [all] = await collectChunks(tradeSource({ symbol: 'A', trades }));
    expect([...(all?.takerSide ?? [])]).toEqual([1, -1, 0]);
  });

  test('refuse what is doubled, half named, or of no side', () => {
    const trade = { timeMs: 1, price: 5, quantity: 1, tradeId: 'x' };
    const refuse = (trades: Parameters<typeof tradeSource>[0]['trades']) =>
      failure(() => tradeSource({ symbol: 'A', trades })).context;
    expect(refuse([trade, trade])).toMatchObject({ row: 1, column: 'tradeId', value: 'x' });
    expect(refuse([trade, { timeMs: 1, price: 5, quantity: 1 }])).toMatchObject({ row: 1, column: 'tradeId' });
    const columns = { timeMs: [1], price: [5], quantity: [1] };
    expect(refuse({ ...columns, takerSide: [2] })).toMatchObject({ row: 0, column: 'takerSide' });
    expect(refuse({ ...columns, tradeId: [] })).toMatchObject({ column: 'tradeId' });
    expect(refuse([{ ...trade, timeMs: 2 }, trade])).toMatchObject({ row: 1, column: 'timeMs' });
    expect(refuse([{ ...trade, quantity: -1 }])).toMatchObject({ column: 'quantity' });
  });
});

describe('ticks in memory', () => {
  test('leave open what nobody quotes', async () => {
    const [chunk] = await collectChunks(tickSource({ symbol: 'A', ticks: [{ timeMs: 1, ask: 5 }] }));
    expect(chunk).toMatchObject({ kind: 'tick', length: 1 });
    expect([chunk?.bid[0], chunk?.ask[0], chunk?.last[0]]).toEqual([Number.NaN, 5, Number.NaN]);
  });

  test('refuse a bid above the ask, and allow both to be equal', () => {
    const refuse = (bid: number, ask: number) =>
      tickSource({ symbol: 'A', ticks: { timeMs: [1], bid: [bid], ask: [ask] } });
    expect(failure(() => refuse(6, 5)).context).toMatchObject({ row: 0, column: 'bid' });
    expect(refuse(5, 5).rows).toBe(1);
  });
});
