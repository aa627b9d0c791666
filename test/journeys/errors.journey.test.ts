import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Order, OrderRequest } from '@trader/core';
import { createLunoSandbox, type LunoSandbox } from '@trader/luno-sandbox';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CliProcess, type CliResult } from '../../packages/runner/test/spawn-cli.ts';
import { compareRun } from './compare-run.ts';
import { configFile, lunoConfig, scaffoldProject, toEnvironment } from './trader-project.ts';
import { openDesk } from './trading-desk.ts';

/** Two processes of their own each, on machines where everything runs at once. */
const journeyTimeoutMs = 60_000;

/** Rests an order, lets another one fill, then goes on to what a test is about; a fresh file for each. */
const strategy = (onTick: string) => `import { StrategyBase } from '@trader/core';
export default class Trading extends StrategyBase {
  beats = 0;
  ${onTick}(tick) {
    this.beats += 1;
    if (this.beats === 1) this.buy({ symbol: tick.symbol, type: 'limit', quantity: '0.001', price: '1000000' });
    if (this.beats === 2) this.buy({ symbol: tick.symbol, type: 'limit', quantity: '0.002', price: tick.ask });
    if (this.beats === 5) this.goOn();
  }
  goOn() {}
}
`;
const fine = strategy('onTick');

interface Run {
  readonly config?: string;
  readonly strategy?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ctrl-C comes when standard output matches; left out where the run ends by itself. */
  readonly until?: RegExp;
  readonly prepare?: (sandbox: LunoSandbox) => void;
}

/** Scaffolds a project, points it at a sandbox, and runs it to its end with text for people, or JSON for the comparison. */
async function run(
  options: Run,
  flags: readonly string[] = [],
): Promise<CliResult & { readonly sandbox: LunoSandbox }> {
  const sandbox = await createLunoSandbox();
  onTestFinished(() => sandbox.close());
  options.prepare?.(sandbox);
  const project = await scaffoldProject({
    [configFile]: options.config ?? lunoConfig,
    'strategies/trading_strategy.ts': options.strategy ?? fine,
  });
  const env = { ...toEnvironment(sandbox), ...options.env };
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const cli = new CliProcess(['run', ...flags], project, Object.fromEntries(given));
  if (options.until !== undefined) {
    await cli.until(options.until);
    cli.signal();
  }
  return { ...(await cli.ended), sandbox };
}

/** How often a text was said, on both outputs together. */
function timesSaid({ stdout, stderr }: CliResult, text: RegExp): number {
  return `${stdout}\n${stderr}`.match(new RegExp(text.source, 'g'))?.length ?? 0;
}

