#!/usr/bin/env node
// Makes a fresh clone ready: installs the workspace with the pinned pnpm when it is missing or out of date.
// Everything it prints goes to standard error, so that the output of the command behind it stays clean.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('pnpm.mjs', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(process.execPath, [launcher, 'install', '--prefer-offline'], {
  cwd: root,
  stdio: ['ignore', 2, 2],
});
process.exit(status ?? 1);
