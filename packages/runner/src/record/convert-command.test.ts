import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openColumnFile, openOrderFile } from '@trader/sim/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCli } from '../commands/run-cli.ts';
import { readDuration } from './read-duration.ts';

function aFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'trader-convert-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function convert(args: readonly string[], signal = new AbortController().signal) {
  const said = { stdout: '', stderr: '' };
  const code = await runCli(['convert', ...args], {
    stdout: { write: text => (said.stdout += text) },
    stderr: { write: text => (said.stderr += text) },
    env: {},
    signal,
    colour: false,
    hide: () => undefined,
  });
  return { code, ...said };
}

const bars = [
  'time,open,high,low,close,volume',
  ...Array.from({ length: 12 }, (_, row) => `${1_700_000_400 + row * 300},10,12,9,11,1`),
  '',
].join('\n');
const trades = `time,price,amount,side\n${[1_700_000_000, 1_700_000_100, 1_700_000_800].map(time => `${time},10,1,buy`).join('\n')}\n`;
const orders = [
  { kind: 'snapshot', timeMs: 1, sequence: 1, bids: [{ id: 'a', price: '9', quantity: '1' }], asks: [] },
  { kind: 'update', timeMs: 2, sequence: 2, trades: [{ orderId: 'a', quantity: '0.5' }] },
];

describe('trader convert', () => {
  function files() {
    const folder = aFolder();
    const put = (name: string, content: string): string => {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      return file;
    };
    return { folder, put, output: path.join(folder, 'out.tcol') };
  }

  test('makes a column file of bars, as they are or longer', async () => {
    const { put, output } = files();
    const file = put('a.csv', bars);
    const { code, stdout } = await convert([file, '-o', output, '--symbol', 'A', '--interval', '5m']);
    expect(code).toBe(0);
    expect(stdout).toContain('12 rows of kind bar');
    expect(await openColumnFile(output)).toMatchObject({ symbol: 'A', kind: 'bar', intervalMs: 300_000, rows: 12 });
    const shorter = await convert([file, '-o', `${output}.1m`, '--symbol', 'A', '--interval', '1m']);
    expect(shorter.stdout).toContain('44 intervals without a bar (is the interval right?)');
    const longer = await convert([
      output,
      '-o',
      `${output}.15m`,
      '--symbol',
      'A',
      '--interval',
      '5m',
      '--to',
      '15m',
      '--json',
    ]);
    expect(JSON.parse(longer.stdout)).toMatchObject({ type: 'converted', rows: 3 });
  });

  test.each<[string, string[], object]>([
    ['trade', ['--kind', 'trade'], { kind: 'trade', rows: 3 }],
    ['tick', ['--kind', 'trade', '--as', 'tick'], { kind: 'tick', rows: 3 }],
    [
      'bar',
      ['--kind', 'trade', '--as', 'bar', '--to', '1m', '--fill-gaps', 'flat'],
      { kind: 'bar', intervalMs: 60_000 },
    ],
  ])('makes %ss of trades', async (_, flags, expected) => {
    const { put, output } = files();
    const result = await convert([put('a.csv', trades), '-o', output, '--symbol', 'A', ...flags]);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(await openColumnFile(output)).toMatchObject(expected);
  });

  test('lets an adapter read order-by-order text, and makes trades, ticks and books of it', async () => {
    const { folder, put, output } = files();
    const adapter = put(
      'adapter.mjs',
      'export const readRecordedMessage = line => ({ created: undefined, removedId: undefined, ...JSON.parse(line) });\n',
    );
    const file = put('a.jsonl', orders.map(each => `${JSON.stringify(each)}\n`).join(''));
    const own = ['--symbol', 'A', '--kind', 'order'];
    const adapted = await convert([file, '-o', output, ...own, '--adapter', adapter]);
    expect(adapted).toMatchObject({ code: 0, stderr: '' });
    expect((await openOrderFile(output)).rows).toBe(3);
    for (const kind of ['trade', 'tick', 'book'] as const) {
      const made = path.join(folder, `${kind}.tcol`);
      expect(await convert([output, '-o', made, ...own, '--as', kind])).toMatchObject({ code: 0, stderr: '' });
      expect((await openColumnFile(made)).kind).toBe(kind);
    }
    expect((await convert([file, '-o', `${output}2`, ...own])).stderr).toContain('--adapter');
    expect((await convert([file, '-o', `${output}2`, ...own, '--adapter', 'no-such-package'])).stderr).toContain(
      'is not installed',
    );
    const mute = put('mute.mjs', 'export const nothing = 1;\n');
    expect((await convert([file, '-o', `${output}2`, ...own, '--adapter', mute])).stderr).toContain(
      'exports no readRecordedMessage',
    );
  });

  test.each<[string, string[], number, string]>([
    ['no length of bars', [], 3, 'say --interval 5m'],
    ['a length that is none', ['--interval', '5 minutes'], 2, 'such as 30s, 5m, 1h or 30d'],
    ['a kind that is none', ['--kind', 'candle'], 2, 'Allowed choices are bar, trade'],
    ['what cannot be', ['--interval', '5m', '--as', 'trade'], 3, 'cannot become'],
    ['a column that is none', ['--interval', '5m', '--column', 'close'], 2, 'FIELD=COLUMN'],
    [
      'a column that is not there',
      ['--interval', '5m', '--column', 'close=adjusted'],
      1,
      'has no column adjusted for close',
    ],
    ['bars that overlap', ['--interval', '1h'], 1, 'line 3, column time'],
  ])('refuses %s in words', async (_, flags, code, words) => {
    const { put, output } = files();
    const result = await convert([put('a.csv', bars), '-o', output, '--symbol', 'A', ...flags]);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(words);
    expect(existsSync(output)).toBe(false);
  });

  test('leaves nothing when it is stopped', async () => {
    const { put, output } = files();
    const args = [put('a.csv', bars), '-o', output, '--symbol', 'A', '--interval', '5m'];
    const stopped = await convert(args, AbortSignal.abort(new Error('SIGINT')));
    expect(stopped).toMatchObject({ code: 1, stderr: expect.stringContaining('was not written') });
    expect(existsSync(output)).toBe(false);
  });
});

test.each([
  ['5m', 300_000],
  ['90s', 90_000],
  ['1h', 3_600_000],
  ['1h 30m', 5_400_000],
  ['1h30m', 5_400_000],
  ['24h', 86_400_000],
  ['2w', 1_209_600_000],
  ['250ms', 250],
])('%s is %i ms', (text, length) => {
  expect(readDuration(text)).toBe(length);
});

test.each(['', '5', 'm', '0m', '-5m', '1.5h', '5 minutes', '99999999999999999d'])('%o is no length of time', text => {
  expect(readDuration(text)).toBeUndefined();
});
