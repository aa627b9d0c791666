import { request as httpRequest } from 'node:http';
import { SimulatedClock } from '@trader/core';
import { describe, expect, test } from 'vitest';
import type { LunoSandbox, SandboxState } from '../src/index.ts';
import {
  clientOf,
  control,
  eventually,
  openStream,
  openUserStream,
  quietOptions,
  Stream,
  withSandbox,
} from './sandbox-client.ts';

const form = { pair: 'XBTZAR', type: 'BID', volume: '0.01', price: '1000', client_order_id: 'c-1' };
const accepted = (sandbox: LunoSandbox): boolean => sandbox.control.state().users[0]?.orders.length === 1;

describe('a request fault', () => {
  test.each([
    ['error', 'before', 503, false],
    ['error', 'after', 503, true],
    ['html', 'before', 502, false],
    ['html', 'after', 502, true],
    ['rate-limited', 'before', 429, false],
    ['rate-limited', 'after', 429, true],
  ])('%s %s acceptance answers %d', (fault, when, status, done) =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const more = fault === 'error' ? { status: 503 } : {};
      await control(sandbox, 'faults', { endpoint: 'postorder', fault, when, ...more });
      const reply = await alice.post('/api/1/postorder', form);
      expect(reply.status).toBe(status);
      expect(reply.headers.get('content-type')).toContain(fault === 'html' ? 'text/html' : 'application/json');
      expect(accepted(sandbox)).toBe(done);
      expect((await alice.post('/api/1/postorder', form)).status).toBe(done ? 409 : 200);
    }),
  );

  test.each([
    ['before', false],
    ['after', true],
  ])('reset %s acceptance cuts the connection', (when, done) =>
    withSandbox(quietOptions, async sandbox => {
      sandbox.control.addFault({ endpoint: 'postorder', fault: 'reset', when: when as 'before' | 'after' });
      await expect(clientOf(sandbox, 'alice').post('/api/1/postorder', form)).rejects.toThrow();
      expect(accepted(sandbox)).toBe(done);
    }),
  );

  test('hang after acceptance never answers, while the streams go on', () =>
    withSandbox(quietOptions, async sandbox => {
      const stream = await openUserStream(sandbox, 'alice');
      sandbox.control.addFault({ endpoint: 'postorder', fault: 'hang', when: 'after' });
      let answered = false;
      const call = clientOf(sandbox, 'alice')
        .post('/api/1/postorder', form)
        .finally(() => {
          answered = true;
        });
      call.catch(() => undefined);
      expect((await stream.next()).order_status_update.client_order_id).toBe('c-1');
      expect((await clientOf(sandbox, 'alice').get('/api/exchange/3/order?client_order_id=c-1')).status).toBe(200);
      expect(answered).toBe(false);
      await sandbox.close();
      await expect(call).rejects.toThrow();
    }));

  test('truncate sends half a body', () =>
    withSandbox(quietOptions, async sandbox => {
      sandbox.control.addFault({ endpoint: 'stoporder', fault: 'truncate' });
      const alice = clientOf(sandbox, 'alice');
      const id = await alice.limit('BID', '0.01', '1000');
      await expect(alice.post('/api/1/stoporder', { order_id: id })).rejects.toThrow();
      expect(sandbox.exchange.order(id)?.status).toBe('finished');
    }));

  test('delay before acceptance makes a request too late for its deadline', () => {
    const clock = new SimulatedClock(1_790_000_000_000);
    return withSandbox({ ...quietOptions, clock }, async sandbox => {
      sandbox.control.addFault({ endpoint: 'postorder', fault: 'delay', delayMs: 3_000 });
      const late = { ...form, timestamp: String(clock.nowMs()), ttl: '2000' };
      const call = clientOf(sandbox, 'alice').post('/api/1/postorder', late);
      await eventually(() => sandbox.control.pendingFaults().length === 0);
      clock.advance(3_000);
      expect((await call).body.error_code).toBe('ErrDeadlineExceeded');
    });
  });

  test('happens so many times, and to matching requests only', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      await control(sandbox, 'faults', {
        endpoint: 'postorder',
        fault: 'error',
        count: 2,
        where: { client_order_id: 'c-1' },
      });
      expect((await alice.post('/api/1/postorder', { ...form, client_order_id: 'other' })).status).toBe(200);
      expect((await alice.post('/api/1/postorder', form)).status).toBe(500);
      expect((await alice.post('/api/1/postorder', form)).status).toBe(500);
      expect((await alice.post('/api/1/postorder', form)).status).toBe(200);
    }));

  test('can be listed and taken back', () =>
    withSandbox(quietOptions, async sandbox => {
      await control(sandbox, 'faults', { endpoint: '*', fault: 'hang' });
      const listed = await (await fetch(`${sandbox.url}/sandbox/faults`)).json();
      expect(listed).toEqual({ faults: [{ endpoint: '*', fault: 'hang', when: 'before', count: 1 }] });
      await control(sandbox, 'faults/clear');
      expect((await clientOf(sandbox, 'alice').get('/api/1/balance')).status).toBe(200);
    }));

  test('can refuse streams', () =>
    withSandbox(quietOptions, async sandbox => {
      sandbox.control.addFault({ endpoint: 'streams', fault: 'error' });
      const url = `${sandbox.streamUrl}/api/1/userstream`;
      await expect(new Stream(url).opened()).rejects.toThrow('503');
      const stream = await new Stream(url).opened();
      await stream.close();
    }));

  test.each([
    [{ endpoint: 'postorder', fault: 'explode' }, 'use one of error'],
    [{ endpoint: 'nope', fault: 'error' }, 'use one of *'],
    [{ endpoint: '*', fault: 'error', count: 0 }, 'it must be an integer above 0'],
  ])('that is %j is refused with the remedy', (fault, remedy) =>
    withSandbox(quietOptions, async sandbox => {
      const { status, body } = await control(sandbox, 'faults', fault);
      expect(status).toBe(400);
      expect(body.error).toContain(remedy);
    }),
  );
});

