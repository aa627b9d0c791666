import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Instrument } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { barsFromTrades } from '../../market-data/bars-from-trades.ts';
import { collectBars, collectChunks } from '../../market-data/fixtures/collect-rows.ts';
import { bookFile } from '../book-file.ts';
import { openColumnFile } from '../columns/column-file.ts';
import { writeColumnFile } from '../columns/write-column-file.ts';
import { aFile, aFolder } from '../fixtures/a-folder.ts';
import { readInstruments, writeInstruments } from '../instruments-file.ts';
import { tickFile } from '../tick-file.ts';
import { tradeFile } from '../trade-file.ts';
import { RecordingWriter } from './recording-writer.ts';

const trade = (timeMs: number, price: number) => ({
  timeMs,
  exchangeMs: timeMs - 5,
  price,
  quantity: 1,
  takerSide: null,
  tradeId: `t${timeMs}`,
});

async function record(
  folder: string,
  startMs: number,
  rows: readonly ReturnType<typeof trade>[],
  fileBytesMax = 1e6,
): Promise<RecordingWriter> {
  const writer = new RecordingWriter({ folder, symbol: 'A', kind: 'trade', startedMs: startMs, fileBytesMax });
  for (const row of rows) {
    writer.add(row);
    await writer.flush(startMs + row.timeMs);
  }
  return writer;
}

describe('a recording', () => {
  test('is read as what it holds, by the time it came or by the time of the exchange', async () => {
    const folder = aFolder();
    await (await record(folder, 0, [trade(10, 5), trade(20, 6)])).close(30);
    const [chunk] = await collectChunks(tradeFile({ file: folder, symbol: 'A', time: 'ms' }));
    expect(chunk).toMatchObject({ length: 2, tradeId: ['t10', 't20'] });
    expect([...(chunk?.timeMs ?? [])]).toEqual([10, 20]);
    const other = await collectChunks(
      tradeFile({ file: folder, symbol: 'A', time: 'ms', columns: { time: 'exchangeMs' } }),
    );
    expect([...(other[0]?.timeMs ?? [])]).toEqual([5, 15]);
  });

  test('goes on in another file when one is full, without a gap', async () => {
    const folder = aFolder();
    const writer = await record(folder, 0, [trade(10, 5), trade(20, 6), trade(30, 7)], 200);
    await writer.close(30);
    expect(writer.summary).toMatchObject({ rows: 3, gaps: 0 });
    expect(readdirSync(folder).length).toBeGreaterThan(1);
    const chunks = await collectChunks(tradeFile({ file: folder, symbol: 'A', time: 'ms' }));
    expect(chunks.flatMap(({ timeMs }) => [...timeMs])).toEqual([10, 20, 30]);
    expect(chunks.every(({ gaps }) => gaps === undefined)).toBe(true);
  });

  test('has a gap where somebody said so, and where nothing was recorded', async () => {
    const folder = aFolder();
    const first = await record(folder, 0, [trade(10, 5)]);
    first.addGap({ fromMs: 10, toMs: 15, reason: 'reconnect' });
    first.add(trade(20, 6));
    await first.close(21);
    await (await record(folder, 500, [trade(600, 7)])).close(700);
    const chunks = await collectChunks(tradeFile({ file: folder, symbol: 'A', time: 'ms' }));
    expect(chunks.flatMap(({ gaps }) => gaps ?? [])).toEqual([
      { fromMs: 10, toMs: 15, reason: 'reconnect' },
      { fromMs: 20, toMs: 500, reason: 'nothing was recorded' },
    ]);
    const columns = path.join(folder, 'converted.tcol');
    await writeColumnFile(columns, tradeFile({ file: folder, symbol: 'A', time: 'ms' }));
    expect((await collectChunks(await openColumnFile(columns))).flatMap(({ gaps }) => gaps ?? [])).toHaveLength(2);
    expect(
      await collectBars(barsFromTrades(tradeFile({ file: columns, symbol: 'A' }), 10, { partial: 'keep' })),
    ).toHaveLength(3);
  });

  test('never steps back in time', async () => {
    const folder = aFolder();
    await (await record(folder, 0, [trade(20, 5), trade(10, 6)])).close(30);
    const [chunk] = await collectChunks(tradeFile({ file: folder, symbol: 'A', time: 'ms' }));
    expect([...(chunk?.timeMs ?? [])]).toEqual([20, 20]);
  });

  test('that was killed while it wrote is read up to its last whole line; other files are not forgiven', async () => {
    const folder = aFolder();
    const writer = await record(folder, 0, [trade(10, 5)]);
    const [file = ''] = writer.summary.files;
    appendFileSync(file, '{"timeMs":20,"pri');
    expect(await collectChunks(tradeFile({ file, symbol: 'A', time: 'ms' }))).toHaveLength(1);
    const plain = aFile('a.jsonl', `${JSON.stringify(trade(10, 5))}\n{"timeMs":20,"pri`);
    await expect(collectChunks(tradeFile({ file: plain, symbol: 'A', time: 'ms' }))).rejects.toMatchObject({
      context: { line: 2 },
    });
    await writer.close(0);
  });

  test('leaves open what nobody quotes, and keeps the levels of books', async () => {
    const folder = aFolder();
    const ticks = new RecordingWriter({ folder, symbol: 'A', kind: 'tick', startedMs: 0 });
    ticks.add({ timeMs: 1, exchangeMs: 1, bid: null, ask: 5, last: null });
    await ticks.close(1);
    const books = new RecordingWriter({ folder, symbol: 'A', kind: 'book', startedMs: 0, depth: 2 });
    books.add({
      timeMs: 1,
      exchangeMs: 1,
      bids: [
        [5, 1],
        [4, 2],
      ],
      asks: [],
    });
    await books.close(1);
    const [tick] = await collectChunks(tickFile({ file: folder, symbol: 'A', time: 'ms' }));
    expect([tick?.bid[0], tick?.ask[0]]).toEqual([Number.NaN, 5]);
    const [book] = await collectChunks(bookFile({ file: folder, symbol: 'A', depth: 3, time: 'ms' }));
    expect([...(book?.bidPrice ?? [])]).toEqual([5, 4, Number.NaN]);
    const bad = aFile('bad.jsonl', '{"timeMs":1,"bids":[[5,"x"]],"asks":7}\n');
    await expect(collectChunks(bookFile({ file: bad, symbol: 'A', depth: 1, time: 'ms' }))).rejects.toMatchObject({
      context: { line: 1, column: 'bidQuantity' },
    });
  });

  test('tells when the disk refuses', async () => {
    const writer = new RecordingWriter({
      folder: path.join(aFile('a', ''), 'b'),
      symbol: 'A',
      kind: 'tick',
      startedMs: 0,
    });
    writer.add({ timeMs: 1 });
    await expect(writer.flush(1)).rejects.toMatchObject({ code: 'market-data/unreadable' });
  });
});

