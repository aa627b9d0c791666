// What the benchmarks need before they run: the peers from npm, and our own code built as users get it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const bench = fileURLToPath(new URL('..', import.meta.url));

/** Where {@link buildOurs} puts our code. */
export const oursFile = path.join(bench, 'dist', 'ours.js');

/** Installs the pinned peers into bench/node_modules with npm, when any is missing or of another version. No lock file is written. */
export function installPeers() {
  const { dependencies } = JSON.parse(readFileSync(path.join(bench, 'package.json'), 'utf8'));
  const isInstalled = ([name, version]) => {
    const manifest = path.join(bench, 'node_modules', name, 'package.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version;
  };
  if (Object.entries(dependencies).every(isInstalled)) return;
  process.stderr.write('Installing the peers with npm; only the first run does this …\n');
  const flags = ['--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  const { status } = spawnSync('npm', ['install', ...flags], {
    cwd: bench,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm could not install the peers; see its message above, or run with --only ours');
}

/**
 * Builds our code the way the packages are built (tsup.base.ts: esbuild and tree shaking, ESM, Node 20, not minified), as one
 * file: nothing strips types or compiles at run time, and inner rooms that a package does not export can be measured too.
 */
export async function buildOurs() {
  const { build } = await import('tsup');
  await build({
    config: false,
    silent: true,
    entry: { ours: path.join(bench, 'harness', 'ours.ts') },
    outDir: path.dirname(oursFile),
    tsconfig: path.join(bench, '..', 'tsconfig.base.json'),
    format: ['esm'],
    target: 'node20',
    platform: 'node',
    removeNodeProtocol: false,
    sourcemap: true,
    clean: true,
    treeshake: true,
    splitting: false,
    noExternal: [/./],
    esbuildOptions: options => {
      options.conditions = ['@trader/source'];
    },
  });
}
