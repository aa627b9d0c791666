import { readFileSync } from 'node:fs';
import { isTradingError } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { makeProject } from '../../test/make-project.ts';
import { withTrading } from '../../test/run-project.ts';
import { runCli } from '../commands/run-cli.ts';
import { examineProject } from '../doctor/examine-project.ts';
import { exitCodeOfError } from '../run/exit-codes.ts';
import { type RunOptions, runTrader } from '../run/run-trader.ts';

const config = `brokerage: { adapter: ./none.ts }
strategies:
  - { id: still, symbols: [XBTZAR], capital: { ZAR: '1000' } }
`;
const still = "import { StrategyBase } from '@trader/core';\nexport default class Still extends StrategyBase {}\n";
const silent = { write: () => undefined };

const project = (): string =>
  makeProject({ 'configs/global_strategy_config.yaml': config, 'strategies/still_strategy.ts': still });

const account = (...ids: string[]) => withTrading({ accountIds: () => Promise.resolve(ids) });

/** A short run of a project on the account with these ids. */
function run(projectDir: string, id: string, options: Partial<RunOptions> = {}) {
  return runTrader({
    projectDir,
    env: {},
    brokerage: account(id),
    forMs: 1,
    stdout: silent,
    stderr: silent,
    ...options,
  });
}

async function command(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly stdout: string }> {
  let stdout = '';
  const write = (text: string) => {
    stdout += text;
  };
  const { signal } = new AbortController();
  const code = await runCli(args, {
    stdout: { write },
    stderr: silent,
    env,
    signal,
    colour: false,
    hide: () => undefined,
  });
  return { code, stdout };
}

async function diagnosed(projectDir: string, id: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { subject, level, finding } of examineProject({ projectDir, env: {}, brokerage: account(id) })) {
    if (subject === 'account') found.push(`${level} ${finding}`);
  }
  return found;
}

describe('a project whose journal belongs to an account', () => {
  test('is not run on another one: the error has the line, both accounts, what to do, and exit code 3', async () => {
    const projectDir = project();
    await run(projectDir, '17');
    const error: unknown = await run(projectDir, '99').catch((reason: unknown) => reason);
    expect(isTradingError(error, 'config/invalid')).toBe(true);
    expect(exitCodeOfError(error)).toBe(3);
    expect(String(error)).toMatch(
      /global_strategy_config\.yaml:1:\d+: the journal belongs to practice account 17, and the key in use reaches practice account 99; nothing was started\. Use the key of that account again, .*--accept-account/,
    );
  });

  test('is run on another one when a person accepts that, and belongs to that one from then on', async () => {
    const projectDir = project();
    await run(projectDir, '17');
    await run(projectDir, '99', { acceptAccount: true });
    await run(projectDir, '99');
    await expect(run(projectDir, '17')).rejects.toThrow('the journal belongs to practice account 99');
  });

  test('says so in trader journal verify, to people and to programs', async () => {
    const projectDir = project();
    await run(projectDir, '17');
    const { stdout } = await command(['journal', 'verify', '--project', projectDir]);
    expect(stdout).toContain('; it belongs to practice account 17\n');
    const { stdout: json } = await command(['journal', 'verify', '--project', projectDir, '--json']);
    expect(JSON.parse(json)).toMatchObject({ account: { brokerage: 'practice', ids: ['17'] } });
  });

  test('is told by trader doctor whether its key reaches it', async () => {
    const projectDir = project();
    expect(await diagnosed(projectDir, '17')).toEqual(['ok practice account 17; no journal belongs to an account yet']);
    await run(projectDir, '17');
    expect(await diagnosed(projectDir, '17')).toEqual(['ok practice account 17, the one that the journal belongs to']);
    expect(await diagnosed(projectDir, '99')).toEqual([
      'fail practice account 99, and the journal belongs to practice account 17',
    ]);
  });
});

describe('trader check', () => {
  const keyed = `brokerage: { adapter: ./keyed.ts, options: { keyId: env:KEY } }
strategies:
  - { id: still, symbols: [XBTZAR], capital: { ZAR: '1000' } }
`;
  const adapter = (ids: string) => `import { createBrokerage as practice } from './practice.ts';
export function createBrokerage() {
  const brokerage = practice();
  ${ids === '' ? '' : `brokerage.trading.accountIds = async () => [${ids}];`}
  return brokerage;
}
`;

  /** A project that was run with one key, and is configured with another one now. */
  async function rekeyed(ids: string): Promise<{ readonly code: number; readonly stdout: string }> {
    const projectDir = makeProject({
      'configs/global_strategy_config.yaml': keyed,
      'strategies/still_strategy.ts': still,
      'keyed.ts': adapter(ids),
      'practice.ts': readFileSync(new URL('../scaffold/template/practice-brokerage.ts', import.meta.url), 'utf8'),
    });
    const env = { XDG_STATE_HOME: projectDir, LOCALAPPDATA: projectDir, KEY: 'k1' };
    await runTrader({ projectDir, env, forMs: 1, stdout: silent, stderr: silent });
    const checking = ['check', '--project', projectDir];
    expect((await command(checking, env)).stdout).toMatch(/the journal belongs to .*\nok: still/);
    return command(checking, { ...env, KEY: 'k2' });
  }

  test('refuses another key where the key is all that names the account', async () => {
    const { code, stdout } = await rekeyed('');
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /error .*the journal belongs to the practice account of key [0-9a-f]{16}, and practice is configured with key/,
    );
    expect(stdout).not.toContain('k1');
  });

  test('only points out another key where the brokerage names the account', async () => {
    const { code, stdout } = await rekeyed("'17'");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /warning .*the journal belongs to practice account 17, and the key is another one than it was/,
    );
  });
});
