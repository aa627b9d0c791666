import { SimulatedClock } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { clientOf, openStream, openUserStream, quietOptions, Stream, shapeOf, withSandbox } from './sandbox-client.ts';

const path = '/api/1/userstream';

/** What a message says in short. */
// biome-ignore lint/suspicious/noExplicitAny: messages are checked field by field where they matter
function brief(message: any): string {
  const { order_status_update: status, order_fill_update: fill, balance_update: balance } = message;
  if (status !== null) return status.status;
  if (fill !== null) return `fill ${fill.base_delta}`;
  return `row ${balance.row_index}`;
}

describe('a resting order', () => {
  test('is told as AWAITING, PENDING and what it reserves', () =>
    withSandbox(quietOptions, async sandbox => {
      const stream = await openUserStream(sandbox, 'alice');
      const id = await clientOf(sandbox, 'alice').limit('BID', '0.1', '1000', { client_order_id: 'mine' });
      expect(await stream.next()).toEqual({
        type: 'order_status',
        timestamp: expect.any(Number),
        order_status_update: { order_id: id, client_order_id: 'mine', market_id: 'XBTZAR', status: 'AWAITING' },
        order_fill_update: null,
        balance_update: null,
      });
      expect((await stream.next()).order_status_update.status).toBe('PENDING');
      const [, zar] = (await clientOf(sandbox, 'alice').get('/api/1/balance')).body.balance;
      const text = await stream.nextText();
      expect(text).toContain(`"balance_update":{"account_id":${zar.account_id},"row_index":2,`);
      expect(JSON.parse(text).balance_update).toMatchObject({
        balance: '100000.00000000',
        balance_delta: '0.00000000',
        available: '99900.00000000',
        available_delta: '-100.00000000',
      });
      await stream.close();
    }));

  test('is told fill by fill with running totals, then COMPLETE, then balances', () =>
    withSandbox(quietOptions, async sandbox => {
      const id = await clientOf(sandbox, 'alice').limit('BID', '0.3', '1000');
      const stream = await openUserStream(sandbox, 'alice');
      const bob = clientOf(sandbox, 'bob');
      await bob.limit('ASK', '0.1', '1000');
      const fill = await stream.next();
      const recorded = {
        order_id: 'BXBWD2YQMEEBBXS',
        client_order_id: '',
        market_id: 'ETHMYR',
        base_fill: '0.00100000',
        counter_fill: '11.9670000000000000',
        base_delta: '0.00100000',
        counter_delta: '11.9670000000000000',
        base_fee: '0.00000350',
        counter_fee: '0',
        base_fee_delta: '0.00000350',
        counter_fee_delta: '0',
      };
      expect(shapeOf(fill.order_fill_update)).toEqual(shapeOf(recorded));
      expect(fill.order_fill_update).toMatchObject({
        order_id: id,
        base_fill: '0.10000000',
        counter_fill: '100.0000000000000000',
        base_fee: '0.00100000',
      });
      expect([brief(await stream.next()), brief(await stream.next()), brief(await stream.next())]).toEqual([
        'row 3',
        'row 2',
        'row 3',
      ]);
      await bob.limit('ASK', '0.2', '1000');
      expect((await stream.next()).order_fill_update).toMatchObject({
        base_fill: '0.30000000',
        base_delta: '0.20000000',
        base_fee_delta: '0.00200000',
      });
      expect(brief(await stream.next())).toBe('COMPLETE');
      await stream.close();
    }));

  test('that is canceled is told as COMPLETE', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const id = await alice.limit('BID', '0.3', '1000');
      const stream = await openUserStream(sandbox, 'alice');
      await alice.post('/api/1/stoporder', { order_id: id });
      expect([brief(await stream.next()), brief(await stream.next())]).toEqual(['COMPLETE', 'row 3']);
      await stream.close();
    }));
});

test('an order that fills at once is told in full', () =>
  withSandbox(quietOptions, async sandbox => {
    await clientOf(sandbox, 'bob').limit('ASK', '0.1', '1000');
    await clientOf(sandbox, 'bob').limit('ASK', '0.1', '1001');
    const stream = await openUserStream(sandbox, 'alice');
    await clientOf(sandbox, 'alice').limit('BID', '0.2', '1001');
    const told: string[] = [];
    for (let count = 0; count < 5; count += 1) told.push(brief(await stream.next()));
    expect(told).toEqual(['AWAITING', 'PENDING', 'fill 0.10000000', 'fill 0.10000000', 'COMPLETE']);
    await stream.close();
  }));

test('a woken stop order is told as PENDING', () =>
  withSandbox(quietOptions, async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    const stream = await openUserStream(sandbox, 'alice');
    await alice.limit('BID', '0.1', '1000', { stop_price: '1010', stop_direction: 'ABOVE' });
    expect([brief(await stream.next()), brief(await stream.next())]).toEqual(['AWAITING', 'row 2']);
    const bob = clientOf(sandbox, 'bob');
    await bob.limit('ASK', '0.1', '1010');
    await bob.limit('BID', '0.1', '1010');
    expect(brief(await stream.next())).toBe('PENDING');
    await stream.close();
  }));

