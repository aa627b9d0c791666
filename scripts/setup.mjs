#!/usr/bin/env node
// Makes a fresh clone ready: installs the workspace with the pinned pnpm when it is missing or out of date.
// It is quiet unless it fails, and never writes to standard output, which belongs to the command behind it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const launcher = fileURLToPath(new URL('pnpm.mjs', import.meta.url));
const fresh = !existsSync(new URL('../node_modules/.modules.yaml', import.meta.url));

if (fresh) process.stderr.write('Installing what is needed; only the first run does this …\n');
const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, 'install', '--prefer-offline'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'pipe'],
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (status !== 0) process.stderr.write(`${stdout}${stderr}\nThe installation failed; the lines above say why.\n`);
process.exit(status ?? 1);
