#!/usr/bin/env node
// Runs every gate, one after the other, and tells at the end which of them failed:
//   npm run check                     everything
//   npm run check -- --without-tests  all but the tests
//   npm run check -- lint knip        only these
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const launcher = fileURLToPath(new URL('pnpm.mjs', import.meta.url));
const node = (...args) => [process.execPath, args];
const tool = (...args) => node(launcher, 'exec', ...args);

/** Cheap gates first; `build` comes before what reads the built packages. */
const gates = {
  format: tool('biome', 'ci', '--colors=off', '.'),
  typecheck: node(launcher, 'run', 'typecheck'),
  // The rules that need types read tests of packages, which find their neighbours as built packages.
  build: tool('turbo', 'run', 'build', '--output-logs=errors-only'),
  lint: tool('oxlint', '--type-aware', '--deny-warnings', '.'),
  arrows: tool('depcruise', '--output-type', 'err-long', 'packages'),
  knip: tool('knip'),
  manifests: node(fileURLToPath(new URL('check-packed.mjs', import.meta.url))),
  docs: tool('typedoc', '--logLevel', 'Warn'),
  changesets: tool('changeset', 'status'),
  mutants: node(fileURLToPath(new URL('simulation-mutants.mjs', import.meta.url)), '--check'),
  tests: tool('vitest', 'run', '--mode', 'all'),
};

const wanted = process.argv.slice(2).filter(word => !word.startsWith('--'));
const unknown = wanted.filter(name => !(name in gates));
if (unknown.length > 0) {
  process.stderr.write(`No gate is called ${unknown.join(', ')}. There are: ${Object.keys(gates).join(', ')}.\n`);
  process.exit(2);
}
const withoutTests = process.argv.includes('--without-tests');
const chosen = Object.entries(gates).filter(([name]) =>
  wanted.length > 0 ? wanted.includes(name) : !(withoutTests && name === 'tests'),
);

const failed = [];
for (const [name, [command, args]] of chosen) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, NO_COLOR: '1' },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
  if (status === 0) continue;
  failed.push(name);
  process.stdout.write(`${stdout}${stderr}\n`);
}
const verdict = failed.length === 0 ? 'All gates are green.' : `Failed: ${failed.join(', ')}.`;
process.stdout.write(`${chosen.length - failed.length} of ${chosen.length} gates passed. ${verdict}\n`);
process.exit(failed.length === 0 ? 0 : 1);
