import type { BrokerageOrderId, ClientOrderId, TradingError } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { createLuno } from '../src/index.ts';
import { keyId, keySecret, startHarness, startMs, xbtZar } from './harness.ts';
import { json, lunoError, type Reply, reset, ScriptedLuno, silence, text, truncated } from './scripted-luno.ts';

const path = '/api/1/balance';

describe('a read that fails', () => {
  const table: readonly { when: string; reply: Reply; code: string; says: string }[] = [
    {
      when: 'the key is wrong',
      reply: lunoError('ErrUnauthorised', 401),
      code: 'brokerage/unauthorized',
      says: 'LUNO_API_KEY_ID',
    },
    {
      when: 'the key was revoked',
      reply: lunoError('ErrApiKeyRevoked', 400),
      code: 'brokerage/unauthorized',
      says: 'revoked',
    },
    { when: 'a 401 is empty', reply: text('', 401), code: 'brokerage/unauthorized', says: 'wrong or revoked' },
    {
      when: 'a permission is missing',
      reply: lunoError('ErrInsufficientPerms', 403),
      code: 'brokerage/forbidden',
      says: 'Perm_R_Balance',
    },
    {
      when: 'the same comes as HTTP 400',
      reply: lunoError('ErrInsufficientPerms'),
      code: 'brokerage/forbidden',
      says: 'Perm_R_Balance',
    },
    {
      when: 'Luno limits the rate',
      reply: lunoError('ErrTooManyRequests', 429),
      code: 'brokerage/rate-limited',
      says: 'requestsPerMinuteMax',
    },
    {
      when: 'Luno refuses',
      reply: lunoError('ErrNotFound', 404, 'no result'),
      code: 'brokerage/refused',
      says: 'no result (ErrNotFound, HTTP 404)',
    },
    {
      when: 'an error comes with HTTP 200',
      reply: lunoError('ErrNotFound', 200),
      code: 'brokerage/refused',
      says: 'ErrNotFound',
    },
    { when: 'a gateway fails', reply: text('<html>', 502), code: 'brokerage/unreachable', says: 'HTTP 502' },
    { when: 'Luno fails', reply: lunoError('ErrInternal', 500), code: 'brokerage/unreachable', says: 'ErrInternal' },
    { when: 'the connection is reset', reply: reset, code: 'brokerage/unreachable', says: 'ECONNRESET' },
    { when: 'the body is cut off', reply: truncated, code: 'brokerage/unreachable', says: 'broke' },
    { when: 'the route is missing', reply: text('', 404), code: 'brokerage/unreadable', says: 'HTTP 404' },
    {
      when: 'it is redirected',
      reply: text('', 301, { location: '/x' }),
      code: 'brokerage/unreadable',
      says: 'HTTP 301',
    },
    { when: 'the body is HTML', reply: text('<html>hello'), code: 'brokerage/unreadable', says: '<html>hello' },
    {
      when: 'a field is missing',
      reply: json({ balance: [{ asset: 'XBT' }] }),
      code: 'brokerage/unreadable',
      says: 'balance.0.account_id',
    },
    { when: 'the body is empty', reply: text(''), code: 'brokerage/unreadable', says: 'body' },
  ];

  test.each(table)('says $code and what to do when $when', async ({ reply, code, says }) => {
    const { luno, trading } = await startHarness();
    luno.on(path, reply);
    const error = (await trading.balances({}).catch((thrown: unknown) => thrown)) as TradingError;
    expect(error).toMatchObject({ code, name: 'TradingError' });
    expect(error.message).toContain(says);
    expect(error.message).toContain('api/1/balance');
  });

  test('says that the host cannot be reached', async () => {
    const gone = await ScriptedLuno.start();
    const { url } = gone;
    await gone.stop();
    const brokerage = createLuno({ keyId, keySecret, baseUrl: url, readRetryDelaysMs: [] });
    await expect(brokerage.connect(() => undefined, {})).rejects.toMatchObject({
      code: 'brokerage/unreachable',
      message: expect.stringContaining(url),
    });
    await brokerage.close();
  });

  test('says that time is up', async () => {
    const { luno, trading, clock } = await startHarness();
    luno.on(path, silence);
    const arrived = luno.arrival(path);
    const balances = trading.balances({});
    await arrived;
    clock.advance(10_000);
    await expect(balances).rejects.toMatchObject({ code: 'brokerage/timed-out', context: { timeoutMs: 10_000 } });
  });

  test('says that it was aborted, before and after sending', async () => {
    const { luno, trading } = await startHarness();
    await expect(trading.balances({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'system/aborted' });
    luno.on(path, silence);
    const abort = new AbortController();
    const arrived = luno.arrival(path);
    const balances = trading.balances({ signal: abort.signal });
    await arrived;
    abort.abort();
    await expect(balances).rejects.toMatchObject({ code: 'system/aborted' });
  });

  test('says that the brokerage is closed', async () => {
    const { trading, brokerage } = await startHarness();
    await brokerage.close();
    await expect(trading.balances({})).rejects.toMatchObject({ code: 'system/wrong-state' });
  });
});

describe('a read that may heal', () => {
  test.each([
    { when: 'a server fails', reply: text('', 503) },
    { when: 'the connection is reset', reply: reset },
  ])('is repeated after the declared waits when $when', async ({ reply }) => {
    const { luno, trading, clock } = await startHarness({ readRetryDelaysMs: [250, 1000] });
    luno.on(path, reply, reply, json({ balance: null }));
    const before = luno.to(path).length;
    const balances = trading.balances({});
    for (const delayMs of [250, 1000]) {
      await waitingFor(() => clock.nextDueMs !== undefined && clock.nextDueMs - clock.nowMs() === delayMs);
      clock.advance(delayMs);
    }
    expect(await balances).toEqual([]);
    expect(luno.to(path).length - before).toBe(3);
  });

  test('is repeated a bounded number of times', async () => {
    const { luno, trading, clock } = await startHarness({ readRetryDelaysMs: [100] });
    luno.on(path, text('', 500));
    const before = luno.to(path).length;
    const balances = trading.balances({}).catch((error: unknown) => error);
    await waitingFor(() => clock.nextDueMs !== undefined && clock.nextDueMs - clock.nowMs() === 100);
    clock.advance(100);
    expect(await balances).toMatchObject({ code: 'brokerage/unreachable' });
    expect(luno.to(path).length - before).toBe(2);
  });

  test('stops waiting when it is aborted or closed', async () => {
    const { luno, trading, clock, brokerage } = await startHarness({ readRetryDelaysMs: [100_000] });
    luno.on(path, text('', 500));
    const abort = new AbortController();
    const aborted = trading.balances({ signal: abort.signal }).catch((error: unknown) => error);
    const closed = trading.balances({}).catch((error: unknown) => error);
    await waitingFor(() => clock.pendingTimers === 2 && clock.nextDueMs === clock.nowMs() + 100_000);
    abort.abort();
    expect(await aborted).toMatchObject({ code: 'system/aborted' });
    await brokerage.close();
    expect(await closed).toMatchObject({ code: 'system/wrong-state' });
    expect(clock.pendingTimers).toBe(0);
  });

  test('is not repeated for a wrong key', async () => {
    const { luno, trading } = await startHarness({ readRetryDelaysMs: [100, 100] });
    luno.on(path, lunoError('ErrUnauthorised', 401));
    const before = luno.to(path).length;
    await expect(trading.balances({})).rejects.toMatchObject({ code: 'brokerage/unauthorized' });
    expect(luno.to(path).length - before).toBe(1);
  });
});

describe('limits', () => {
  test.each([
    { name: 'its Retry-After', headers: { 'retry-after': '7' }, pauseMs: 7000 },
    { name: 'a back-off without one', headers: {}, pauseMs: 5000 },
  ])('hold everything back after a 429 for $name, and are told once', async ({ headers, pauseMs }) => {
    const { luno, trading, clock, events } = await startHarness();
    luno.on(path, text('', 429, headers), json({ balance: null }));
    await expect(trading.balances({})).rejects.toMatchObject({ code: 'brokerage/rate-limited' });
    let done = false;
    const next = trading.balances({}).then(() => (done = true));
    await clock.advanceAsync(pauseMs - 1);
    expect(done).toBe(false);
    expect(luno.to(path)).toHaveLength(2);
    await clock.advanceAsync(1);
    await next;
    expect(events.filter(event => event.type === 'fault')).toEqual([
      expect.objectContaining({
        code: 'rate-limited',
        severity: 'degraded',
        message: expect.stringContaining(`${pauseMs} ms`),
      }),
    ]);
  });

  test.each([
    { name: 'broken seconds', header: '7.5', pauseMs: 7500 },
    { name: 'a date, though our clock is an hour ahead', header: atMs(startMs - 3_600_000 + 30_000), pauseMs: 30_000 },
    { name: 'a date that is over', header: atMs(startMs - 3_600_000), pauseMs: 5000 },
    { name: 'no wait at all', header: '0', pauseMs: 5000 },
    { name: 'less than none', header: '-1', pauseMs: 5000 },
    { name: 'words', header: 'soon', pauseMs: 5000 },
  ])('pause $pauseMs ms after a Retry-After of $name', async ({ header, pauseMs }) => {
    const { luno, trading, events } = await startHarness();
    luno.dateMs = () => startMs - 3_600_000;
    luno.on(path, text('', 429, { 'retry-after': header }));
    await expect(trading.balances({})).rejects.toMatchObject({ code: 'brokerage/rate-limited' });
    expect(events).toMatchObject([{ code: 'rate-limited', message: expect.stringContaining(`for ${pauseMs} ms`) }]);
  });

  test('hold everything back when Luno says so under another status', async () => {
    const { luno, trading, events } = await startHarness();
    luno.on(path, lunoError('ErrTooManyRequests', 400));
    await expect(trading.balances({})).rejects.toMatchObject({ code: 'brokerage/rate-limited' });
    expect(events).toMatchObject([{ code: 'rate-limited', message: expect.stringContaining('for 5000 ms') }]);
  });

  test('give one clear message when the budget is used up, and none to Luno', async () => {
    const { luno, trading, clock, events, logs } = await startHarness({
      rateBudget: { requestsPerMinuteMax: 10, burst: 4, reservedForCancels: 0, waitMs: 2000 },
    });
    luno.on(path, json({ balance: null }));
    const before = luno.to(path).length;
    const results = Promise.allSettled(Array.from({ length: 6 }, () => trading.balances({})));
    await clock.advanceAsync(2000);
    const failed = (await results).filter(result => result.status === 'rejected');
    expect(failed).toHaveLength(6 - (luno.to(path).length - before));
    expect(failed[0]?.reason).toMatchObject({
      code: 'brokerage/rate-limited',
      message: expect.stringContaining('budget of 10 a minute is used up'),
    });
    expect(events.filter(event => event.type === 'fault')).toHaveLength(1);
    expect(logs.filter(line => line.includes('is used up') && !line.includes('request failed'))).toHaveLength(1);
  });

  test('let a cancel pass before what waits', async () => {
    const { luno, trading, clock } = await startHarness({
      rateBudget: { requestsPerMinuteMax: 10, burst: 4, reservedForCancels: 0 },
    });
    luno
      .on('/api/1/stoporder', json({ success: true }))
      .on('/api/1/fee_info', json({ maker_fee: '0', taker_fee: '0' }));
    await trading.feeRates(xbtZar.id, {});
    const slow = trading.feeRates(xbtZar.id, {});
    const order = {
      clientOrderId: 'c' as ClientOrderId,
      brokerageOrderId: 'BX1' as BrokerageOrderId,
      instrumentId: xbtZar.id,
    };
    const cancel = trading.cancel(order, {});
    await clock.advanceAsync(10_000);
    expect(await cancel).toEqual({ outcome: 'accepted' });
    await clock.advanceAsync(10_000);
    await slow;
    expect(luno.seen.slice(-2).map(seen => seen.path)).toEqual(['/api/1/stoporder', '/api/1/fee_info']);
  });
});

describe('connecting', () => {
  test('tells a wrong key at once, and a fatal fault when it is refused later', async () => {
    const { luno, trading, events } = await startHarness();
    luno.on(path, lunoError('ErrApiKeyRevoked', 401));
    await expect(trading.balances({})).rejects.toMatchObject({ code: 'brokerage/unauthorized' });
    await expect(trading.balances({})).rejects.toMatchObject({ code: 'brokerage/unauthorized' });
    expect(events).toEqual([expect.objectContaining({ type: 'fault', code: 'unauthorized', severity: 'fatal' })]);
  });

  test('names the permission that the key lacks', async () => {
    const luno = await ScriptedLuno.start();
    luno.on(path, json({ balance: null })).on('/api/exchange/2/listorders', lunoError('ErrInsufficientPerms', 403));
    const brokerage = createLuno({ keyId, keySecret, baseUrl: luno.url });
    await expect(brokerage.connect(() => undefined, {})).rejects.toMatchObject({
      code: 'brokerage/forbidden',
      context: { permission: 'Perm_R_Orders' },
    });
    await brokerage.close();
    await luno.stop();
  });

  test('tells how far Luno’s clock is ahead, and again only when it moved', async () => {
    const { luno, trading, clock, clocks } = await startHarness();
    for (const offMs of [0, 0, 3_600_000, 3_600_000]) {
      luno.dateMs = () => clock.nowMs() + offMs;
      await trading.balances({});
    }
    expect(clocks.map(event => Math.round(event.offsetMs / 3_600_000))).toEqual([0, 1]);
  });

  test('tells faults that came before anybody listened when they come again', async () => {
    const luno = await ScriptedLuno.start();
    luno.on('/api/exchange/1/markets', json({ markets: [{ market_id: 'ODD' }] }));
    const brokerage = createLuno({ baseUrl: luno.url });
    const told: string[] = [];
    await brokerage.instruments({});
    await brokerage.connect(event => void told.push(event.type), {});
    await brokerage.instruments({});
    expect(told).toEqual(['fault']);
    await brokerage.close();
    await luno.stop();
  });

  test('works again after a failure, and only once after a success', async () => {
    const { brokerage } = await startHarness();
    await expect(brokerage.connect(() => undefined, {})).rejects.toMatchObject({ code: 'system/wrong-state' });
  });

  test('is silent and leaves no timer after closing, also when closed twice', async () => {
    const { luno, trading, brokerage, clock, events } = await startHarness();
    luno.on(path, silence);
    const arrived = luno.arrival(path);
    const balances = trading.balances({}).catch((error: unknown) => error);
    await arrived;
    await Promise.all([brokerage.close(), brokerage.close()]);
    await brokerage.close();
    expect(await balances).toMatchObject({ code: 'system/aborted' });
    expect(clock.pendingTimers).toBe(0);
    expect(events).toEqual([]);
  });
});

function atMs(timeMs: number): string {
  return new Date(timeMs).toUTCString();
}

/** Lets real input and output happen until something is so. */
async function waitingFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve));
}
