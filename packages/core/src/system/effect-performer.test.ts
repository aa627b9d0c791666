import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { Effect, PlaceEffect } from '../engine/effect.ts';
import type { TraderEvent } from '../event/trader-event.ts';
import { terms as makeTerms } from '../order/fixtures/an-order.ts';
import { EffectPerformer } from './effect-performer.ts';
import { ScriptedBrokerage, xbtzar } from './fixtures/scripted-brokerage.ts';

function setUp(brokerage = new ScriptedBrokerage()) {
  const clock = new SimulatedClock(0);
  const events: TraderEvent[] = [];
  const performer = new EffectPerformer({ trading: brokerage.trading, clock, push: event => events.push(event) });
  return { brokerage, clock, events, performer };
}

const terms = makeTerms();
const { clientOrderId, instrumentId } = terms;
const names = { clientOrderId, brokerageOrderId: undefined, instrumentId };
const place = {
  type: 'place',
  order: { terms, instrument: xbtzar },
  expiresAtMs: 5_000,
  resolveByMs: 6_000,
} as unknown as PlaceEffect;
const readAccount = (reason: 'gap' | 'audit'): Effect => ({ type: 'read-account', reason });

describe('an adapter that throws instead of answering', () => {
  const clumsy = (): never => {
    throw new TypeError('x is not a function');
  };

  test('at once leaves the outcome unknown, and the call is not counted as under way for ever', async () => {
    const { brokerage, performer, events, clock } = setUp();
    Object.assign(brokerage.trading, { place: clumsy, cancel: clumsy, find: clumsy });
    performer.perform(place);
    performer.perform({ type: 'cancel', intent: names });
    performer.perform({ type: 'look-up', query: names });
    await clock.advanceAsync(0);
    expect(events.map(event => ('outcome' in event ? [event.type, event.outcome.outcome] : event.type))).toEqual([
      ['place-outcome', 'unknown'],
      ['cancel-outcome', 'unknown'],
      ['look-up-outcome', 'unknown'],
    ]);
    expect(performer.callsInFlight).toBe(0);
  });

  test('does not take away the deadline after which the order can be proven never accepted', async () => {
    const { brokerage, performer, events, clock } = setUp();
    Object.assign(brokerage.trading, { place: () => Promise.reject(new Error('reset')) });
    performer.perform(place);
    await clock.advanceAsync(0);
    expect(events[0]).toMatchObject({ outcome: { outcome: 'unknown', resolveByMs: 6_000 } });
  });
});

describe('a performer that was closed', () => {
  test('places nothing and sets no timer any more', async () => {
    const { brokerage, performer, clock } = setUp();
    performer.close();
    performer.perform(place);
    performer.perform({ type: 'set-timer', strategy: 's', name: 'late', delayMs: 5 });
    await clock.advanceAsync(10);
    expect(brokerage.calls).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('an account that cannot be read', () => {
  test('is read again by one timer, however often the heartbeat asks meanwhile', async () => {
    const { brokerage, performer, clock, events } = setUp();
    let reads = 0;
    Object.assign(brokerage.trading, {
      openOrders: () => {
        reads += 1;
        return Promise.reject(new Error('no route'));
      },
    });
    for (let second = 0; second < 60; second += 1) {
      performer.perform(readAccount('audit'));
      await clock.advanceAsync(1_000);
    }
    expect(reads).toBeLessThanOrEqual(13);
    expect(events.length).toBe(reads);
    expect(clock.pendingTimers).toBe(1);
    performer.close();
    expect(clock.pendingTimers).toBe(0);
  });

  test('is read for a gap at once, without waiting for the timer', async () => {
    const { brokerage, performer, clock, events } = setUp();
    let fails = true;
    Object.assign(brokerage.trading, {
      openOrders: () => (fails ? Promise.reject(new Error('no route')) : Promise.resolve([])),
    });
    performer.perform(readAccount('audit'));
    await clock.advanceAsync(0);
    fails = false;
    performer.perform(readAccount('gap'));
    await clock.advanceAsync(0);
    expect(events.at(-1)).toMatchObject({ type: 'account-snapshot', reason: 'gap' });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('an adapter that never answers', () => {
  const never = (): Promise<never> => new Promise(() => undefined);

  test('leaves a cancel and a look-up unknown after two minutes, so that they are asked for again', async () => {
    const { brokerage, performer, events, clock } = setUp();
    Object.assign(brokerage.trading, { cancel: never, find: never });
    performer.perform({ type: 'cancel', intent: names });
    performer.perform({ type: 'look-up', query: names });
    await clock.advanceAsync(119_000);
    performer.perform(readAccount('audit'));
    await clock.advanceAsync(0);
    expect(events.map(({ type }) => type)).toEqual(['account-snapshot']);
    await clock.advanceAsync(1_000);
    performer.perform(readAccount('audit'));
    expect(events.slice(1)).toMatchObject([
      { type: 'cancel-outcome', outcome: { outcome: 'unknown', code: 'no-answer' } },
      { type: 'look-up-outcome', outcome: { outcome: 'unknown', code: 'no-answer' } },
    ]);
  });

  test('is not heard any more when it answers after that', async () => {
    const { brokerage, performer, events, clock } = setUp();
    let answer: (outcome: unknown) => void = () => undefined;
    Object.assign(brokerage.trading, { cancel: () => new Promise(resolve => (answer = resolve)) });
    performer.perform({ type: 'cancel', intent: names });
    await clock.advanceAsync(120_000);
    performer.perform(readAccount('audit'));
    await clock.advanceAsync(0);
    answer({ outcome: 'accepted' });
    await clock.advanceAsync(0);
    expect(events.map(({ type }) => type)).toEqual(['cancel-outcome', 'account-snapshot']);
    expect(performer.callsInFlight).toBe(0);
  });

  test('does not keep the account from being read again', async () => {
    const { brokerage, performer, events, clock } = setUp();
    Object.assign(brokerage.trading, { openOrders: never });
    performer.perform(readAccount('audit'));
    performer.perform(readAccount('gap'));
    Object.assign(brokerage.trading, { openOrders: () => Promise.resolve([]) });
    await clock.advanceAsync(120_000);
    expect(events).toEqual([]);
    performer.perform(readAccount('audit'));
    await clock.advanceAsync(0);
    expect(events).toMatchObject([{ type: 'fault', code: 'account-unread' }, { type: 'account-snapshot' }]);
    expect(performer.callsInFlight).toBe(0);
  });

  test('still counts when it tells late what became of a placement', async () => {
    const { brokerage, performer, events, clock } = setUp();
    let answer: (outcome: unknown) => void = () => undefined;
    Object.assign(brokerage.trading, { place: () => new Promise(resolve => (answer = resolve)) });
    performer.perform(place);
    await clock.advanceAsync(600_000);
    performer.perform(readAccount('audit'));
    await clock.advanceAsync(0);
    answer({ outcome: 'accepted', brokerageOrderId: 'b-1' });
    await clock.advanceAsync(0);
    expect(events.map(({ type }) => type)).toEqual(['account-snapshot', 'place-outcome']);
  });
});