/** The address of a port where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

describe('a run that cannot begin', { tags: ['slow'], timeout: journeyTimeoutMs }, () => {
  test.each<[string, Run, number, RegExp]>([
    [
      'a typo in the configuration',
      { config: lunoConfig.replace('heartbeatMs:', 'hartbeatMs:') },
      3,
      /configs\/global_strategy_config\.yaml:11:1: hartbeatMs is not a known key\. Did you mean "heartbeatMs"\?/,
    ],
    [
      'a typo in the options of the adapter',
      { config: lunoConfig.replace('timeToLiveMs:', 'timeToLifeMs:') },
      3,
      /configs\/global_strategy_config\.yaml:\d+:\d+: brokerage\.options\.timeToLifeMs: is not an option: check the spelling/,
    ],
    [
      'a key that is missing',
      { env: { LUNO_API_KEY_SECRET: undefined } },
      4,
      /configs\/global_strategy_config\.yaml:\d+:\d+: brokerage\.options\.keySecret wants the variable LUNO_API_KEY_SECRET, which is set neither in the environment nor in .*\/\.env\. Add LUNO_API_KEY_SECRET=… to .*\/\.env/,
    ],
    [
      'a wrong key',
      { env: { LUNO_API_KEY_SECRET: 'mistyped-secret' } },
      4,
      /Luno refused api\/1\/balance: the API key is wrong or revoked; check that key id and secret \(such as LUNO_API_KEY_ID and LUNO_API_KEY_SECRET\) belong together/,
    ],
    [
      'an unknown symbol',
      { config: lunoConfig.replace('XBTZAR', 'XBTZRA') },
      3,
      /configs\/global_strategy_config\.yaml:\d+:\d+: luno has no market called XBTZRA\. Did you mean "XBTZAR"\?/,
    ],
    [
      'more capital than the account holds',
      { config: lunoConfig.replace("ZAR: '100000'", "ZAR: '100000000'") },
      3,
      /configs\/global_strategy_config\.yaml:\d+:\d+: the strategies are assigned 100000000 ZAR together, and the account holds 2000000; lower their capital or add funds/,
    ],
    [
      '429 to everything',
      { prepare: ({ control }) => control.addFault({ endpoint: '*', fault: 'rate-limited', count: 1_000 }) },
      5,
      /Luno refused api\/1\/balance: too many requests; lower rateBudget\.requestsPerMinuteMax, poll less often, or do not share the key/,
    ],
  ])('because of %s says so once, with the place and the remedy', async (_, options, exitCode, message) => {
    const result = await run(options);
    expect(result.stderr).toMatch(message);
    expect(timesSaid(result, message)).toBe(1);
    expect(timesSaid(result, /(?:^|\n)error /)).toBe(1);
    expect(result.code).toBe(exitCode);
    expect(result.stdout + result.stderr).not.toMatch(/sandbox-secret|mistyped-secret/);
    expect(result.sandbox.control.state().users[0]?.orders).toEqual([]);
  });

  test('because the host cannot be reached says which, with the remedy', async () => {
    const port = await closedPort();
    const env = { LUNO_BASE_URL: `http://127.0.0.1:${port}`, LUNO_STREAM_URL: `ws://127.0.0.1:${port}` };
    const result = await run({ env });
    const message = new RegExp(
      `Luno api/1/balance failed: no connection to http://127\\.0\\.0\\.1:${port}: .*ECONNREFUSED.*; check the network, the option baseUrl and Luno’s status page`,
    );
    expect(result.stderr).toMatch(message);
    expect(timesSaid(result, message)).toBe(1);
    expect(result.code).toBe(5);
  });
});

describe('a strategy that fails', { tags: ['slow'], timeout: journeyTimeoutMs }, () => {
  const failures: readonly [string, string, RegExp][] = [
    [
      'throws',
      fine.replace('goOn() {}', "goOn() { throw new Error('no idea what to do'); }"),
      /strategy "trading" failed in onTick: Error: no idea what to do at \S+goOn \(\S+strategies\/trading_strategy\.ts:10:\d+\); it is paused and its open orders stay: mend it, or resume it by command/,
    ],
    [
      'has a hook that returns a promise',
      strategy('async onTick'),
      /strategy "trading" failed in onTick: onTick returned a promise; hooks are synchronous: bring results of asynchronous work in through signals; it is paused and its open orders stay: mend it, or resume it by command/,
    ],
  ];

  test.each(failures)(
    'because it %s is told once, paused, and its orders are looked after',
    async (_, text, message) => {
      const result = await run({ strategy: text, until: /failed in onTick/ });
      expect(result.stdout).toMatch(message);
      const lines = result.stdout.split('\n').filter(line => /^\d{4}-/.test(line));
      expect(lines.filter(line => message.test(line))).toHaveLength(1);
      expect(result.stdout).toContain('trading (paused)');
      expect(result.code).toBe(1);
      expect(result.sandbox.control.state().users[0]?.orders.filter(({ status }) => status !== 'finished')).toEqual([]);
    },
  );

  test.each(failures)('because it %s loses and doubles no order', async (_, text) => {
    const result = await run({ strategy: text, until: /failed in onTick/ }, ['--json']);
    expect(result.code).toBe(1);
    expect(await compareRun(result.sandbox, result.stdout)).toEqual([]);
  });
});

const buy: OrderRequest = { symbol: 'XBTZAR', side: 'buy', type: 'limit', quantity: '0.001', price: '1000000' };

describe('an order that risk denies', () => {
  test.each<[string, Partial<OrderRequest>, string, string]>([
    [
      'because its price is off the grid',
      { price: '1000000.5' },
      'price-off-grid',
      'price 1000000.5 is not on the tick grid of 1 for XBTZAR; nearest valid prices are 1000000 and 1000001',
    ],
    [
      'because it is above the capital',
      { quantity: '2' },
      'capital',
      'the order needs up to 2000000 ZAR; strategy hand has 1000000 available; lower the quantity, or give the strategy more capital',
    ],
  ])('%s is told once with its remedy, never leaves, and trading goes on', async (_, changes, code, message) => {
    const desk = await openDesk();
    const denied = await desk.place({ ...buy, ...changes } as OrderRequest);
    expect(denied).toMatchObject({ state: 'denied', reason: { code, message } });
    expect(desk.alarms).toEqual([]);
    expect(desk.logLines).toEqual([]);
    const next = await desk.place(buy);
    await desk.until('an open order', () => next.state === 'open');
    expect(desk.sandbox.control.state().users[0]?.orders).toHaveLength(1);
    expect(await desk.stop()).toBe(true);
    expect(await desk.differences()).toEqual([]);
  });
});

const settled = ({ state }: { readonly state: string }) => !['requested', 'submitted', 'unknown'].includes(state);

describe('a limit of requests', () => {
  test('of our own that is used up is told once with its remedy; what waited too long was never sent', async () => {
    const rateBudget = { requestsPerMinuteMax: 20, burst: 12, reservedForCancels: 3 };
    const desk = await openDesk({ luno: { rateBudget }, system: { placeWithinMs: 300 } });
    const orders: Order[] = [];
    for (let count = 0; count < 9; count += 1) orders.push(await desk.place(buy));
    await desk.until('known outcomes', () => orders.every(settled));
    const refused = orders.filter(({ state }) => state === 'rejected');
    const remedy =
      'its time was over before its turn came: Luno’s request budget of 20 a minute is used up, or paused after a 429; trade fewer symbols, place fewer orders, slow the heartbeat down, or turn the streams on';
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(reason).toEqual({ code: 'never-sent', message: `expired: ${remedy}` });
    expect(desk.alarms.map(({ code, message }) => ({ code, message }))).toEqual([
      { code: 'rate-limited', message: remedy },
    ]);
    expect(desk.logLines.filter(line => line.includes(remedy))).toHaveLength(1);
    expect(desk.sandbox.control.state().users[0]?.orders).toHaveLength(orders.length - refused.length);
    expect(await desk.stop()).toBe(true);
    expect(await desk.differences()).toEqual([]);
  });

  test.each([
    ['json', false],
    ['json-retry-after', false],
    ['html', false],
    ['json', true],
  ] as const)(
    'of Luno’s, a 429 as %s (after acceptance: %s), is told once; the order is looked up, not guessed',
    async (rateLimitReply, accepted) => {
      const desk = await openDesk({
        luno: { rateBudget: { pauseMs: 200, retryAfterMaxMs: 200 }, streams: { private: false } },
        sandbox: { source: { kind: 'simulated', moving: false }, behaviour: { rateLimitReply } },
      });
      const when = accepted ? 'after' : 'before';
      desk.sandbox.control.addFault({ endpoint: 'postorder', fault: 'rate-limited', when });
      const order = await desk.place(buy);
      await desk.until('an unknown outcome', () => order.state === 'unknown');
      expect(order.reason).toEqual({
        code: 'rate-limited',
        message: 'Luno answered 429 (too many requests); the order is looked up',
      });
      await desk.until('a known outcome', () => settled(order));
      expect(order.state).toBe(accepted ? 'open' : 'rejected');
      if (!accepted) expect(order.reason?.code).toBe('never-accepted');
      const message =
        'Luno answered 429 (too many requests) to api/1/postorder; nothing is sent for 200 ms. If this repeats, lower rateBudget.requestsPerMinuteMax or do not share the key';
      expect(desk.alarms.map(alarm => alarm.message)).toEqual([message]);
      expect(desk.logLines.filter(line => line.includes('Luno answered 429'))).toHaveLength(1);
      const next = await desk.place(buy);
      await desk.until('an open order', () => next.state === 'open');
      expect(await desk.stop()).toBe(true);
      expect(await desk.differences()).toEqual([]);
    },
  );
});

describe('a time-out after acceptance', () => {
  test.each([
    [true, 'open'],
    [false, 'unknown'],
  ] as const)('ends with the one order that exists (user stream: %s)', async (stream, first) => {
    const system = { heartbeatMs: stream ? 50 : 1_000 };
    const desk = await openDesk({ luno: { requestTimeoutMs: 300, streams: { private: stream } }, system });
    desk.sandbox.control.addFault({ endpoint: 'postorder', fault: 'hang', when: 'after' });
    const order = await desk.place(buy);
    await desk.until(`the state ${first}`, () => order.state === first);
    if (!stream) {
      expect(order.reason).toEqual({
        code: 'timed-out',
        message: 'Sent, outcome unknown: no complete answer within 300 ms',
      });
    }
    await desk.until('an open order', () => order.state === 'open');
    expect(desk.alarms).toEqual([]);
    expect(desk.sandbox.control.state().users[0]?.orders).toHaveLength(1);
    expect(await desk.stop()).toBe(true);
    expect(await desk.differences()).toEqual([]);
  });
});
