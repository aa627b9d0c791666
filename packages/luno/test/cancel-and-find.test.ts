import type { BrokerageOrderId, CancelOutcome, ClientOrderId, FindOutcome, FindQuery } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { startHarness, startMs, wireOrder, xbtZar } from './harness.ts';
import { json, lunoError, type Reply, reset, silence, text, truncated } from './scripted-luno.ts';

const stopPath = '/api/1/stoporder';
const findPath = '/api/exchange/3/order';
const clientOrderId = 't1-000042' as ClientOrderId;
const brokerageOrderId = 'BXMC2CJ7HNB88U4' as BrokerageOrderId;
const byBoth: FindQuery = { clientOrderId, brokerageOrderId, instrumentId: xbtZar.id };
const byOurs: FindQuery = { clientOrderId, brokerageOrderId: undefined, instrumentId: xbtZar.id };

describe('the outcome of canceling', () => {
  const table: readonly { when: string; reply: Reply; outcome: CancelOutcome['outcome']; code?: string }[] = [
    { when: 'Luno takes the request', reply: json({ success: true }), outcome: 'accepted' },
    { when: 'Luno says success: false', reply: json({ success: false }), outcome: 'rejected', code: 'not-stopped' },
    {
      when: 'the order filled first',
      reply: lunoError('ErrCannotStopUnknownOrNonPendingOrder'),
      outcome: 'rejected',
      code: 'cannot-stop-unknown-or-non-pending-order',
    },
    {
      when: 'the order is not known',
      reply: lunoError('ErrOrderNotFound', 404),
      outcome: 'rejected',
      code: 'order-not-found',
    },
    { when: 'the code is new', reply: lunoError('ErrNew'), outcome: 'unknown', code: 'new' },
    { when: 'the server fails', reply: lunoError('ErrInternal', 500), outcome: 'unknown', code: 'internal' },
    { when: 'the route is missing', reply: text('', 404), outcome: 'unknown', code: 'unreadable' },
    { when: 'a gateway answers HTML', reply: text('<html>', 502), outcome: 'unknown', code: 'unreadable' },
    {
      when: 'the rate limit hits',
      reply: lunoError('ErrTooManyRequests', 429),
      outcome: 'unknown',
      code: 'rate-limited',
    },
    { when: 'the connection is reset', reply: reset, outcome: 'unknown', code: 'connection-lost' },
    { when: 'the body is cut off', reply: truncated, outcome: 'unknown', code: 'connection-lost' },
    { when: 'success is missing', reply: json({}), outcome: 'unknown', code: 'unreadable' },
  ];

  test.each(table)('is $outcome ($code) when $when', async ({ reply, outcome, code }) => {
    const { luno, trading } = await startHarness();
    luno.on(stopPath, reply);
    const result = await trading.cancel({ clientOrderId, brokerageOrderId, instrumentId: xbtZar.id }, {});
    expect(result).toMatchObject(code === undefined ? { outcome } : { outcome, code });
    expect(luno.to(stopPath)).toHaveLength(1);
    expect(luno.to(stopPath)[0]?.form.get('order_id')).toBe(brokerageOrderId);
  });

  test('is asked for once, also when a gateway wants another connection', async () => {
    const { luno, trading } = await startHarness();
    luno.on(stopPath, text('', 421));
    const outcome = await trading.cancel({ clientOrderId, brokerageOrderId, instrumentId: xbtZar.id }, {});
    expect(outcome).toMatchObject({ outcome: 'unknown', code: 'unreadable' });
    expect(luno.to(stopPath)).toHaveLength(1);
  });

  test('is unknown when no answer comes in time', async () => {
    const { luno, trading, clock } = await startHarness();
    luno.on(stopPath, silence);
    const arrived = luno.arrival(stopPath);
    const outcome = trading.cancel({ clientOrderId, brokerageOrderId, instrumentId: xbtZar.id }, {});
    await arrived;
    clock.advance(10_000);
    expect(await outcome).toMatchObject({ outcome: 'unknown', code: 'timed-out' });
  });

  test('looks Luno’s id up when only ours is known, and tells what it saw', async () => {
    const { luno, trading, events } = await startHarness();
    luno.on(findPath, json(wireOrder())).on(stopPath, json({ success: true }));
    expect(await trading.cancel(byOurs, {})).toEqual({ outcome: 'accepted' });
    expect(luno.to(findPath)[0]?.query.get('client_order_id')).toBe(clientOrderId);
    expect(luno.to(stopPath)[0]?.form.get('order_id')).toBe(brokerageOrderId);
    expect(events).toContainEqual(expect.objectContaining({ type: 'order-report', status: 'open' }));
  });

  test('is rejected when the look-up finds the order finished, and tells so', async () => {
    const { luno, trading, events } = await startHarness();
    luno.on(findPath, json(wireOrder({ status: 'COMPLETE', base: '0.01' })));
    expect(await trading.cancel(byOurs, {})).toMatchObject({ outcome: 'rejected', code: 'not-open' });
    expect(luno.to(stopPath)).toHaveLength(0);
    expect(events).toContainEqual(expect.objectContaining({ type: 'order-report', finishedBy: 'filled' }));
  });

  test.each([
    { when: 'knows nothing', reply: lunoError('ErrOrderNotFound', 404) },
    { when: 'fails', reply: text('', 502) },
  ])('is not-sent when the look-up $when', async ({ reply }) => {
    const { luno, trading } = await startHarness();
    luno.on(findPath, reply);
    expect(await trading.cancel(byOurs, {})).toMatchObject({ outcome: 'not-sent', code: 'order-id-not-known' });
    expect(luno.to(stopPath)).toHaveLength(0);
  });
});

