import { type ClientOrderId, Decimal, type PlaceOutcome } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { createLuno } from '../src/index.ts';
import { intent, keyId, keySecret, startHarness, startMs, xbtZar } from './harness.ts';
import { json, lunoError, type Reply, reset, ScriptedLuno, silence, text, truncated } from './scripted-luno.ts';

const path = '/api/1/postorder';

describe('the outcome of placing', () => {
  const table: readonly { when: string; reply: Reply; outcome: PlaceOutcome['outcome']; code?: string }[] = [
    { when: 'Luno names an order', reply: json({ order_id: 'BXMC2CJ7HNB88U4' }), outcome: 'accepted' },
    { when: 'there is an extra field', reply: json({ order_id: 'BX1', new_field: [1] }), outcome: 'accepted' },
    { when: 'the id is missing', reply: json({}), outcome: 'unknown', code: 'unreadable' },
    { when: 'the id is empty', reply: json({ order_id: '' }), outcome: 'unknown', code: 'unreadable' },
    { when: 'the id is a number', reply: json({ order_id: 7 }), outcome: 'unknown', code: 'unreadable' },
    { when: 'the body is empty', reply: text(''), outcome: 'unknown', code: 'unreadable' },
    { when: 'the body is a list', reply: json([]), outcome: 'unknown', code: 'unreadable' },
    {
      when: 'order and error come together',
      reply: json({ order_id: 'BX1', error_code: 'ErrInsufficientBalance' }),
      outcome: 'unknown',
      code: 'unreadable',
    },
    { when: 'the connection is reset', reply: reset, outcome: 'unknown', code: 'connection-lost' },
    { when: 'the body is cut off', reply: truncated, outcome: 'unknown', code: 'connection-lost' },
    {
      when: 'a gateway answers HTML 502',
      reply: text('<html>bad gateway</html>', 502),
      outcome: 'unknown',
      code: 'unreadable',
    },
    { when: 'a server fails with a code', reply: lunoError('ErrInternal', 500), outcome: 'unknown', code: 'internal' },
    {
      when: 'a server in trouble repeats a refusal',
      reply: lunoError('ErrInsufficientBalance', 503),
      outcome: 'unknown',
      code: 'insufficient-balance',
    },
    {
      when: 'it is redirected',
      reply: text('', 302, { location: '/elsewhere' }),
      outcome: 'unknown',
      code: 'unreadable',
    },
    {
      when: 'a gateway answers JSON 404',
      reply: json({ message: 'no route' }, 404),
      outcome: 'unknown',
      code: 'unreadable',
    },
    {
      when: 'the rate limit hits',
      reply: lunoError('ErrTooManyRequests', 429),
      outcome: 'unknown',
      code: 'rate-limited',
    },
    { when: 'the rate limit hits in HTML', reply: text('<html>', 429), outcome: 'unknown', code: 'rate-limited' },
    {
      when: 'the market is in maintenance',
      reply: lunoError('ErrUnderMaintenance', 503),
      outcome: 'unknown',
      code: 'under-maintenance',
    },
    {
      when: 'the deadline was missed',
      reply: lunoError('ErrDeadlineExceeded'),
      outcome: 'unknown',
      code: 'deadline-exceeded',
    },
    {
      when: 'a post-only order was canceled',
      reply: lunoError('ErrOrderCanceled'),
      outcome: 'unknown',
      code: 'order-canceled',
    },
    { when: 'the code is new', reply: lunoError('ErrNeverSeenBefore'), outcome: 'unknown', code: 'never-seen-before' },
    { when: 'the code is an object member', reply: lunoError('constructor'), outcome: 'unknown', code: 'constructor' },
    {
      when: 'the client order id exists',
      reply: lunoError('ErrDuplicateClientOrderID', 409),
      outcome: 'unknown',
      code: 'duplicate-client-order-id',
    },
    {
      when: 'funds are short',
      reply: lunoError('ErrInsufficientBalance'),
      outcome: 'rejected',
      code: 'insufficient-balance',
    },
    {
      when: 'funds are short, in other words',
      reply: lunoError('ErrInsufficientFunds'),
      outcome: 'rejected',
      code: 'insufficient-funds',
    },
    {
      when: 'a refusal comes with HTTP 200',
      reply: lunoError('ErrPriceTooLow', 200),
      outcome: 'rejected',
      code: 'price-too-low',
    },
    {
      when: 'a permission is missing',
      reply: lunoError('ErrInsufficientPerms', 403),
      outcome: 'rejected',
      code: 'insufficient-perms',
    },
    { when: 'the key is wrong', reply: lunoError('ErrUnauthorised', 401), outcome: 'rejected', code: 'unauthorised' },
    { when: 'a 401 names no code', reply: text('', 401), outcome: 'unknown', code: 'unreadable' },
    {
      when: 'only post-only orders are taken',
      reply: lunoError('ErrPostOnlyMode'),
      outcome: 'rejected',
      code: 'post-only-mode',
    },
    {
      when: 'the book is too thin',
      reply: lunoError('ErrNotEnoughLiquidity'),
      outcome: 'rejected',
      code: 'not-enough-liquidity',
    },
  ];

  test.each(table)('is $outcome ($code) when $when', async ({ reply, outcome, code }) => {
    const { luno, trading } = await startHarness();
    luno.on(path, reply);
    const result = await trading.place(intent(), {});
    expect(result.outcome).toBe(outcome);
    if (code !== undefined) expect(result).toMatchObject({ code });
    if (result.outcome === 'unknown')
      expect(result.resolveByMs).toBe(Number(luno.to(path)[0]?.form.get('timestamp')) + 5000);
    expect(luno.to(path)).toHaveLength(1);
  });

  test('is unknown when no answer comes in time, and the order is not sent again', async () => {
    const { luno, trading, clock } = await startHarness();
    luno.on(path, silence);
    const arrived = luno.arrival(path);
    const outcome = trading.place(intent(), {});
    await arrived;
    clock.advance(10_000);
    expect(await outcome).toMatchObject({ outcome: 'unknown', code: 'timed-out' });
    expect(luno.to(path)).toHaveLength(1);
  });

  test('is unknown when the body stalls after the headers', async () => {
    const { luno, trading, clock } = await startHarness();
    luno.on(path, response => {
      response.writeHead(200);
      response.write('{"order_id":');
    });
    const arrived = luno.arrival(path);
    const outcome = trading.place(intent(), {});
    await arrived;
    clock.advance(10_000);
    expect(await outcome).toMatchObject({ outcome: 'unknown', code: 'timed-out' });
  });

  test('is unknown when the call is aborted after it was sent', async () => {
    const { luno, trading } = await startHarness();
    luno.on(path, silence);
    const abort = new AbortController();
    const arrived = luno.arrival(path);
    const outcome = trading.place(intent(), { signal: abort.signal });
    await arrived;
    abort.abort();
    expect(await outcome).toMatchObject({ outcome: 'unknown', code: 'aborted', resolveByMs: expect.any(Number) });
  });

  test('is unknown when the brokerage is closed while it waits', async () => {
    const { luno, trading, brokerage } = await startHarness();
    luno.on(path, silence);
    const arrived = luno.arrival(path);
    const outcome = trading.place(intent(), {});
    await arrived;
    await brokerage.close();
    expect(await outcome).toMatchObject({ outcome: 'unknown', code: 'aborted' });
  });

  test('is unknown when the answer is larger than allowed', async () => {
    const { luno, trading } = await startHarness({ responseBytesMax: 2048 });
    luno.on(path, text('x'.repeat(5000)));
    expect(await trading.place(intent(), {})).toMatchObject({ outcome: 'unknown', code: 'too-large' });
  });

  test('is not-sent when the signal was aborted before', async () => {
    const { luno, trading } = await startHarness();
    const outcome = await trading.place(intent(), { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ outcome: 'not-sent', code: 'aborted' });
    expect(luno.to(path)).toHaveLength(0);
  });

  test('is not-sent when the intent has expired', async () => {
    const { luno, trading } = await startHarness();
    expect(await trading.place(intent({}, startMs), {})).toMatchObject({ outcome: 'not-sent', code: 'expired' });
    expect(luno.to(path)).toHaveLength(0);
  });

  test('is not-sent when the intent expires while it waits for its turn', async () => {
    const { luno, trading, clock } = await startHarness({ rateBudget: { burst: 3, reservedForCancels: 0 } });
    luno.on(path, lunoError('ErrTooManyRequests', 429));
    await trading.place(intent(), {});
    const waiting = trading.place(intent({}, startMs + 1000), {});
    await clock.advanceAsync(1000);
    expect(await waiting).toMatchObject({ outcome: 'not-sent', code: 'expired' });
    expect(luno.to(path)).toHaveLength(1);
  });

  test('is not looked up while it waits for its turn: the request would take its place', async () => {
    const { luno, trading, clock } = await startHarness({ rateBudget: { burst: 3, reservedForCancels: 0 } });
    luno.on(path, lunoError('ErrTooManyRequests', 429));
    await trading.place(intent(), {});
    const waiting = trading.place(intent({ clientOrderId: 'waits' as ClientOrderId }, startMs + 1000), {});

    const query = { clientOrderId: 'waits' as ClientOrderId, brokerageOrderId: undefined, instrumentId: xbtZar.id };
    expect(await trading.find(query, {})).toMatchObject({ outcome: 'unknown', code: 'waiting' });
    expect(luno.to('/api/exchange/3/order')).toHaveLength(0);
    await clock.advanceAsync(1000);
    await waiting;
  });

  test('is sent once and unknown when a gateway answers 421 and is gone: fetch would repeat it, and call it not sent', async () => {
    const { luno, trading } = await startHarness();
    let stopped: Promise<void> | undefined;
    luno.on(path, (response, seen) => {
      text('', 421, { connection: 'close' })(response, seen);
      response.once('finish', () => {
        stopped = luno.stop();
      });
    });
    expect(await trading.place(intent(), {})).toMatchObject({ outcome: 'unknown', code: 'unreadable' });
    expect(luno.to(path)).toHaveLength(1);
    expect(luno.to(path)[0]?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      'content-length': expect.stringMatching(/^\d+$/),
    });
    await stopped;
  });

  test('is not-sent when nothing listens at the address', async () => {
    const gone = await ScriptedLuno.start();
    const { url } = gone;
    await gone.stop();
    const brokerage = createLuno({ keyId, keySecret, baseUrl: url });
    const outcome = await brokerage.trading?.place(intent({}, Number.MAX_SAFE_INTEGER), {});
    await brokerage.close();
    expect(outcome).toMatchObject({
      outcome: 'not-sent',
      code: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('is unknown when a kept-alive connection turns out to be dead: bytes may have left', async () => {
    const { luno, trading } = await startHarness();
    await luno.stop();
    expect(await trading.place(intent(), {})).toMatchObject({ outcome: 'unknown', code: 'connection-lost' });
  });

  test('is not-sent after closing', async () => {
    const { trading, brokerage } = await startHarness();
    await brokerage.close();
    expect(await trading.place(intent(), {})).toMatchObject({ outcome: 'not-sent', code: 'closed' });
  });

  test('is not-sent for a market buy sized in base, with what to do instead', async () => {
    const { luno, trading } = await startHarness();
    const outcome = await trading.place(intent({ type: 'market', price: undefined, timeInForce: 'IOC' }), {});
    expect(outcome).toMatchObject({
      outcome: 'not-sent',
      code: 'unsupported',
      message: expect.stringContaining('quoteQuantity'),
    });
    expect(luno.seen.filter(seen => seen.method === 'POST')).toHaveLength(0);
  });
});

describe('the moment by which an order must be resolved', () => {
  test.each([
    { leftMs: 60_000, ttl: '5000' },
    { leftMs: 6000, ttl: '5000' },
    { leftMs: 3100, ttl: expect.stringMatching(/^(2[5-9]|3[0-6])\d\d$/) },
  ])('bounds the time to live: $leftMs ms are left', async ({ leftMs, ttl }) => {
    const { luno, trading } = await startHarness();
    luno.on(path, json({}));
    const resolveByMs = startMs + leftMs;
    const outcome = await trading.place(intent({}, startMs + 60_000, resolveByMs), {});
    const form = luno.to(path)[0]?.form;
    expect(form?.get('ttl')).toEqual(ttl);
    expect(Number(form?.get('timestamp')) + Number(form?.get('ttl'))).toBeLessThanOrEqual(resolveByMs);
    expect(outcome).toMatchObject({
      outcome: 'unknown',
      resolveByMs: Number(form?.get('timestamp')) + Number(form?.get('ttl')),
    });
  });

  test.each([1000, 0, -60_000])('keeps the order back when too little time is left: %d ms', async leftMs => {
    const { luno, trading, clock } = await startHarness();
    const outcome = await trading.place(intent({}, startMs + 60_000, startMs + leftMs), {});
    expect(outcome).toMatchObject({ outcome: 'not-sent', code: 'expired' });
    expect(luno.to(path)).toHaveLength(0);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('the form of an order', () => {
  test('carries a limit order with client id, time and time to live', async () => {
    const { luno, trading } = await startHarness();
    luno.on(path, json({ order_id: 'BX1' }));
    await trading.place(intent({ postOnly: true }), {});
    const [seen] = luno.to(path);
    expect(Object.fromEntries(seen?.form ?? [])).toEqual({
      pair: 'XBTZAR',
      type: 'BID',
      volume: '0.01',
      price: '1400000',
      time_in_force: 'GTC',
      client_order_id: 't1-000042',
      post_only: 'true',
      timestamp: expect.stringMatching(/^\d{13}$/),
      ttl: '5000',
    });
    expect(seen?.headers['content-type']).toContain('application/x-www-form-urlencoded');
    expect([...(seen?.query ?? [])]).toEqual([]);
  });

  test('carries a stop-limit order', async () => {
    const { luno, trading } = await startHarness();
    luno.on(path, json({ order_id: 'BX1' }));
    await trading.place(
      intent({ type: 'stop-limit', side: 'sell', stopPrice: Decimal.parse('1350000'), trigger: 'below' }),
      {},
    );
    expect(Object.fromEntries(luno.to(path)[0]?.form ?? [])).toMatchObject({
      type: 'ASK',
      stop_price: '1350000',
      stop_direction: 'BELOW',
    });
  });

  test.each([
    { side: 'buy', sent: { type: 'BUY', counter_volume: '1000.5' }, absent: 'base_volume' },
    { side: 'sell', sent: { type: 'SELL', base_volume: '0.01' }, absent: 'counter_volume' },
  ] as const)('sizes a market $side as Luno wants it', async ({ side, sent, absent }) => {
    const { luno, trading } = await startHarness();
    luno.on('/api/1/marketorder', json({ order_id: 'BX1' }));
    const size = side === 'buy' ? { quantity: undefined, quoteQuantity: Decimal.parse('1000.50') } : {};
    await trading.place(intent({ type: 'market', side, price: undefined, timeInForce: 'IOC', ...size }), {});
    const form = Object.fromEntries(luno.to('/api/1/marketorder')[0]?.form ?? []);
    expect(form).toMatchObject({ pair: 'XBTZAR', client_order_id: 't1-000042', ...sent });
    expect(form).not.toHaveProperty(absent);
    expect(form).not.toHaveProperty('time_in_force');
  });

  test('never holds an exponent', async () => {
    const { luno, trading } = await startHarness();
    luno.on(path, json({ order_id: 'BX1' }));
    await trading.place(intent({ quantity: Decimal.parse('0.0000001'), price: Decimal.parse('0.00000000001') }), {});
    expect(luno.to(path)[0]?.form.get('volume')).toBe('0.0000001');
    expect(luno.to(path)[0]?.form.get('price')).toBe('0.00000000001');
  });

  test('uses the configured accounts', async () => {
    const luno = await startHarness();
    luno.luno.on(
      '/api/1/balance',
      json({ balance: [{ account_id: '6213702911573325445', asset: 'ZAR', balance: '1', reserved: '0' }] }),
    );
    const chosen = await startHarness({ baseUrl: luno.luno.url, accounts: { ZAR: '6213702911573325445' } });
    luno.luno.on(path, json({ order_id: 'BX1' }));
    await chosen.trading.place(intent(), {});
    const form = luno.luno.to(path)[0]?.form;
    expect(form?.get('counter_account_id')).toBe('6213702911573325445');
    expect(form?.has('base_account_id')).toBe(false);
  });

  test.each([-3_600_000, 0, 3_600_000])('has Luno’s time although our clock is off by %d ms', async offMs => {
    const { luno, trading, clock } = await startHarness();
    luno.dateMs = () => clock.nowMs() + offMs;
    luno.on(path, json({ order_id: 'BX1' }));
    await trading.balances({});
    await trading.place(intent(), {});
    const sentMs = Number(luno.to(path)[0]?.form.get('timestamp'));
    expect(Math.abs(sentMs - (clock.nowMs() + offMs))).toBeLessThanOrEqual(1000);
  });
});
