#!/usr/bin/env node
// Proves that the simulation bites: makes one deliberate mistake after another in a copy of core, and runs seeds until one notices.
//   pnpm sim:mutants                            all, at most 300 seeds each
//   pnpm sim:mutants --seeds 2000 --only fee    those whose name contains "fee"
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const mutants = JSON.parse(readFileSync(new URL('simulation-mutants.json', import.meta.url), 'utf8'));
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '300' },
    steps: { type: 'string', default: '2000' },
    only: { type: 'string', default: '' },
    workers: { type: 'string', default: '2' },
  },
});

const waiting = mutants.filter(({ name }) => name.includes(values.only));
const results = [];
const scratch = mkdtempSync(path.join(os.tmpdir(), 'simulation-mutants-'));
try {
  await Promise.all(Array.from({ length: Number(values.workers) }, (_, worker) => work(worker)));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const missed = results.filter(({ good }) => !good);
process.stdout.write(`${results.length - missed.length} of ${results.length} as expected\n`);
for (const { name, said } of missed) process.stdout.write(`NOT as expected: ${name}: ${said}\n`);
process.exitCode = missed.length === 0 ? 0 : 1;

async function work(worker) {
  const home = path.join(scratch, String(worker));
  copyPackages(home);
  for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
    const { good, said } = await judge(home, mutant);
    results.push({ name: mutant.name, good, said });
    process.stdout.write(`${good ? 'ok    ' : 'FAILED'} ${mutant.name}: ${said}\n`);
  }
}

/** Core and testkit as a workspace of their own, so that a mistake harms nobody. */
function copyPackages(home) {
  for (const room of ['core', 'testkit']) {
    for (const part of ['src', 'package.json']) {
      cpSync(path.join(root, 'packages', room, part), path.join(home, 'packages', room, part), { recursive: true });
    }
  }
  link(home, 'packages/testkit/node_modules/@trader/core', path.join(home, 'packages/core'));
  const emitter = realpathSync(path.join(root, 'packages/core/node_modules/eventemitter3'));
  link(home, 'packages/core/node_modules/eventemitter3', emitter);
}

function link(home, place, target) {
  cpSync(path.join(root, 'LICENSE'), path.join(home, path.dirname(place), '.keep'));
  symlinkSync(target, path.join(home, place), 'junction');
}

async function judge(home, { file, from, to, control = false }) {
  const target = path.join(home, 'packages/core/src', file);
  const text = readFileSync(target, 'utf8');
  const places = text.split(from).length - 1;
  if (places !== 1) return { good: false, said: `its text is in ${file} ${places} times; bring the list up to date` };
  writeFileSync(
    target,
    text.replace(from, () => to),
  );
  try {
    const output = await simulate(path.join(home, 'packages/testkit/src/simulation/cli.ts'));
    const caught = /^first\s+(.*)$/m.exec(output)?.[1];
    if (!/^violations/m.test(output)) return { good: false, said: `it did not run: ${output.slice(-300)}` };
    if (control) return { good: caught === undefined, said: caught ?? 'nothing noticed, as it should be' };
    return { good: caught !== undefined, said: caught ?? `not noticed in ${values.seeds} seeds` };
  } finally {
    writeFileSync(target, text);
  }
}

function simulate(cli) {
  const flags = ['--conditions=@trader/source', '--import', 'tsx', cli];
  const options = [
    '--seeds',
    values.seeds,
    '--steps',
    values.steps,
    '--workers',
    '1',
    '--until-failure',
    '--shown',
    '0',
  ];
  return new Promise(resolve => {
    const child = spawn(process.execPath, [...flags, ...options], { cwd: root });
    let output = '';
    child.stdout.on('data', data => {
      output += data;
    });
    child.stderr.on('data', data => {
      output += data;
    });
    child.on('close', () => resolve(output));
  });
}
