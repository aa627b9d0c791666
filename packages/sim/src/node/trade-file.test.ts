import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { barsFromTrades } from '../market-data/bars-from-trades.ts';
import { collectBars, collectChunks } from '../market-data/fixtures/collect-rows.ts';
import { aFile } from './fixtures/a-folder.ts';
import { tickFile } from './tick-file.ts';
import { type TradeFileOptions, tradeFile } from './trade-file.ts';

async function readTrades(name: string, content: string, options: Partial<TradeFileOptions> = {}) {
  const chunks = await collectChunks(tradeFile({ file: aFile(name, content), symbol: 'A', ...options }));
  return chunks.flatMap(({ length, timeMs, price, quantity, takerSide, tradeId, firstRow }) =>
    Array.from({ length }, (_, row) => [
      timeMs[row],
      price[row],
      quantity[row],
      takerSide[row],
      tradeId?.[row] ?? firstRow + row,
    ]),
  );
}

const ms = 1_570_752_011_620;

describe('a file of trades', () => {
  test.each<[string, string, string]>([
    ['freqtrade', 'a.json', `[[${ms},"7",null,"sell",0.5,23.0,11.5],[${ms},"8",null,"buy",0.25,1,0.25]]`],
    ['a header', 'a.csv', `id,price,qty,side,time\n7,0.5,23,SELL,${ms}\n8,0.25,1,B,${ms}\n`],
    [
      'who was there first',
      'a.csv',
      `id,price,qty,quote_qty,time,is_buyer_maker\n7,0.5,23,0,${ms},true\n8,0.25,1,0,${ms},False\n`,
    ],
    [
      'JSON lines',
      'a.jsonl',
      `{"tradeId":7,"price":"0.5","quantity":"23","takerSide":"sell","timeMs":${ms}}\n{"tradeId":8,"price":"0.25","quantity":"1","takerSide":"buy","timeMs":${ms}}\n`,
    ],
  ])('may look like %s', async (_, name, content) => {
    expect(await readTrades(name, content)).toEqual([
      [ms, 0.5, 23, -1, '7'],
      [ms, 0.25, 1, 1, '8'],
    ]);
  });

  test('counts its rows where it has no ids, and leaves sides open that it does not tell', async () => {
    expect(await readTrades('a.csv', `time,price,amount\n${ms},1,2\n${ms},1,2\n`)).toEqual([
      [ms, 1, 2, 0, 0],
      [ms, 1, 2, 0, 1],
    ]);
  });

  test.each([
    ['a side that is none', `1,5,${ms},up`, 'side', 'up', 3],
    ['an id twice at one time', `0,5,${ms},buy`, 'id', '0', 3],
    ['no id', `,5,${ms},buy`, 'id', '', 3],
    ['a price below 0', `1,-5,${ms},buy`, 'price', '-5', 3],
    ['a time that falls', `1,5,${ms - 1},buy`, 'time', new Date(ms - 1).toISOString(), 3],
  ])('is refused with %s', async (_, line, column, value, number) => {
    const failure = readTrades('a.csv', `id,price,time,side,qty\n0,5,${ms},sell,1\n${line},1\n`);
    await expect(failure).rejects.toMatchObject({
      code: 'market-data/invalid',
      context: { line: number, column, value },
    });
  });
});

describe('a file of ticks', () => {
  test('leaves open what is empty', async () => {
    const file = aFile('a.csv', 'time,bid,ask,last\n1700000000,1,2,\n1700000001,,2,1.5\n');
    const [chunk] = await collectChunks(tickFile({ file, symbol: 'A' }));
    expect([...(chunk?.bid ?? [])]).toEqual([1, Number.NaN]);
    expect([...(chunk?.last ?? [])]).toEqual([Number.NaN, 1.5]);
  });

  test('is refused with a word for a price, and with a bid above the ask', async () => {
    const failure = (row: string) =>
      collectChunks(tickFile({ file: aFile('a.csv', `time,bid,ask\n${row}\n`), symbol: 'A' }));
    await expect(failure('1700000000,x,2')).rejects.toMatchObject({ context: { line: 2, column: 'bid', value: 'x' } });
    await expect(failure('1700000000,3,2')).rejects.toMatchObject({ context: { line: 2, column: 'bid', value: '3' } });
  });
});

const trades = '../shared/data/trades/xrpeth_trades_2019-10.json.gz';

test.skipIf(!existsSync(trades))(
  `real trades of Binance become bars with their volume (${trades}, skipped where it is missing)`,
  async () => {
    const source = tradeFile({ file: trades, symbol: 'XRPETH' });
    const chunks = await collectChunks(source);
    expect(chunks.reduce((sum, { length }) => sum + length, 0)).toBe(12_477);
    const volume = chunks.reduce(
      (sum, { length, quantity }) => sum + quantity.subarray(0, length).reduce((a, b) => a + b, 0),
      0,
    );
    const bars = await collectBars(barsFromTrades(source, 3_600_000, { partial: 'keep' }));
    expect(bars.reduce((sum, [, , , , , each = 0]) => sum + each, 0)).toBeCloseTo(volume, 6);
    expect(bars.length).toBeGreaterThan(50);
  },
);
