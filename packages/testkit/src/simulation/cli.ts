import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { corpusPath, readCorpus } from './corpus.ts';
import { type FaultKind, faultKinds } from './faults.ts';
import { addUp, type CampaignReport, describeFailure, hashOf, missingFaults } from './run-seeds.ts';
import { runShare } from './run-share.ts';
import { describeShrunk, shrink } from './shrink.ts';
import { type SimulationResult, simulate } from './simulate.ts';

const usage = `usage: pnpm sim [--seeds 500] [--steps 2000] [--from 1] [--workers N] [--shown 3] [--seed-seconds 120]
                [--off KIND,KIND] [--until-failure] [--shrink] [--progress] [--keep]

Runs seeds of the simulation and tells what happened. The exit code is 1 when a promise was broken, and 2 when
too few seeds were run for every kind of fault to fire. --progress tells every 1,000 seeds how far it is; --keep
adds seeds that failed to the corpus, which the tests run again. A seed that takes longer than --seed-seconds hangs: it fails,
and the others go on. --off leaves kinds of faults out. --shrink looks for the fewest steps and kinds of faults that still break
the same promise, for each failure that is shown.
`;

const { values } = parseArgs({
  args: process.argv.slice(2).filter(word => word !== '--'),
  options: {
    seeds: { type: 'string', default: '500' },
    steps: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    shown: { type: 'string', default: '3' },
    'seed-seconds': { type: 'string', default: '120' },
    off: { type: 'string', default: '' },
    shrink: { type: 'boolean', default: false },
    'until-failure': { type: 'boolean', default: false },
    progress: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const startedMs = performance.now();
let seedsDone = 0;
if (values.help) process.stdout.write(usage);
else process.exitCode = await runCampaign();

async function runCampaign(): Promise<number> {
  const seeds = numberOf('seeds', values.seeds);
  const steps = numberOf('steps', values.steps);
  const from = numberOf('from', values.from);
  const off = kindsOf(values.off);
  const workers = Math.min(seeds, numberOf('workers', values.workers));
  const seedTimeoutMs = numberOf('seed-seconds', values['seed-seconds']) * 1_000;
  const shares = Array.from({ length: workers }, (_, index) => ({
    from: from + index,
    seeds: Math.ceil((seeds - index) / workers),
    steps,
    stride: workers,
    off,
    untilFailure: values['until-failure'],
  }));
  const report = addUp((await Promise.all(shares.map(share => runShare(share, { seedTimeoutMs, onSeed })))).flat());
  if (values.keep) keep(report, steps);
  const seconds = (performance.now() - startedMs) / 1_000;
  const shown = numberOf('shown', values.shown, 0);
  if (values.shrink) for (const failed of report.failures.slice(0, shown)) await tellLess(failed, steps, off);
  return tell(report, { from, steps, off, seconds, shown });
}

/** Shows the least that breaks the same promise. A seed that hangs cannot be run again here. */
async function tellLess(failed: SimulationResult, steps: number, off: readonly FaultKind[]): Promise<void> {
  if (failed.steps === 0) return;
  const shrunk = await shrink(failed, { seed: failed.seed, steps, off }, simulate);
  process.stdout.write(`${describeShrunk(shrunk)}\n\n`);
}

/** Adds seeds that failed to the corpus. */
function keep({ failures }: CampaignReport, steps: number): void {
  const known = readCorpus(readFileSync(corpusPath, 'utf8'));
  const isNew = ({ seed }: { readonly seed: number }): boolean =>
    !known.some(each => each.seed === seed && each.steps === steps);
  const added = failures
    .filter(isNew)
    .map(({ seed, failure }) => ({ seed, steps, broke: failure?.invariant ?? '', why: failure?.message ?? '' }));
  writeFileSync(corpusPath, `${JSON.stringify([...known, ...added], null, 2)}\n`);
}

function tell(report: CampaignReport, { from, steps, off, seconds, shown }: Told): number {
  const missing = missingFaults(report, off);
  const lines = [
    ...report.failures.slice(0, shown).map(failure => `${describeFailure(failure, steps, off)}\n`),
    `seeds       ${report.seeds} (${from} to ${from + report.seeds - 1}) of ${steps} steps and a calm phase`,
    `steps       ${report.steps} in ${seconds.toFixed(1)} s, ${Math.round(report.steps / seconds)} per second`,
    `runs        ${report.runs}, crashes ${crashesOf(report)}`,
    `orders      ${report.orders} accepted, ${report.trades} executions`,
    `folds       ${report.folds}, at least ${report.foldsMin} per seed`,
    'faults',
    ...faultKinds.map(kind => `  ${kind.padEnd(24)} ${report.faults[kind]}`),
    ...(missing.length === 0
      ? []
      : [`never fired ${missing.join(', ')}: this campaign does not count, run more seeds`]),
    ...firstOf(report),
    `violations  ${report.failures.length}${seedsOf(report)}`,
    `trace hash  ${hashOf(report)}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (report.failures.length > 0) return 1;
  return missing.length > 0 ? 2 : 0;
}

/** What was run, and what of it is shown. */
interface Told {
  readonly from: number;
  readonly steps: number;
  readonly off: readonly FaultKind[];
  readonly seconds: number;
  readonly shown: number;
}

function seedsOf({ failures }: CampaignReport): string {
  if (failures.length === 0) return '';
  return ` in seeds ${failures
    .slice(0, 20)
    .map(({ seed, failure }) => `${seed} (${failure?.invariant})`)
    .join(', ')}`;
}

function firstOf({ failures }: CampaignReport): readonly string[] {
  const [first] = failures;
  return first?.failure === undefined
    ? []
    : [
        `first       seed ${first.seed}, step ${first.failure.step}, ${first.failure.invariant}: ${first.failure.message}`,
      ];
}

function crashesOf({ faults }: CampaignReport): number {
  return faultKinds.filter(kind => kind.startsWith('crash')).reduce((sum, kind) => sum + faults[kind], 0);
}

function onSeed({ seed, failure }: SimulationResult): void {
  seedsDone += 1;
  if (!values.progress) return;
  if (failure !== undefined) process.stdout.write(`seed ${seed} broke ${failure.invariant}\n`);
  if (seedsDone % 1_000 !== 0) return;
  const seconds = (performance.now() - startedMs) / 1_000;
  process.stdout.write(
    `${new Date().toISOString()} ${seedsDone} seeds, ${(seedsDone / seconds).toFixed(1)} per second\n`,
  );
}

function kindsOf(text: string): readonly FaultKind[] {
  const names = text === '' ? [] : text.split(',');
  const unknown = names.find(name => !faultKinds.some(kind => kind === name));
  if (unknown === undefined) return faultKinds.filter(kind => names.includes(kind));
  process.stderr.write(`--off named "${unknown}"; give kinds of faults as pnpm sim prints them\n\n${usage}`);
  process.exit(64);
}

function numberOf(name: string, text: string, min = 1): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= min) return number;
  process.stderr.write(`--${name} was "${text}"; give a whole number of at least ${min}\n\n${usage}`);
  process.exit(64);
}
