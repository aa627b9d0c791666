// Interleaved measurement: every round runs every adapter once, each in a fresh process, in rotated order, so that whatever else the
// machine does meets all of them alike.
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const bench = fileURLToPath(new URL('..', import.meta.url));
const timeoutMs = 15 * 60_000;

/** Idle and total milliseconds of all cores since the machine started. */
function coreTimes() {
  const times = os.cpus().map(cpu => cpu.times);
  const idle = times.reduce((sum, each) => sum + each.idle, 0);
  const total = times.reduce((sum, each) => sum + each.user + each.nice + each.sys + each.irq + each.idle, 0);
  return { idle, total };
}

const pause = ms => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Waits, a bounded time, until most of the machine is idle. */
function waitForQuiet(waitMaxMs) {
  for (let waited = 0; waited < waitMaxMs; waited += 300) {
    const before = coreTimes();
    pause(300);
    const after = coreTimes();
    if ((after.idle - before.idle) / Math.max(1, after.total - before.total) > 0.7) return;
  }
}

function runWorker(workloadName, adapter, params) {
  const before = coreTimes();
  const flags = ['--expose-gc', '--max-old-space-size=8000', 'harness/worker.mjs'];
  const { stdout, stderr, error } = spawnSync(
    process.execPath,
    [...flags, workloadName, adapter.file, JSON.stringify(params)],
    { cwd: bench, encoding: 'utf8', maxBuffer: 2 ** 28, timeout: timeoutMs },
  );
  const after = coreTimes();
  const line = stdout?.split('\n').find(each => each.startsWith('@@ '));
  if (line === undefined) return { failure: error?.message ?? (stderr || stdout).trim().slice(-600) };
  const busyMs = after.total - after.idle - (before.total - before.idle);
  return { ...JSON.parse(line.slice(3)), coresBusy: busyMs / ((after.total - before.total) / os.cpus().length) };
}

/**
 * Runs the adapters of a workload and returns what was measured, by adapter.
 *
 * @param options.rounds - How often every adapter runs. @param options.units - Size of the input.
 * @param options.repeatsMax - Most repeats within one process. @param options.waitMaxMs - Longest wait for a quiet machine before a run.
 */
export function measure(workloadName, adapters, { rounds, units, repeatsMax, waitMaxMs }, onRun) {
  const measured = new Map(adapters.map(({ name }) => [name, { runs: [], failures: [] }]));
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < adapters.length; index += 1) {
      const adapter = adapters[(index + round) % adapters.length];
      waitForQuiet(waitMaxMs);
      const params = { units: Math.min(units, adapter.unitsMax ?? units), repeatsMax };
      const result = runWorker(workloadName, adapter, params);
      const entry = measured.get(adapter.name);
      if (result.failure === undefined) entry.runs.push(result);
      else entry.failures.push(result.failure);
      onRun(adapter, result, round);
    }
  }
  return measured;
}
