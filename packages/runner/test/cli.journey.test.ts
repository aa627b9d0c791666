import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { makeProject } from './make-project.ts';
import { tradingStrategy } from './run-project.ts';
import { CliProcess, trader } from './spawn-cli.ts';

const packageDir = fileURLToPath(new URL('..', import.meta.url));
const practice = readFileSync(path.join(packageDir, 'src/scaffold/template/practice-brokerage.ts'), 'utf8');
/** A process of its own takes a second to start, and much longer where everything runs at once. */
const journeyTimeoutMs = 90_000;
const file = 'configs/global_strategy_config.yaml';

const config = `brokerage:
  adapter: ./brokerages/practice.ts
heartbeatMs: 20
strategies:
  - { id: trading, symbols: [XBTZAR], capital: { ZAR: '100000' } }
`;

/** The practice exchange when it does not like the key, and repeats it in its answer. */
const refusing = `import { TradingError } from '@trader/core';
import { createBrokerage as createPractice } from './practice.ts';
export function createBrokerage({ keySecret }: { keySecret: string }) {
  const instruments = async () => {
    const context = { brokerage: 'practice', operation: 'instruments', reason: 'no' };
    throw new TradingError('brokerage/unauthorized', \`practice said no to \${keySecret}\`, context);
  };
  return Object.assign(createPractice(), { instruments });
}
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

describe('trader init', { timeout: journeyTimeoutMs }, () => {
  test('writes a project that type-checks, passes the check, is backtested and trades', async () => {
    const folder = makeProject({});
    const init = await trader(['init', 'my bot', '--json'], folder);
    expect(init).toMatchObject({ code: 0, stderr: '' });
    const project = path.join(folder, 'my bot');
    expect(JSON.parse(init.stdout)).toEqual({
      directory: project,
      files: expect.arrayContaining([file, '.gitignore', 'package.json']),
    });
    expect(readdirSync(project).sort()).toEqual([
      '.env.example',
      '.gitignore',
      'README.md',
      'brokerages',
      'configs',
      'data',
      'package.json',
      'strategies',
      'tsconfig.json',
    ]);
    expect(JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8'))).toMatchObject({
      name: 'my-bot',
      type: 'module',
      dependencies: { '@trader/core': expect.stringMatching(/^\^\d/), zod: expect.stringMatching(/^\^4/) },
    });
    symlinkSync(path.join(packageDir, 'node_modules'), path.join(project, 'node_modules'));
    expect(typeErrors(project)).toEqual([]);
    expect(await trader(['check'], project)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ok: naive_test would run/),
    });
    expect(await trader(['doctor'], project)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Ready to run\.\n$/),
    });
    const backtest = await trader(['backtest'], project);
    expect(backtest).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Round trips +\d\d$/m) });
    expect(backtest.stderr).toMatch(/^(?: *\d+ % {2}[\d,]+ rows .*\n)+$/);
    expect(existsSync(path.join(project, 'reports/backtest.html'))).toBe(true);
    const run = await trader(['run', '--for', '0.2'], project);
    expect(run).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('SUMMARY') });
    expect(existsSync(path.join(project, 'logs/trader.log'))).toBe(true);
  });
});

/** What TypeScript says about a project under its own tsconfig. */
function typeErrors(project: string): readonly string[] {
  const { config: json } = ts.readConfigFile(path.join(project, 'tsconfig.json'), name => ts.sys.readFile(name)) as {
    config: unknown;
  };
  const { options, fileNames } = ts.parseJsonConfigFileContent(json, ts.sys, project);
  const program = ts.createProgram(fileNames, { ...options, customConditions: ['@trader/source'] });
  expect(fileNames).toHaveLength(3);
  return ts.getPreEmitDiagnostics(program).map(each => ts.flattenDiagnosticMessageText(each.messageText, '\n'));
}

describe('strategy files', { timeout: journeyTimeoutMs }, () => {
  test('that are broken are told with the line, all at once', async () => {
    const ids = ['typescript', 'javascript', 'package', 'name'];
    const lines = ids.map(id => `  - { id: ${id}, symbols: [XBTZAR] }\n`).join('');
    const project = makeTradingProject({
      [file]: config.replace(/ {2}- .*\n/, lines),
      'strategies/typescript_strategy.ts': 'export default class {\n  onTick( {\n}\n',
      'strategies/javascript_strategy.mjs': 'export default class {\n  onTick( {\n}\n',
      'strategies/package_strategy.ts': "import x from 'no-such-package'; export default x;",
      'strategies/name_strategy.ts': "import { StrategyBas } from '@trader/core'; export default StrategyBas;",
    });
    const { code, stdout } = await trader(['check'], project);
    expect(code).toBe(3);
    expect(stdout.split('\n').filter(line => line.startsWith('error'))).toEqual([
      expect.stringMatching(
        /strategies\/typescript_strategy\.ts:\d+:\d+: syntax error: Expected .* Mend the file there\.$/,
      ),
      expect.stringMatching(/strategies\/javascript_strategy\.mjs:\d+: syntax error: .* Mend the file there\.$/),
      expect.stringContaining(
        'package_strategy.ts imports no-such-package, which is not there. Install it in the project: npm install no-such-package.',
      ),
      expect.stringContaining(
        'name_strategy.ts imports StrategyBas from @trader/core, which has no such export. Correct the import.',
      ),
    ]);
  });

  test('may use all of TypeScript, and live in a project of CommonJS', async () => {
    const enums = `import { StrategyBase } from '@trader/core';
