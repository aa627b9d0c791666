import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backtestOnce } from '../anywhere/backtest.ts';
import { chromium, runInBrowser, skippedWithoutChromium } from '../anywhere/in-browser.ts';
import { publishedPackages, readManifest, root } from '../repo-rules/workspace.ts';

const packages = publishedPackages();
const project = mkdtempSync(path.join(os.tmpdir(), 'trader-consumer-'));
const onWindows = process.platform === 'win32';

describe('the packed packages in an empty project', { tags: ['slow'] }, () => {
  beforeAll(() => {
    pnpm('--recursive', '--filter', './packages/*', 'run', 'build');
    pnpm('--recursive', '--filter', './packages/*', 'exec', 'pnpm', 'pack', '--pack-destination', project);
    cpSync(fileURLToPath(new URL('consumer', import.meta.url)), project, { recursive: true });
    writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    succeed('npm', ['install', ...flags, ...tarballs(), '@types/node@20']);
  }, 300_000);

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  test('hold code, declarations and sources, but no test', () => {
    for (const { room } of packages) {
      const files = readdirSync(path.join(project, 'node_modules/@trader', room), {
        recursive: true,
        encoding: 'utf8',
      });
      expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', path.join('dist', 'index.d.ts')]));
      expect(files.filter(file => /\.test(-d)?\.ts$|(^|[\\/])fixtures[\\/]/.test(file))).toEqual([]);
    }
  });

  test('name no workspace version, no catalog and no source condition', () => {
    for (const { room } of packages) {
      const manifest = JSON.stringify(readManifest(path.join(project, 'node_modules/@trader', room)));
      expect(manifest).not.toMatch(/workspace:|catalog:|@trader\/source/);
    }
  });

  test('share one core', () => {
    expect(succeed('npm', ['ls', '@trader/core', '--json']).status).toBe(0);
    const copies = readdirSync(path.join(project, 'node_modules'), { recursive: true, encoding: 'utf8' }).filter(file =>
      file.endsWith(path.join('@trader', 'core', 'package.json')),
    );
    expect(copies).toHaveLength(1);
  });

  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('compile strictly with module %s and resolution %s', (module, moduleResolution) => {
    const compilerOptions = {
      ...{ module, moduleResolution, target: 'es2022', lib: ['ES2023'], types: ['node'], noEmit: true },
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
      ...{ noPropertyAccessFromIndexSignature: true, noImplicitOverride: true, verbatimModuleSyntax: true },
      skipLibCheck: false,
    };
    const file = `tsconfig.${moduleResolution}.json`;
    writeFileSync(path.join(project, file), JSON.stringify({ compilerOptions, files: ['consumer.mts'] }));
    const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
    succeed(process.execPath, [compiler, '--project', file]);
  });

  test.each(['consumer.mjs', 'consumer.cjs'])('run in plain JavaScript: %s', file => {
    expect(succeed(process.execPath, ['--no-warnings', file]).stdout).toBe('0.3\n');
  });

  test.each(packages.flatMap(({ manifest }) => Object.keys(manifest.bin ?? {})))('bring the command %s', command => {
    const bin = path.join(project, 'node_modules', '.bin', onWindows ? `${command}.cmd` : command);
    expect(succeed(bin, ['--help']).stdout).toMatch(/usage/i);
  });

  test.skipIf(chromium === undefined)(
    `backtest in a browser as from their sources in Node${skippedWithoutChromium}`,
    async () => {
      const file = path.join(project, 'backtest.ts');
      cpSync(fileURLToPath(new URL('../anywhere/backtest.ts', import.meta.url)), file);
      expect(await runInBrowser({ file, name: 'backtestOnce' }, project, [])).toBe(`done ${await backtestOnce()}`);
    },
  );

  test('go from a CSV to a report in three commands', () => {
    const bin = (name: string) => path.join(project, 'node_modules', '.bin', onWindows ? `${name}.cmd` : name);
    const bot = path.join(project, 'my-bot');
    succeed(bin('trader'), ['init', 'my-bot']);
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    succeed('npm', ['install', ...flags, ...tarballs().map(file => path.join('..', file))], bot);
    const { stdout } = succeed(
      path.join(bot, 'node_modules', '.bin', onWindows ? 'trader.cmd' : 'trader'),
      ['backtest'],
      bot,
    );
    expect(stdout).toMatch(/^Return +-?[−\d.]+ %$/m);
    expect(readFileSync(path.join(bot, 'reports', 'backtest.html'), 'utf8').length).toBeGreaterThan(200_000);
  });
});

function tarballs(): readonly string[] {
  const files = readdirSync(project).filter(file => file.endsWith('.tgz'));
  expect(files).toHaveLength(packages.length);
  return files.map(file => `./${file}`);
}

function pnpm(...args: readonly string[]): void {
  succeed(process.execPath, [path.join(root, 'scripts/pnpm.mjs'), ...args], root);
}

/** Runs a command; its whole output is the message when it fails. */
function succeed(command: string, args: readonly string[], cwd = project): SpawnSyncReturns<string> {
  const env = { ...process.env, NODE_ENV: '', NODE_OPTIONS: '', NO_COLOR: '1' };
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', shell: onWindows, env });
  expect(result.status, `${command} ${args.join(' ')}\n${result.stdout}${result.stderr}`).toBe(0);
  return result;
}