describe('a frame fault', () => {
  /** Sequences, relative to the snapshot's, of what arrives when five orders are placed while one fault waits. */
  const sequences = (fault: string, count = 1) =>
    withSandbox(quietOptions, async sandbox => {
      const stream = await openStream(sandbox, '/api/1/stream/XBTZAR', 'bob');
      const first = Number((await stream.next()).sequence);
      expect((await control(sandbox, 'streams/faults', { stream: 'market', fault, count })).body).toEqual({
        sessions: 1,
      });
      for (let order = 0; order < 5; order += 1) await clientOf(sandbox, 'alice').limit('BID', '0.01', '1000');
      const last = `"sequence":"${first + 5}"`;
      await stream.until(() => stream.frames.some(frame => frame.includes(last)));
      await stream.close();
      return stream.frames
        .slice(1)
        .map(frame => (frame.endsWith('}') ? Number(JSON.parse(frame).sequence) - first : 'cut'));
    });

  test.each([
    ['drop', 1, [2, 3, 4, 5]],
    ['drop', 2, [3, 4, 5]],
    ['duplicate', 1, [1, 1, 2, 3, 4, 5]],
    ['stale', 2, [1, 0, 2, 1, 3, 4, 5]],
    ['reorder', 1, [2, 1, 3, 4, 5]],
    ['garble', 1, ['cut', 2, 3, 4, 5]],
  ])('%s × %d makes %j', async (fault, count, expected) => {
    expect(await sequences(fault, count)).toEqual(expected);
  });

  test('can be aimed at one kind of private message', () =>
    withSandbox(quietOptions, async sandbox => {
      const stream = await openUserStream(sandbox, 'alice');
      sandbox.control.addFrameFault({ stream: 'user', fault: 'drop', containing: '"PENDING"' });
      await clientOf(sandbox, 'alice').limit('BID', '0.01', '1000');
      await stream.until(() => stream.frames.length === 2);
      expect(stream.frames.map(frame => JSON.parse(frame).type)).toEqual(['order_status', 'balance_update']);
      await stream.close();
    }));

  test('skip-sequence leaves a gap with nothing missing', () =>
    withSandbox(quietOptions, async sandbox => {
      const stream = await openStream(sandbox, '/api/1/stream/XBTZAR', 'bob');
      const first = Number((await stream.next()).sequence);
      await control(sandbox, 'streams/skip-sequence', { market: 'XBTZAR' });
      await clientOf(sandbox, 'alice').limit('BID', '0.01', '1000');
      expect(Number((await stream.next()).sequence)).toBe(first + 2);
      await stream.close();
    }));
});

