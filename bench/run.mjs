#!/usr/bin/env node
// Benchmarks of ours against hand-written limits and against libraries from npm, on the same seeded input in one run:
//   node bench/run.mjs                      all of them, about ten minutes
//   node bench/run.mjs --quick              all of them, one to two minutes
//   node bench/run.mjs book order           only these
//   node bench/run.mjs tick --only ours,limit --rounds 9
// Every result is compared with an independent reference; one that differs makes the exit code 1. No time does.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measure } from './harness/measure.mjs';
import { isSound, renderAims, renderParts, renderTable, summarise } from './harness/report.mjs';
import { buildOurs, installPeers } from './harness/setup.mjs';
import { loadWorkload, workloadNames } from './harness/workloads.mjs';

const usage = `Usage: node bench/run.mjs [${workloadNames.join(' | ')}]… [--quick] [--rounds n] [--units n] [--only text,text]`;

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      units: { type: 'string' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const unknown = positionals.filter(name => !workloadNames.includes(name));
  if (unknown.length > 0) throw new Error(`there is no benchmark called ${unknown.join(', ')}`);
  return { ...values, names: positionals.length === 0 ? workloadNames : positionals };
}

function readCount(value, name, fallback) {
  if (value === undefined) return fallback;
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`--${name} was ${value}; give a whole number from 1`);
  return count;
}

function settingsFor(workload, { quick, rounds, units }) {
  return {
    rounds: readCount(rounds, 'rounds', quick ? 2 : 5),
    units: readCount(units, 'units', workload.sizes[quick ? 'quick' : 'full']),
    repeatsMax: quick ? 4 : 10,
    waitMaxMs: quick ? 0 : 6_000,
  };
}

function chooseAdapters({ adapters, limit }, only) {
  if (only === undefined) return adapters;
  const words = only.split(',');
  return adapters.filter(({ name }) => name === limit || words.some(word => name.includes(word)));
}

function runWorkload(name, workload, options, peerVersions) {
  const adapters = chooseAdapters(workload, options.only);
  const settings = settingsFor(workload, options);
  process.stdout.write(`\n## ${workload.title}\n\n`);
  const measured = measure(name, adapters, settings, ({ name: adapter }, { failure }, round) => {
    process.stderr.write(`${name} ${round + 1}/${settings.rounds} ${adapter}${failure ? ` FAILED: ${failure}` : ''}\n`);
  });
  const rows = summarise(workload, adapters, measured);
  const table = workload.hasParts
    ? renderParts(workload, adapters, measured, peerVersions)
    : renderTable(workload, rows, peerVersions);
  const counted = rows.find(row => row.counted !== undefined)?.counted;
  const counts = counted
    ? `\nPer ${workload.unit}: ${Object.entries(counted)
        .map(([what, count]) => `${count} ${what}`)
        .join(', ')}.\n`
    : '';
  process.stdout.write(`${table}\n${counts}`);
  const unsound = rows.filter(row => !isSound(row));
  for (const { adapter, failures, checks } of unsound) {
    process.stdout.write(`\n${adapter.name}: ${failures[0] ?? checks.find(({ ok }) => !ok)?.note}\n`);
  }
  const kept = {
    when: new Date().toISOString(),
    node: process.version,
    settings,
    measured: Object.fromEntries(measured),
  };
  writeFileSync(path.join(reports, `${name}.json`), `${JSON.stringify(kept)}\n`);
  const busy = rows.map(row => row.coresBusy).filter(cores => cores !== undefined);
  return { aims: renderAims(workload, rows), isSound: unsound.length === 0, busy };
}

const bench = fileURLToPath(new URL('.', import.meta.url));
const reports = path.join(bench, '..', 'reports', 'bench');

async function main() {
  const options = readArguments();
  const workloads = [];
  for (const name of options.names) workloads.push([name, await loadWorkload(name)]);
  const chosen = workloads.flatMap(([, workload]) => chooseAdapters(workload, options.only));
  if (chosen.some(({ peer }) => peer !== undefined)) installPeers();
  await buildOurs();
  mkdirSync(reports, { recursive: true });

  const { dependencies } = JSON.parse(readFileSync(path.join(bench, 'package.json'), 'utf8'));
  const cores = os.cpus();
  process.stdout.write(
    `Node ${process.version}, ${cores.length} × ${cores[0]?.model ?? 'unknown core'}, ${new Date().toISOString().slice(0, 10)}. ` +
      'Times are of the main thread; trust ratios, not absolutes.\n',
  );
  const results = workloads.map(([name, workload]) => runWorkload(name, workload, options, dependencies));
  const aims = results.flatMap(result => result.aims);
  if (aims.length > 0) process.stdout.write(`\n## Aims\n\n${aims.join('\n')}\n`);
  const busy = results.flatMap(result => result.busy).sort((a, b) => a - b);
  process.stdout.write(
    `\nWhile this ran, ${busy[busy.length >> 1]?.toFixed(1)} of ${cores.length} cores were busy in the middle.\n`,
  );
  if (results.every(result => result.isSound)) return;
  process.stdout.write('\nSome results differ from the reference, or a run failed: see above.\n');
  process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error.message}\n${usage}\n`);
  process.exitCode = 2;
}