enum Side { Buy }
export default class WithEnum extends StrategyBase { constructor(private readonly side = Side.Buy) { super(); } }
`;
    const project = makeTradingProject({ 'package.json': '{}', 'strategies/trading_strategy.ts': enums });
    expect(await trader(['check'], project)).toMatchObject({ code: 0 });
  });
});

describe('trader run', { timeout: journeyTimeoutMs }, () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('stops in order at the first %s', async signal => {
    const cli = new CliProcess(['run'], makeTradingProject(), {});
    await cli.until(/ fill /);
    cli.signal(signal);
    const { code, stdout } = await cli.ended;
    expect(code).toBe(0);
    expect(stdout).toContain(
      'stopping in order (open orders are canceled), for at most 10 s; a second Ctrl-C leaves at once',
    );
    expect(stdout).toContain('of trading; stopped when asked');
    expect(stdout).toMatch(/Nothing is left open and nothing is unknown\.\n$/);
  });

  test('leaves at once at the second Ctrl-C, with exit code 130', async () => {
    const stuck = practice.replace(
      'cancel: async intent => this.#cancel(intent)',
      'cancel: () => new Promise(() => undefined)',
    );
    expect(stuck).not.toBe(practice);
    const resting = tradingStrategy.replace('price: ask', 'price: 1000');
    const files = { 'brokerages/practice.ts': stuck, 'strategies/trading_strategy.ts': resting };
    const cli = new CliProcess(['run'], makeTradingProject(files), {});
    await cli.until(/ open\n/);
    cli.signal();
    await cli.until(/system stopping/);
    cli.signal();
    const { code, stdout, stderr } = await cli.ended;
    expect(code).toBe(130);
    expect(stdout).not.toContain('SUMMARY');
    expect(stderr).toContain('Left at once: orders are as they were. Look at the account.');
  });

  test('stops in order when nobody reads its output any more', async () => {
    const cli = new CliProcess(['run'], makeTradingProject({ [file]: `${config}log: { file: trader.log }\n` }), {});
    await cli.until(/ fill /);
    cli.closeOutput();
    expect((await cli.ended).code).toBe(0);
  });

  test('tells a wrong key in one line, without the key, exit code 4', async () => {
    const project = makeTradingProject({
      [file]: config.replace('practice.ts', 'refusing.ts\n  options: { keySecret: env:KEY_SECRET }'),
      'brokerages/refusing.ts': refusing,
    });
    const { code, stdout, stderr } = await trader(['run'], project, { KEY_SECRET: 's3cr3t-s3cr3t' });
    expect(stderr).toContain('error  practice said no to [redacted]\n');
    expect(stdout + stderr).not.toContain('s3cr3t');
    expect(code).toBe(4);
  });
});
