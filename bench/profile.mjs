#!/usr/bin/env node
// Where one adapter spends its time: runs it once under --cpu-prof and prints time by function.
//   node bench/profile.mjs order order/adapters/ours.mjs '{"units":100000}' 25
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { buildOurs } from './harness/setup.mjs';

const [workload, adapter, params = '{}', lines = '25'] = process.argv.slice(2);
if (workload === undefined || adapter === undefined) {
  process.stderr.write('Usage: node bench/profile.mjs <workload> <adapter file> [params as JSON] [lines]\n');
  process.exit(2);
}
await buildOurs();
const directory = mkdtempSync(path.join(os.tmpdir(), 'trader-profile-'));
const flags = ['--expose-gc', '--cpu-prof', `--cpu-prof-dir=${directory}`, '--cpu-prof-interval=500'];
const { stdout, stderr } = spawnSync(process.execPath, [...flags, 'harness/worker.mjs', workload, adapter, params], {
  cwd: import.meta.dirname,
  encoding: 'utf8',
});
process.stdout.write(stdout || stderr);

const [file] = readdirSync(directory);
if (file === undefined) process.exit(1);
const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(path.join(directory, file), 'utf8'));
rmSync(directory, { recursive: true });
const byId = new Map(nodes.map(node => [node.id, node]));
const nameOf = ({ callFrame: { functionName, url, lineNumber } }) =>
  `${functionName || '(anonymous)'}  ${path.basename(url)}:${lineNumber + 1}`;
const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map(child => [child, id])));

const selfUs = new Map();
for (const [index, sample] of samples.entries()) selfUs.set(sample, (selfUs.get(sample) ?? 0) + timeDeltas[index]);
const byName = new Map();
let total = 0;
for (const [sample, us] of selfUs) {
  total += us;
  const seen = new Set();
  for (let id = sample; id !== undefined; id = parents.get(id)) {
    const name = nameOf(byId.get(id));
    const entry = byName.get(name) ?? { self: 0, inclusive: 0 };
    byName.set(name, entry);
    if (id === sample) entry.self += us;
    if (!seen.has(name)) entry.inclusive += us;
    seen.add(name);
  }
}
const percent = us => `${((us / total) * 100).toFixed(1).padStart(5)} %`;
for (const order of ['self', 'inclusive']) {
  process.stdout.write(`\nby ${order} time\n`);
  const sorted = [...byName].sort(([, a], [, b]) => b[order] - a[order]).slice(0, Number(lines));
  for (const [name, times] of sorted) process.stdout.write(`${percent(times[order])}  ${name}\n`);
}