describe('a column file in place of text', () => {
  test('has to be of the kind, symbol and interval that were asked for, and in order', async () => {
    const folder = aFolder();
    const file = path.join(folder, 'a.tcol');
    await writeColumnFile(
      file,
      tradeFile({ file: aFile('a.csv', 'time,price,amount\n1700000000,1,1\n'), symbol: 'A' }),
    );
    const read = (files: string | string[], symbol = 'A') => collectChunks(tradeFile({ file: files, symbol }));
    expect(await read(file)).toHaveLength(1);
    expect(await read([file, file])).toHaveLength(2);
    await expect(read(file, 'B')).rejects.toThrow('it is of A');
    await expect(collectChunks(tickFile({ file, symbol: 'A' }))).rejects.toThrow('rows of kind trade');
    const early = path.join(folder, 'b.tcol');
    await writeColumnFile(
      early,
      tradeFile({ file: aFile('b.csv', 'time,price,amount\n1600000000,1,1\n'), symbol: 'A' }),
    );
    await expect(read([file, early])).rejects.toThrow('name the files in order of time');
  });
});

describe('the rules of instruments', () => {
  const instrument = new Instrument({
    symbol: 'XBTZAR',
    brokerage: 'luno',
    base: 'XBT',
    quote: 'ZAR',
    tickSize: '0.10',
    lotSize: '0.000000000000000001',
  });

  test('come back exactly', async () => {
    const file = path.join(aFolder(), 'instruments.json');
    await writeInstruments(file, { timeMs: 5, instruments: [instrument] });
    const { timeMs, instruments } = await readInstruments(file);
    expect(timeMs).toBe(5);
    expect(instruments[0]?.toJSON()).toEqual(instrument.toJSON());
    expect(readFileSync(file, 'utf8')).toContain('"lotSize": "0.000000000000000001"');
  });

  test.each([
    ['{', 'not JSON'],
    ['[]', 'no instruments'],
    ['null', 'no instruments'],
  ])('are refused in %s', async (content, reason) => {
    await expect(readInstruments(aFile('a.json', content))).rejects.toThrow(reason);
  });
});
