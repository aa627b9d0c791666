// One measurement in one fresh process:
//   node --expose-gc harness/worker.mjs <workload> <adapter file> '<params as JSON>'
// Input and preparation are not timed; `run` is timed `repeats` times, and every result is compared with the reference.
// Prints one line "@@ {json}".
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const bench = fileURLToPath(new URL('..', import.meta.url));
const [, , workloadName, adapterFile, paramsText = '{}'] = process.argv;
const load = file => import(pathToFileURL(path.resolve(bench, file)).href);

const params = JSON.parse(paramsText);
const workload = await load(`${workloadName}/workload.mjs`);
const { default: adapter } = await load(adapterFile);

/**
 * Time that the main thread was on a core, in milliseconds: on an idle machine the same as the time on the clock, on a shared one
 * without what others took. The clock's time where the system does not tell.
 */
function threadCpuMs() {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

const print = console.log;
for (const method of ['log', 'info', 'warn', 'debug']) console[method] = () => undefined;

const input = workload.createInput(params);
const measurement = { version: adapter.version, units: workload.unitsOf(input), ms: [], cpuMs: [], check: undefined };
const repeats = params.repeats ?? Math.min(adapter.repeats ?? 3, params.repeatsMax ?? Infinity);
for (let repeat = 0; repeat < repeats; repeat += 1) {
  const prepared = adapter.prepare ? await adapter.prepare(input, params) : input;
  globalThis.gc?.();
  const cpuBefore = threadCpuMs();
  const started = performance.now();
  const result = adapter.isAsync ? await adapter.run(prepared, input) : adapter.run(prepared, input);
  measurement.ms.push(performance.now() - started);
  measurement.cpuMs.push(threadCpuMs() - cpuBefore);
  const check = workload.check(result, input);
  if (measurement.check === undefined || !check.ok) measurement.check = check;
  measurement.counted = result.counted ?? measurement.counted;
  if (result.parts !== undefined) {
    measurement.parts ??= {};
    for (const [part, ms] of Object.entries(result.parts)) {
      measurement.parts[part] ??= [];
      measurement.parts[part].push(ms);
    }
  }
}
measurement.rssPeakMb = process.resourceUsage().maxRSS / 1024;
print(`@@ ${JSON.stringify(measurement)}`);
process.exit(0);
