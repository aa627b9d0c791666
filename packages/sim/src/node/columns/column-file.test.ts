import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { barSource } from '../../market-data/bar-source.ts';
import { collectChunks } from '../../market-data/fixtures/collect-rows.ts';
import { booksFromOrders } from '../../market-data/from-orders.ts';
import type { MarketColumns } from '../../market-data/market-columns.ts';
import type { MarketSource } from '../../market-data/market-source.ts';
import type { OrderSource } from '../../market-data/order-columns.ts';
import { OrderEncoder } from '../../market-data/order-encoder.ts';
import { tickSource } from '../../market-data/tick-source.ts';
import { tradeSource } from '../../market-data/trade-source.ts';
import { aFolder } from '../fixtures/a-folder.ts';
import { openColumnFile, openOrderFile } from './column-file.ts';
import { writeColumnFile } from './write-column-file.ts';

const bars = barSource({
  symbol: 'A',
  intervalMs: 10,
  bars: Array.from({ length: 2_500 }, (_, row) => ({
    openTimeMs: row * 10,
    open: row + 1,
    high: row + 2,
    low: row + 0.5,
    close: row + 1.25,
    volume: row % 3,
  })),
});
const trades = tradeSource({
  symbol: 'A',
  trades: Array.from({ length: 700 }, (_, row) => ({
    timeMs: row,
    price: row + 1,
    quantity: 1,
    takerSide: row % 2 === 0 ? 'buy' : 'sell',
    tradeId: `ü${row}`,
  })),
});
const ticks = tickSource({
  symbol: 'A',
  ticks: [
    { timeMs: 1, bid: 5 },
    { timeMs: 1, ask: 6, last: 5.5 },
  ],
});

/** The same rows in chunks of a few, the second with a gap before it. */
function inPieces<C extends MarketColumns>(source: MarketSource<C>, rows: number): MarketSource<C> {
  return {
    ...source,
    async *chunks() {
      for (let row = 0; row < (source.rows ?? 0); row += rows) {
        const step = source.kind === 'bar' ? 10 : 1;
        for await (const chunk of source.chunks({ fromMs: row * step, toMs: (row + rows) * step })) {
          yield row === rows ? { ...chunk, gaps: [{ fromMs: 1, toMs: row * step, reason: 'reconnect' }] } : chunk;
        }
      }
    },
  };
}

const orders: OrderSource = {
  name: 'orders',
  symbol: 'A',
  kind: 'order',
  rows: undefined,
  *chunks() {
    const encoder = new OrderEncoder({ priceDecimals: 2, quantityDecimals: 8 });
    encoder.add({
      kind: 'snapshot',
      timeMs: 1,
      sequence: 1,
      bids: [{ id: 'a', price: '9.5', quantity: '1' }],
      asks: [],
    });
    encoder.add({
      kind: 'update',
      timeMs: 2,
      sequence: 2,
      trades: [{ orderId: 'a', quantity: '0.25' }],
      created: undefined,
      removedId: undefined,
    });
    yield encoder.take();
  },
};

async function written(source: MarketSource | OrderSource): Promise<string> {
  const file = path.join(aFolder(), 'a.tcol');
  await writeColumnFile(file, source);
  return file;
}