describe('looking an order up', () => {
  test('prefers Luno’s id', async () => {
    const { luno, trading } = await startHarness();
    luno.on(findPath, json(wireOrder()));
    expect(await trading.find(byBoth, {})).toMatchObject({
      outcome: 'found',
      report: { status: 'open', clientOrderId },
    });
    expect([...(luno.to(findPath)[0]?.query ?? [])]).toEqual([['id', brokerageOrderId]]);
  });

  const table: readonly { when: string; reply: Reply; outcome: FindOutcome['outcome']; code?: string }[] = [
    { when: 'Luno knows no such order', reply: lunoError('ErrOrderNotFound', 404), outcome: 'absent' },
    { when: 'Luno says so with HTTP 400', reply: lunoError('ErrOrderNotFound', 400), outcome: 'absent' },
    { when: 'Luno finds nothing', reply: lunoError('ErrNotFound', 404), outcome: 'absent' },
    { when: 'a failing server says not found', reply: lunoError('ErrOrderNotFound', 500), outcome: 'unknown' },
    { when: 'the route is missing', reply: text('', 404), outcome: 'unknown', code: 'unreadable' },
    {
      when: 'a gateway says not found',
      reply: json({ message: 'not found' }, 404),
      outcome: 'unknown',
      code: 'unreadable',
    },
    { when: 'the answer is HTML', reply: text('<html>', 404), outcome: 'unknown', code: 'unreadable' },
    {
      when: 'the argument is refused',
      reply: lunoError('ErrInvalidArguments'),
      outcome: 'unknown',
      code: 'invalid-arguments',
    },
    { when: 'the key is wrong', reply: lunoError('ErrUnauthorised', 401), outcome: 'unknown', code: 'unauthorised' },
    {
      when: 'the rate limit hits',
      reply: lunoError('ErrTooManyRequests', 429),
      outcome: 'unknown',
      code: 'rate-limited',
    },
    { when: 'the connection is reset', reply: reset, outcome: 'unknown', code: 'connection-lost' },
    { when: 'the body is cut off', reply: truncated, outcome: 'unknown', code: 'connection-lost' },
    {
      when: 'the status is new',
      reply: json(wireOrder({ status: 'EXPIRED' })),
      outcome: 'unknown',
      code: 'unreadable',
    },
    {
      when: 'the amounts are missing',
      reply: json(wireOrder({ base: undefined })),
      outcome: 'unknown',
      code: 'unreadable',
    },
    {
      when: 'a total is below zero',
      reply: json(wireOrder({ base: '-0.001' })),
      outcome: 'unknown',
      code: 'unreadable',
    },
    {
      when: 'another order comes back',
      reply: json(wireOrder({ order_id: 'BXOTHER' })),
      outcome: 'unknown',
      code: 'mismatch',
    },
    {
      when: 'the order is somebody else’s',
      reply: json(wireOrder({ client_order_id: 'x' })),
      outcome: 'unknown',
      code: 'mismatch',
    },
    {
      when: 'the market is not known',
      reply: json(wireOrder({ pair: 'NEWZAR' })),
      outcome: 'unknown',
      code: 'instrument-unknown',
    },
  ];

  test.each(table)('is $outcome ($code) when $when', async ({ reply, outcome, code }) => {
    const { luno, trading } = await startHarness();
    luno.on(findPath, reply);
    expect(await trading.find(byBoth, {})).toMatchObject(code === undefined ? { outcome } : { outcome, code });
    expect(luno.to(findPath)).toHaveLength(1);
  });

  test('is unknown at once, and does not throw, when aborted while the order’s market is looked up', async () => {
    const { luno, trading } = await startHarness();
    luno.on(findPath, json(wireOrder())).on('/api/exchange/1/markets', silence);
    const abort = new AbortController();
    const arrived = luno.arrival('/api/exchange/1/markets');
    const found = trading.find(byOurs, { signal: abort.signal });
    await arrived;
    abort.abort();
    expect(await found).toMatchObject({ outcome: 'unknown', code: 'system-aborted' });
  });

  test('dates “absent” no later than Luno can have looked: the whole round trip is taken off', async () => {
    const { luno, trading, clock } = await startHarness();
    luno.on(findPath, (response, seen) => {
      clock.advance(3000);
      luno.dateMs = () => startMs + 60_000;
      response.setHeader('date', new Date(luno.dateMs()).toUTCString());
      lunoError('ErrOrderNotFound', 404)(response, seen);
    });
    expect(await trading.find(byOurs, {})).toEqual({ outcome: 'absent', brokerageTimeMs: startMs + 57_000 });
  });

  test('takes a stored answer for no evidence of time', async () => {
    const { luno, trading } = await startHarness();
    luno.on(findPath, json({ error: 'no', error_code: 'ErrOrderNotFound' }, 404, { age: '7' }));
    expect(await trading.find(byOurs, {})).toEqual({ outcome: 'absent', brokerageTimeMs: undefined });
  });

  test('takes an order without client id for a match only when asked by Luno’s id', async () => {
    const { luno, trading } = await startHarness();
    luno.on(findPath, json(wireOrder({ client_order_id: '' })));
    expect(await trading.find(byBoth, {})).toMatchObject({ outcome: 'found' });
    expect(await trading.find(byOurs, {})).toMatchObject({ outcome: 'unknown', code: 'mismatch' });
  });
});
