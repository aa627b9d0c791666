import { type Balance, Decimal } from '@trader/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ServerSession } from '../../test/scripted-server.ts';
import { keySecret, type StreamFixture, streamFixture, xbtzar } from '../../test/stream-fixture.ts';
import { type AccountState, createUserStream, type UserStream, type UserStreamOptions } from './user-stream.ts';

const timestamp = 1_790_127_200_130;
const none = { order_status_update: null, order_fill_update: null, balance_update: null };
const order = { order_id: 'BXBWD2YQMEEBBXS', client_order_id: 't1-000042', market_id: 'XBTZAR' };

const status = (word: string, names: object = order) =>
  JSON.stringify({ type: 'order_status', timestamp, ...none, order_status_update: { ...names, status: word } });
const fill = (base: string, counter: string, fees: object = { base_fee: '0.00000350', counter_fee: '0' }) =>
  JSON.stringify({
    type: 'order_fill',
    timestamp,
    ...none,
    order_fill_update: {
      ...order,
      base_fill: base,
      counter_fill: counter,
      base_delta: base,
      counter_delta: counter,
      ...fees,
      base_fee_delta: '0',
      counter_fee_delta: '0',
    },
  });
const balance = (row: number, total: string, account = '8203463422864003664') =>
  `{"type":"balance_update","timestamp":${timestamp},"order_status_update":null,"order_fill_update":null,"balance_update":{"account_id":${account},"row_index":${row},"balance":"${total}","balance_delta":"1","available":"99.00000000","available_delta":"1.00000000"}}`;

let fixture: StreamFixture;
let stream: UserStream;
let states: AccountState[];

beforeEach(async () => {
  fixture = await streamFixture();
  states = [];
});

afterEach(async () => {
  await stream.stop();
  expect(fixture.clock.pendingTimers).toBe(0);
  expect(JSON.stringify(fixture.log.events)).not.toContain(keySecret);
  await fixture.server.close();
});

function open(options: Partial<UserStreamOptions> = {}): Promise<ServerSession> {
  stream = createUserStream({
    ...fixture.options,
    instrumentOf: symbol => (symbol === 'XBTZAR' ? xbtzar : undefined),
    balanceOf: state => {
      states.push(state);
      return state.accountId === '8203463422864003664' ? toBalance(state) : undefined;
    },
    ...options,
  });
  stream.start();
  return fixture.server.session();
}

function toBalance({ total, available, timeMs }: AccountState): Balance {
  return { type: 'balance', asset: 'ZAR', total, available, brokerageTimeMs: timeMs };
}

/** Opens a stream that is up, with nothing heard but that. */
async function live(options: Partial<UserStreamOptions> = {}): Promise<ServerSession> {
  const session = await open(options);
  await session.credentials;
  session.send('""');
  await stream.whenLive();
  fixture.log.clear();
  return session;
}

async function reconnect(session: ServerSession): Promise<ServerSession> {
  session.socket.terminate();
  await fixture.log.until(() => fixture.log.link === 'down');
  fixture.clock.advance(2000);
  const next = await fixture.server.session();
  await next.credentials;
  return next;
}