test('nobody hears of others', () =>
  withSandbox(quietOptions, async sandbox => {
    const stream = await openUserStream(sandbox, 'bob');
    await clientOf(sandbox, 'alice').limit('BID', '0.1', '1000');
    const own = await clientOf(sandbox, 'bob').limit('BID', '0.1', '1000');
    expect((await stream.next()).order_status_update.order_id).toBe(own);
    await stream.close();
  }));

test('every session of a user hears everything', () =>
  withSandbox(quietOptions, async sandbox => {
    const streams = [await openUserStream(sandbox, 'alice'), await openUserStream(sandbox, 'alice')];
    const id = await clientOf(sandbox, 'alice').limit('BID', '0.1', '1000');
    for (const stream of streams) expect((await stream.next()).order_status_update.order_id).toBe(id);
    await Promise.all(streams.map(stream => stream.close()));
  }));

test('a wrong key, and a key without permissions, are refused', () =>
  withSandbox(
    {
      ...quietOptions,
      users: [
        { name: 'user', keys: [{ id: 'blind', secret: 'blind-secret', permissions: 64 }], balances: { XBT: '1' } },
      ],
    },
    async sandbox => {
      for (const key of ['blind', 'unknown']) {
        const stream = await openStream(sandbox, path, key);
        expect((await stream.next()).error_code).toBe('invalid_credentials');
        expect(await stream.closed).toBe(1000);
      }
    },
  ));

describe('a key that was away', () => {
  const options = () => ({ ...quietOptions, clock: new SimulatedClock(1_790_000_000_000) });

  test('hears what it missed, once and in order, and nothing from before its first session', async () => {
    await withSandbox(options(), async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      await alice.limit('BID', '0.01', '1000', { client_order_id: 'before' });
      const stream = await openUserStream(sandbox, 'alice');
      await alice.limit('BID', '0.01', '1000', { client_order_id: 'heard' });
      expect((await stream.next()).order_status_update.client_order_id).toBe('heard');
      await stream.until(() => stream.frames.length === 3);
      sandbox.control.disconnectStreams({ stream: 'user' });
      await stream.closed;
      await alice.limit('BID', '0.01', '1000', { client_order_id: 'missed' });
      const again = await openUserStream(sandbox, 'alice');
      await alice.limit('BID', '0.01', '1000', { client_order_id: 'after' });
      await again.until(() => again.frames.length === 6);
      const names = again.frames.map(frame => JSON.parse(frame).order_status_update?.client_order_id);
      expect(names).toEqual(['missed', 'missed', undefined, 'after', 'after', undefined]);
      await again.close();
    });
  });

  test('for longer than five minutes hears only the last five', async () => {
    const { clock, ...rest } = options();
    await withSandbox({ ...rest, clock }, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const stream = await openUserStream(sandbox, 'alice');
      sandbox.control.disconnectStreams();
      await stream.closed;
      await alice.limit('BID', '0.01', '1000', { client_order_id: 'lost' });
      clock.advance(200_000);
      await alice.limit('BID', '0.01', '1000', { client_order_id: 'kept' });
      clock.advance(100_000);
      const again = await openUserStream(sandbox, 'alice');
      expect((await again.next()).order_status_update.client_order_id).toBe('kept');
      await again.close();
    });
  });

  test('hears duplicates when the sandbox is told to overlap', async () => {
    await withSandbox({ ...options(), behaviour: { replay: 'overlapping' } }, async sandbox => {
      const stream = await openUserStream(sandbox, 'alice');
      await clientOf(sandbox, 'alice').limit('BID', '0.01', '1000');
      await stream.until(() => stream.frames.length === 5);
      await stream.close();
      const again = await openUserStream(sandbox, 'alice');
      await again.until(() => again.frames.length === 5);
      expect(again.frames).toEqual(stream.frames);
      await again.close();
    });
  });
});

test('keep-alives come here as well', () => {
  const clock = new SimulatedClock(1_790_000_000_000);
  return withSandbox({ ...quietOptions, clock }, async sandbox => {
    const stream = await openUserStream(sandbox, 'alice');
    clock.advance(20_000);
    expect(await stream.nextText()).toBe('""');
    await stream.until(() => stream.pings > 0);
    await stream.close();
  });
});

test('silence before the credentials ends in auth_timeout', () => {
  const clock = new SimulatedClock(1_790_000_000_000);
  return withSandbox({ ...quietOptions, clock, behaviour: { authTimeoutMs: 500 } }, async sandbox => {
    const stream = await new Stream(sandbox.streamUrl + path).opened();
    while (sandbox.control.countStreams() === 0) await new Promise(resolve => setImmediate(resolve));
    clock.advance(500);
    expect((await stream.next()).error_code).toBe('auth_timeout');
    await stream.closed;
  });
});
