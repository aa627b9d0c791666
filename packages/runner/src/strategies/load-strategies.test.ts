import { chmodSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeProject } from '../../test/make-project.ts';
import { formatFinding } from '../config/finding.ts';
import { loadConfig } from '../config/load-config.ts';
import { loadStrategies } from './load-strategies.ts';

const good = `import { StrategyBase } from '@trader/core';
export default class Good extends StrategyBase { onTick() {} }
`;

const withParams = `import { StrategyBase } from '@trader/core';
import { z } from 'zod';
const params = z.object({ every: z.number().int().positive(), side: z.enum(['buy', 'sell']).default('buy') });
export default class WithParams extends StrategyBase<typeof params> { static override params = params; }
`;

/** Loads the strategies of a project; its configuration has one line per strategy, from line 4 on. */
async function load(
  strategies: readonly string[],
  files: Readonly<Record<string, string>>,
  prepare?: (dir: string) => void,
) {
  const lines = strategies.map(each => `  - { ${each} }\n`).join('');
  const text = `brokerage:\n  adapter: ./a.ts\nstrategies:\n${lines}`;
  const projectDir = makeProject({ 'configs/global_strategy_config.yaml': text, ...files });
  prepare?.(projectDir);
  const { entries, findings } = await loadStrategies(await loadConfig({ projectDir, env: {} }));
  const shown = (level: string) => findings.filter(each => each.level === level).map(formatFinding);
  const short = (line: string) =>
    line.replaceAll(projectDir, '<project>').replace('configs/global_strategy_config.yaml', 'config');
  return { entries, errors: shown('error').map(short), infos: shown('info').map(short) };
}

describe('a strategy is found', () => {
  test.each([
    ['by its id', 'id: good', 'good_strategy.ts'],
    ['by its id with the suffix', 'id: good_strategy', 'good_strategy.mts'],
    ['by the name of its file', 'id: other, file: good', 'good_strategy.ts'],
    ['by the name of its file with the suffix', 'id: other, file: good_strategy', 'good_strategy.ts'],
    ['by its file', 'id: other, file: good_strategy.ts', 'good_strategy.ts'],
    ['by a path', 'id: other, file: ./strategies/good_strategy.ts', 'good_strategy.ts'],
    ['by a path to a folder of its own', 'id: other, file: strategies/deep/anything.ts', 'deep/anything.ts'],
  ])('%s', async (_, reference, file) => {
    const { entries, errors } = await load([`${reference}, symbols: [X]`], { [`strategies/${file}`]: good });
    expect(errors).toEqual([]);
    expect(entries[0]?.strategy.name).toBe('Good');
  });

  test('and becomes what a system takes', async () => {
    const line =
      'id: good, symbols: [X], capital: { ZAR: 5 }, params: { a: 1 }, risk: { openOrdersMax: 2 }, positionMode: netting';
    const { entries } = await load([line], { 'strategies/good_strategy.ts': good });
    expect(entries).toEqual([
      {
        id: 'good',
        strategy: expect.any(Function),
        symbols: ['X'],
        capital: { ZAR: '5' },
        params: { a: 1 },
        risk: { openOrdersMax: 2 },
        positionMode: 'netting',
      },
    ]);
  });

  test('and two may share one file', async () => {
    const lines = ['id: a, file: good, symbols: [X]', 'id: b, file: good, symbols: [Y]'];
    expect((await load(lines, { 'strategies/good_strategy.ts': good })).entries).toHaveLength(2);
  });
});

