import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { configJsonSchema } from '../config/config-schema.ts';
import { configInvalid, errorFinding, type Finding } from '../config/finding.ts';
import { ownManifest, packageDir } from './package-dir.ts';
import { sampleBars } from './sample-bars.ts';

/** Where each file of a new project comes from. npm would leave out or rename some of them under their own names. */
const templates: Readonly<Record<string, string>> = {
  'configs/global_strategy_config.yaml': 'global-strategy-config.yaml',
  'strategies/naive_test_strategy.ts': 'naive-test-strategy.ts',
  'strategies/moving_average_strategy.ts': 'moving-average-strategy.ts',
  'brokerages/practice_brokerage.ts': 'practice-brokerage.ts',
  '.env.example': 'env-example',
  '.gitignore': 'gitignore',
  'README.md': 'project-readme.md',
  'tsconfig.json': 'project-tsconfig.json',
};

/** Prices to backtest on at once. */
const sampleFile = 'data/sample-xbtzar-4h.csv';

/** The version of the indicators' package that new projects begin with; the one that is tested here. */
const tradingSignals = '8.3.0';

/**
 * Writes a new project that works at once: a strategy, a configuration, and an exchange in the process to practise on, and prices to
 * backtest on.
 *
 * @returns The files it wrote, relative to the folder.
 * @throws `config/invalid` when one of them is there already, and then nothing is written, or when the folder cannot be written.
 */
export async function initProject(directory: string): Promise<readonly string[]> {
  const files = new Map<string, string>();
  for (const [name, template] of Object.entries(templates)) {
    files.set(name, await readFile(path.join(packageDir(), 'src', 'scaffold', 'template', template), 'utf8'));
  }
  files.set(sampleFile, sampleBars());
  files.set('configs/trader.schema.json', `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
  files.set('package.json', packageJson(path.basename(path.resolve(directory))));
  const existing = [...files.keys()].filter(name => existsSync(path.join(directory, name)));
  if (existing.length > 0) {
    throw configInvalid([refuseExisting(directory, existing)]);
  }
  try {
    for (const [name, text] of files) {
      const file = path.join(directory, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text, { flag: 'wx' });
    }
  } catch (error) {
    const problem = `the project cannot be written: ${(error as Error).message}`;
    throw configInvalid([errorFinding(directory, problem, 'Choose a folder that may be written')], error);
  }
  return [...files.keys()];
}

function refuseExisting(directory: string, names: readonly string[]): Finding {
  const [name = ''] = names;
  const remedy = 'Choose another folder, or move';
  return names.length === 1
    ? errorFinding(path.join(directory, name), 'this file is there already', `${remedy} it away`)
    : errorFinding(directory, `these files are there already: ${names.join(', ')}`, `${remedy} them away`);
}

function packageJson(folder: string): string {
  const own = `^${ownManifest().version}`;
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const manifest = {
    name: name === '' ? 'trader-project' : name,
    private: true,
    type: 'module',
    scripts: { start: 'trader run', backtest: 'trader backtest', check: 'trader check', typecheck: 'tsc' },
    dependencies: {
      '@trader/core': own,
      '@trader/runner': own,
      'trading-signals': tradingSignals,
      zod: `^${versionOf('zod')}`,
    },
    devDependencies: { '@types/node': '^20.19.0', typescript: '^6.0.0' },
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function versionOf(dependency: string): string {
  const manifest: { version: string } = createRequire(import.meta.url)(`${dependency}/package.json`);
  return manifest.version;
}
