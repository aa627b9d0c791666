/**
 * Trades for a long time and looks whether anything grows:
 *   pnpm soak -- --minutes 10                   after three minutes in which the market moves ten times as fast
 *   pnpm soak -- --minutes 60 --seed 7 --slope-max 50
 * Exit code 1 when something does.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { judgeSoak, type SoakVerdict } from './judge-soak.ts';
import { type GaugeSeen, runSoak, type SoakResult } from './run-soak.ts';
import type { SoakSample } from './soak-sample.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter(word => word !== '--'),
  options: {
    minutes: { type: 'string', default: '10' },
    'warm-up': { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    'slope-max': { type: 'string', default: '50' },
  },
});
/** Rows of the table. */
const rowsMax = 20;
const sampleMs = 5_000;

const minutes = Number(values.minutes);
const warmUpMinutes = Number(values['warm-up']);
const seed = Number(values.seed);
const slopeMaxKb = Number(values['slope-max']);
if (!(minutes > 0) || !(warmUpMinutes >= 0) || !Number.isSafeInteger(seed) || !(slopeMaxKb > 0)) {
  process.stderr.write('Usage: pnpm soak -- [--minutes 10] [--warm-up 3] [--seed 1] [--slope-max 50]\n');
  process.exit(2);
}
const result = await runSoak({
  forMs: minutes * 60_000,
  warmUpMs: warmUpMinutes * 60_000,
  sampleMs,
  seed,
  onSample: ({ timeMs, heapUsed }) => {
    process.stderr.write(`\r${(timeMs / 1_000).toFixed(0)} s, heap ${kilobytes(heapUsed)} kB   `);
  },
});
process.stderr.write('\n');
const verdict = judgeSoak(result, { slopeMaxKb, eventsPerSecondMin: 100 });
process.stdout.write(render(result, verdict));
process.exitCode = verdict.problems.length === 0 ? 0 : 1;

function render({ samples, gauges, counts, handlesLeft }: SoakResult, verdict: SoakVerdict): string {
  const every = Math.max(1, Math.ceil(samples.length / rowsMax));
  const shown = samples.filter((_, index) => index % every === every - 1 || index === samples.length - 1);
  const left = Object.keys(handlesLeft).length === 0 ? 'nothing' : JSON.stringify(handlesLeft);
  return [
    row(['s', 'heap kB', 'code kB', 'external kB', 'rss kB', 'handles', 'listeners', 'events']),
    ...shown.map(sample => row(cells(sample))),
    '',
    `${'queue or cache'.padEnd(28)}${'most'.padStart(8)}${'last'.padStart(8)}${'maximum'.padStart(12)}`,
    ...gauges.map(gaugeRow),
    '',
    `${counts.order} changes of orders, ${counts.fill} fills, ${counts.alarm} alarms; left after the stop: ${left}`,
    `${verdict.eventsPerSecond.toFixed(0)} events a second; the heap gains ${verdict.slopeKb.toFixed(1)} kB a minute ` +
      `over the last 80 % (aim at most ${slopeMaxKb}), ${verdict.dataSlopeKb.toFixed(1)} kB of it not compiled code; buffers gain ${verdict.externalSlopeKb.toFixed(1)} kB`,
    verdict.problems.length === 0
      ? 'Nothing grows.'
      : verdict.problems.map(problem => `Problem: ${problem}`).join('\n'),
    '',
  ].join('\n');
}

function cells({ timeMs, heapUsed, code, external, rss, handles, listeners, events }: SoakSample): readonly string[] {
  const counts = [handles, listeners, events].map(String);
  return [
    (timeMs / 1_000).toFixed(0),
    kilobytes(heapUsed),
    kilobytes(code),
    kilobytes(external),
    kilobytes(rss),
    ...counts,
  ];
}

function gaugeRow({ name, size, sizeMost, sizeMax }: GaugeSeen): string {
  return `${name.padEnd(28)}${String(sizeMost).padStart(8)}${String(size).padStart(8)}${String(sizeMax).padStart(12)}`;
}

function row(texts: readonly string[]): string {
  return texts.map(text => text.padStart(12)).join('');
}

function kilobytes(bytes: number): string {
  return (bytes / 1_024).toFixed(0);
}
