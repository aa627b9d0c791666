import process from 'node:process';
import { parseArgs } from 'node:util';
import { secondsDefault } from './demo-options.ts';
import type { DemoReport, StrategyReport } from './demo-report.ts';
import { runDemo } from './run-demo.ts';

/** Nobody watches these runs. */
const silentOutput = { write: () => true };

/** What every strategy must show in every run of the usual length. */
const leastPerStrategy = { orders: 20, fills: 5, partialFills: 1, cancels: 3 } as const;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    first: { type: 'string', default: '1' },
    seconds: { type: 'string', default: `${secondsDefault}` },
    // Answers to open questions of Luno's protocol, as `luno-sandbox --behaviour` takes them; repeatable.
    behaviour: { type: 'string', multiple: true, default: [] },
  },
});

process.exitCode = await runSeeds(Number(values.first), Number(values.seeds), Number(values.seconds));

/** Runs the demo with one seed after another: a line for each, and a verdict. */
async function runSeeds(first: number, count: number, seconds: number): Promise<number> {
  const bad: number[] = [];
  for (let seed = first; seed < first + count; seed += 1) {
    const complaints = await runSeed(seed, seconds);
    if (complaints.length > 0) bad.push(seed);
    for (const complaint of complaints) print(`    ${complaint}`);
  }
  print(
    bad.length === 0 ? `All ${count} seeds are good.` : `${bad.length} of ${count} seeds are bad: ${bad.join(', ')}.`,
  );
  return bad.length === 0 ? 0 : 1;
}

async function runSeed(seed: number, seconds: number): Promise<readonly string[]> {
  const sandboxFlags = values.behaviour.flatMap(each => ['--behaviour', each]);
  const parts = { signal: new AbortController().signal, stdout: silentOutput, tell: () => undefined, sandboxFlags };
  try {
    const { report, good } = await runDemo({ seed, seconds, json: true, help: false }, parts);
    const complaints = [...report.differenceDetails, ...report.problems, ...shortcomings(report)];
    print(lineOf(report, good && complaints.length === 0));
    return good || complaints.length > 0 ? complaints : ['the run was not good'];
  } catch (error) {
    print(`seed ${seed}: failed`);
    return [error instanceof Error ? error.message : String(error)];
  }
}

function lineOf({ seed, seconds, strategies, reconnects, differences }: DemoReport, good: boolean): string {
  const counts = Object.entries(strategies).map(([id, each]) => {
    return `${id} ${each.orders} orders ${each.fills} fills ${each.partialFills} partial ${each.cancels} cancels`;
  });
  const streams = `${reconnects.market}+${reconnects.private} reconnects`;
  return `seed ${seed}: ${good ? 'good' : 'BAD'}, ${differences} differences, ${seconds} s; ${counts.join('; ')}; ${streams}`;
}

function shortcomings({ seconds, strategies, reconnects }: DemoReport): readonly string[] {
  const isShort = seconds < secondsDefault;
  const counts = Object.entries(isShort ? {} : leastPerStrategy) as readonly [keyof typeof leastPerStrategy, number][];
  const found = Object.entries(strategies).flatMap(([id, each]: [string, StrategyReport]) =>
    counts
      .filter(([name, least]) => each[name] < least)
      .map(([name, least]) => `${id}: ${each[name]} ${name}, not ${least}`),
  );
  if (reconnects.market < 1 || reconnects.private < 1) found.push('not both streams were cut and came back');
  return found;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
