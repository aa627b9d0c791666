#!/usr/bin/env node
// Runs the pnpm version that package.json pins, with no global pnpm:
//   node scripts/pnpm.mjs install | run <script> | exec <tool>
// The first call fetches that pnpm from the npm registry into .tools/ (git-ignored); later calls start it directly.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const pin = manifest.packageManager.split('+')[0];
const home = path.join(root, '.tools', pin.replace('@', '-'));
const bin = path.join(home, 'node_modules', '.bin');
const onWindows = process.platform === 'win32';
const pnpm = path.join(bin, onWindows ? 'pnpm.cmd' : 'pnpm');

if (!existsSync(pnpm)) {
  const flags = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  // Standard output belongs to the command that was asked for, so the fetch reports on standard error.
  const fetched = spawnSync('npm', ['install', '--prefix', home, ...flags, pin], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: onWindows,
  });
  if (fetched.status !== 0) process.exit(fetched.status ?? 1);
}

const child = spawn(pnpm, process.argv.slice(2), {
  stdio: 'inherit',
  shell: onWindows,
  env: { TURBO_TELEMETRY_DISABLED: '1', ...process.env, PATH: bin + path.delimiter + process.env.PATH },
});
// A Ctrl-C reaches the child through the terminal; the launcher only waits for how the child ends.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('error', error => {
  process.stderr.write(`${pnpm} did not start: ${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
