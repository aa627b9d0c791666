import { expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { TraderEvent } from '../event/trader-event.ts';
import { silentLogger } from '../log/logger.ts';
import { ScriptedBrokerage } from './fixtures/scripted-brokerage.ts';
import { Heartbeat } from './heartbeat.ts';

class SetClock extends SimulatedClock {
  offsetMs = 0;
  override nowMs(): number {
    return super.nowMs() + this.offsetMs;
  }
}

function setUp(brokerage = new ScriptedBrokerage()) {
  const clock = new SetClock(1_000_000);
  const events: TraderEvent[] = [];
  const warnings: string[] = [];
  const heartbeat = new Heartbeat({
    brokerage,
    clock,
    heartbeatMs: 1_000,
    push: event => {
      events.push(event);
      if (event.type === 'check-order-status') heartbeat.beatWasProcessed();
    },
    logger: { ...silentLogger, warn: message => warnings.push(message) },
  });
  heartbeat.start();
  return { clock, events, warnings, heartbeat };
}

const types = (events: readonly TraderEvent[]): string[] =>
  events.map(event => (event.type === 'gap' ? `gap ${event.stream}` : event.type));

test('a machine that slept tells a gap on both streams before it beats on', async () => {
  const { clock, events, warnings, heartbeat } = setUp();
  await clock.advanceAsync(1_000);
  expect(types(events)).toEqual(['heartbeat', 'check-order-status']);
  events.length = 0;
  clock.offsetMs = 600_000;
  await clock.advanceAsync(1_000);
  expect(types(events)).toEqual(['gap market', 'gap private', 'heartbeat', 'check-order-status']);
  expect(warnings).toEqual([
    'the process or its clock stood still for 601 s; prices wait for the next tick, the account is read again',
  ]);
  heartbeat.stop();
  expect(clock.pendingTimers).toBe(0);
});

test('beats go on at their pace after the clock was set back', async () => {
  const { clock, events, heartbeat } = setUp();
  clock.offsetMs = -3_600_000;
  await clock.advanceAsync(3_500);
  expect(types(events).filter(type => type === 'heartbeat')).toHaveLength(3);
  expect(types(events)).not.toContain('gap market');
  heartbeat.stop();
});

test('a beat that comes late lets what streams brought meanwhile go first', async () => {
  const { clock, events, heartbeat } = setUp();
  const bring = (): void => void events.push({ type: 'signal', strategy: undefined, name: 'input', payload: null });
  clock.setTimer(1_000, bring);
  await clock.advanceAsync(1_000);
  expect(types(events)).toEqual(['heartbeat', 'check-order-status', 'signal']);
  events.length = 0;
  clock.setTimer(1_000, bring);
  clock.offsetMs = 2_000;
  await clock.advanceAsync(1_000);
  expect(types(events)).toEqual(['signal', 'heartbeat', 'check-order-status']);
  heartbeat.stop();
});

test('an adapter that throws at once when it is asked for market data is asked again', async () => {
  const brokerage = new ScriptedBrokerage({ marketStream: false });
  brokerage.market.pull = () => {
    throw new TypeError('x is not a function');
  };
  const { clock, warnings, heartbeat } = setUp(brokerage);
  await clock.advanceAsync(2_500);
  expect(warnings).toHaveLength(3);
  heartbeat.stop();
});

test('an adapter that never answers is asked for market data again after two minutes', async () => {
  const brokerage = new ScriptedBrokerage({ marketStream: false });
  let pulls = 0;
  brokerage.market.pull = () => {
    pulls += 1;
    return new Promise(() => undefined);
  };
  const { clock, warnings, heartbeat } = setUp(brokerage);
  await clock.advanceAsync(119_000);
  expect(pulls).toBe(1);
  await clock.advanceAsync(1_000);
  expect(pulls).toBe(2);
  expect(warnings).toEqual(['market data did not come back within 120 s; it is pulled again']);
  heartbeat.stop();
});
