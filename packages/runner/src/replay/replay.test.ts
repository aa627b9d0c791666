import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SystemClock } from '@trader/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyProject } from '../../test/copy-project.ts';
import { runProject } from '../../test/run-project.ts';
import { runCli } from '../commands/run-cli.ts';
import { runTrader } from '../run/run-trader.ts';
import { createBrokerage } from '../scaffold/template/practice-brokerage.ts';
import type { ReplayReport } from './replay-report.ts';

/** Buys, rests, sells and cancels by turns and by dice; remembers how often it looked. */
const strategy = `import { StrategyBase } from '@trader/core';
export default class Trading extends StrategyBase {
  looks = 0;
  onTick({ symbol, bid, ask }) {
    this.looks += 1;
    if (this.orders.standing.length > 0) return this.cancelAll(symbol);
    const held = this.positions.get(symbol).quantity;
    if (this.random() < 0.2) this.setTimer('pause', 30);
    else if (held.isZero()) this.buy({ symbol, type: 'limit', quantity: '0.001', price: ask });
    else this.sell({ symbol, type: 'limit', quantity: held, price: bid });
  }
  onTimer() { this.log.info('back'); }
  onSave() { return { looks: this.looks }; }
  onLoad({ looks }) { this.looks = looks; }
}
`;
const file = 'strategies/trading_strategy.ts';
const day = { stdout: { write: () => undefined }, stderr: { write: () => undefined }, env: {} };

/** Two runs on one journal; the second began from what the first had left. */
let recorded: string;

beforeAll(async () => {
  const traded = (fills: number) => (system: { snapshot(): { strategies: readonly { fills: number }[] } }) =>
    (system.snapshot().strategies[0]?.fills ?? 0) >= fills;
  const config = 'log: { level: error, file: trader.log }\njournal: { lockDir: locks }\nseed: "7"\n';
  const first = await runProject({ strategies: { trading: strategy }, config, until: traded(6) });
  recorded = first.projectDir;
  const stop = new AbortController();
  await runTrader({
    ...day,
    projectDir: recorded,
    brokerage: createBrokerage(),
    signal: stop.signal,
    onReady: system => void system.on('fill', () => traded(12)(system) && stop.abort()),
  });
}, 60_000);

/** The recorded project with some files changed. */
function project(files: Readonly<Record<string, string>> = {}): string {
  const projectDir = copyProject(recorded);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(projectDir, name), text);
  return projectDir;
}

async function replay(projectDir: string, ...flags: readonly string[]) {
  const said = { stdout: '', stderr: '' };
  const write = (name: keyof typeof said) => ({ write: (text: string) => (said[name] += text) });
  const context = { ...day, stdout: write('stdout'), stderr: write('stderr'), colour: false, hide: () => undefined };
  const args = ['replay', '--project', projectDir, ...flags];
  const code = await runCli(args, { ...context, signal: new AbortController().signal });
  return { code, ...said };
}

async function report(projectDir: string, ...flags: readonly string[]) {
  const { code, stdout, stderr } = await replay(projectDir, '--json', ...flags);
  expect(stderr).toBe('');
  return { code, ...(JSON.parse(stdout) as ReplayReport) };
}

/** The runs' folders, oldest first. */
const runs = (projectDir: string) => readdirSync(path.join(projectDir, 'state/recordings')).sort();

