import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { barFile, writeColumnFile } from '@trader/sim/node';
import { describe, expect, test } from 'vitest';
import { FakeTerminal } from '../../test/fake-terminal.ts';
import { makeProject } from '../../test/make-project.ts';
import type { OutputStream } from '../display/screen.ts';
import { runCli } from './run-cli.ts';

const config = `brokerage: { adapter: ./none.ts }
strategies:
  - { id: holder, symbols: [XBTZAR], capital: { ZAR: '1000' }, params: { at: 2 } }
  - { id: idle, symbols: [XBTZAR], enabled: false }
simulation:
  fees: { taker: '0.01', asset: quote }
backtest:
  data: [{ file: data/bars.csv, symbol: XBTZAR, interval: 1h }]
  instruments: [{ symbol: XBTZAR, base: XBT, quote: ZAR, tickSize: '1', lotSize: '0.001' }]
`;

const holder = `import { StrategyBase } from '@trader/core';
import { z } from 'zod';
export default class Holder extends StrategyBase {
  static params = z.strictObject({ at: z.number().int() });
  static needs = { bars: [3_600_000] };
  #bars = 0;
  onBar({ symbol }) {
    this.#bars += 1;
    if (this.#bars === this.params.at) this.buy({ symbol, type: 'market', quantity: '1' });
    if (this.#bars === this.params.at + 2) this.closePosition(symbol);
    this.log.info('bar', { count: this.#bars });
  }
}
`;

const idle = `import { StrategyBase } from '@trader/core';
export default class Idle extends StrategyBase { static needs = { bars: [3_600_000] }; onBar() {} }
`;

/** Six hours: 100, 110, 120, 130, 140, 150 at each close. */
const rows = [0, 1, 2, 3, 4, 5].map(hour => {
  const open = 100 + (hour - 1) * 10 + (hour === 0 ? 10 : 0);
  return `2024-03-01T0${hour}:00Z,${open},${100 + hour * 10},${open},${100 + hour * 10},5`;
});
const bars = `time,open,high,low,close,volume\n${rows.join('\n')}\n`;

const makeBacktest = (files: Readonly<Record<string, string>> = {}) =>
  makeProject({
    'configs/global_strategy_config.yaml': config,
    'strategies/holder_strategy.js': holder,
    'strategies/idle_strategy.js': idle,
    'data/bars.csv': bars,
    ...files,
  });

async function backtest(project: string, args: readonly string[] = [], stdout?: OutputStream, signal?: AbortSignal) {
  const said = { stdout: '', stderr: '' };
  const code = await runCli(['backtest', '--project', project, ...args], {
    stdout: stdout ?? { write: text => (said.stdout += text) },
    stderr: { write: text => (said.stderr += text) },
    env: {},
    signal: signal ?? new AbortController().signal,
    colour: false,
    hide: () => undefined,
  });
  return { code, ...said };
}

const readReport = (project: string, file = 'reports/backtest.json') =>
  JSON.parse(readFileSync(path.join(project, file), 'utf8')) as Record<string, never>;

