import { getEventListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { Decimal, isTradingError, TradingError } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { runProject, tradingStrategy, withTrading } from '../../test/run-project.ts';
import { createBrokerage } from '../scaffold/template/practice-brokerage.ts';
import { exitCodeOfError, exitCodeOfSummary } from './exit-codes.ts';

const jsonLines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>);

/** A strategy that does one thing on its first tick. */
const once = (body: string) => `import { StrategyBase } from '@trader/core';
export default class Once extends StrategyBase {
  done = false;
  onTick({ symbol, bid, ask }) {
    if (this.done) return;
    this.done = true;
    ${body}
  }
}
`;

describe('a run', () => {
  test('trades until the signal, and its summary is what the brokerage says', async () => {
    const brokerage = createBrokerage();
    const { summary, stdout } = await runProject({
      strategies: { trading: tradingStrategy },
      brokerage,
      until: system => (system.snapshot().strategies[0]?.fills ?? 0) >= 6,
    });
    expect(exitCodeOfSummary(summary)).toBe(0);
    expect(summary).toMatchObject({ brokerage: 'practice', endedBy: 'signal', complete: true, open: [], unknown: [] });
    const [strategy] = summary.strategies;
    expect(strategy).toMatchObject({ id: 'trading', status: 'stopped' });
    expect(strategy?.fills).toBeGreaterThanOrEqual(6);
    const ended = Object.values(strategy?.orders ?? {}).reduce((sum, count) => sum + count, 0);
    expect(ended).toBeGreaterThan(2);

    const balances = await brokerage.trading?.balances({});
    const held = (asset: string) => balances?.find(each => each.asset === asset)?.total ?? Decimal.zero;
    const owns = (asset: string) => strategy?.capital[asset]?.total ?? '0';
    expect(held('ZAR').minus(1_000_000).toString()).toBe(Decimal.parse(owns('ZAR')).minus(100_000).toString());
    expect(held('XBT').minus(1).toString()).toBe(owns('XBT'));
    expect(stdout).toContain('SUMMARY');
  });

  test('ends by itself when its time is up', async () => {
    const { summary } = await runProject({ strategies: { trading: tradingStrategy }, forMs: 30 });
    expect(summary.endedBy).toBe('time');
    expect(summary.endedTimeMs - (summary.startedTimeMs ?? 0)).toBeGreaterThanOrEqual(29);
  });

  test('that is stopped before it starts has traded nothing', async () => {
    const signal = AbortSignal.abort();
    const { summary } = await runProject({ strategies: { trading: tradingStrategy }, signal });
    expect(summary).toMatchObject({ endedBy: 'signal', startedTimeMs: undefined, complete: true, strategies: [] });
    expect(exitCodeOfSummary(summary)).toBe(0);
  });

  test('leaves no listener on the signal', async () => {
    const stop = new AbortController();
    await runProject({ strategies: { trading: tradingStrategy }, signal: stop.signal, forMs: 20 });
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  test('calls back when trading has begun and before anything is stopped', async () => {
    const states: string[] = [];
    await runProject({
      strategies: { trading: tradingStrategy },
      forMs: 20,
      onReady: system => void states.push(system.state),
      onStopping: async system => void states.push(system.state),
    });
    expect(states).toEqual(['running', 'running']);
  });

  test('whose caller fails stops and tells so', async () => {
    let state = () => 'unknown';
    const failing = runProject({
      strategies: { trading: tradingStrategy },
      onReady: system => {
        state = () => system.state;
        throw new Error('the caller failed');
      },
    });
    await expect(failing).rejects.toThrow('the caller failed');
    expect(state()).toBe('stopped');
  });
});

describe('output for machines', () => {
  test('is one JSON object per line, the last one the summary', async () => {
    const { stdout, summary } = await runProject({
      strategies: { trading: tradingStrategy },
      json: true,
      until: system => (system.snapshot().strategies[0]?.fills ?? 0) >= 2,
    });
    const lines = jsonLines(stdout);
    expect(lines[0]).toMatchObject({ type: 'run', runId: summary.runId });
    expect(lines.at(-1)).toEqual(JSON.parse(JSON.stringify({ type: 'summary', ...summary })));
    expect(lines.filter(({ type }) => type === 'fill')).toHaveLength(summary.strategies[0]?.fills ?? -1);
    expect(lines.find(({ type }) => type === 'fill')).toMatchObject({
      strategy: 'trading',
      symbol: 'XBTZAR',
      side: 'buy',
      quantity: '0.0006',
      fees: { ZAR: expect.stringMatching(/^0\.\d+$/) },
    });
  });

  test('goes with a log that is JSON as well', async () => {
    const { stderr } = await runProject({ strategies: { trading: tradingStrategy }, json: true, forMs: 20 });
    expect(jsonLines(stderr).map(({ level }) => level)).toContain('info');
  });

  test('the log goes into a file when the configuration names one', async () => {
    const config = 'log: { file: logs/trader.log, level: debug }\n';
    const { stderr, projectDir } = await runProject({ strategies: { trading: tradingStrategy }, config, forMs: 20 });
    expect(stderr).toBe('');
    expect(jsonLines(readFileSync(`${projectDir}/logs/trader.log`, 'utf8')).length).toBeGreaterThan(2);
  });
});

describe('a strategy that fails', () => {
  const fails = (body: string) => `import { StrategyBase } from '@trader/core';
export default class Failing extends StrategyBase { ${body} }
`;

  test.each([
    [
      'throws',
      'onTick() { throw new TypeError("the moon is full"); }',
      /^strategy "failing" failed in onTick: TypeError: the moon is full at Failing\.onTick \(.*failing_strategy\.ts:2:\d+\); it is paused .*mend it/,
    ],
    [
      'returns a promise',
      'async onTick() {}',
      /^strategy "failing" failed in onTick: onTick returned a promise; .* it is paused .*mend it/,
    ],
  ])('since a hook %s is paused and told; the others go on, the exit code is 1', async (_, body, problem) => {
    const { summary, stdout } = await runProject({
      strategies: { failing: fails(body), trading: tradingStrategy },
      until: system => (system.snapshot().strategies[1]?.fills ?? 0) >= 2,
    });
    expect(summary.problems).toContainEqual(expect.stringMatching(problem));
    expect(summary.strategies.map(({ status }) => status)).toEqual(['paused', 'stopped']);
    expect(exitCodeOfSummary(summary)).toBe(1);
    expect(stdout).toMatch(/WARNING failing strategy "failing" failed in onTick: /);
  });
});

describe('an order that may not leave is denied with the reason', () => {
  test.each([
    [
      'off the price grid',
      "this.buy({ symbol, type: 'limit', quantity: '0.001', price: '1000.5' });",
      /1000\.5.*(1000|1001)/,
    ],
    ['above the capital', "this.buy({ symbol, type: 'limit', quantity: '0.9', price: bid });", /needs up to/],
  ])('%s', async (_, body, reason) => {
    const { summary, stdout } = await runProject({
      strategies: { once: once(body) },
      until: system => system.snapshot().strategies[0]?.ordersByState.denied === 1,
    });
    expect(summary.strategies[0]?.orders).toEqual({ denied: 1 });
    expect(stdout.split('\n').find(line => line.includes(' denied'))).toMatch(reason);
  });
});

describe('a run that cannot start is told with its place and the remedy', () => {
  async function failureOf(
    run: Parameters<typeof runProject>[0],
  ): Promise<{ readonly message: string; readonly exitCode: number }> {
    try {
      await runProject({ forMs: 20, ...run });
    } catch (error) {
      if (!isTradingError(error)) throw error;
      return { message: error.message, exitCode: exitCodeOfError(error) };
    }
    throw new Error('it started');
  }
  const strategies = { trading: tradingStrategy };
  const file = 'configs/global_strategy_config.yaml';

  test('an unknown symbol', async () => {
    const fields = "capital: { ZAR: '1' }";
    const brokerage = createBrokerage();
    const instruments = await brokerage.instruments({});
    const misnamed = { ...withTrading({}), instruments: async () => instruments.filter(() => false) };
    expect(await failureOf({ strategies, fields, brokerage: misnamed })).toEqual({
      message: `${file}:4:30: practice has no market called XBTZAR. Write the name of a market as the brokerage does.`,
      exitCode: 3,
    });
  });

  test('more capital than there is', async () => {
    const { message, exitCode } = await failureOf({ strategies, fields: "capital: { ZAR: '9000000' }" });
    expect(message).toMatch(
      /^configs\/global_strategy_config\.yaml:4:55: the strategies are assigned 9000000 ZAR together.*lower their capital or add funds\.$/,
    );
    expect(exitCode).toBe(3);
  });

  test.each([
    ['a wrong key', 'brokerage/unauthorized', 4],
    ['a host that cannot be reached', 'brokerage/unreachable', 5],
  ] as const)('%s', async (_, code, exitCode) => {
    const error = new TradingError(code, 'practice: no luck; look at the key', {
      brokerage: 'practice',
      operation: 'balances',
      reason: 'x',
    });
    const brokerage = withTrading({ balances: () => Promise.reject(error) });
    expect(await failureOf({ strategies, brokerage })).toEqual({
      message: 'practice: no luck; look at the key',
      exitCode,
    });
  });
});

describe('what is left behind', () => {
  const resting = once("this.buy({ symbol, type: 'limit', quantity: '0.001', price: 1000 });");
  const isOpen = (system: { snapshot(): { strategies: readonly { standing: readonly { state: string }[] }[] } }) =>
    system.snapshot().strategies[0]?.standing[0]?.state === 'open';

  test('stays open when the stop policy says so', async () => {
    const { summary } = await runProject({ strategies: { resting }, config: 'stopPolicy: keep\n', until: isOpen });
    expect(summary.open).toMatchObject([
      { strategy: 'resting', symbol: 'XBTZAR', side: 'buy', quantity: '0.001', price: '1000' },
    ]);
    expect(exitCodeOfSummary(summary)).toBe(0);
  });

  test('is told, with exit code 6, when it could not be canceled in time', async () => {
    const brokerage = withTrading({ cancel: () => new Promise(() => undefined) });
    const { summary, stdout } = await runProject({
      strategies: { resting },
      brokerage,
      config: 'stopTimeoutMs: 30\n',
      until: isOpen,
    });
    expect(summary).toMatchObject({ complete: false, open: [{ strategy: 'resting' }] });
    expect(exitCodeOfSummary(summary)).toBe(6);
    expect(stdout).toContain('still open: resting buy 0.001 XBTZAR @ 1000, 0 filled, id P1');
  });

  test('is told, with exit code 6, when its outcome is unknown', async () => {
    const unknown = { outcome: 'unknown', code: 'timed-out', message: 'no answer', resolveByMs: undefined } as const;
    const lost = { outcome: 'unknown', code: 'timed-out', message: 'no answer' } as const;
    const brokerage = withTrading({ place: async () => unknown, find: async () => lost, cancel: async () => lost });
    const { summary } = await runProject({
      strategies: { resting },
      brokerage,
      config: 'stopTimeoutMs: 30\n',
      until: system => system.snapshot().strategies[0]?.standing[0]?.state === 'unknown',
    });
    expect(summary.unknown).toMatchObject([{ strategy: 'resting', filled: '0' }]);
    expect(exitCodeOfSummary(summary)).toBe(6);
  });
});
