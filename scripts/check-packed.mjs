#!/usr/bin/env node
// Packs every package as it would be published and examines the tarballs: publint for the manifest,
// are-the-types-wrong for the types. The packages must be built.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const launcher = fileURLToPath(new URL('pnpm.mjs', import.meta.url));
const packed = mkdtempSync(path.join(os.tmpdir(), 'trader-packed-'));

const run = (...args) => spawnSync(process.execPath, [launcher, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;

let failures = 0;
try {
  failures += run('--recursive', '--filter', './packages/*', 'exec', 'pnpm', 'pack', '--pack-destination', packed);
  for (const file of readdirSync(packed).sort()) {
    const tarball = path.join(packed, file);
    failures += run('exec', 'publint', '--strict', tarball);
    failures += run('exec', 'attw', tarball, '--profile', 'esm-only', '--no-emoji');
  }
} finally {
  rmSync(packed, { recursive: true, force: true });
}
process.exit(failures === 0 ? 0 : 1);