describe('trader replay', () => {
  test('says that the newest run, which began from another one, is identical', async () => {
    const { code, stdout } = await replay(recorded);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^identical, \d+ events, hash [0-9a-f]{32}\n\nrun [0-9a-f]{8}, .*, \d+ orders\n$/);
  });

  test('gives the same hash every time, and replays an older run by the beginning of its id', async () => {
    const [oldest = ''] = runs(recorded);
    const run = oldest.slice(-8, -2);
    const [first, second] = [await report(recorded, '--run', run), await report(recorded, '--run', oldest)];
    expect(first).toMatchObject({ code: 0, outcome: 'identical', run: expect.stringMatching(`^${run}`) });
    expect(first.orders).toBeGreaterThan(3);
    expect(second.hash).toBe(first.hash);
    expect((await report(recorded)).hash).not.toBe(first.hash);
  });

  test('names the decision that differs after one line was changed, with both sides and the event, exit code 7', async () => {
    const changed = strategy.replace(
      "quantity: '0.001'",
      "quantity: this.orders.closed.length === 0 ? '0.001' : '0.002'",
    );
    const { code, stdout } = await replay(project({ [file]: changed }), '--run', runs(recorded)[0] ?? '');
    expect(code).toBe(7);
    expect(stdout).toMatch(/^differs at event \d+, after \d+ events alike\n/);
    expect(stdout).toMatch(/\n {2}event {5}heartbeat, 20\d\d-/);
    expect(stdout).toMatch(/\n {2}recorded {2}trading asks: buy 0\.001 XBTZAR limit at \d+\n/);
    expect(stdout).toMatch(/\n {2}replayed {2}trading asks: buy 0\.002 XBTZAR limit at \d+\n/);
    expect(stdout).toMatch(/\n {2}terms\.quantity {2}0\.001 → 0\.002\n/);
    expect(stdout).toContain(`note: ${file} has changed\n`);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('names a decision that is missing', async () => {
    const changed = strategy.replace('    if (this.random()', '    if (this.looks > 0) return;\n    if (this.random()');
    const { difference } = await report(project({ [file]: changed }));
    expect(difference?.recorded).toMatch(/"type":"(set-timer|order-requested)"/);
    expect(difference?.replayed).toBeUndefined();
  });

  test('names a call that differs in every run with file and line, exit code 7', async () => {
    const changed = strategy.replace('    this.looks += 1;\n', '    this.looks += 1;\n    this.seenMs = Date.now();\n');
    const { code, stdout } = await replay(project({ [file]: changed }));
    expect(code).toBe(7);
    expect(stdout).toMatch(/^not repeatable: strategy trading called Date\.now\(\) in onTick, after \d+ events?\n/);
    expect(stdout).toMatch(
      /\n {2}strategies\/trading_strategy\.ts:6:\d+\n {2}its answer is another one in every run: use this\.now\(\)/,
    );
    expect(Date.now()).toBeGreaterThan(new SystemClock().nowMs() - 60_000);
  });

  test('names a missing segment, exit code 8', async () => {
    const projectDir = project();
    const newest = runs(projectDir).at(-1) ?? '';
    rmSync(path.join(projectDir, 'state/recordings', newest, '000001.jsonl.gz'));
    const { code, stdout } = await replay(projectDir);
    expect(code).toBe(8);
    expect(stdout).toMatch(`incomplete: ${newest}/000001.jsonl.gz is missing`);
  });

  test('names a damaged segment, exit code 8', async () => {
    const projectDir = project();
    const segment = path.join(projectDir, 'state/recordings', runs(projectDir).at(-1) ?? '', '000001.jsonl.gz');
    const bytes = readFileSync(segment);
    bytes[bytes.length - 5] = (bytes.at(-5) ?? 0) ^ 255;
    writeFileSync(segment, bytes);
    const { code, problem } = await report(projectDir);
    expect(code).toBe(8);
    expect(problem).toMatch(
      /000001\.jsonl\.gz (is damaged: its SHA-256 is not the one|cannot be read: incorrect data check)/,
    );
  });

  test('says that the configuration has changed, and replays with the one of then', async () => {
    const config = 'configs/global_strategy_config.yaml';
    const text = readFileSync(path.join(recorded, config), 'utf8').replace("ZAR: '100000'", "ZAR: '1'");
    const { outcome, changes } = await report(project({ [config]: text }));
    expect(outcome).toBe('identical');
    expect(changes).toEqual([expect.stringContaining(`${config} has changed`)]);
  });

  test('asks for a strategy that is not configured any more', async () => {
    const config = 'configs/global_strategy_config.yaml';
    const text = readFileSync(path.join(recorded, config), 'utf8').replace('id: trading', 'id: other, file: trading');
    const { code, stderr } = await replay(project({ [config]: text }));
    expect(code).toBe(3);
    expect(stderr).toMatch(/strategy "trading" is part of the recording and was not given/);
  });

  test('says which runs there are when there is no such run', async () => {
    const { code, stderr } = await replay(recorded, '--run', 'zz');
    expect(code).toBe(3);
    for (const name of runs(recorded)) expect(stderr).toContain(name);
  });
});
