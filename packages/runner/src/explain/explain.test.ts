import { rmSync } from 'node:fs';
import path from 'node:path';
import type { JournalEntry, TraderRecord, TradingSystem } from '@trader/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyProject } from '../../test/copy-project.ts';
import { journalFile } from '../../test/journal-entries.ts';
import { runProject } from '../../test/run-project.ts';
import { runCli } from '../commands/run-cli.ts';
import { toEntry } from '../journal/entry-row.ts';
import { JournalReader } from '../journal/journal-reader.ts';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';
import type { Explanation } from './explanation.ts';

/** Takes, then asks for too much, then rests until its timer cancels. */
const strategy = `import { StrategyBase } from '@trader/core';
export default class Trading extends StrategyBase {
  looks = 0;
  onTick({ symbol, bid, ask }) {
    this.looks += 1;
    const order = { symbol, type: 'limit', quantity: '0.001' };
    if (this.looks === 1) this.buy({ ...order, price: ask, tag: 'take' });
    if (this.looks === 2) this.buy({ ...order, quantity: '0.01', price: ask });
    if (this.looks !== 3) return;
    this.buy({ ...order, price: Math.floor(bid * 0.9) });
    this.setTimer('enough', 30);
  }
  onTimer() { this.cancelAll(); }
}
`;

let projectDir: string;
let orders: readonly string[];
/** What was said while the run was going on. */
let live: string;

async function explain(...args: readonly string[]) {
  const said = { stdout: '', stderr: '' };
  const write = (name: keyof typeof said) => ({ write: (text: string) => (said[name] += text) });
  const context = { env: {}, stdout: write('stdout'), stderr: write('stderr'), colour: false, hide: () => undefined };
  const code = await runCli(['explain', ...args], { ...context, signal: new AbortController().signal });
  return { code, ...said };
}

function entriesOf(file: string): readonly JournalEntry[] {
  const reader = new JournalReader(file);
  try {
    return [...reader.read(1)].map(toEntry);
  } finally {
    reader.close();
  }
}

const requests = (file: string): readonly string[] =>
  entriesOf(file).flatMap(({ record }) => (record.type === 'order-requested' ? [record.terms.clientOrderId] : []));

beforeAll(async () => {
  const config =
    "log: { level: error, file: trader.log }\njournal: { lockDir: locks }\nrisk: { orderNotionalMax: { ZAR: '5000' } }\n";
  await runProject({
    strategies: { trading: strategy },
    config,
    until: system => system.snapshot().strategies[0]?.ordersByState.canceled === 1,
    onCreated: folder => {
      projectDir = folder;
    },
    onStopping: async () => {
      orders = requests(path.join(projectDir, 'state/journal.sqlite'));
      live = (await of(0)).stdout;
    },
  });
}, 60_000);

const of = async (order: number, ...flags: readonly string[]) =>
  explain(orders[order] ?? '', '--project', projectDir, ...flags);

