import { isTradingError, silentLogger } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { makeProject } from '../../test/make-project.ts';
import { loadConfig } from '../config/load-config.ts';
import { loadBrokerage } from './load-brokerage.ts';

const working = `export function createBrokerage(options, context) {
  return { name: 'fake', options, projectDir: context.projectDir, logger: context.logger };
}
`;

async function load(adapter: string, files: Readonly<Record<string, string>>, options = '{}') {
  const text = `brokerage:\n  adapter: '${adapter}'\n  options: ${options}\nstrategies: [{ id: a, symbols: [X] }]\n`;
  const projectDir = makeProject({ 'configs/global_strategy_config.yaml': text, ...files });
  const loaded = await loadConfig({ projectDir, env: { SECRET: 'abcdef' } });
  return { projectDir, brokerage: await loadBrokerage(loaded, silentLogger) };
}

/** The line that a person sees when an adapter cannot be used. */
async function problem(adapter: string, files: Readonly<Record<string, string>>, options?: string): Promise<string> {
  try {
    await load(adapter, files, options);
  } catch (error) {
    if (!isTradingError(error, 'config/invalid')) throw error;
    return error.message
      .replaceAll(/\/\S*\/trader-project-\w+/g, '<project>')
      .replace('configs/global_strategy_config.yaml', 'config');
  }
  throw new Error('it was loaded');
}

test('a file of the project gets its options, secrets included, and what the runner lends', async () => {
  const { brokerage, projectDir } = await load(
    './brokerages/x.ts',
    { 'brokerages/x.ts': working },
    '{ keySecret: env:SECRET, depth: 5 }',
  );
  expect(brokerage).toEqual({
    name: 'fake',
    options: { keySecret: 'abcdef', depth: 5 },
    projectDir,
    logger: silentLogger,
  });
});

test('an adapter may be made asynchronously', async () => {
  const { brokerage } = await load('./x.mjs', { 'x.mjs': working.replace('export ', 'export async ') });
  expect(brokerage).toMatchObject({ name: 'fake' });
});

describe('an adapter that cannot be used is told with its place and the remedy', () => {
  test.each([
    [
      'a package that is not installed',
      '@nobody/exchange',
      {},
      'config:2:12: the package @nobody/exchange is not installed in <project>. Install it there: npm install @nobody/exchange; a file of the project starts with ./.',
    ],
    [
      'a file that is not there',
      './x.ts',
      {},
      'config:2:12: <project>/x.ts does not exist. Correct the path; it starts at the project.',
    ],
    [
      'a file outside the project',
      '../x.ts',
      {},
      /^config:2:12: \/\S+\/x\.ts is outside the project\. Move it into the project\.$/,
    ],
    [
      'a module that is no adapter',
      './x.ts',
      { 'x.ts': 'export const a = 1; export const b = 2;' },
      'config:2:12: the adapter ./x.ts exports no createBrokerage (it exports a, b). Name an adapter; its module has: export function createBrokerage(options): Brokerage.',
    ],
    [
      'a file that throws',
      './x.ts',
      { 'x.ts': 'throw new Error("broken")' },
      /^x\.ts(:1:\d+)?: it failed while it was loaded: Error: broken\. /,
    ],
  ])('%s', async (_, adapter, files, expected) => {
    expect(await problem(adapter, files)).toMatch(expected);
  });

  test('with the line of the option that it does not take', async () => {
    const file = `import { TradingError } from '@trader/core';
export function createBrokerage() {
  throw new TradingError('brokerage/invalid-options', 'x', { brokerage: 'x', field: 'streams.market', reason: 'must be a boolean, was abcdef.' });
}`;
    expect(await problem('./x.ts', { 'x.ts': file }, '{ keySecret: env:SECRET, streams: { market: 5 } }')).toBe(
      'config:3:56: brokerage.options.streams.market: must be a boolean, was [redacted]. Correct that option.',
    );
  });

  test('with whatever else it throws', async () => {
    const file = 'export function createBrokerage() { throw new Error("no abcdef today"); }';
    expect(await problem('./x.ts', { 'x.ts': file }, '{ keySecret: env:SECRET }')).toBe(
      'config:3:12: the adapter ./x.ts refused its options: no [redacted] today. Correct the options; the README of the adapter lists them.',
    );
  });
});
