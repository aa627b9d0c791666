import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { collectBars } from '../market-data/fixtures/collect-rows.ts';
import { resampleBars } from '../market-data/resample-bars.ts';
import { type BarFileOptions, barFile } from './bar-file.ts';
import { aFile, aFolder } from './fixtures/a-folder.ts';

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);
const expected = [
  [start, 10, 12, 9, 11, 1.5],
  [start + minute, 11, 11, 11, 11, 0],
  [start + 3 * minute, 11, 13, 11, 12, 2],
];

function read(name: string, content: string | Uint8Array, options: Partial<BarFileOptions> = {}): Promise<number[][]> {
  const file = aFile(name, content);
  return collectBars(barFile({ file, symbol: 'A', intervalMs: minute, ...options }));
}

function csv(time: (timeMs: number) => string | number, separator = ',', end = '\n'): string {
  const rows = expected.map(([timeMs, ...numbers]) => [time(timeMs ?? 0), ...numbers].join(separator));
  return [['timestamp', 'open', 'high', 'low', 'close', 'volume'].join(separator), ...rows].join(end) + end;
}

const inMs = (timeMs: number): number => timeMs;

describe('a file of bars', () => {
  test.each<[string, string, string | Uint8Array, Partial<BarFileOptions>]>([
    ['milliseconds', 'a.csv', csv(inMs), {}],
    ['seconds', 'a.csv', csv(timeMs => timeMs / 1000), {}],
    ['seconds with decimals', 'a.csv', csv(timeMs => `${timeMs / 1000}.000`), {}],
    ['microseconds', 'a.csv', csv(timeMs => `${timeMs}000`), {}],
    ['nanoseconds', 'a.csv', csv(timeMs => `${timeMs}000000`), {}],
    ['ISO times', 'a.csv', csv(timeMs => new Date(timeMs).toISOString()), {}],
    [
      'ISO times without a zone, which are UTC',
      'a.csv',
      csv(timeMs => new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ')),
      {},
    ],
    [
      'ISO times of another zone',
      'a.csv',
      csv(timeMs => new Date(timeMs + 120 * minute).toISOString().replace('.000Z', '+02:00')),
      {},
    ],
    ['semicolons', 'a.csv', csv(inMs, ';'), {}],
    ['tabs', 'a.tsv', csv(inMs, '\t'), {}],
    ['a delimiter of its own', 'a.csv', csv(inMs, '^'), { delimiter: '^' }],
    ['Windows line ends', 'a.csv', csv(inMs, ',', '\r\n'), {}],
    ['no line end at the end', 'a.csv', csv(inMs).trimEnd(), {}],
    ['blank lines', 'a.csv', `\n${csv(inMs)}\n\n`, {}],
    ['a byte order mark', 'a.csv', `\uFEFF${csv(inMs)}`, {}],
    ['quotes', 'a.csv', csv(timeMs => `"${timeMs}"`), {}],
    ['no header', 'a.csv', csv(inMs).split('\n').slice(1).join('\n'), {}],
    ['gzip', 'a.csv.gz', gzipSync(csv(inMs)), {}],
    ['gzip under another name', 'a.csv', gzipSync(csv(inMs)), {}],
    ['times at the close of the bar', 'a.csv', csv(timeMs => timeMs + minute), { stamps: 'close' }],
    ['times at the last millisecond of the bar', 'a.csv', csv(timeMs => timeMs + minute - 1), { stamps: 'close' }],
    ['names of its own', 'a.csv', csv(inMs).replace('open', 'First Price'), { columns: { open: 'First Price' } }],
    [
      'positions',
      'a.csv',
      csv(inMs).split('\n').slice(1).join('\n'),
      { columns: { time: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 } },
    ],
    [
      'a name that stands twice, of which one is meant',
      'a.csv',
      csv(timeMs => `${timeMs},7`).replace('timestamp', 'timestamp,close'),
      { columns: { close: 5 } },
    ],
    ['names of other exchanges', 'a.csv', csv(inMs).replace('timestamp', 'Open Time').replace('volume', 'Vol'), {}],
    ['arrays in JSON', 'a.json', JSON.stringify(expected), {}],
    ['arrays in JSON over many lines', 'a.json.gz', gzipSync(JSON.stringify(expected, undefined, 2)), {}],
    [
      'objects in JSON',
      'a.json',
      JSON.stringify(
        expected.map(([time, open, high, low, close, volume]) => ({ time, open, high, low, close, volume })),
      ),
      {},
    ],
    [
      'candles as Luno tells them',
      'a.json',
      JSON.stringify({
        pair: 'A',
        candles: expected.map(([timestamp, ...rest]) => {
          const [open, high, low, close, volume] = rest.map(String);
          return { timestamp, open, high, low, close, volume };
        }),
        duration: 60,
      }),
      {},
    ],
    ['JSON lines', 'a.jsonl', `${expected.map(row => JSON.stringify(row)).join('\n')}\n\n`, {}],
    ['a format that its name does not tell', 'a', csv(inMs), { format: 'csv' }],
  ])('may have %s', async (_, name, content, options) => {
    expect(await read(name, content, options)).toEqual(expected);
  });

  test('may lack volumes, when that is said', async () => {
    const content = 'time,open,high,low,close\n0,1,1,1,1\n';
    expect(await read('a.csv', content, { columns: { volume: false }, time: 'ms' })).toEqual([[0, 1, 1, 1, 1, 0]]);
    await expect(read('a.csv', content)).rejects.toThrow(
      'has no column for volume: there are time, open, high, low, close',
    );
  });

  test('names the file and the line of a header that lacks a column, and of many columns only the first', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `indicator${index}`);
    const file = aFile('wide.csv', `time,open,high,low,close,${names.join(',')}\n0,1,1,1,1${',1'.repeat(40)}\n`);
    const found = 'time, open, high, low, close, indicator0, indicator1, indicator2, indicator3, indicator4';
    await expect(collectBars(barFile({ file, symbol: 'A', intervalMs: minute, time: 'ms' }))).rejects.toThrow(
      `${file}, line 1: the header has no column for volume: there are ${found} and 35 more; name it under columns`,
    );
  });

  test.each([
    ['longer than they are', 2 * minute, 'bars of 2m would overlap; set the interval that the bars have: 1m'],
    ['of a length that does not divide their spacing', 40_000, 'no multiple of 40s'],
    [
      'shorter than they are',
      20_000,
      'ends 21 bars that are all 1m or a multiple of it apart, and bars of 20s were asked for',
    ],
  ])('are refused when they are said to be %s', async (_, intervalMs, words) => {
    const rows = Array.from({ length: 40 }, (_, row) => `${start + (row + (row > 5 ? 3 : 0)) * minute},1,1,1,1,1`);
    const file = aFile('a.csv', `time,open,high,low,close,volume\n${rows.join('\n')}\n`);
    const source = barFile({ file, symbol: 'A', intervalMs });
    for (const range of [{}, {}])
      await expect(collectBars(source, range)).rejects.toMatchObject({
        code: 'market-data/invalid',
        message: expect.stringContaining(words),
        context: { source: file, column: 'time' },
      });
    expect(await collectBars(barFile({ file, symbol: 'A', intervalMs: minute }))).toHaveLength(40);
  });

  test('may begin at any time of day, as long as all do', async () => {
    const rows = [0, 1, 3].map(day => `${start + 7 * minute + day * 86_400_000},1,1,1,1,1`);
    const content = `time,open,high,low,close,volume\n${rows.join('\n')}\n`;
    const source = barFile({ file: aFile('a.csv', content), symbol: 'A', intervalMs: 86_400_000 });
    expect(await collectBars(source)).toHaveLength(3);
  });

  test('may be continued by others, in order', async () => {
    const folder = [
      aFile('1.csv', csv(inMs)),
      aFile(
        '2.csv',
        csv(timeMs => timeMs + 10 * minute),
      ),
    ];
    const source = (file: readonly string[]) => barFile({ file, symbol: 'A', intervalMs: minute });
    expect(await collectBars(source(folder))).toHaveLength(6);
    await expect(collectBars(source(folder.toReversed()))).rejects.toMatchObject({
      code: 'market-data/invalid',
      context: { source: folder[0], line: 2, column: 'timestamp' },
    });
  });

  test('is read by range, and can be read again', async () => {
    const source = barFile({ file: aFile('a.csv', csv(inMs)), symbol: 'A', intervalMs: minute });
    expect(await collectBars(source, { fromMs: start + 1, toMs: start + 3 * minute })).toEqual([expected[1]]);
    expect(await collectBars(source)).toEqual(expected);
    expect(await collectBars(resampleBars(source, 2 * minute, { partial: 'keep' }))).toHaveLength(2);
  });

  test('stops when its reader is told to', async () => {
    const source = barFile({ file: aFile('a.csv', csv(inMs)), symbol: 'A', intervalMs: minute });
    await expect(collectBars(source, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

describe('a bad file of bars is refused with file, line, column, value and remedy:', () => {
  const header = 'time,open,high,low,close,volume\n';
  const row = (minutes: number, rest = '10,12,9,11,1') => `${start + minutes * minute},${rest}\n`;

  test.each<[string, string, number, string | undefined, string, string]>([
    ['a word for a number', header + row(0) + row(1, '10,12,9,abc,1'), 3, 'close', 'abc', 'is not a price'],
    ['an empty cell', header + row(0, '10,,9,11,1'), 2, 'high', '', 'is empty; fill it in'],
    ['a hexadecimal number', header + row(0, '10,12,9,0x0A,1'), 2, 'close', '0x0A', 'is not a price'],
    ['NaN', header + row(0, '10,12,9,11,NaN'), 2, 'volume', 'NaN', 'is not a quantity'],
    ['Infinity', header + row(0, '10,Infinity,9,11,1'), 2, 'high', 'Infinity', 'is not a price'],
    ['a volume below 0', header + row(0, '10,12,9,11,-1'), 2, 'volume', '-1', 'is not a quantity'],
    ['a high below the low', header + row(0, '10,8,9,9,1'), 2, 'high', '8', 'below the low'],
    ['times that fall', header + row(1) + row(0), 3, 'time', new Date(start).toISOString(), 'sort the rows'],
    ['a row twice', header + row(0) + row(0), 3, 'time', new Date(start).toISOString(), 'leave one'],
    [
      'bars that overlap',
      header + row(0) + row(0.5),
      3,
      'time',
      new Date(start + minute / 2).toISOString(),
      'set the interval',
    ],
    ['a word for a time', `${header}yesterday,10,12,9,11,1\n`, 2, 'time', 'yesterday', 'is not a time'],
    [
      'a time of another shape',
      `${header + row(0)}2026-01-01,10,12,9,11,1\n`,
      3,
      'time',
      '2026-01-01',
      'looks like ISO 8601, and times are read as milliseconds',
    ],
    ['a day that no calendar has', `${header}2024-02-30,10,12,9,11,1\n`, 2, 'time', '2024-02-30', 'is not a time'],
    [
      'a name that stands twice',
      `time,open,high,low,close,close,volume\n${start},10,12,9,11,10,1\n`,
      1,
      'close',
      'close',
      'names columns 4 and 5',
    ],
    ['an ambiguous date', `${header}01/02/2026,10,12,9,11,1\n`, 2, 'time', '01/02/2026', 'is not a time'],
    ['a missing cell', `${header + row(0)}${start},10,12\n`, 3, undefined, `${start},10,12`, 'has 3 cells'],
    ['a cell too many', header + row(0, '10,12,9,11,1,1'), 2, undefined, `${start},10,12,9,11,1,1`, 'has 7 cells'],
    [
      'an open quote',
      `${header + row(0)}"${start},10,12,9,11,1\n`,
      3,
      undefined,
      'Quoted field unterminated',
      'close every quote',
    ],
    [
      'a wrong header',
      'when,first,top,bottom,end,sum\n',
      1,
      undefined,
      '',
      'the header has no column for time, open, high, low, close, volume: there are when, first, top, bottom, end, sum; name it under columns',
    ],
    [
      'a decimal comma',
      `${header.replaceAll(',', ';')}1700000000;10,5;12;9;11;1\n`,
      2,
      'open',
      '10,5',
      'decimals with a point',
    ],
    ['separated thousands', `${header}1700000000,"1,000","1,200",900,1,1\n`, 2, 'open', '1,000', 'thousands without'],
    [
      'milliseconds after seconds',
      `${header}1700000040,1,1,1,1,1\n1700000100000,1,1,1,1,1\n`,
      3,
      'time',
      '1700000100000',
      'looks like milliseconds, and times are read as seconds',
    ],
    [
      'seconds after milliseconds',
      `${header}1700000040000,1,1,1,1,1\n1700000100,1,1,1,1,1\n`,
      3,
      'time',
      '1700000100',
      'looks like seconds, and times are read as milliseconds',
    ],
    [
      'words for a time',
      `${header}1700000040,1,1,1,1,1\nsoon,1,1,1,1,1\n`,
      3,
      'time',
      'soon',
      'is not a time in seconds',
    ],
    [
      'a stray time',
      `${header}1700000040,1,1,1,1,1\n1700000100,1,1,1,1,1\n1700000167,1,1,1,1,1\n`,
      3 + 1,
      'time',
      '2023-11-14T22:16:07.000Z',
      'which is no multiple of 1m, the interval that was asked for; correct the time',
    ],
  ])('%s', async (_, content, line, column, value, reason) => {
    const file = aFile('bad.csv', content);
    const failure = collectBars(barFile({ file, symbol: 'A', intervalMs: minute }));
    await expect(failure).rejects.toMatchObject({
      code: 'market-data/invalid',
      context: { source: file, line, column, value },
    });
    await expect(failure).rejects.toThrow(reason);
  });

  test('wrong JSON, with its line', async () => {
    const failing = async (name: string, content: string) => {
      const file = aFile(name, content);
      return await collectBars(barFile({ file, symbol: 'A', intervalMs: minute })).catch((error: unknown) => error);
    };
    const good = JSON.stringify(expected[0]);
    expect(await failing('a.jsonl', `${good}\n{"time":1,\n`)).toMatchObject({
      context: { line: 2, value: '{"time":1,' },
    });
    expect(await failing('a.jsonl', `${good}\n[1,2],[3\n4]`)).toMatchObject({ context: { line: 2 } });
    expect(await failing('a.jsonl', `${good}\n7\n`)).toMatchObject({ context: { line: 2, value: '7' } });
    expect(await failing('a.json', `[\n${good},\n{"time" 1}\n]`)).toMatchObject({ context: { line: 3 } });
    expect(await failing('a.json', `[\n${good},\n`)).toMatchObject({ code: 'market-data/unreadable' });
    expect(await failing('a.json', 'true')).toMatchObject({ context: { line: 1 } });
    expect(await failing('a.json', '{}')).toMatchObject({ code: 'market-data/unreadable' });
  });

  test.each<[string, string | Uint8Array, string]>([
    ['a.csv', '', 'no rows'],
    ['a.csv', header, 'no rows'],
    ['a.json', '[]', 'no rows'],
    ['a.csv.gz', gzipSync(csv(inMs)).subarray(0, 40), 'ends too early'],
    ['a.csv.gz', gzipSync(csv(inMs)).fill(7, 20, 40), 'damaged'],
    ['a.csv', Uint8Array.of(0x74, 0xff, 0xfe, 0x0a), 'UTF-8'],
    ['a.parquet', csv(inMs), 'does not tell'],
  ])('%s that cannot be read: %#', async (name, content, reason) => {
    const failure = read(name, content);
    await expect(failure).rejects.toMatchObject({ code: 'market-data/unreadable' });
    await expect(failure).rejects.toThrow(reason);
  });

  test('a missing file, a folder, and a file without permission', async () => {
    const folder = aFolder();
    mkdirSync(path.join(folder, 'b.csv'));
    const failure = (file: string) => collectBars(barFile({ file, symbol: 'A', intervalMs: minute }));
    await expect(failure(path.join(folder, 'a.csv'))).rejects.toThrow('there is no such file');
    await expect(failure(path.join(folder, 'b.csv'))).rejects.toThrow('the folder holds no file of market data');
    if (process.getuid?.() === 0) return;
    const file = aFile('a.csv', header);
    chmodSync(file, 0);
    await expect(failure(file)).rejects.toThrow('may not read');
  });
});

const candles = '../shared/data/luno/xbtmyr_5m_90d.csv';

test.skipIf(!existsSync(candles))(
  `real candles of Luno are read to the last one (${candles}, skipped where it is missing)`,
  async () => {
    const bars = await collectBars(barFile({ file: candles, symbol: 'XBTMYR', intervalMs: 5 * minute }));
    expect(bars).toHaveLength(25_920);
    expect(bars[0]).toEqual([1_779_462_900_000, 305_906, 305_906, 305_905, 305_905, 0.006503]);
    expect(bars.filter(([, , , , , volume]) => volume === 0)).toHaveLength(975);
    const hours = await collectBars(
      resampleBars(barFile({ file: candles, symbol: 'XBTMYR', intervalMs: 5 * minute }), 60 * minute),
    );
    expect(hours.reduce((sum, [, , , , , volume = 0]) => sum + volume, 0)).toBeGreaterThan(0);
    expect(hours.length).toBe(2_159);
  },
);
