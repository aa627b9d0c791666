import { killPoints } from './kill-points.ts';
import type { Kill } from './kill-system.ts';
import type { CampaignResult } from './run-campaign.ts';

/** What a campaign has to be judged by. */
export interface CampaignTotals {
  /** Kills. */
  readonly kills: number;
  /** Kills while an order lived at the exchange, or was without an answer here. */
  readonly withOrders: number;
  /** Kills while an order was without an answer. */
  readonly withUnknown: number;
  /** What one side lacks. */
  readonly lost: number;
  /** What is there twice. */
  readonly doubled: number;
  /** Everything that differs. */
  readonly differences: readonly string[];
}

/** Adds a campaign up. */
export function totalsOf({ kills, verdicts }: CampaignResult): CampaignTotals {
  return {
    kills: kills.length,
    withOrders: kills.filter(hadOrders).length,
    withUnknown: kills.filter(({ unknownHere }) => unknownHere > 0).length,
    lost: verdicts.reduce((sum, { lost }) => sum + lost, 0),
    doubled: verdicts.reduce((sum, { doubled }) => sum + doubled, 0),
    differences: verdicts.flatMap(({ differences }) => differences),
  };
}

/** The table of a campaign, and what it comes to. */
export function renderCampaign(result: CampaignResult, seed: number): string {
  const { kills, verdicts, durationMs } = result;
  const totals = totalsOf(result);
  const names = [...killPoints.map(({ name, moment }) => ({ name, moment })), anyMoment];
  const rows = names.map(({ name, moment }) => {
    const own = kills.filter(({ point }) => point === (name === anyMoment.name ? undefined : name));
    return [
      name,
      own.length,
      own.filter(hadOrders).length,
      own.filter(({ unknownHere }) => unknownHere > 0).length,
      moment,
    ];
  });
  const table = [['killed at', 'kills', 'with live', 'with unknown', 'moment'], ...rows];
  const sum = (pick: (verdict: CampaignResult['verdicts'][number]) => number): number =>
    verdicts.reduce((total, verdict) => total + pick(verdict), 0);
  const missed = kills.filter(kill => kill.missed !== undefined).length;
  return [
    ...table.map(renderRow),
    '',
    `${totals.kills} kills, ${totals.withOrders} with live or unknown orders (${totals.withUnknown} with unknown ones), ${missed} missed their point`,
    `${sum(({ orders }) => orders)} orders and ${sum(({ fills }) => fills)} fills of ${sum(({ runs }) => runs)} journaled runs compared with the exchanges' books`,
    `${totals.lost} lost, ${totals.doubled} doubled, ${totals.differences.length} differences`,
    ...totals.differences.slice(0, 20).map(difference => `  ${difference}`),
    `${(durationMs / 1_000).toFixed(0)} s, ${verdicts.length} systems side by side, seed ${seed}`,
    '',
  ].join('\n');
}

const anyMoment = { name: 'any moment', moment: 'wherever the process is after a random time' } as const;

function hadOrders({ openThere, unknownHere }: Kill): boolean {
  return openThere > 0 || unknownHere > 0;
}

function renderRow(cells: readonly (string | number)[]): string {
  const [name = '', kills = '', live = '', unknown = '', moment = ''] = cells.map(String);
  return `${name.padEnd(20)}${kills.padStart(5)}${live.padStart(11)}${unknown.padStart(14)}  ${moment}`;
}