describe('the user stream', () => {
  test('sends the credentials and is up when Luno says anything but no', async () => {
    const session = await open();
    expect(session.path).toBe('/api/1/userstream');
    expect(JSON.parse(await session.credentials)).toEqual({ api_key_id: 'cnz2yjswbv3jd', api_key_secret: keySecret });
    session.send('""');
    await stream.whenLive();
    expect(fixture.log.events).toEqual([
      expect.objectContaining({ type: 'link', stream: 'private', instrumentId: undefined, state: 'up' }),
    ]);
  });

  test('is up half a second after the credentials when Luno says nothing', async () => {
    const session = await open();
    await session.credentials;
    fixture.clock.advance(499);
    expect(fixture.log.events).toEqual([]);
    fixture.clock.advance(1);
    await stream.whenLive();
  });

  test.each([
    ['AWAITING', 'pending'],
    ['PENDING', 'open'],
    ['COMPLETE', 'finished'],
  ])('tells %s as %s, without a reason that Luno does not give', async (word, state) => {
    const session = await live();
    session.send(status(word));
    await fixture.log.count('order-report', 1);
    expect(fixture.log.events).toEqual([
      {
        type: 'order-report',
        brokerageOrderId: 'BXBWD2YQMEEBBXS',
        clientOrderId: 't1-000042',
        instrumentId: 'XBTZAR@luno',
        status: state,
        finishedBy: undefined,
        cumulative: undefined,
        terms: undefined,
        reason: undefined,
        brokerageTimeMs: timestamp,
      },
    ]);
  });

  test('tells an order without a client id as such', async () => {
    const session = await live();
    session.send(status('PENDING', { ...order, client_order_id: '' }));
    await fixture.log.count('order-report', 1);
    expect(fixture.log.of('order-report')[0]?.clientOrderId).toBeUndefined();
  });

  test('tells fills as exact running totals with fees by asset', async () => {
    const session = await live();
    session.send(fill('0.00100000', '11.9670000000000000'));
    session.send(fill('0.00200000', '23.9340000000000001', { base_fee: '0.000007', counter_fee: '-0.01' }));
    session.send(fill('0.00200000', '23.934', {}));
    await fixture.log.count('order-report', 3);
    const totals = fixture.log.of('order-report').map(({ cumulative }) => cumulative);
    expect(totals).toEqual([
      {
        base: Decimal.parse('0.001'),
        quote: Decimal.parse('11.967'),
        fees: [{ asset: 'XBT', amount: Decimal.parse('0.0000035') }],
      },
      {
        base: Decimal.parse('0.002'),
        quote: Decimal.parse('23.9340000000000001'),
        fees: [
          { asset: 'XBT', amount: Decimal.parse('0.000007') },
          { asset: 'ZAR', amount: Decimal.parse('-0.01') },
        ],
      },
      { base: Decimal.parse('0.002'), quote: Decimal.parse('23.934'), fees: undefined },
    ]);
  });

  test('does not take the totals of a fill that comes after the end for the final ones', async () => {
    const session = await live();
    session.send(fill('0.001', '1'), status('COMPLETE'), fill('0.002', '2'));
    await fixture.log.count('order-report', 3);
    expect(fixture.log.story).toEqual(['order open', 'order finished', 'order open']);
  });

  test('keeps all 19 digits of an account id and tells the balance of its asset', async () => {
    const session = await live();
    session.send(balance(1, '100.00000000'));
    await fixture.log.count('balance', 1);
    expect(states).toEqual([
      {
        accountId: '8203463422864003664',
        total: Decimal.parse('100'),
        available: Decimal.parse('99'),
        timeMs: timestamp,
      },
    ]);
    expect(fixture.log.of('balance')[0]?.total.toString()).toBe('100');
  });

  test('tells nothing of an account that does not count', async () => {
    const session = await live();
    session.send(balance(1, '5', '17'), status('PENDING'));
    await fixture.log.count('order-report', 1);
    expect(fixture.log.story).toEqual(['order open']);
    expect(states).toHaveLength(1);
  });

  test('does not let replayed ledger rows bring an old balance back', async () => {
    const session = await live();
    session.send(balance(8, '100'), balance(9, '90'), balance(8, '100'), balance(9, '90'), balance(10, '95'));
    await fixture.log.count('balance', 3);
    expect(fixture.log.story).toEqual(['balance ZAR 100', 'balance ZAR 90', 'balance ZAR 95']);
  });

  test('reports an order on a market that nobody named, and goes on', async () => {
    const session = await live();
    session.send(status('PENDING', { ...order, market_id: 'MOONZAR' }), status('PENDING'));
    await fixture.log.count('order-report', 1);
    expect(fixture.log.story).toEqual(['fault unknown-instrument degraded', 'order open']);
  });

  test('leaves out message types that it does not know', async () => {
    const session = await live();
    session.send('{"type":"fireworks","timestamp":1}', status('PENDING'));
    await fixture.log.count('order-report', 1);
    expect(fixture.log.story).toEqual(['order open']);
  });
});

