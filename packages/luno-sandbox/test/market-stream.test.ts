import { SimulatedClock } from '@trader/core';
import { describe, expect, test } from 'vitest';
import type { LunoSandbox } from '../src/index.ts';
import {
  advance,
  clientOf,
  control,
  eventually,
  openStream,
  quietOptions,
  Stream,
  withSandbox,
} from './sandbox-client.ts';

const path = '/api/1/stream/XBTZAR';

describe('the first frame', () => {
  test('opens the session with a snapshot of the whole book', () =>
    withSandbox(quietOptions, async sandbox => {
      const bid = await clientOf(sandbox, 'alice').limit('BID', '0.3', '1000');
      const ask = await clientOf(sandbox, 'alice').limit('ASK', '0.0267', '1010');
      const stream = await openStream(sandbox, path, 'bob');
      expect(await stream.next()).toEqual({
        sequence: expect.stringMatching(/^\d+$/),
        asks: [{ id: ask, price: '1010.00', volume: '0.0267' }],
        bids: [{ id: bid, price: '1000.00', volume: '0.30' }],
        status: 'ACTIVE',
        timestamp: expect.any(Number),
      });
      await stream.close();
    }));

  test('shows an empty book as empty lists', () =>
    withSandbox(quietOptions, async sandbox => {
      const stream = await openStream(sandbox, path, 'bob');
      expect(await stream.next()).toMatchObject({ asks: [], bids: [] });
      await stream.close();
    }));

  test.each([
    ['not JSON', 'hello', 'invalid_credentials', 'you provided an invalid credentials message'],
    ['no object', '""', 'invalid_credentials', 'you provided an invalid credentials message'],
    ['an empty object', '{}', 'invalid_credentials', 'you provided an invalid credentials message'],
    [
      'a wrong secret',
      '{"api_key_id":"bob","api_key_secret":"x"}',
      'invalid_credentials',
      'you provided an invalid credentials message',
    ],
  ])('that is %s ends in an error frame and a normal close', (_, first, code, error) =>
    withSandbox(quietOptions, async sandbox => {
      const stream = await new Stream(sandbox.streamUrl + path).opened();
      stream.socket.send(first);
      expect(await stream.next()).toEqual({ error_code: code, error });
      expect(await stream.closed).toBe(1000);
    }),
  );

  test.each(['NOPEUSDT', 'xbtzar'])('for the unknown market %s ends in invalid_market', market =>
    withSandbox(quietOptions, async sandbox => {
      const stream = await openStream(sandbox, `/api/1/stream/${market}`, 'bob');
      expect(await stream.next()).toEqual({ error_code: 'invalid_market', error: market });
      expect(await stream.closed).toBe(1000);
    }),
  );

  test('must come within ten seconds', () => {
    const clock = new SimulatedClock(1_790_000_000_000);
    return withSandbox({ ...quietOptions, clock }, async sandbox => {
      const stream = await new Stream(sandbox.streamUrl + path).opened();
      await eventually(() => sandbox.control.countStreams() === 1);
      clock.advance(9_999);
      expect(sandbox.control.countStreams()).toBe(1);
      clock.advance(1);
      expect(await stream.next()).toEqual({
        error_code: 'auth_timeout',
        error: 'you took too long to provide credentials',
      });
      expect(await stream.closed).toBe(1000);
    });
  });
});

test('a path that is no stream is not upgraded', () =>
  withSandbox(quietOptions, async sandbox => {
    await expect(new Stream(`${sandbox.streamUrl}/api/1/nope`).opened()).rejects.toThrow('404');
  }));

test('the fifty-first session of a user is refused', () =>
  withSandbox({ ...quietOptions, behaviour: { streamSessionsMax: 2 } }, async sandbox => {
    const first = await openStream(sandbox, path, 'bob');
    const second = await openStream(sandbox, path, 'bob');
    await Promise.all([first.next(), second.next()]);
    const third = await openStream(sandbox, path, 'bob');
    expect(await third.next()).toEqual({ error_code: 'sessions_limit_exceeded', error: 'session limit exceeded' });
    expect(await third.closed).toBe(1000);
    const alices = await openStream(sandbox, path, 'alice');
    expect(await alices.next()).toHaveProperty('asks');
    await Promise.all([first.close(), second.close(), alices.close()]);
  }));

/** Opens a stream, takes its snapshot, and hands on the sequence that comes next. */
async function afterSnapshot(sandbox: LunoSandbox): Promise<{ stream: Stream; sequence: (offset: number) => string }> {
  const stream = await openStream(sandbox, path, 'bob');
  const first = BigInt((await stream.next()).sequence);
  return { stream, sequence: offset => (first + BigInt(offset)).toString() };
}

const nothing = { trade_updates: [], create_update: null, delete_update: null, status_update: null };

