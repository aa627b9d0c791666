import { describe, expect, test } from 'vitest';
import { makeConfig } from '../../test/make-project.ts';
import { loadConfig } from './load-config.ts';
import { readOverride } from './override-config.ts';

const config = `brokerage: { adapter: ./practice.ts }
strategies:
  - { id: naive, symbols: [XBTZAR], params: { every: 3 } }
  - { id: other, symbols: [XBTZAR] }
`;

const load = (...sets: readonly string[]) =>
  loadConfig({ projectDir: makeConfig(config), env: {}, overrides: sets.map(readOverride) });

test('a value is set in place of the one in the file, by the strategy’s id', async () => {
  const { config: loaded } = await load('strategies.naive.params.every=10', "strategies.other.params.name='7'");
  expect(loaded.strategies[0]?.params).toEqual({ every: 10 });
  expect(loaded.strategies[1]?.params).toEqual({ name: '7' });
});

test('a strategy is also named by its place', async () => {
  expect((await load('strategies.1.enabled=false')).config.strategies[1]?.enabled).toBe(false);
});

test('the last of two wins', async () => {
  expect((await load('heartbeatMs=20', 'heartbeatMs=30')).config.heartbeatMs).toBe(30);
});

describe('what is wrong is told with the flag', () => {
  test.each([
    [
      'an unknown key',
      'strategies.naive.parms=1',
      '--set strategies.naive.parms=1: strategies[0].parms is not a known key. Did you mean "params"?',
    ],
    [
      'a bad value',
      'heartbeatMs=soon',
      '--set heartbeatMs=soon: heartbeatMs was "soon", and must be a number. For example: 1000.',
    ],
    [
      'an unknown strategy',
      'strategies.naiv.params.every=1',
      '--set strategies.naiv.params.every=1: there is nothing with the id "naiv". Did you mean "naive"?',
    ],
    [
      'a path through a value',
      'brokerage.adapter.x=1',
      '--set brokerage.adapter.x=1: brokerage.adapter holds a value, not keys. Shorten the path.',
    ],
    [
      'an unknown key on the way',
      'simulation.fee.taker=0.1',
      '--set simulation.fee.taker=0.1: simulation.fee is not a known key. Did you mean "fees"?',
    ],
    [
      'what is missing beside it, in a section that the file does not have',
      'optimize.params.fast.from=1',
      '--set optimize.params.fast.from=1: optimize.params.fast.to is missing',
    ],
  ])('%s', async (_, set, message) => {
    await expect(load(set)).rejects.toThrow(message);
  });

  test('what of the file is wrong because of a value, with both', async () => {
    const text = `${config}optimize:\n  params:\n    fast: { from: 1, to: 5 }\n`;
    const overrides = [readOverride('optimize.params.fast.from=9')];
    await expect(loadConfig({ projectDir: makeConfig(text), env: {}, overrides })).rejects.toThrow(
      'configs/global_strategy_config.yaml:7:11 with --set optimize.params.fast.from=9: optimize.params.fast was a map; it must not have `from` above `to`',
    );
  });

  test('a flag makes no section that the file does not have', async () => {
    const overrides = [{ place: '--trials', path: ['optimize', 'trials'], value: 3 }];
    const { config: loaded } = await loadConfig({ projectDir: makeConfig(config), env: {}, overrides });
    expect(loaded.optimize).toBeUndefined();
  });

  test.each(['every', '=3', 'a..b=1', '__proto__.x=1', 'a={', ''])('%j is no path and value', text => {
    expect(() => readOverride(text)).toThrow(`--set ${text}`);
  });
});

test('nothing of JavaScript’s own is reached', async () => {
  await expect(load('strategies.naive.params.toString.x=1')).resolves.toBeDefined();
  expect(({} as { x?: unknown }).x).toBeUndefined();
  expect((Object.prototype.toString as unknown as { x?: unknown }).x).toBeUndefined();
});
