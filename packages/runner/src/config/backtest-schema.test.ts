import { describe, expect, test } from 'vitest';
import { makeConfig } from '../../test/make-project.ts';
import { loadConfig } from './load-config.ts';

const base = `brokerage: { adapter: ./practice.ts }
strategies:
  - { id: naive, symbols: [XBTZAR] }
`;

const load = async (text: string) => (await loadConfig({ projectDir: makeConfig(base + text), env: {} })).config;

test('a backtest needs no more than its data', async () => {
  const { backtest } = await load(`backtest:
  data: [{ file: data/x.csv, symbol: XBTZAR, interval: 1h }]
`);
  expect(backtest).toEqual({
    data: [{ file: 'data/x.csv', symbol: 'XBTZAR', kind: 'bar', interval: 3_600_000 }],
    instruments: 'instruments.json',
    riskFreeRate: 0,
    report: 'reports/backtest.html',
  });
});

test('dates are days in UTC, or times', async () => {
  const { backtest } = await load(`backtest:
  data: [{ file: x.csv, symbol: XBTZAR, kind: trade }]
  from: 2024-01-31
  to: 2024-02-01T12:30Z
`);
  expect([backtest?.from, backtest?.to]).toEqual([Date.UTC(2024, 0, 31), Date.UTC(2024, 1, 1, 12, 30)]);
});

test('the models of the simulation are named with their settings', async () => {
  const { simulation } = await load(`simulation:
  balances: { ZAR: 100000 }
  fees: { maker: -0.0001, taker: '0.001', asset: quote }
  fills: { model: volume, participation: 0.2 }
  latency: { entryMs: 40, sigma: 0.5 }
  slippage: { ticks: 1 }
`);
  expect(simulation).toEqual({
    balances: { ZAR: '100000' },
    fees: { maker: '-0.0001', taker: '0.001', asset: 'quote' },
    fills: { model: 'volume', participation: 0.2 },
    latency: { entryMs: 40, sigma: 0.5 },
    slippage: { ticks: 1 },
  });
});

describe('what is wrong is told with its line', () => {
  const data = 'data: [{ file: x.csv, symbol: XBTZAR, interval: 1h }]';
  test.each([
    ['backtest: { dat: [] }', 'yaml:4:13: backtest.dat is not a known key. Did you mean "data"?'],
    ['backtest: {}', 'backtest.data is missing'],
    [
      'backtest: { data: [{ file: x.csv, symbol: XBTZAR }] }',
      "backtest.data[0].interval is missing. Add interval: '1h'",
    ],
    [
      'backtest: { data: [{ file: x.csv, symbol: XBTZAR, interval: soon }] }',
      "must be a length such as '5m', '1h' or '1d'",
    ],
    [`backtest: { ${data}, from: yesterday }`, "must be a date such as '2024-01-31'"],
    [`backtest: { ${data}, from: 2023-02-29 }`, "must be a date such as '2024-01-31'"],
    [`backtest: { ${data}, from: 2024-13-01 }`, "must be a date such as '2024-01-31'"],
    [`backtest: { ${data}, report: out.txt }`, 'must be the name of an HTML file'],
    [
      `backtest: { ${data}, instruments: [{ symbol: XBTZAR, base: XBT, quote: ZAR, tickSiz: 1 }] }`,
      'tickSiz is not a known key. Did you mean "tickSize"?',
    ],
    ['simulation: { fees: { taker: 1.5 } }', 'must be a fraction: 0.1 % is 0.001'],
    ['simulation: { fills: tuch }', 'must be touch, trade-through, volume or queue'],
    ['simulation: { slippage: { ticks: 1, fraction: 0.1 } }', 'must have one of ticks, fraction and impact'],
    ['simulation: { balance: { ZAR: 1 } }', 'simulation.balance is not a known key. Did you mean "balances"?'],
  ])('%s', async (text, message) => {
    await expect(load(`${text}\n`)).rejects.toThrow(message);
  });
});
