import { Decimal, type InstrumentId, type Order } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { aFillRecord, anOrderView } from '../../test/order-views.ts';
import { alarmEvent, fillEvent, gapEvent, linkEvent, orderEvent, stateEvent, strategyEvent } from './run-event.ts';

describe('an order that changed reads', () => {
  const reason = { code: 'insufficient-capital', message: 'it needs 5 ZAR and has 3' };
  test.each<[string, Partial<Order>, Order['state'], string, string]>([
    ['open', {}, 'submitted', 'detail', 'buy limit 0.001 XBTZAR @ 1200000 open'],
    [
      'in part filled',
      { filled: Decimal.parse('0.0004') },
      'open',
      'detail',
      'buy limit 0.001 XBTZAR @ 1200000 open, 0.0004 filled',
    ],
    [
      'to be canceled',
      { cancelRequested: true },
      'open',
      'detail',
      'buy limit 0.001 XBTZAR @ 1200000 open, cancel requested',
    ],
    [
      'filled',
      { state: 'filled', filled: Decimal.parse('0.001') },
      'open',
      'info',
      'buy limit 0.001 XBTZAR @ 1200000 filled',
    ],
    [
      'denied',
      { state: 'denied', reason },
      'requested',
      'warning',
      'buy limit 0.001 XBTZAR @ 1200000 denied: it needs 5 ZAR and has 3',
    ],
    ['unknown', { state: 'unknown' }, 'submitted', 'warning', 'buy limit 0.001 XBTZAR @ 1200000 unknown'],
    [
      'a market order sized in quote',
      { type: 'market', quantity: undefined, price: undefined, quoteQuantity: Decimal.from(500), timeInForce: 'IOC' },
      'submitted',
      'detail',
      'buy market for 500 of XBTZAR open',
    ],
    ['immediate', { timeInForce: 'IOC' }, 'submitted', 'detail', 'buy limit 0.001 XBTZAR @ 1200000 IOC open'],
    [
      'post-only',
      { postOnly: true, side: 'sell' },
      'submitted',
      'detail',
      'sell limit 0.001 XBTZAR @ 1200000 post-only open',
    ],
  ])('%s', (_, fields, from, level, text) => {
    const order = anOrderView(fields);
    expect(orderEvent({ order, from, to: order.state })).toMatchObject({
      type: 'order',
      strategy: 'naive',
      level,
      text,
    });
  });
});

test('a fill reads with its position and fee, and carries exact texts', () => {
  const event = fillEvent(aFillRecord());
  expect(event.text).toBe('bought 0.0005 XBTZAR @ 1200000, position 0.0005, fee 0.6 ZAR');
  expect(event.facts).toMatchObject({
    quantity: '0.0005',
    quoteQuantity: '600',
    fees: { ZAR: '0.6' },
    realisedPnl: '0',
  });
  expect(fillEvent(aFillRecord({ side: 'sell', fees: [] })).text).toBe('sold 0.0005 XBTZAR @ 1200000, position 0.0005');
});

test('an alarm with a stack reads as one sentence with the place', () => {
  const stack = 'TypeError: no\n    at A.onTick (/p/a_strategy.ts:2:7)\n    at B (/c.ts:1:1)\n    at /d.ts:82:44';
  const message = `strategy "a" failed in onTick: ${stack}; it is paused: mend it`;
  const event = alarmEvent({ type: 'alarm', code: 'strategy-paused', message, severity: 'warning', strategy: 'a' });
  expect(event.text).toBe(
    'strategy "a" failed in onTick: TypeError: no at A.onTick (/p/a_strategy.ts:2:7); it is paused: mend it',
  );
  expect(event.facts['message']).toBe(message);
});

test('alarms, pauses, streams, gaps and states read as sentences with their weight', () => {
  const events = [
    alarmEvent({ type: 'alarm', code: 'x', message: 'look', severity: 'warning', strategy: undefined }),
    alarmEvent({ type: 'alarm', code: 'x', message: 'stop', severity: 'halt', strategy: undefined }),
    strategyEvent({ type: 'strategy', strategy: 'naive', status: 'paused', reason: 'onTick threw' }),
    strategyEvent({ type: 'strategy', strategy: 'naive', status: 'stopped', reason: 'the system stops' }),
    linkEvent({
      type: 'link',
      stream: 'private',
      instrumentId: undefined,
      state: 'up',
      reason: 'connected',
      timeMs: 0,
    }),
    linkEvent({
      type: 'link',
      stream: 'market',
      instrumentId: 'A@b' as InstrumentId,
      state: 'down',
      reason: 'reset',
      timeMs: 0,
    }),
    gapEvent({ type: 'gap', stream: 'private', instrumentId: undefined, fromMs: 100, toMs: 350, reason: 'reconnect' }),
    stateEvent({ from: 'running', to: 'failed' }),
  ];
  expect(events.map(({ level, text }) => `${level} ${text}`)).toEqual([
    'warning look',
    'error stop',
    'detail paused: onTick threw',
    'detail stopped: the system stops',
    'detail private stream up: connected',
    'warning market stream of A@b down: reset',
    'warning gap of 250 ms in private: reconnect',
    'error system failed',
  ]);
});