describe('after a reconnect', () => {
  test('the gap comes before anything newer, from the last sign of life on', async () => {
    const session = await live();
    const heardMs = fixture.clock.nowMs();
    session.send(status('PENDING'));
    await fixture.log.count('order-report', 1);
    fixture.clock.advance(10_000);
    const next = await reconnect(session);
    fixture.log.clear();
    next.send(status('PENDING'), status('COMPLETE'));
    await fixture.log.count('order-report', 2);
    expect(fixture.log.story).toEqual(['gap', 'link up', 'order open', 'order finished']);
    expect(fixture.log.of('gap')).toEqual([
      {
        type: 'gap',
        stream: 'private',
        instrumentId: undefined,
        fromMs: heardMs,
        toMs: fixture.clock.nowMs(),
        reason: expect.stringMatching(/closed the connection with code 1006/),
      },
    ]);
  });

  test('a pong counts as a sign of life', async () => {
    const session = await live();
    const ping = session.ping();
    fixture.clock.advance(15_000);
    const pongMs = fixture.clock.nowMs();
    await ping;
    await roundTrip(session);
    fixture.clock.advance(5000);
    await reconnect(session);
    fixture.clock.advance(500);
    expect(fixture.log.of('gap')[0]?.fromMs).toBe(pongMs);
  });

  test('connections that never came up do not shorten the gap', async () => {
    const session = await live();
    const heardMs = fixture.clock.nowMs();
    const second = await reconnect(session);
    second.socket.terminate();
    await second.closed;
    await fixture.waits(2);
    fixture.clock.advance(4000);
    const third = await fixture.server.session();
    third.send('""');
    await fixture.log.count('gap', 1);
    expect(fixture.log.of('gap')[0]?.fromMs).toBe(heardMs);
    expect(fixture.log.story).toEqual(['link down', 'gap', 'link up']);
  });

  test('a replay repeats totals and is otherwise silent', async () => {
    const frames = [status('PENDING'), fill('0.001', '1'), balance(3, '7')];
    const session = await live();
    session.send(...frames);
    await fixture.log.count('balance', 1);
    const next = await reconnect(session);
    fixture.log.clear();
    next.send(...frames, balance(4, '6'));
    await fixture.log.count('balance', 1);
    expect(fixture.log.story).toEqual(['gap', 'link up', 'order open', 'order open', 'balance ZAR 6']);
  });

  test('a frame that cannot be read ends the connection, and the gap starts before it', async () => {
    const session = await live();
    const heardMs = fixture.clock.nowMs();
    fixture.clock.advance(5000);
    session.send(
      `{"type":"order_fill","secret":"hush","timestamp":1,"order_fill_update":{"order_id":"BX"}}`,
      status('PENDING'),
    );
    await fixture.log.until(() => fixture.log.link === 'down');
    expect(fixture.log.story).toEqual(['link down', 'fault unreadable degraded']);
    expect(fixture.log.of('fault')[0]?.message).not.toContain('hush');
    fixture.clock.advance(2000);
    const next = await fixture.server.session();
    next.send('');
    await fixture.log.count('gap', 1);
    expect(fixture.log.of('gap')[0]?.fromMs).toBe(heardMs);
  });

  /** A round trip: whatever was under way before has arrived. */
  function roundTrip(session: ServerSession): Promise<void> {
    return new Promise(resolve => {
      session.socket.once('pong', () => resolve());
      session.socket.ping();
    });
  }
});

test('a wrong key ends the stream for good', async () => {
  const session = await open();
  const refused = expect(stream.whenLive()).rejects.toMatchObject({ code: 'brokerage/unauthorized' });
  session.send(`{"error_code":"invalid_credentials","error":"you provided an invalid credentials message"}`);
  await refused;
  expect(fixture.log.story).toEqual(['link down', 'fault unauthorized fatal']);
  expect(fixture.clock.pendingTimers).toBe(0);
});

test('a silent close after the credentials is tried again with growing waits', async () => {
  let session = await open();
  for (const [index, delayMs] of [2000, 4000, 8000].entries()) {
    await session.credentials;
    session.socket.close(1000);
    expect((await fixture.waits(index + 1))[index]).toBe(delayMs);
    fixture.clock.advance(delayMs);
    session = await fixture.server.session();
  }
  session.send('""');
  await stream.whenLive();
  expect(fixture.log.story).toEqual(['link down', 'link up']);
});
