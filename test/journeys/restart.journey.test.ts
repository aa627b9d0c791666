import { AssetLedger, Decimal } from '@trader/core';
import { createLunoSandbox } from '@trader/luno-sandbox';
import type { RunSummary } from '@trader/runner';
import { expect, onTestFinished, test } from 'vitest';
import { CliProcess, trader } from '../../packages/runner/test/spawn-cli.ts';
import { readSandboxState } from './compare-books.ts';
import { compareJournal, JournaledOrders } from './compare-journal.ts';
import { configFile, lunoConfig, scaffoldProject, toEnvironment } from './trader-project.ts';

/** Takes, rests and cancels in turn; what it saves is how often it was asked. */
const strategy = `import { StrategyBase } from '@trader/core';
export default class Trading extends StrategyBase {
  ticks = 0;
  onTick({ symbol, bid, ask }) {
    if (bid === undefined || ask === undefined) return;
    this.ticks += 1;
    const turn = this.ticks % 4;
    const order = { symbol, type: 'limit', quantity: '0.001' };
    if (turn === 0) this.buy({ ...order, price: ask });
    if (turn === 1) this.buy({ ...order, price: Math.floor(bid * 0.97) });
    if (turn === 2 && this.positions.get(symbol).quantity.toNumber() >= 0.001) this.sell({ ...order, price: bid });
    if (turn === 3 && this.orders.standing.length > 2) this.cancelAll(symbol);
  }
  onSave() { return { ticks: this.ticks }; }
  onLoad({ ticks }) { this.ticks = ticks; }
}
`;

const kills = 4;

test('a bot that is killed while it trades goes on where it was: no order is lost or doubled', {
  tags: ['slow'],
}, async () => {
  const sandbox = await createLunoSandbox();
  onTestFinished(() => sandbox.close());
  const project = await scaffoldProject({ [configFile]: lunoConfig, 'strategies/trading_strategy.ts': strategy });
  const env = toEnvironment(sandbox);
  for (let kill = 0; kill < kills; kill += 1) {
    const run = new CliProcess(['run', '--json'], project, env);
    // Another moment each time: so many fills of this run after so many orders.
    await run.until(new RegExp(`(?:"type":"fill"[^]*){${kill + 1}}(?:"type":"order"[^]*){${3 * kill + 1}}`));
    run.signal('SIGKILL');
    expect((await run.ended).code).toBeNull();
  }
  const last = new CliProcess(['run', '--json'], project, env);
  await last.until(/"type":"fill"/);
  const refused = await trader(['run', '--for', '1'], project, env);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/the account of @trader\/luno is in use by process \d+ since/);
  last.signal();
  const { code, stdout, stderr } = await last.ended;
  expect(code, stderr).toBe(0);

  const verified = await trader(['journal', 'verify', '--json'], project, env);
  expect(JSON.parse(verified.stdout), verified.stderr).toMatchObject({ ok: true });
  const exported = await trader(['journal', 'export'], project, env);
  const journaled = new JournaledOrders(exported.stdout);
  expect(journaled.runs).toBe(kills + 1);
  expect(journaled.orders.size).toBeGreaterThan(kills * 3);
  const summary = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as RunSummary;
  expect(summary.unknown).toEqual([]);
  expect(summary.problems).toEqual([]);
  const opening = sandbox.users[0]?.balances ?? {};
  const state = await readSandboxState(sandbox.url);
  expect(compareJournal(state, journaled, opening, owned(summary, opening))).toEqual([]);
});

/** What the strategies own and what none was given. */
function owned({ strategies }: RunSummary, opening: Readonly<Record<string, unknown>>): ReadonlyMap<string, Decimal> {
  const ledger = new AssetLedger();
  for (const [asset, amount] of Object.entries(opening)) ledger.add(asset, Decimal.from(String(amount)));
  for (const { capital } of strategies) {
    ledger.subtract('ZAR', Decimal.from('100000'));
    for (const [asset, { total }] of Object.entries(capital)) ledger.add(asset, Decimal.parse(total));
  }
  return new Map(ledger.entries());
}
