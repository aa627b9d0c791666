#!/usr/bin/env node
// Proves that the simulation bites: makes one deliberate mistake after another in a copy of core, and runs seeds until one notices.
//   pnpm sim:mutants                            all, at most 2,000 seeds each
//   pnpm sim:mutants --seeds 300 --only fee,base   those whose name contains "fee" or "base"
//   pnpm sim:mutants --check                    only whether every mistake still fits the code
// A seed that takes longer than --seed-seconds (60) hangs, and hanging is noticing: it is said as “hung”.
// What was committed last is copied, so that nobody's half-done work is taken for a mistake; --from 5001 begins with another seed.
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    steps: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    workers: { type: 'string', default: '2' },
    'seed-seconds': { type: 'string', default: '60' },
    check: { type: 'boolean', default: false },
  },
});

/** By who wrote them: one file is the simulation's author's, the other one of a reviewer who did not write the code. */
const lists = { author: 'simulation-mutants.json', reviewer: 'simulation-mutants.review.json' };
const all = Object.entries(lists).flatMap(([by, name]) => {
  const file = new URL(name, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).map(mutant => ({ ...mutant, by })) : [];
});
const waiting = all.filter(({ name }) => values.only.split(',').some(words => name.includes(words)));
const results = [];
const scratch = mkdtempSync(path.join(os.tmpdir(), 'simulation-mutants-'));
try {
  await Promise.all(Array.from({ length: Number(values.workers) }, (_, worker) => work(worker)));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const by of Object.keys(lists)) {
  const mine = results.filter(result => result.by === by);
  const mistakes = mine.filter(({ control }) => !control);
  const controls = mine.filter(({ control }) => control);
  const good = list => `${list.filter(result => result.good).length} of ${list.length}`;
  if (values.check) process.stdout.write(`${by}: ${good(mine)} fit the code\n`);
  else process.stdout.write(`${by}: ${good(mistakes)} mistakes noticed, ${good(controls)} controls not\n`);
}
for (const { name, said } of results.filter(({ good }) => !good))
  process.stdout.write(`NOT as expected: ${name}: ${said}\n`);
process.exitCode = results.every(({ good }) => good) ? 0 : 1;

async function work(worker) {
  const home = path.join(scratch, String(worker));
  copyPackages(home);
  for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
    const { good, said } = await judge(home, mutant);
    results.push({ name: mutant.name, by: mutant.by, control: mutant.control === true, good, said });
    if (!values.check || !good) process.stdout.write(`${good ? 'ok    ' : 'FAILED'} ${mutant.name}: ${said}\n`);
  }
}

/** Core and testkit as a workspace of their own, so that a mistake harms nobody. */
function copyPackages(home) {
  mkdirSync(home, { recursive: true });
  const rooms = ['packages/core', 'packages/testkit'];
  const archive = execFileSync('git', ['archive', 'HEAD', ...rooms], { cwd: root, maxBuffer: 256 * 1024 * 1024 });
  execFileSync('tar', ['-x', '-C', home], { input: archive });
  link(home, 'packages/testkit/node_modules/@trader/core', path.join(home, 'packages/core'));
  const emitter = realpathSync(path.join(root, 'packages/core/node_modules/eventemitter3'));
  link(home, 'packages/core/node_modules/eventemitter3', emitter);
}

function link(home, place, target) {
  mkdirSync(path.join(home, path.dirname(place)), { recursive: true });
  symlinkSync(target, path.join(home, place), 'junction');
}

/** Where a piece of code is: in the file that the list names, or in the only other one that has it. White space does not count. */
function find(home, file, from) {
  const words = from
    .trim()
    .split(/\s+/)
    .map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(words.join('\\s+'), 'g');
  const sources = path.join(home, 'packages/core/src');
  const inFile = name => {
    const text = readFileSync(path.join(sources, name), 'utf8');
    return [...text.matchAll(pattern)].map(({ 0: found, index }) => ({ name, text, found, index }));
  };
  const named = existsSync(path.join(sources, file)) ? inFile(file) : [];
  if (named.length > 0) return named;
  return readdirSync(sources, { recursive: true })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap(inFile);
}

async function judge(home, { file, from, to, control = false }) {
  const places = find(home, file, from);
  const [place] = places;
  if (place === undefined || places.length !== 1) {
    return { good: false, said: `its text is there ${places.length} times; bring the list up to date` };
  }
  const { name, text, found, index } = place;
  if (values.check) return { good: true, said: `fits ${name}` };
  const target = path.join(home, 'packages/core/src', name);
  writeFileSync(target, text.slice(0, index) + to + text.slice(index + found.length));
  try {
    const output = await simulate(path.join(home, 'packages/testkit/src/simulation/cli.ts'));
    const caught = /^first\s+(.*)$/m.exec(output)?.[1];
    if (!/^violations/m.test(output)) return { good: false, said: `it did not run: ${output.slice(-300)}` };
    const seeds = /^seeds\s+(\d+)/m.exec(output)?.[1];
    if (control)
      return { good: caught === undefined, said: caught ?? `nothing noticed in ${seeds} seeds, as it should be` };
    return { good: caught !== undefined, said: caught ?? `not noticed in ${seeds} seeds` };
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
    '--from',
    values.from,
    '--workers',
    '1',
    '--seed-seconds',
    values['seed-seconds'],
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
