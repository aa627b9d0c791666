import { chmodSync, existsSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { isTradingError } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { makeConfig, makeProject, smallConfig } from '../../test/make-project.ts';
import type { EnvironmentVariables } from './environment.ts';
import { loadConfig, loadConfigWithoutKeys } from './load-config.ts';

const at = (line: number, column: number) => `configs/global_strategy_config.yaml:${line}:${column}`;

/** The lines that a person sees when a configuration is refused. */
async function problemsOf(text: string, env: EnvironmentVariables = {}, dotEnv?: string): Promise<readonly string[]> {
  try {
    await loadConfig({ projectDir: makeConfig(text, dotEnv), env });
  } catch (error) {
    if (!isTradingError(error, 'config/invalid')) throw error;
    expect(error.message.split('\n')).toHaveLength(error.context.findings.length);
    return error.message.split('\n').map(line => line.replaceAll(/\/\S*\/trader-project-\w+/g, '<project>'));
  }
  return [];
}

describe('a valid configuration', () => {
  test('gets its defaults', async () => {
    const { config, warnings } = await loadConfig({ projectDir: makeConfig(smallConfig), env: {} });
    expect(warnings).toEqual([]);
    expect(config).toEqual({
      mode: 'live',
      brokerage: { adapter: './brokerages/practice.ts', options: {} },
      strategies: [{ id: 'naive', symbols: ['XBTZAR'], enabled: true }],
      heartbeatMs: 1000,
      stopPolicy: 'cancel',
      stopTimeoutMs: 10_000,
      stallTimeoutMs: 60_000,
      crashesMax: 5,
      log: { level: 'info' },
      journal: { file: 'state/journal.sqlite' },
      recording: { dir: 'state/recordings', segmentBytesMax: 16_777_216, totalBytesMax: 1_073_741_824 },
    });
  });

  test('holds amounts as canonical decimal text, whether they were text or numbers', async () => {
    const text = `${smallConfig}    capital: { ZAR: 10000, XBT: '0.10', EUR: 1e-7 }\nrisk: { positionMax: { XBT: 0.5 } }\n`;
    const { config } = await loadConfig({ projectDir: makeConfig(text), env: {} });
    expect(config.strategies[0]?.capital).toEqual({ ZAR: '10000', XBT: '0.1', EUR: '0.0000001' });
    expect(config.risk).toEqual({ positionMax: { XBT: '0.5' } });
  });

  test('may keep no journal, or another one', async () => {
    const journalOf = async (text: string) =>
      (await loadConfig({ projectDir: makeConfig(`${smallConfig}journal: ${text}\n`), env: {} })).config.journal;
    expect(await journalOf('false')).toBe(false);
    expect(await journalOf('{ lockDir: locks }')).toEqual({ file: 'state/journal.sqlite', lockDir: 'locks' });
  });

  test('may repeat parts by alias', async () => {
    const text = `${smallConfig}    capital: &all { ZAR: 1 }\n  - { id: two, symbols: [A], capital: *all }\n`;
    const { config } = await loadConfig({ projectDir: makeConfig(text), env: {} });
    expect(config.strategies[1]?.capital).toEqual({ ZAR: '1' });
  });

  test('is read from another file when one is named', async () => {
    const projectDir = makeProject({ 'configs/other.yaml': smallConfig });
    const loaded = await loadConfig({ projectDir, configFile: 'configs/other.yaml', env: {} });
    expect(loaded.placeOf(['strategies', 0, 'id'])).toBe('configs/other.yaml:4:9');
  });
});

describe('secrets', () => {
  const text = `brokerage:
  adapter: '@example/exchange'
  options: { keyId: env:KEY_ID, nested: [{ keySecret: env:KEY_SECRET }], baseUrl: env:URL }
strategies: [{ id: a, symbols: [X] }]
`;
  const env = { KEY_ID: 'id-1234', URL: 'http://127.0.0.1:8080' };

  test('come from the environment, which wins over .env', async () => {
    const projectDir = makeConfig(text, 'KEY_ID=from-file\nKEY_SECRET="s3cr3t-from-file"\n');
    const loaded = await loadConfig({ projectDir, env });
    expect(loaded.brokerageOptions()).toEqual({
      keyId: 'id-1234',
      nested: [{ keySecret: 's3cr3t-from-file' }],
      baseUrl: 'http://127.0.0.1:8080',
    });
  });

  test('are not part of what a loaded configuration shows', async () => {
    const loaded = await loadConfig({ projectDir: makeConfig(text), env: { ...env, KEY_SECRET: 's3cr3t' } });
    expect(inspect(loaded, { depth: null, showHidden: true }) + JSON.stringify(loaded)).not.toMatch(/s3cr3t|id-1234/);
  });

  test('are hidden in texts, addresses are not', async () => {
    const loaded = await loadConfig({ projectDir: makeConfig(text), env: { ...env, KEY_SECRET: 's3cr3t' } });
    expect(loaded.redact('id-1234 s3cr3t http://127.0.0.1:8080')).toBe('[redacted] [redacted] http://127.0.0.1:8080');
  });

  test('that are missing are told with their variable, the .env file and the line that wants them', async () => {
    expect(await problemsOf(text, { URL: 'x' }, 'KEY_IDD=1234\n')).toEqual([
      `${at(3, 21)}: brokerage.options.keyId wants the variable KEY_ID, which is set neither in the environment nor in <project>/.env. Add KEY_ID=… to <project>/.env (it has KEY_IDD).`,
      `${at(3, 55)}: brokerage.options.nested[0].keySecret wants the variable KEY_SECRET, which is set neither in the environment nor in <project>/.env. Add KEY_SECRET=… to <project>/.env.`,
    ]);
  });

  test('that are missing do not matter to what asks no brokerage', async () => {
    const loaded = await loadConfigWithoutKeys({ projectDir: makeConfig(text), env: { KEY_ID: 'id' } });
    expect(loaded.brokerageOptions()).toEqual({ keyId: 'id', nested: [{}] });
  });

  test('that are empty are told', async () => {
    const problems = await problemsOf(text, { ...env, KEY_SECRET: '' });
    expect(problems.join()).toContain('the variable KEY_SECRET, which is empty');
  });

  test('that stand in the file are refused without being repeated', async () => {
    const literal = text.replace('env:KEY_SECRET', 'abcdef123');
    const [problem = ''] = await problemsOf(literal, env);
    expect(problem).toContain('brokerage.options.nested[0].keySecret is a secret that is written into the file');
    expect(problem).toContain('write env:KEY_SECRET here');
    expect(problem).not.toContain('abcdef123');
  });

  test('are not read into other fields', async () => {
    const [problem] = await problemsOf(`${smallConfig}    params: { token: env:KEY_ID }\n`, env);
    expect(problem).toBe(
      `${at(6, 22)}: strategies[0].params.token names a variable, and variables are read in brokerage.options only. Write the value itself.`,
    );
  });

  test.skipIf(process.platform === 'win32')('in a file that others may read are warned about', async () => {
    const projectDir = makeConfig(smallConfig, 'A=b\n');
    chmodSync(path.join(projectDir, '.env'), 0o644);
    const { warnings } = await loadConfig({ projectDir, env: {} });
    expect(warnings).toMatchObject([
      {
        level: 'warning',
        problem: 'other users of this machine may read it (mode 0644)',
        remedy: `Run: chmod 600 ${projectDir}/.env`,
      },
    ]);
  });
});

describe('a configuration that is refused', () => {
  test.each([
    [
      'an unknown key',
      `heartbeatms: 5\n${smallConfig}`,
      `${at(1, 1)}: heartbeatms is not a known key. Did you mean "heartbeatMs"?`,
    ],
    [
      'an unknown key deep inside',
      `${smallConfig}    risk: { openOrderMax: 5 }\n`,
      `${at(6, 13)}: strategies[0].risk.openOrderMax is not a known key. Did you mean "openOrdersMax"?`,
    ],
    [
      'an unknown key like nothing that is known',
      `zzzzzzzz: 5\n${smallConfig}`,
      `${at(1, 1)}: zzzzzzzz is not a known key. Known here: mode, brokerage, strategies, heartbeatMs, stopPolicy, stopTimeoutMs, stallTimeoutMs, crashesMax, auditMs, placeWithinMs, foreignOrders, unexplainedBalances, seed, risk, log, journal, simulation, optimize, backtest, recording.`,
    ],
    [
      'an unknown key where there may be a map or false',
      `${smallConfig}journal: { fil: a }\n`,
      `${at(6, 12)}: journal.fil is not a known key. Did you mean "file"?`,
    ],
    [
      'a wrong value where there may be a map or false',
      `${smallConfig}journal: { file: 5 }\n`,
      `${at(6, 18)}: journal.file was 5, and must be text. For example: 'state/journal.sqlite'.`,
    ],
    [
      'neither a map nor false',
      `${smallConfig}journal: true\n`,
      `${at(6, 10)}: journal was true; it must be false or a map of keys and values. For example: {'file':'state/journal.sqlite'}.`,
    ],
    [
      'a missing part',
      'strategies: [{ id: a, symbols: [X] }]\n',
      `${at(1, 1)}: brokerage is missing. Add brokerage: {'adapter':'./brokerages/practice_brokerage.ts'} (where to trade).`,
    ],
    [
      'a missing value in a list',
      'brokerage: { adapter: ./a.ts }\nstrategies:\n  - id: a\n',
      `${at(3, 5)}: strategies[0].symbols is missing. Add symbols: ['XBTZAR'] (the brokerage's market names that it trades).`,
    ],
    [
      'a value of the wrong kind',
      `heartbeatMs: fast\n${smallConfig}`,
      `${at(1, 14)}: heartbeatMs was "fast", and must be a number. For example: 1000.`,
    ],
    [
      'a value out of range',
      `heartbeatMs: 5\n${smallConfig}`,
      `${at(1, 14)}: heartbeatMs was 5, and must be at least 10. For example: 1000.`,
    ],
    [
      'a choice that is none',
      `stopPolicy: cancle\n${smallConfig}`,
      `${at(1, 13)}: stopPolicy was "cancle", which is not a choice. Did you mean "cancel"? One of: keep, cancel, close.`,
    ],
    [
      'an amount that is none',
      `${smallConfig}    capital: { ZAR: 10k }\n`,
      `${at(6, 21)}: strategies[0].capital.ZAR was "10k"; it must be a decimal of 0 or more, such as '0.001'.`,
    ],
    [
      'an amount below zero',
      `${smallConfig}    capital: { ZAR: -1 }\n`,
      `${at(6, 21)}: strategies[0].capital.ZAR was -1; it must be a decimal of 0 or more, such as '0.001'.`,
    ],
    [
      'a number that would lose digits',
      `${smallConfig}    capital: { ZAR: 0.12345678901234567890 }\n`,
      `${at(6, 21)}: the number 0.12345678901234567890 has more digits than a number can hold. Put it in quotes: '0.12345678901234567890'.`,
    ],
    [
      'no strategies',
      'brokerage: { adapter: ./a.ts }\nstrategies: []\n',
      `${at(2, 13)}: strategies is empty. For example: [{'id':'naive_test','symbols':['XBTZAR']}].`,
    ],
    [
      'an id with blanks',
      smallConfig.replace('naive', 'my strategy'),
      `${at(4, 9)}: strategies[0].id was "my strategy"; it must be 1 to 64 letters, digits, _ and -. For example: 'naive_test'.`,
    ],
    [
      'two strategies of one id',
      `${smallConfig}  - { id: naive, symbols: [X] }\n`,
      `${at(6, 11)}: strategies[1].id was "naive", as strategies[0].id is. Give each strategy an id of its own.`,
    ],
    ['an empty file', '', `${at(1, 1)}: the file was empty, and must be a map of keys and values.`],
    ['a list at the top', '- 1\n', `${at(1, 1)}: the file was a list, and must be a map of keys and values.`],
  ])('%s is told with its place and the remedy', async (_, text, problem) => {
    expect(await problemsOf(text)).toEqual([problem]);
  });

  test('everything that is wrong is told at once, in the order of the file', async () => {
    const text = `brokerage: { adapter: '@a/b', options: { keyId: env:NO_SUCH } }
heartbeatMs: 1
strategies:
  - { id: a, symbls: [X], risk: { openOrdersMax: 0 } }
  - { id: a, symbols: [] }
colour: red
`;
    const problems = await problemsOf(text);
    expect(problems.map(line => line.split(' ')[1])).toEqual([
      'brokerage.options.keyId',
      'heartbeatMs',
      'strategies[0].symbols',
      'strategies[0].symbls',
      'strategies[0].risk.openOrdersMax',
      'strategies[1].id',
      'strategies[1].symbols',
      'colour',
    ]);
  });

  test('a file that is not there is told with what to do', async () => {
    const projectDir = makeProject({});
    const problem = `configs/global_strategy_config.yaml: the configuration does not exist in ${projectDir}. Name the project with --project DIR or the file with --config FILE, or make one with: trader init DIR.`;
    await expect(loadConfig({ projectDir, env: {} })).rejects.toThrow(problem);
    expect(existsSync(path.join(projectDir, 'configs'))).toBe(false);
  });
});