describe('an update', () => {
  test('creates, deletes and trades, one sequence each', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const { stream, sequence } = await afterSnapshot(sandbox);
      const maker = await alice.limit('ASK', '0.3', '1000');
      const timestamp = expect.any(Number);
      expect(await stream.next()).toEqual({
        ...nothing,
        sequence: sequence(1),
        create_update: { order_id: maker, type: 'ASK', price: '1000.00', volume: '0.30' },
        timestamp,
      });
      const taker = await clientOf(sandbox, 'bob').limit('BID', '0.1', '1000');
      const trade = { base: '0.10', counter: '100.00', maker_order_id: maker, taker_order_id: taker, order_id: maker };
      expect(await stream.next()).toEqual({
        ...nothing,
        sequence: sequence(2),
        trade_updates: [{ sequence: 1001, ...trade }],
        timestamp,
      });
      await alice.post('/api/1/stoporder', { order_id: maker });
      expect(await stream.next()).toEqual({
        ...nothing,
        sequence: sequence(3),
        delete_update: { order_id: maker },
        timestamp,
      });
      await stream.close();
    }));

  test('tells all trades of an incoming order and what rests of it at once; a filled maker gets no delete', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const first = await alice.limit('ASK', '0.1', '1000');
      const second = await alice.limit('ASK', '0.2', '1010');
      const { stream, sequence } = await afterSnapshot(sandbox);
      const taker = await clientOf(sandbox, 'bob').limit('BID', '0.5', '1020');
      const update = await stream.next();
      expect(update).toMatchObject({
        sequence: sequence(1),
        trade_updates: [
          { sequence: 1001, base: '0.10', maker_order_id: first, taker_order_id: taker },
          { sequence: 1002, base: '0.20', maker_order_id: second, taker_order_id: taker },
        ],
        create_update: { order_id: taker, type: 'BID', price: '1020.00', volume: '0.20' },
        delete_update: null,
      });
      await stream.close();
    }));

  test('is not made for orders that leave no trace in the book', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const { stream, sequence } = await afterSnapshot(sandbox);
      const stop = await alice.limit('BID', '0.1', '1000', { stop_price: '1000', stop_direction: 'ABOVE' });
      await alice.post('/api/1/stoporder', { order_id: stop });
      await alice.limit('BID', '0.1', '1000', { time_in_force: 'FOK' });
      await alice.limit('BID', '0.1', '1000');
      expect((await stream.next()).sequence).toBe(sequence(1));
      await stream.close();
    }));

  test('of its own tells what a woken stop order does', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const stop = await alice.limit('ASK', '0.1', '980', { stop_price: '990', stop_direction: 'BELOW' });
      await clientOf(sandbox, 'bob').limit('BID', '0.1', '990');
      const { stream, sequence } = await afterSnapshot(sandbox);
      await alice.limit('ASK', '0.1', '990');
      expect(await stream.next()).toMatchObject({ sequence: sequence(1), create_update: null });
      expect(await stream.next()).toMatchObject({
        sequence: sequence(2),
        create_update: { order_id: stop, price: '980.00' },
      });
      await stream.close();
    }));

  test('tells a change of status', () =>
    withSandbox(quietOptions, async sandbox => {
      const { stream, sequence } = await afterSnapshot(sandbox);
      await control(sandbox, 'market/status', { market: 'XBTZAR', status: 'SUSPENDED' });
      expect(await stream.next()).toMatchObject({
        ...nothing,
        sequence: sequence(1),
        status_update: { status: 'POSTONLY' },
      });
      const later = await openStream(sandbox, path, 'bob');
      expect((await later.next()).status).toBe('POSTONLY');
      await Promise.all([stream.close(), later.close()]);
    }));
});

describe('a quiet market', () => {
  test('sends "" after 20 s, a ping every 13.5 s and an update without content after 5 min', () => {
    const clock = new SimulatedClock(1_790_000_000_000);
    return withSandbox({ ...quietOptions, clock }, async sandbox => {
      const { stream, sequence } = await afterSnapshot(sandbox);
      await advance(clock, 13_499);
      expect(stream.pings).toBe(0);
      clock.advance(1);
      await stream.until(() => stream.pings === 1);
      clock.advance(6_499);
      clock.advance(1);
      expect(await stream.nextText()).toBe('""');
      for (let elapsedMs = 20_000; elapsedMs < 280_000; elapsedMs += 20_000) {
        clock.advance(20_000);
        expect(await stream.nextText()).toBe('""');
      }
      clock.advance(20_000);
      expect(await stream.next()).toEqual({ ...nothing, sequence: sequence(1), timestamp: clock.nowMs() });
      await stream.close();
    });
  });

  test('is not interrupted by keep-alives while it talks', () => {
    const clock = new SimulatedClock(1_790_000_000_000);
    return withSandbox({ ...quietOptions, clock }, async sandbox => {
      const { stream } = await afterSnapshot(sandbox);
      for (let count = 0; count < 3; count += 1) {
        clock.advance(15_000);
        await clientOf(sandbox, 'alice').limit('BID', '0.01', '1000');
        expect((await stream.next()).create_update).not.toBeNull();
      }
      await stream.close();
    });
  });
});
