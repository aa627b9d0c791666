import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createLunoSandbox } from '@trader/luno-sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { CliProcess, trader } from '../../packages/runner/test/spawn-cli.ts';
import { configFile, lunoConfig, scaffoldProject, toEnvironment } from './trader-project.ts';

const strategy = `import { StrategyBase } from '@trader/core';
export default class Trading extends StrategyBase {
  ticks = 0;
  onTick({ symbol, bid, ask }) {
    if (bid === undefined || ask === undefined) return;
    this.ticks += 1;
    const order = { symbol, type: 'limit', quantity: '0.001' };
    if (this.ticks % 3 === 0) this.buy({ ...order, price: ask });
    if (this.ticks % 3 === 1) this.buy({ ...order, price: Math.floor(bid * 0.97) });
    if (this.ticks % 3 === 2) this.cancelAll(symbol);
  }
  onSave() { return { ticks: this.ticks }; }
  onLoad({ ticks }) { this.ticks = ticks; }
}
`;

interface Replayed {
  readonly outcome: string;
  readonly events: number;
  readonly hash: string;
}

test('bots that were killed while they traded on the sandbox replay alike in any process, and explain their orders', {
  tags: ['slow'],
}, async () => {
  const sandbox = await createLunoSandbox();
  onTestFinished(() => sandbox.close());
  const project = await scaffoldProject({ [configFile]: lunoConfig, 'strategies/trading_strategy.ts': strategy });
  const env = toEnvironment(sandbox);
  const replay = async (): Promise<Replayed & { readonly code: number | null }> => {
    const { code, stdout, stderr } = await trader(['replay', '--json'], project, env);
    expect(stderr).toBe('');
    return { code, ...(JSON.parse(stdout) as Replayed) };
  };
  for (let kill = 0; kill < 2; kill += 1) {
    const run = new CliProcess(['run', '--json'], project, env);
    // What was not flushed yet is lost with the process: a second of events, out of many.
    await run.until(/(?:"type":"fill"[\s\S]*){5}/);
    run.signal('SIGKILL');
    await run.ended;
    const first = await replay();
    expect(first).toMatchObject({ code: 0, outcome: 'identical' });
    expect(first.events).toBeGreaterThan(20);
    expect((await replay()).hash).toBe(first.hash);
  }
  const exported = await trader(['journal', 'export'], project, env);
  const filled = /"type":"fill","fill":\{[^}]*?"clientOrderId":"([^"]+)"/.exec(exported.stdout)?.[1] ?? '';
  const explained = await trader(['explain', filled], project, env);
  expect(explained).toMatchObject({ code: 0, stderr: '' });
  for (const part of [
    'heartbeat → trading.onTick',
    'risk passes',
    'answer to place: accepted',
    'fill 0.',
    'position',
  ]) {
    expect(explained.stdout).toContain(part);
  }
  const file = path.join(project, 'strategies/trading_strategy.ts');
  writeFileSync(file, readFileSync(file, 'utf8').replace("quantity: '0.001'", "quantity: '0.002'"));
  const changed = await trader(['replay'], project, env);
  expect(changed.code).toBe(7);
  expect(changed.stdout).toMatch(/\n {2}terms\.quantity {2}0\.001 → 0\.002\n/);
});
