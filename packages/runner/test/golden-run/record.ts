// Records the golden runs anew, after decisions were changed on purpose:
//   node --conditions=@trader/source --import tsx packages/runner/test/golden-run/record.ts
import { cpSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { loadConfig } from '../../src/config/load-config.ts';
import { replayProject } from '../../src/replay/replay-project.ts';
import { runTrader } from '../../src/run/run-trader.ts';
import { createBrokerage } from '../../src/scaffold/template/practice-brokerage.ts';

const silent = { write: () => undefined };
const here = fileURLToPath(new URL('.', import.meta.url));
const project = path.join(here, 'project');

const copy = await mkdtemp(path.join(os.tmpdir(), 'trader-golden-'));
cpSync(project, copy, { recursive: true });
rmSync(path.join(copy, 'state'), { recursive: true, force: true });
symlinkSync(path.join(here, '../../node_modules'), path.join(copy, 'node_modules'));
// The second run begins from what the first one left: a standing order, a position, a saved state.
const brokerage = Object.assign(createBrokerage(), { close: async () => undefined });
for (const forMs of [700, 500]) {
  await runTrader({ projectDir: copy, env: {}, brokerage, forMs, stdout: silent, stderr: silent });
}

const loaded = await loadConfig({ projectDir: copy, env: {} });
const { signal } = new AbortController();
const runs = readdirSync(path.join(copy, 'state/recordings')).sort();
const expected = [];
for (const run of runs) {
  const { outcome, events, orders, hash } = await replayProject(loaded, { run, signal });
  expected.push({ run, outcome, events, orders, hash });
}
rmSync(path.join(project, 'state'), { recursive: true, force: true });
for (const kept of ['recordings', 'journal.sqlite']) {
  cpSync(path.join(copy, 'state', kept), path.join(project, 'state', kept), { recursive: true });
}
writeFileSync(path.join(here, 'expected.json'), `${JSON.stringify(expected, undefined, 2)}\n`);
rmSync(copy, { recursive: true });
process.stdout.write(`${JSON.stringify(expected, undefined, 2)}\n`);
