import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Brokerage } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { makeConfig, makeProject, smallConfig } from '../../test/make-project.ts';
import { runProject, tradingStrategy } from '../../test/run-project.ts';
import { loadBrokerage } from '../brokerage/load-brokerage.ts';
import { loadConfig } from '../config/load-config.ts';
import { runTrader } from '../run/run-trader.ts';
import { createBrokerage } from '../scaffold/template/practice-brokerage.ts';

/** A real brokerage whose trading cannot even be looked at. */
function untouchable(): Brokerage {
  const practice = createBrokerage();
  return {
    name: practice.name,
    capabilities: practice.capabilities,
    ...(practice.market === undefined ? {} : { market: practice.market }),
    instruments: options => practice.instruments(options),
    connect: (sink, options) => practice.connect(sink, options),
    close: () => practice.close(),
    get trading(): never {
      throw new Error('the real trading was touched');
    },
  };
}

const simulation = `mode: paper
simulation: { balances: { ZAR: '100000' }, fees: { taker: '0.001', asset: quote } }
`;
const hasFills = (count: number) => (system: { snapshot(): { strategies: readonly { fills: number }[] } }) =>
  (system.snapshot().strategies[0]?.fills ?? 0) >= count;

describe('a run on paper', () => {
  test('trades on the real markets without the real trading, and says PAPER wherever it speaks', async () => {
    const { summary, stdout, stderr, projectDir } = await runProject({
      strategies: { trading: tradingStrategy },
      config: simulation,
      brokerage: untouchable(),
      until: hasFills(2),
    });
    expect(summary).toMatchObject({ mode: 'paper', brokerage: 'practice (PAPER)', endedBy: 'signal', problems: [] });
    expect(stdout).toContain('on practice (PAPER)');
    expect(stdout).toMatch(/SUMMARY {2}[\d:]+ of PAPER trading/);
    const lines = stderr.trim().split('\n');
    expect(lines.filter(line => !line.includes('"mode":"PAPER"'))).toEqual([]);
    expect(existsSync(path.join(projectDir, 'state/journal-paper.sqlite'))).toBe(true);
    expect(existsSync(path.join(projectDir, 'state/journal.sqlite'))).toBe(false);
  });

  test('goes on where the one before ended', async () => {
    const strategy = `import { StrategyBase } from '@trader/core';
export default class Once extends StrategyBase {
  onTick({ symbol, ask }) {
    if (this.orders.standing.length + this.orders.closed.length > 0) return;
    this.buy({ symbol, type: 'limit', quantity: '0.01', price: ask });
    this.buy({ symbol, type: 'limit', quantity: '0.01', price: '1000' });
  }
}
`;
    const run = { strategies: { once: strategy }, config: `${simulation}stopPolicy: keep\n`, brokerage: untouchable() };
    const first = await runProject({ ...run, until: hasFills(1) });
    expect(first.summary.open).toHaveLength(1);
    let output = '';
    const second = await runTrader({
      projectDir: first.projectDir,
      env: {},
      brokerage: untouchable(),
      stdout: { write: text => (output += text) },
      stderr: { write: () => undefined },
      forMs: 50,
    });
    const { strategies, open, problems, halted } = second;
    expect({ problems, halted }).toEqual({ problems: [], halted: undefined });
    expect(open.map(({ price, filled }) => [price, filled])).toEqual([['1000', '0']]);
    expect(strategies[0]).toMatchObject({ fills: 1, position: { XBTZAR: { quantity: '0.01' } } });
    expect(strategies[0]?.capital).toEqual(first.summary.strategies[0]?.capital);
    expect(output).not.toContain('WARNING');
  });
});

describe('mode: paper', () => {
  const withKey = smallConfig.replace('practice.ts', 'practice.ts\n  options: { keyId: env:NO_KEY, name: x }');

  test('needs no keys: variables that are not set are left out', async () => {
    const projectDir = makeConfig(`mode: paper\n${withKey}`);
    const loaded = await loadConfig({ projectDir, env: {} });
    expect(loaded.brokerageOptions()).toEqual({ name: 'x' });
    const live = loadConfig({ projectDir: makeConfig(withKey), env: {} });
    await expect(live).rejects.toThrow('wants the variable NO_KEY');
  });

  test('tells the adapter that market data is all that is wanted', async () => {
    const adapter = `export const createBrokerage = (_, { marketDataOnly }) => ({ name: String(marketDataOnly) });`;
    const of = async (mode: string): Promise<string> => {
      const config = { 'configs/global_strategy_config.yaml': `mode: ${mode}\n${smallConfig}` };
      const projectDir = makeProject({ ...config, 'brokerages/practice.ts': adapter });
      const loaded = await loadConfig({ projectDir, env: {} });
      const log = () => undefined;
      return (await loadBrokerage(loaded, { debug: log, info: log, warn: log, error: log })).name;
    };
    expect([await of('paper'), await of('live')]).toEqual(['true', 'false']);
  });

  test('keeps journal and recordings apart from those of live', async () => {
    const { config } = await loadConfig({ projectDir: makeConfig(`mode: paper\n${smallConfig}`), env: {} });
    expect(config.journal).toMatchObject({ file: path.join('state', 'journal-paper.sqlite') });
    expect(config.recording).toMatchObject({ dir: path.join('state', 'recordings-paper') });
  });
});
