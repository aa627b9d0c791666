import { expect, test } from 'vitest';
import { killPoints } from './kill-points.ts';
import { planKills } from './plan-kills.ts';
import { totalsOf } from './render-campaign.ts';
import { runCampaign } from './run-campaign.ts';

test('a full campaign meets every named moment five times or more', () => {
  const planned = planKills({ kills: 205, systems: 3, seed: 1 }).flat();
  expect(planned).toHaveLength(205);
  for (const { name } of killPoints)
    expect(
      planned.filter(({ point }) => point === name),
      name,
    ).toHaveLength(5);
});

test('the same seed plans the same kills', () => {
  const plan = (seed: number) => planKills({ kills: 40, systems: 2, seed });
  expect(plan(7)).toEqual(plan(7));
  expect(plan(7)).not.toEqual(plan(8));
});

test('a bot that is killed twenty times, at named moments and at any, loses no order and doubles none', {
  tags: ['slow'],
}, async () => {
  const result = await runCampaign({ kills: 20, systems: 3, seed: 1 });
  const { kills, withOrders, lost, doubled, differences } = totalsOf(result);
  expect(differences).toEqual([]);
  expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
  expect(kills).toBeGreaterThanOrEqual(20);
  expect(withOrders * 2).toBeGreaterThanOrEqual(kills);
  // A machine that is busy may make a run too slow for its moment; then it was tried again.
  expect(result.kills.filter(({ missed }) => missed === undefined)).toHaveLength(20);
});