describe('trader explain', () => {
  test('tells the chain from the tick to the position', async () => {
    const { code, stdout } = await of(0);
    expect(code).toBe(0);
    const steps = [
      /^order \S+\ntrading: buy 0\.001 XBTZAR limit at (\d+)\nnow filled\nbrokerage id P1 · run [0-9a-f]{8} · \d{4}-/,
      /\n\d\d:\d\d:\d\d\.\d{3} {12}heartbeat → trading\.onTick\n {26}tick XBTZAR \d+ \/ \d+, brokerage time\n/,
      /\n {24}asks: buy 0\.001 XBTZAR limit at \d+\n {26}tag take\n {24}risk passes \d+ rules\n/,
      /\n {26}strategy-open-orders {3}1, limit 50\n/,
      /\n {26}system-order-notional {2}\d+(\.\d+)? ZAR, limit 5000 ZAR\n/,
      /\n {24}intent in the journal, request handed out\n {24}submitted\n/,
      /fill 0\.\d+ at \d+ = \d+(\.\d+)? ZAR\n {26}fee \d+\.\d+ ZAR\n/,
      /position after it 0\.001 XBT\n {24}filled\n/,
      /\nanswer after \d+ ms · first fill after \d+ ms · ended after \d+ ms\n|\ndata -?\d+ ms old · answer after \d+ ms · /,
      /\nasked for at event \d+ of recording \d{8}T\d{6}Z-[0-9a-f]{8}\n$/,
    ];
    let rest = stdout;
    for (const step of steps) {
      expect(rest).toMatch(step);
      rest = rest.slice(rest.search(step));
    }
    // The practice exchange may tell of the order before it answers.
    expect(stdout).toMatch(/\+\d+ ms {2}answer to place: accepted\n/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('works while the run is going on', () => {
    expect(live).toContain('\nnow filled\n');
  });

  test('tells which rule denied an order, with value and limit', async () => {
    const { stdout } = await of(1);
    expect(stdout).toMatch(/\nnow denied\n/);
    expect(stdout).toMatch(
      /\n {24}risk denies: system-order-notional \(order-notional\)\n {26}value \d+(\.\d+)?, limit 5000\n/,
    );
    expect(stdout).not.toContain('intent');
  });

  test('tells who asked for a cancel, and what was answered', async () => {
    const { stdout } = await of(2);
    expect(stdout).toMatch(/timer → trading\.onTimer\n {26}timer "enough"\n {24}cancel asked for\n/);
    expect(stdout).toMatch(/answer to cancel: accepted\n/);
    expect(stdout).toMatch(/cancel answered after \d+ ms/);
  });

  test('finds an order by the brokerage’s id, and by the beginning of ours when it is the only one', async () => {
    expect((await explain('P1', '--project', projectDir)).stdout).toBe((await of(0)).stdout);
    const { code, stderr } = await explain((orders[0] ?? '').slice(0, 6), '--project', projectDir);
    expect(code).toBe(1);
    for (const order of orders) expect(stderr).toContain(order);
  });

  test('tells machines the same', async () => {
    const explanation = JSON.parse((await of(0, '--json')).stdout) as Explanation;
    expect(explanation.order).toMatchObject({ clientOrderId: orders[0], brokerageOrderId: 'P1', state: 'filled' });
    const kinds = explanation.steps.map(({ kind }) => kind);
    expect(kinds.slice(0, 5)).toEqual(['cause', 'request', 'risk', 'intent', 'state']);
    expect(kinds).toContain('fill');
    expect(explanation.unknown).toEqual([]);
  });

  test('says that there is no such order', async () => {
    const { code, stderr } = await explain('nope', '--project', projectDir);
    expect(code).toBe(1);
    expect(stderr).toMatch(/the journal has no order whose id, ours or the brokerage's, begins with "nope"/);
    expect(JSON.parse((await explain('nope', '--project', projectDir, '--json')).stdout)).toMatchObject({ orders: [] });
  });
});

test('an exit is explained by the contingent order that it belongs to, and by what triggered it', async () => {
  const guarded = `import { StrategyBase } from '@trader/core';
export default class Guarded extends StrategyBase {
  onTick({ symbol, ask }) {
    if (this.contingentOrders.length + this.orders.closed.length > 0) return;
    this.placeBracket({
      entry: { symbol, side: 'buy', type: 'limit', quantity: '0.0005', price: ask },
      takeProfit: { price: ask * 2 },
      stopLoss: { stopPrice: ask - 1 },
      triggerBy: 'quote',
    });
  }
}
`;
  const run = await runProject({
    strategies: { trading: guarded },
    config: 'journal: { lockDir: locks }\n',
    until: system => (system.snapshot().strategies[0]?.positions[0]?.realisedPnl ?? '0') !== '0',
  });
  const entries = entriesOf(path.join(run.projectDir, 'state/journal.sqlite'));
  const stop = entries.flatMap(({ record }) =>
    record.type === 'contingent-order-leg' && record.leg === 'stop' ? [record.clientOrderId] : [],
  );
  const { stdout } = await explain(stop[0] ?? '', '--project', run.projectDir);
  const words = stdout.replaceAll(/\s+/g, ' ');
  expect(words).toMatch(/trading asks: bracket whose exits sell XBTZAR, target \d+, stop \d+; contingent order/);
  expect(words).toMatch(/is triggered: the market reached \d+, the stop is at \d+/);
  expect(words).toContain('→ the engine, for a contingent order');
});

test('what a person or a stop asked for is told with who it was', async () => {
  const resting = `import { StrategyBase } from '@trader/core';
export default class Resting extends StrategyBase {
  onTick({ symbol, bid }) {
    if (this.orders.standing.length + this.orders.closed.length > 0) return;
    this.buy({ symbol, type: 'limit', quantity: '0.001', price: Math.floor(bid * 0.9) });
  }
}
`;
  const holding = resting.replace('{ symbol, bid }', '{ symbol, ask: bid }').replace('bid * 0.9', 'bid');
  const isReady = (system: TradingSystem) => {
    const [mine, theirs, held] = system.snapshot().strategies.map(({ ordersByState }) => ordersByState);
    return mine?.open === 1 && theirs?.open === 1 && held?.filled === 1;
  };
  const { projectDir: folder } = await runProject({
    strategies: { mine: resting, theirs: resting, holding },
    config: 'stopPolicy: close\njournal: { lockDir: locks }\n',
    until: isReady,
    onStopping: system => system.command({ command: 'cancel-all', strategy: 'mine' }, 'ann'),
  });
  const stories: string[] = [];
  for (const order of requests(path.join(folder, 'state/journal.sqlite'))) {
    const { stdout } = await explain(order, '--project', folder);
    stories.push(...(stdout.replaceAll(/\s+/g, ' ').match(/\S+ → (?!\w+\.on).*?(?= asks| cancel asked)/g) ?? []));
  }
  const [mine, theirs, ...closings] = stories;
  expect([mine, theirs]).toEqual(['command → cancel-all by ann', 'command → close-all by the system, which stops']);
  expect(closings).not.toEqual([]);
  for (const closing of closings) expect(closing).toMatch(/ → close-all by the system, which stops$/);
});

describe('what the journal does not have', () => {
  function journalOf(change: (record: TraderRecord) => TraderRecord | undefined): string {
    const file = journalFile();
    const journal = openSqliteJournal({ file });
    let sequence = 0;
    for (const { timeMs, record } of entriesOf(path.join(projectDir, 'state/journal.sqlite'))) {
      const changed = change(record);
      if (changed === undefined) continue;
      sequence += 1;
      journal.append({ sequence, timeMs, record: changed });
    }
    journal.commit();
    journal.close();
    return file;
  }

  test('is said of journals of an earlier version', async () => {
    const file = journalOf(record => {
      if (record.type === 'order-requested') return { type: record.type, terms: record.terms, hold: record.hold };
      if (record.type !== 'order-submitted') return record;
      return { type: record.type, clientOrderId: record.clientOrderId, resolveByMs: undefined };
    });
    const { stdout } = await explain(orders[0] ?? '', '--file', file);
    expect(stdout).toContain('not known: which event and hook asked for it');
    expect(stdout).toContain('not known: what risk looked at');
  });

  test('is said of an order that was never answered', async () => {
    const file = journalOf(record => (record.type === 'fact' ? undefined : record));
    expect((await explain(orders[0] ?? '', '--file', file)).stdout).toContain('not known: what the brokerage answered');
  });

  test('is said of an order of somebody else', async () => {
    const file = journalOf(record => (record.type === 'fact' || record.type === 'alarm' ? record : undefined));
    const { stdout } = await explain('P1', '--file', file);
    expect(stdout).toMatch(/^order P1\nnot ours\nnow finished\n/);
    expect(stdout).toContain('brokerage says: ');
    expect(stdout).toContain('not known: who placed it and why');
  });

  test('is said of a recording that is gone', async () => {
    const copy = copyProject(projectDir);
    rmSync(path.join(copy, 'state/recordings'), { recursive: true });
    const { stdout } = await explain(orders[0] ?? '', '--project', copy);
    expect(stdout).toMatch(/not known: the recorded event: run [0-9a-f]{8} was not recorded/);
  });
});
