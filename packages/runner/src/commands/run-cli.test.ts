import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { makeProject } from '../../test/make-project.ts';
import { tradingStrategy } from '../../test/run-project.ts';
import { runCli } from './run-cli.ts';

const practice = readFileSync(
  fileURLToPath(new URL('../scaffold/template/practice-brokerage.ts', import.meta.url)),
  'utf8',
);
const file = 'configs/global_strategy_config.yaml';
const config = `brokerage:
  adapter: ./brokerages/practice.ts
heartbeatMs: 20
strategies:
  - { id: trading, symbols: [XBTZAR], capital: { ZAR: '100000' } }
`;

/** A project that trades on the practice exchange; files may be replaced. */
function makeTradingProject(files: Readonly<Record<string, string>> = {}): string {
  return makeProject({
    [file]: config,
    'brokerages/practice.ts': practice,
    'strategies/trading_strategy.ts': tradingStrategy,
    ...files,
  });
}

async function trader(...args: readonly string[]) {
  const said = { stdout: '', stderr: '' };
  const code = await runCli(args, {
    stdout: { write: text => (said.stdout += text) },
    stderr: { write: text => (said.stderr += text) },
    env: {},
    signal: new AbortController().signal,
    colour: true,
    hide: () => undefined,
  });
  return { code, ...said };
}

describe('the command line', () => {
  test('explains itself, exit codes included', async () => {
    const { code, stdout } = await trader('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/run \[options\][\s\S]*check[\s\S]*doctor[\s\S]*init[\s\S]*Exit codes:[\s\S]*130/);
  });

  test('tells its version', async () => {
    expect(await trader('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  test.each([
    ['an unknown command', ['chekc'], "unknown command 'chekc'", 'Did you mean check?'],
    ['an unknown option', ['run', '--plan'], "unknown option '--plan'", 'Did you mean --plain?'],
    ['no command', [], 'Usage: trader', 'check'],
    ['a missing argument', ['init'], "missing required argument 'directory'", '(add --help to see what there is)'],
    [
      'a settlement that is none',
      ['run', '--settle', 'abc=open'],
      'Write it as ID=STATE',
      'canceled, expired, rejected',
    ],
    ['a settlement on nobody’s word', ['run', '--settle', 'abc=canceled'], '--settle needs --note', ''],
    ['no time', ['run', '--for', '0'], 'It must be a number of seconds above 0', ''],
    ['a time in words', ['run', '--for', 'soon'], 'It must be a number of seconds above 0', ''],
    ['an empty time', ['run', '--for', ''], 'It must be a number of seconds above 0', ''],
  ])('with %s is refused with what to write instead, exit code 2', async (_, args, problem, remedy) => {
    const { code, stderr, stdout } = await trader(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(problem);
    expect(stderr).toContain(remedy);
  });
});

describe('trader check', () => {
  test('says what would run', async () => {
    expect(await trader('check', '--project', makeTradingProject())).toEqual({
      code: 0,
      stderr: '',
      stdout:
        'ok: trading would run on ./brokerages/practice.ts. Nothing was sent; trader doctor also asks the brokerage.\n',
    });
  });

  test('tells everything that is wrong at once, exit code 3', async () => {
    const broken = config.replace('heartbeatMs: 20', 'heartbeatms: 20').replace('symbols', 'symbls');
    const { code, stdout } = await trader('check', '--project', makeTradingProject({ [file]: broken }));
    expect(code).toBe(3);
    expect(stdout.split('\n')).toEqual([
      `error    ${file}:3:1: heartbeatms is not a known key. Did you mean "heartbeatMs"?`,
      expect.stringContaining(`error    ${file}:5:5: strategies[0].symbols is missing.`),
      `error    ${file}:5:20: strategies[0].symbls is not a known key. Did you mean "symbols"?`,
      '3 errors. Nothing would run.',
      '',
    ]);
  });

  test('tells adapter and strategies that are wrong together', async () => {
    const broken = config
      .replace('./brokerages/practice.ts', "'@nobody/exchange'")
      .replace('id: trading', 'id: tradng');
    const { code, stdout } = await trader('check', '--project', makeTradingProject({ [file]: broken }));
    expect(code).toBe(3);
    expect(stdout).toMatch(/tradng_strategy\.ts\. Did you mean "trading"\?/);
    expect(stdout).toContain('the package @nobody/exchange is not installed');
  });

  test('tells machines the same', async () => {
    const project = makeTradingProject({ [file]: `colour: red\n${config}` });
    const { code, stdout } = await trader('check', '--json', '--project', project);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, findings: [{ level: 'error', place: `${file}:1:1` }] });
    const good = await trader('check', '--json', '--project', makeTradingProject());
    expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, findings: [], config: { heartbeatMs: 20 } });
  });

  test('names a missing variable, the .env file and the line, exit code 4', async () => {
    const wanting = config.replace('heartbeatMs', '  options: { keyId: env:MY_KEY_ID }\nheartbeatMs');
    const project = makeTradingProject({ [file]: wanting });
    const { code, stdout } = await trader('check', '--project', project);
    expect(code).toBe(4);
    expect(stdout).toContain(
      `${file}:3:21: brokerage.options.keyId wants the variable MY_KEY_ID, which is set neither in the environment nor in ${project}/.env. Add MY_KEY_ID=… to ${project}/.env.`,
    );
  });

  test('reads another configuration when one is named', async () => {
    const project = makeTradingProject({ 'configs/other.yaml': 'colour: red\n' });
    const { stdout } = await trader('check', '--project', project, '--config', 'configs/other.yaml');
    expect(stdout).toContain('configs/other.yaml:1:1: colour is not a known key');
  });

  test('prints the schema that editors use', async () => {
    const { code, stdout } = await trader('check', '--schema');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ required: ['brokerage', 'strategies'], additionalProperties: false });
  });
});

