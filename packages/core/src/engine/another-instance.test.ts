import { describe, expect, test } from 'vitest';
import type { OrderReport } from '../brokerage/brokerage-event.ts';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import { Decimal } from '../money/decimal.ts';
import { renderClientOrderId } from '../order/client-order-id.ts';
import type { BrokerageOrderId, ClientOrderId } from '../order/order.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { LastingJournal } from '../system/fixtures/lasting-journal.ts';
import { ScriptedBrokerage, scriptedCapabilities, xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import { TradingSystem } from '../system/trading-system.ts';
import type { TradingSystemOptions } from '../system/trading-system-options.ts';

class Still extends StrategyBase {}

const runOf = (digit: string): string => digit.repeat(32);
const idOf = (digit: string, sequence = 0): ClientOrderId =>
  renderClientOrderId(runOf(digit), sequence, scriptedCapabilities.clientOrderId);

/** What the brokerage says of an order that this journal does not know. */
function report(clientOrderId: string | undefined, id = 'B1'): OrderReport {
  return {
    type: 'order-report',
    brokerageOrderId: id as BrokerageOrderId,
    clientOrderId: clientOrderId as ClientOrderId | undefined,
    instrumentId: xbtzar.id,
    status: 'open',
    cumulative: { base: Decimal.zero, quote: Decimal.zero, fees: [] },
    finishedBy: undefined,
    reason: undefined,
    brokerageTimeMs: undefined,
    terms: undefined,
  };
}

interface Started {
  readonly system: TradingSystem;
  readonly brokerage: ScriptedBrokerage;
  readonly clock: SimulatedClock;
  readonly journal: LastingJournal;
}

async function start(
  foreign: readonly OrderReport[] = [],
  options: Partial<TradingSystemOptions> = {},
  journal = new LastingJournal(),
): Promise<Started> {
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new ScriptedBrokerage();
  brokerage.foreign = [...foreign];
  const strategies = [{ id: 'still', strategy: Still, symbols: ['XBTZAR'] }];
  const system = new TradingSystem({ brokerage, journal, clock, runId: runOf('a'), strategies, ...options });
  const starting = system.start();
  for (let turns = 0; turns < 50 && system.state !== 'running'; turns += 1) await clock.advanceAsync(1);
  await starting;
  await clock.advanceAsync(1);
  return { system, brokerage, clock, journal };
}

const halted = ({ system }: Started): string | undefined => system.snapshot().halted?.code;
const alarms = ({ journal }: Started, code: string): number =>
  [...journal.read(1)].filter(({ record }) => record.type === 'alarm' && record.code === code).length;

describe('an order that this program placed in a run that the journal does not know', () => {
  test('halts new risk at the start, and says that another instance trades or its journal is gone', async () => {
    const started = await start([report(idOf('b'))]);
    expect(started.system.snapshot().halted).toMatchObject({
      code: 'another-instance',
      message: expect.stringMatching(
        /^another instance trades this account, or its journal is gone: order B1 .* stop the/,
      ),
    });
  });

  test('halts new risk when it appears on the private stream', async () => {
    const started = await start();
    expect(halted(started)).toBeUndefined();
    started.brokerage.emit(report(idOf('b')));
    await started.clock.advanceAsync(1);
    expect(halted(started)).toBe('another-instance');
  });

  test('is one alarm, however many orders the other instance has', async () => {
    const started = await start([report(idOf('b')), report(idOf('b', 1), 'B2'), report(idOf('b', 2), 'B3')]);
    expect(alarms(started, 'another-instance')).toBe(1);
    expect(alarms(started, 'foreign-order')).toBe(3);
  });

  test('is accepted by a person who resumes; the next one halts again', async () => {
    const started = await start([report(idOf('b'))]);
    started.system.command({ command: 'resume' });
    await started.clock.advanceAsync(100_000);
    expect(halted(started)).toBeUndefined();
    started.brokerage.emit(report(idOf('b', 1), 'B2'));
    await started.clock.advanceAsync(1);
    expect(halted(started)).toBe('another-instance');
  });

  test('halts the next start as well, also out of a snapshot, and once a person has resumed neither', async () => {
    const first = await start([report(idOf('b'))], { snapshotEvery: 1 });
    await first.clock.advanceAsync(3_000);
    const snapshot = first.journal.newestSnapshot();
    expect(snapshot).toBeDefined();
    const compacted = new LastingJournal();
    for (const entry of first.journal.read(snapshot ?? 1)) compacted.append(entry);
    for (const journal of [first.journal, compacted]) {
      const second = await start([report(idOf('b'))], { runId: runOf('c') }, journal);
      expect(halted(second)).toBe('another-instance');
      second.system.command({ command: 'resume' });
      await second.clock.advanceAsync(1);
      const third = await start([report(idOf('b'))], { runId: runOf('d') }, journal);
      expect(halted(third)).toBeUndefined();
    }
  });

  test.each(['ignore', { adopt: 'still' }] as const)('halts nothing where the policy is %o', async foreignOrders => {
    expect(halted(await start([report(idOf('b'))], { foreignOrders }))).toBeUndefined();
  });
});

describe('an order', () => {
  test('of an earlier run of the journal that was forgotten is no other instance’s', async () => {
    const first = await start();
    const second = await start([], { runId: runOf('c') }, first.journal);
    second.brokerage.emit(report(idOf('a', 5)));
    await second.clock.advanceAsync(1);
    expect(halted(second)).toBeUndefined();
  });

  test.each(['by-hand-1', undefined, '3f2c9a51-0c1f-4a55-b0f5-0d5b8c1a9e11'])(
    'named %s is somebody else’s',
    async name => {
      const started = await start([report(name)]);
      expect(halted(started)).toBeUndefined();
      expect(alarms(started, 'foreign-order')).toBe(1);
    },
  );
});