describe('trader backtest', () => {
  test('gives what can be worked out by hand: bought at the third open, sold at the fifth, 1 % of each as a fee', async () => {
    const project = makeBacktest();
    const { code, stdout, stderr } = await backtest(project);
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/error|warning/i);
    expect(readReport(project)).toMatchObject({
      format: 'trader-backtest',
      fills: [
        { side: 'buy', price: '110', fees: { ZAR: '1.1' }, timeMs: Date.UTC(2024, 2, 1, 2) },
        { side: 'sell', price: '130', fees: { ZAR: '1.3' }, timeMs: Date.UTC(2024, 2, 1, 4) },
      ],
      roundTrips: [{ pnl: '17.6', fees: '2.4' }],
      endBalances: { ZAR: '1017.6' },
      data: [{ name: 'data/bars.csv', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
    expect(stdout).toMatch(/^Return +1\.76 %$/m);
    expect(stdout).toContain(`wrote ${project}/reports/backtest.html\nwrote ${project}/reports/backtest.json\n`);
  });

  test('writes the same bytes twice', async () => {
    const read = async () => {
      const project = makeBacktest();
      await backtest(project);
      return ['html', 'json'].map(kind => readFileSync(path.join(project, `reports/backtest.${kind}`), 'utf8'));
    };
    const [first, second] = [await read(), await read()];
    expect(first.map((text, index) => text === second[index])).toEqual([true, true]);
  });

  test('takes values from the command line: params, range, strategies, seed, report', async () => {
    const project = makeBacktest();
    const report = path.join(project, 'out', 'mine.html');
    const sets = [
      '--set',
      'strategies.holder.params.at=1',
      '--to',
      '2024-03-01T05:00Z',
      '--seed',
      'x',
      '--report',
      report,
    ];
    expect((await backtest(project, sets)).code).toBe(0);
    expect(existsSync(report)).toBe(true);
    expect(readReport(project, 'out/mine.json')).toMatchObject({
      seed: 'x',
      rows: 5,
      fills: [{ price: '100' }, { price: '120' }],
      strategies: [{ id: 'holder', params: { at: 1 } }],
    });
    await backtest(project, ['--strategy', 'idle']);
    expect(readReport(project)).toMatchObject({ strategies: [{ id: 'idle' }], fills: [] });
  });

  test('reads a column file, which says itself what it holds, and refuses one of another market', async () => {
    const project = makeBacktest();
    const file = path.join(project, 'data', 'bars.csv');
    const source = barFile({ file, symbol: 'XBTZAR', intervalMs: 3_600_000 });
    await writeColumnFile(path.join(project, 'data', 'bars.tcol'), source);
    const set = (symbol: string) => ['--set', `backtest.data=[{ file: data/bars.tcol, symbol: ${symbol} }]`];
    expect((await backtest(project, set('XBTZAR'))).code).toBe(0);
    expect(readReport(project)).toMatchObject({ endBalances: { ZAR: '1017.6' } });
    const { code, stderr } = await backtest(project, set('ETHZAR'));
    expect(stderr).toContain('it holds XBTZAR, not ETHZAR');
    expect(code).toBe(3);
  });

  test('with --json says one line for machines', async () => {
    const { stdout, stderr } = await backtest(makeBacktest(), ['--json']);
    const line = JSON.parse(stdout) as Record<string, unknown>;
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(line).toMatchObject({
      type: 'backtest',
      figures: { total: { roundTrips: 1 }, strategies: { holder: { fills: 2 } } },
    });
    expect(stderr).toContain('100 %');
  });

  test('keeps its progress out of what goes to a file', async () => {
    const { stdout, stderr } = await backtest(makeBacktest());
    expect(stdout).toMatch(/^BACKTEST/);
    expect(stderr).toMatch(/^100 % {2}6 rows/);
  });

  test('fits a terminal of 80 columns, and its bar goes away', async () => {
    const terminal = new FakeTerminal(80);
    await backtest(makeBacktest(), [], terminal);
    const lines = terminal.text.split('\n');
    expect(lines.filter(line => line.length > 79)).toEqual([]);
    expect(terminal.text).not.toContain('░');
    expect(terminal.text).toMatch(/^Profit factor +–$/m);
    expect(terminal.text).toContain('shorter than 30 days');
  });

  test('adds log lines of strategies to a file when asked, named from the present folder', async () => {
    const project = makeBacktest();
    await backtest(project, ['--log', path.join(project, 'logs/backtest.log')]);
    expect(readFileSync(path.join(project, 'logs/backtest.log'), 'utf8').trimEnd().split('\n')).toHaveLength(6);
  });

  test('that is stopped writes nothing, exit code 130', async () => {
    const project = makeBacktest();
    const { code, stderr } = await backtest(project, [], undefined, AbortSignal.abort());
    expect([code, stderr]).toEqual([130, 'stopped; nothing was written\n']);
    expect(existsSync(path.join(project, 'reports'))).toBe(false);
  });

  test('of a strategy that fails reports it, exit code 1', async () => {
    const failing = holder.replace('this.#bars += 1;', "throw new Error('out of order');");
    const { code, stdout } = await backtest(makeBacktest({ 'strategies/holder_strategy.js': failing }));
    expect(code).toBe(1);
    const words = stdout.replaceAll(/\s+/g, ' ');
    expect(words).toMatch(
      /01:00: strategy "holder" failed in onBar: Error: out of order at \S+ \(\S+\); paused from then on\./,
    );
    expect(words.match(/out of order/g)).toHaveLength(1);
    expect(words).not.toContain('by command');
  });
});

describe('what cannot be written is told before anything runs, exit code 3', () => {
  test('a report below a file, and one that is a folder', async () => {
    const project = makeBacktest();
    for (const [report, reason] of [
      ['data/bars.csv/x/report.html', 'ENOTDIR'],
      ['strategies.html', 'is a folder'],
    ] as const) {
      mkdirSync(path.join(project, 'strategies.html'), { recursive: true });
      const { code, stdout, stderr } = await backtest(project, ['--report', path.join(project, report)]);
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toMatch(new RegExp(`^error .*the report cannot be written: .*${reason}.*Name another file`));
    }
  });

  test('a log below a file', async () => {
    const project = makeBacktest();
    const { code, stderr } = await backtest(project, ['--log', path.join(project, 'data/bars.csv/x.log')]);
    expect([code, stderr]).toEqual([3, expect.stringMatching(/^error +--log: the log cannot be written: /)]);
  });
});

test('a folder of recordings stands for its files of a kind', async () => {
  const startMs = Date.UTC(2024, 2, 1);
  const line = (row: object) => `${JSON.stringify(row)}\n`;
  const header = (kind: string, more = {}) =>
    line({ recording: { version: 1, kind, symbol: 'XBTZAR', startedMs: startMs, continues: false, ...more } });
  const hour = 3_600_000;
  const recorded = Array.from({ length: 6 }, (_, row) =>
    line({
      timeMs: startMs + (row + 1) * hour,
      openTimeMs: startMs + row * hour,
      open: 10,
      high: 12,
      low: 9,
      close: 11,
      volume: 1,
    }),
  );
  const ticks = Array.from({ length: 10 }, (_, row) =>
    line({ timeMs: startMs + (row * hour) / 2, bid: 10, ask: 11, last: null }),
  );
  const project = makeBacktest({
    'configs/global_strategy_config.yaml': config.replace(
      'data: [{ file: data/bars.csv, symbol: XBTZAR, interval: 1h }]',
      'data: [{ file: data/rec, symbol: XBTZAR, kind: tick }, { file: data/rec, symbol: XBTZAR, interval: 1h }]',
    ),
    'data/rec/bar-1h-2024.jsonl': header('bar', { intervalMs: hour }) + recorded.join(''),
    'data/rec/tick-2024.jsonl': header('tick') + ticks.join(''),
  });
  const { code, stderr } = await backtest(project, []);
  expect(code, stderr).toBe(0);
  const { data, rows: read } = JSON.parse(readFileSync(path.join(project, 'reports/backtest.json'), 'utf8'));
  expect(read).toBe(16);
  expect(data).toMatchObject([{ name: 'data/rec (tick)' }, { name: 'data/rec (bar)' }]);
  expect(new Set(data.map(({ sha256 }: { sha256: string }) => sha256)).size).toBe(2);
});

describe('a backtest that is wrong is told with its place, exit code 3', () => {
  const file = 'configs/global_strategy_config.yaml';
  const replace = (from: string, to: string) => ({ [file]: config.replace(from, to) });
  test.each([
    ['no data file', replace('data/bars.csv', 'data/bar.csv'), `${file}:8:18: `, 'bar.csv does not exist'],
    [
      'equity in an asset that nothing trades',
      replace('backtest:\n', 'backtest:\n  reportingAsset: EUR\n'),
      `${file}:8:19: no market of the run trades EUR`,
      'There are: ZAR, XBT',
    ],
    ['a row that is no bar', { 'data/bars.csv': bars.replace('120,5', '120,x') }, 'data/bars.csv:4', 'volume'],
    [
      'a header that lacks a column',
      { 'data/bars.csv': bars.replace('volume', 'amount_of_it') },
      'data/bars.csv:1: the header has no column for volume: there are time, open, high, low, close, amount_of_it; ',
      'name it under columns',
    ],
    ['rows out of order', { 'data/bars.csv': bars.replace('T04', 'T01') }, 'data/bars.csv:6', 'time'],
    [
      'no data for a market',
      replace('file: data/bars.csv, symbol: XBTZAR', 'file: data/bars.csv, symbol: XBTZA'),
      `${file}:3:29`,
      'Did you mean "XBTZA"?',
    ],
    [
      'no rules for a market',
      replace('[{ symbol: XBTZAR, base', '[{ symbol: ETHZAR, base'),
      `${file}:3:29`,
      'backtest.instruments has no rules for XBTZAR',
    ],
    [
      'no instruments file',
      replace(/instruments: .*/.exec(config)?.[0] ?? '', 'instruments: rules.json'),
      `${file}:9:16`,
      'rules.json does not exist',
    ],
    ['no section', replace(config.slice(config.indexOf('backtest:')), ''), `${file}:1:1`, 'no backtest section'],
    [
      'an end before the beginning',
      replace('  data:', '  from: 2024-02-01\n  to: 2024-01-01\n  data:'),
      `${file}:9:7`,
      'after',
    ],
    [
      'a range without data',
      replace('  data:', '  from: 2025-02-01\n  data:'),
      `${file}:9:9`,
      'there are no rows from',
    ],
    [
      'more capital than balances',
      replace('simulation:', "simulation:\n  balances: { ZAR: '10' }"),
      `${file}:3:54`,
      'lower their capital',
    ],
    [
      'a fill model that its data cannot feed',
      replace('simulation:', 'simulation:\n  fills: queue'),
      `${file}:6:10`,
      'simulation.fills was queue; it needs books or trades of XBTZAR; there are only bars.',
    ],
    [
      'the same with more about it',
      replace('simulation:', 'simulation:\n  fills: { model: queue }'),
      `${file}:6:10`,
      'Choose another model, or add data that it can be fed with.',
    ],
  ])('%s', async (_, files, place, words) => {
    const { code, stderr } = await backtest(makeBacktest(files));
    expect(stderr).toContain(place);
    expect(stderr).toContain(words);
    expect(code).toBe(3);
  });

  test('a packed file that was cut off', async () => {
    const project = makeBacktest(replace('data/bars.csv', 'data/bars.csv.gz'));
    writeFileSync(path.join(project, 'data/bars.csv.gz'), gzipSync(bars).subarray(0, -20));
    const { code, stderr } = await backtest(project);
    expect(stderr).toMatch(/:8:18: .*bars\.csv\.gz is cut off or damaged, as gzip\. Get it again\.\n$/);
    expect(code).toBe(3);
  });

  test('an unknown strategy', async () => {
    const { code, stderr } = await backtest(makeBacktest(), ['--strategy', 'holdr']);
    expect(stderr).toBe('error    --strategy: there is no strategy "holdr". Did you mean "holder"?\n');
    expect(code).toBe(3);
  });
});