describe('trader run', () => {
  test('ends by itself when its time is up', async () => {
    const { code, stdout } = await trader('run', '--for', '0.1', '--json', '--project', makeTradingProject());
    expect(code).toBe(0);
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ type: 'summary', endedBy: 'time', complete: true });
  });

  test('tells people why it cannot start, with the line', async () => {
    const project = makeTradingProject({ [file]: config.replace('XBTZAR', 'XBTZAT') });
    const { code, stderr } = await trader('run', '--project', project);
    expect(code).toBe(3);
    expect(stderr).toContain(`error    ${file}:5:30: practice has no market called XBTZAT. Did you mean "XBTZAR"?\n`);
  });

  test('tells machines why it cannot start, as the last line', async () => {
    const project = makeTradingProject({ [file]: config.replace('XBTZAR', 'XBTZAT') });
    const { code, stdout } = await trader('run', '--json', '--project', project);
    expect(code).toBe(3);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'error',
      code: 'config/invalid',
      exitCode: 3,
      findings: [{ place: `${file}:5:30`, remedy: 'Did you mean "XBTZAR"?' }],
    });
  });
});

describe('trader doctor', () => {
  test('tells what is well and what would stop a run, with the exit code of the first', async () => {
    const withdrawing = practice.replace('withdraw: false', 'withdraw: true');
    const poor = config.replace("ZAR: '100000'", "ZAR: '7000000'");
    const project = makeTradingProject({ [file]: poor, 'brokerages/practice.ts': withdrawing });
    const { code, stdout } = await trader('doctor', '--project', project);
    expect(code).toBe(4);
    const lines = stdout.split('\n');
    expect(lines).toContain('ok    markets      XBTZAR is open for trading.');
    expect(lines).toContain(
      'fail  rights       the key may withdraw money. Make a key that may read and trade only: a key that leaks can then not empty the account.',
    );
    expect(lines).toContain(
      'fail  capital      strategies are given 7000000 ZAR, the account holds 1000000, 1000000 of it free. Lower their capital or add funds.',
    );
    expect(lines.at(-2)).toBe('2 to mend before a run.');
  });

  test('tells machines', async () => {
    const project = makeTradingProject({ [file]: config.replace('XBTZAR', 'XBTZAT') });
    const { code, stdout } = await trader('doctor', '--json', '--project', project);
    expect(code).toBe(3);
    const { ok, diagnoses } = JSON.parse(stdout) as {
      ok: boolean;
      diagnoses: readonly { subject: string; level: string }[];
    };
    expect(ok).toBe(false);
    expect(diagnoses.find(({ level }) => level === 'fail')).toMatchObject({
      subject: 'markets',
      finding: `${file}:5:30: there is no market called XBTZAT`,
      remedy: 'Did you mean "XBTZAR"?',
    });
  });

  test('tells what is wrong with the project and asks nobody', async () => {
    const { code, stdout } = await trader('doctor', '--project', makeTradingProject({ [file]: 'colour: red\n' }));
    expect(code).toBe(3);
    expect(stdout).toMatch(/^fail {2}config +configs\/global_strategy_config\.yaml:1:1: colour is not a known key/m);
    expect(stdout).not.toContain('host');
  });
});

describe('trader init', () => {
  test('overwrites nothing', async () => {
    const folder = path.join(makeProject({ 'bot/README.md': 'mine' }), 'bot');
    const { code, stderr } = await trader('init', folder);
    expect(code).toBe(3);
    expect(stderr).toBe(
      `error    ${folder}/README.md: this file is there already. Choose another folder, or move it away.\n`,
    );
    expect(readFileSync(path.join(folder, 'README.md'), 'utf8')).toBe('mine');
  });

  test('says what to do next', async () => {
    const folder = path.join(makeProject({}), 'bot');
    const { code, stdout } = await trader('init', folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /wrote .*strategies\/naive_test_strategy\.ts[\s\S]*Next:\n {2}cd .*bot\n {2}npm install\n {2}npx trader backtest\n/,
    );
  });
});

test('a folder with spaces is named as a shell takes it', async () => {
  const folder = path.join(makeProject({}), "my bot's");
  const { code, stdout } = await trader('init', folder);
  expect(code).toBe(0);
  expect(stdout).toContain(`cd '${folder.replace("'", "'\\''")}'\n`);
});

test('a project that cannot be written is told with its folder, exit code 3', async () => {
  const folder = path.join(makeProject({ taken: '' }), 'taken', 'bot');
  const { code, stderr } = await trader('init', folder);
  expect(code).toBe(3);
  expect(stderr).toContain(`${folder}: the project cannot be written: `);
});