describe('a column file', () => {
  test.each([
    ['bars', bars],
    ['trades with ids', trades],
    ['ticks', ticks],
    ['trades without ids', tradeSource({ symbol: 'A', trades: { timeMs: [1, 2], price: [1, 2], quantity: [3, 4] } })],
    ['books', booksFromOrders(orders, 3)],
  ])('gives back %s as they were', async (_, source) => {
    const opened = await openColumnFile(await written(source));
    expect(await collectChunks(opened)).toEqual(await collectChunks<MarketColumns>(source));
    expect(opened).toMatchObject({ symbol: 'A', kind: source.kind, intervalMs: source.intervalMs });
  });

  test('gives back order-by-order rows', async () => {
    const file = await written(orders);
    const opened = await openOrderFile(file);
    const [chunk] = await collectChunks(booksFromOrders(opened, 2));
    expect([chunk?.length, chunk?.bidPrice[0], chunk?.bidQuantity[2]]).toEqual([2, 9.5, 0.75]);
    await expect(openColumnFile(file)).rejects.toThrow('openOrderFile');
    await expect(openOrderFile(await written(ticks))).rejects.toThrow('openColumnFile');
  });

  test('knows its rows, keeps gaps and row numbers, and reads a range from the blocks that hold it', async () => {
    const file = await written(inPieces(trades, 100));
    const opened = await openColumnFile(file);
    expect(opened.rows).toBe(700);
    const chunks = await collectChunks(opened);
    expect(chunks.map(({ length }) => length)).toEqual([100, 100, 100, 100, 100, 100, 100]);
    expect(chunks.map(({ gaps }) => gaps?.[0]?.reason)).toEqual([undefined, 'reconnect', ...Array.from({ length: 5 })]);
    const part = await collectChunks(opened, { fromMs: 250, toMs: 301 });
    expect(part.map(columns => ('firstRow' in columns ? [columns.firstRow, columns.length] : []))).toEqual([
      [250, 50],
      [300, 1],
    ]);
    expect(await collectChunks(opened, { fromMs: 5_000 })).toEqual([]);
  });

  test('has the same bytes for the same rows', async () => {
    const [one, two] = [await written(bars), await written(bars)];
    expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
  });

  test('is not replaced unless that is said', async () => {
    const file = await written(ticks);
    await expect(writeColumnFile(file, bars)).rejects.toThrow('exists already');
    await writeColumnFile(file, bars, { overwrite: true });
    expect((await openColumnFile(file)).kind).toBe('bar');
  });

  test('is never half a file: what fails leaves nothing behind', async () => {
    const folder = aFolder();
    const file = path.join(folder, 'a.tcol');
    const stop = new AbortController();
    const writing = writeColumnFile(file, inPieces(trades, 100), {
      signal: stop.signal,
      onProgress: ({ rows }) => rows >= 300 && stop.abort(new Error('enough')),
    });
    await expect(writing).rejects.toThrow('enough');
    const falling: MarketSource = {
      ...trades,
      *chunks() {
        yield* trades.chunks({ fromMs: 5 });
        yield* trades.chunks({});
      },
    };
    await expect(writeColumnFile(file, falling)).rejects.toMatchObject({
      code: 'market-data/invalid',
      context: { row: 695 },
    });
    await expect(writeColumnFile(file, tickSource({ symbol: 'A', ticks: [] }))).rejects.toThrow('no rows');
    await expect(writeColumnFile(path.join(folder, 'none', 'a.tcol'), bars)).rejects.toThrow(
      'its folder does not exist',
    );
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(file)).toBe(false);
  });
});

describe('damage of a column file is noticed:', () => {
  async function readAll(file: string): Promise<string> {
    const opened = await openColumnFile(file);
    await collectChunks(opened);
    return 'read';
  }

  test('any byte that changes', async () => {
    const file = await written(inPieces(trades, 350));
    const good = readFileSync(file);
    const whole = await collectChunks(await openColumnFile(file));
    for (let place = 0; place < good.length; place += place < 400 || place > good.length - 200 ? 1 : 97) {
      const bad = Buffer.from(good);
      bad[place] = (bad[place] ?? 0) ^ 0x10;
      writeFileSync(file, bad);
      const found = await readAll(file).catch((error: unknown) => (error as { code: string }).code);
      // Bytes that only fill up may change without harm.
      if (found === 'read') expect(await collectChunks(await openColumnFile(file)), `byte ${place}`).toEqual(whole);
      else expect(found, `byte ${place}`).toBe('market-data/unreadable');
    }
  });

  test('any end that is missing', async () => {
    const file = await written(bars);
    const { length } = readFileSync(file);
    for (const size of [length - 1, length - 16, length - 17, Math.floor(length / 2), 100, 24, 8, 1, 0]) {
      truncateSync(file, size);
      await expect(readAll(file), `${size} bytes`).rejects.toMatchObject({ code: 'market-data/unreadable' });
    }
  });

  test('text, other versions, missing files, with what to do', async () => {
    const file = await written(ticks);
    const good = readFileSync(file);
    writeFileSync(file, 'time,open,high\n');
    await expect(readAll(file)).rejects.toThrow('trader convert');
    good[8] = 2;
    writeFileSync(file, good);
    await expect(readAll(file)).rejects.toThrow('version is 2');
    await expect(readAll(`${file}.none`)).rejects.toThrow('no such file');
  });

  test('the place is named', async () => {
    const file = await written(inPieces(trades, 350));
    const bytes = readFileSync(file);
    const place = bytes.lastIndexOf('BLOK') + 100;
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    await expect(readAll(file)).rejects.toThrow(/block 2 of 2 at byte \d+ is damaged/);
  });
});