describe('a strategy that cannot be loaded is told with its place and the remedy', () => {
  test.each([
    [
      'no such file',
      'id: goood',
      { 'good_strategy.ts': good },
      'config:4:11: no file in <project>/strategies is called goood_strategy.ts. Did you mean "good"? There is: good_strategy; name the file with file: when it differs from the id.',
    ],
    [
      'no such file, by name',
      'id: a, file: zzz_strategy',
      { 'good_strategy.ts': good },
      'config:4:20: no file in <project>/strategies is called zzz_strategy. There is: good_strategy.',
    ],
    [
      'no file at all',
      'id: a',
      {},
      'config:4:11: no file in <project>/strategies is called a_strategy.ts. strategies/ has no *_strategy.ts file; name the file with file: when it differs from the id.',
    ],
    [
      'no such path',
      'id: a, file: ./strategies/b.ts',
      {},
      'config:4:20: <project>/strategies/b.ts does not exist. Correct the path; it starts at the project.',
    ],
    [
      'two files of one name',
      'id: good',
      { 'good_strategy.ts': good, 'good_strategy.mjs': good },
      'config:4:11: "good" may mean good_strategy.mjs or good_strategy.ts. Remove or rename one of them, or name the file with its extension.',
    ],
    [
      'no default export',
      'id: a',
      { 'a_strategy.ts': 'export const x = 1;' },
      'strategies/a_strategy.ts: the file has no default export. Write: export default class … extends StrategyBase { … }.',
    ],
    [
      'a named export only',
      'id: a',
      { 'a_strategy.ts': good.replace('default ', '') },
      'strategies/a_strategy.ts: the file has no default export. It exports the strategy Good by name; write: export default class Good.',
    ],
    [
      'a class of another kind',
      'id: a',
      { 'a_strategy.ts': 'export default class Wrong {}' },
      "strategies/a_strategy.ts: the default export is Wrong, not a class that extends StrategyBase. Write: export default class … extends StrategyBase, with StrategyBase from '@trader/core'.",
    ],
    [
      'an object',
      'id: a',
      { 'a_strategy.ts': 'export default {}' },
      "strategies/a_strategy.ts: the default export is an object, not a class that extends StrategyBase. Write: export default class … extends StrategyBase, with StrategyBase from '@trader/core'.",
    ],
    [
      'code that throws',
      'id: a',
      { 'a_strategy.ts': 'throw new TypeError("no");' },
      /^strategies\/a_strategy\.ts(:1:\d+)?: it failed while it was loaded: TypeError: no\. Mend the file; what it does at its top level runs while it is loaded\.$/,
    ],
  ])('%s', async (_, line, files, problem) => {
    const inFolder = Object.fromEntries(Object.entries(files).map(([name, text]) => [`strategies/${name}`, text]));
    const { entries, errors } = await load([`${line}, symbols: [X]`], inFolder);
    expect(entries).toEqual([]);
    expect(errors).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)]);
  });

  test('a file outside the project', async () => {
    const outside = makeProject({ 'x_strategy.ts': good });
    const link = (dir: string) => symlinkSync(outside, path.join(dir, 'strategies'));
    const { errors } = await load(['id: x, symbols: [X]'], {}, link);
    expect(errors).toEqual([
      expect.stringContaining('x_strategy.ts is outside the project. Move the file into the project.'),
    ]);
  });

  test.skipIf(process.platform === 'win32')('a file that everybody may write', async () => {
    const open = (dir: string) => chmodSync(path.join(dir, 'strategies/a_strategy.ts'), 0o666);
    const { errors } = await load(['id: a, symbols: [X]'], { 'strategies/a_strategy.ts': good }, open);
    expect(errors).toEqual([
      'config:4:11: every user of this machine may write strategies/a_strategy.ts, and it runs with your keys. Run: chmod o-w <project>/strategies/a_strategy.ts.',
    ]);
  });

  test('all of them at once', async () => {
    const { errors } = await load(['id: a, symbols: [X]', 'id: b, symbols: [X]'], {});
    expect(errors).toHaveLength(2);
  });
});

test('params that the strategy does not take are told one by one, with their lines', async () => {
  const line = 'id: p, symbols: [X], params: { every: -1, side: up }';
  const { errors } = await load([line], { 'strategies/p_strategy.ts': withParams });
  expect(errors).toEqual([
    'config:4:45: strategies[0].params.every: too small: expected number to be >0. Correct it; static params of WithParams says what is allowed.',
    expect.stringMatching(/^config:4:55: strategies\[0\]\.params\.side: invalid option/),
  ]);
});

test('a file that no strategy uses is mentioned', async () => {
  const files = { 'strategies/good_strategy.ts': good, 'strategies/spare_strategy.ts': 'throw 1' };
  const { infos, errors } = await load(['id: good, symbols: [X]'], files);
  expect(errors).toEqual([]);
  expect(infos).toEqual([
    'strategies/spare_strategy.ts: no strategy of the configuration uses this file. Add it to strategies in config to run it.',
  ]);
});

test('a disabled strategy is not loaded', async () => {
  const { entries, errors, infos } = await load(['id: a, symbols: [X], enabled: false'], {
    'strategies/a_strategy.ts': 'throw 1',
  });
  expect([entries, errors, infos]).toEqual([[], [], []]);
});
