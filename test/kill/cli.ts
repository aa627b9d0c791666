/**
 * Kills `trader run` again and again and compares its journal with the exchange's own books:
 *   pnpm test:kill                               200 kills, about ten minutes on two cores
 *   pnpm test:kill --kills 20 --seed 7
 *   pnpm test:kill --kills 10 --point place-written
 * Exit code 1 when anything differs, 2 when a named moment was met too rarely or too few kills met live orders.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { killPoints } from './kill-points.ts';
import { renderCampaign, totalsOf } from './render-campaign.ts';
import { type CampaignResult, runCampaign } from './run-campaign.ts';

const { values } = parseArgs({
  // pnpm hands its own separator on.
  args: process.argv.slice(2).filter(word => word !== '--'),
  options: {
    kills: { type: 'string', default: '205' },
    systems: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    point: { type: 'string' },
  },
});

const kills = wholeNumber(values.kills);
const systems = wholeNumber(values.systems);
const seed = wholeNumber(values.seed);
const point = killPoints.find(({ name }) => name === values.point)?.name;
if (values.point !== undefined && point === undefined) fail(`no moment is called ${values.point}`);

const result = await runCampaign({
  kills,
  systems,
  seed,
  point,
  onKill: done => {
    if (done % 10 === 0) process.stderr.write(`${done} kills\n`);
  },
});
process.stdout.write(renderCampaign(result, seed));
process.exitCode = exitCodeOf(result);

function exitCodeOf(campaign: CampaignResult): number {
  const { lost, doubled, differences, withOrders } = totalsOf(campaign);
  if (lost + doubled + differences.length > 0) return 1;
  // Each point is due five times only when there are kills enough for all of them.
  const isFull = point === undefined && kills >= killPoints.length * 5;
  const rare = killPoints.filter(({ name }) => campaign.kills.filter(({ point }) => point === name).length < 5);
  if (isFull && rare.length > 0) {
    process.stdout.write(`too rarely met: ${rare.map(({ name }) => name).join(', ')}\n`);
    return 2;
  }
  // At some moments, such as the end of a stop, no order lives any more.
  return point === undefined && withOrders * 2 < campaign.kills.length ? 2 : 0;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  return fail(`${text} is no whole number above 0`);
}

function fail(problem: string): never {
  process.stderr.write(`${problem}; usage: pnpm test:kill [--kills 205] [--systems 3] [--seed 1] [--point NAME]\n`);
  process.exit(2);
}