describe('streams', () => {
  test('are disconnected by kind, market and key', () =>
    withSandbox(quietOptions, async sandbox => {
      const market = await openStream(sandbox, '/api/1/stream/XBTZAR', 'alice');
      await market.next();
      const alices = await openUserStream(sandbox, 'alice');
      const bobs = await openUserStream(sandbox, 'bob');
      expect((await control(sandbox, 'streams/disconnect', { stream: 'user', keyId: 'alice' })).body).toEqual({
        sessions: 1,
      });
      expect(await alices.closed).toBe(1006);
      expect((await control(sandbox, 'streams/disconnect', { market: 'XBTZAR', how: 'close' })).body).toEqual({
        sessions: 1,
      });
      expect(await market.closed).toBe(1000);
      expect((await control(sandbox, 'streams/count')).body).toEqual({ sessions: 1 });
      await bobs.close();
    }));

  test('that are frozen stay open and say nothing', () => {
    const clock = new SimulatedClock(1_790_000_000_000);
    return withSandbox({ ...quietOptions, clock }, async sandbox => {
      const stream = await openUserStream(sandbox, 'alice');
      let pongs = 0;
      stream.socket.on('pong', () => {
        pongs += 1;
      });
      expect((await control(sandbox, 'streams/freeze', { stream: 'user' })).body).toEqual({ sessions: 1 });
      stream.socket.ping();
      await clientOf(sandbox, 'alice').limit('BID', '0.01', '1000');
      clock.advance(60_000);
      await clientOf(sandbox, 'alice').get('/api/1/balance');
      expect([stream.frames, stream.pings, pongs, stream.socket.readyState]).toEqual([[], 0, 0, stream.socket.OPEN]);
      stream.socket.terminate();
      await stream.closed;
    });
  });
});

describe('the control interface', () => {
  test('can be switched off', () =>
    withSandbox({ ...quietOptions, control: false }, async sandbox => {
      const response = await fetch(`${sandbox.url}/sandbox/state`);
      expect([response.status, await response.text()]).toEqual([404, '']);
    }));

  test('refuses what a web page could send', () =>
    withSandbox(quietOptions, async sandbox => {
      const plain = await fetch(`${sandbox.url}/sandbox/streams/disconnect`, { method: 'POST', body: '{}' });
      expect(plain.status).toBe(415);
    }));

  test('names its paths to those who are lost', () =>
    withSandbox(quietOptions, async sandbox => {
      const { status, body } = await control(sandbox, 'nope');
      expect(status).toBe(404);
      expect(body.error).toContain('POST /sandbox/faults');
    }));

  test('shows the books of record', () =>
    withSandbox(quietOptions, async sandbox => {
      await clientOf(sandbox, 'alice').limit('BID', '0.01', '1000', { client_order_id: 'mine' });
      const state = (await (await fetch(`${sandbox.url}/sandbox/state`)).json()) as SandboxState;
      expect(state).toEqual(JSON.parse(JSON.stringify({ ...sandbox.control.state(), timeMs: state.timeMs })));
      expect(state.users[0]?.orders[0]).toMatchObject({ clientOrderId: 'mine', status: 'open' });
    }));

  test.each([0, 1.5, 100_001, 'many'])('moves the market by no %s steps', steps =>
    withSandbox(quietOptions, async sandbox => {
      const { status, body } = await control(sandbox, 'market/step', { steps });
      expect([status, body.error]).toEqual([400, expect.stringContaining('steps was')]);
    }),
  );

  test('survives a request target that is no address', () =>
    withSandbox(quietOptions, async sandbox => {
      const status = await new Promise(resolve => {
        httpRequest({ port: sandbox.port, host: '127.0.0.1', path: '//' }, response =>
          resolve(response.statusCode),
        ).end();
      });
      expect(status).toBe(400);
      expect((await clientOf(sandbox, 'alice').get('/api/1/balance')).status).toBe(200);
    }));

  test('moves clock and money', () =>
    withSandbox(quietOptions, async sandbox => {
      const before = sandbox.control.state().timeMs;
      await control(sandbox, 'clock/shift', { byMs: 3_600_000 });
      expect(sandbox.control.state().timeMs).toBeGreaterThanOrEqual(before + 3_600_000);
      await control(sandbox, 'deposit', { user: 'alice', asset: 'XBT', amount: '0.5' });
      expect((await clientOf(sandbox, 'alice').get('/api/1/balance?assets=XBT')).body.balance[0].balance).toBe('10.50');
      expect((await control(sandbox, 'deposit', { user: 'nobody', asset: 'XBT', amount: '1' })).status).toBe(400);
    }));
});
