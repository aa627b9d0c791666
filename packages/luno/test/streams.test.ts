import type { BrokerageEvent, InstrumentId } from '@trader/core';
import { SimulatedClock } from '@trader/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLuno, type LunoOptions } from '../src/index.ts';
import { EventLog } from './event-log.ts';
import { keyId, keySecret, marketRows, startMs, xbtZar } from './harness.ts';
import { json, lunoError, ScriptedLuno } from './scripted-luno.ts';
import { startScriptedServer } from './scripted-server.ts';

const snapshot = JSON.stringify({
  sequence: '7',
  asks: [{ id: 'BXA', price: '1403600.00', volume: '0.30' }],
  bids: [{ id: 'BXB', price: '1403128.00', volume: '0.026792' }],
  status: 'ACTIVE',
  timestamp: startMs,
});

async function start(options: Partial<LunoOptions> = {}) {
  const luno = await ScriptedLuno.start();
  const server = await startScriptedServer();
  const clock = new SimulatedClock(startMs);
  const log = new EventLog();
  luno.dateMs = () => clock.nowMs();
  luno
    .on('/api/exchange/1/markets', json({ markets: marketRows }))
    .on(
      '/api/1/balance',
      json({ balance: [{ account_id: '8203463422864003664', asset: 'ZAR', balance: '100', reserved: '0' }] }),
    )
    .on('/api/exchange/2/listorders', json({ orders: null }))
    .on(
      '/api/1/tickers',
      json({ tickers: [{ pair: 'XBTZAR', timestamp: startMs, bid: '1', ask: '2', last_trade: '1403129.00' }] }),
    );
  const brokerage = createLuno({
    keyId,
    keySecret,
    baseUrl: luno.url,
    streamUrl: server.url,
    readRetryDelaysMs: [],
    clock,
    ...options,
  });
  onTestFinished(async () => {
    await brokerage.close();
    await server.close();
    await luno.stop();
  });
  return { luno, server, clock, log, brokerage };
}

type Fixture = Awaited<ReturnType<typeof start>>;

/** Connects and lets the user stream say hello. */
async function connected(options: Partial<LunoOptions> = {}) {
  const fixture = await start(options);
  const connecting = fixture.brokerage.connect(fixture.log.sink, {});
  const user = await fixture.server.session();
  await user.credentials;
  user.send('""');
  await connecting;
  return { ...fixture, user };
}

function balanceUpdate(accountId: string, row: number): string {
  const balance_update = {
    row_index: row,
    balance: '90.5',
    balance_delta: '-9.5',
    available: '80',
    available_delta: '-20',
  };
  const frame = {
    type: 'balance_update',
    timestamp: startMs,
    order_status_update: null,
    order_fill_update: null,
    balance_update,
  };
  // Written by hand: the id is a number that JSON.stringify cannot write.
  return JSON.stringify(frame).replace('"row_index"', `"account_id":${accountId},"row_index"`);
}

describe('the user stream', () => {
  test('is up when connect resolves, and says so', async () => {
    const { log, user, brokerage } = await connected();
    expect(user.path).toBe('/api/1/userstream');
    expect(JSON.parse(await user.credentials)).toEqual({ api_key_id: keyId, api_key_secret: keySecret });
    expect(log.story).toEqual(['clock', 'link up']);
    expect(brokerage.capabilities).toMatchObject({
      marketStream: true,
      privateStream: { orders: true, fills: true, balances: true },
      fills: 'cumulative',
    });
  });

  test('brings balances with the asset that their account holds, every digit of its id kept', async () => {
    const { log, user } = await connected();
    user.send(balanceUpdate('8203463422864003664', 1));
    await log.count('balance', 1);
    expect(log.of('balance')[0]).toMatchObject({ asset: 'ZAR' });
    expect(String(log.of('balance')[0]?.available)).toBe('80');
  });

  test('tells of orders on a market that a later list leaves out: they may still fill', async () => {
    const { luno, log, user, brokerage } = await connected();
    luno.on('/api/exchange/1/markets', json({ markets: null }));
    expect(await brokerage.instruments({})).toEqual([]);
    const update = { order_id: 'BX1', client_order_id: 'c1', market_id: 'XBTZAR', status: 'COMPLETE' };
    user.send(JSON.stringify({ type: 'order_status', timestamp: startMs, order_status_update: update }));
    await log.until(() => log.of('order-report').length + log.of('fault').length > 0);
    expect(log.story.at(-1)).toBe('order finished');
  });

  test('has all balances read when an account is new', async () => {
    const { luno, log, user } = await connected();
    luno.on(
      '/api/1/balance',
      json({ balance: [{ account_id: '9000000000000000001', asset: 'XBT', balance: '1', reserved: '0' }] }),
    );
    user.send(balanceUpdate('9000000000000000001', 1));
    await log.count('balance', 1);
    expect(log.of('balance')[0]).toMatchObject({ asset: 'XBT' });
  });

  test('that is refused makes connect fail with what to do', async () => {
    const { server, log, brokerage } = await start();
    const connecting = brokerage.connect(log.sink, {}).catch((error: unknown) => error);
    const user = await server.session();
    await user.credentials;
    user.send('{"error_code":"invalid_credentials","error":"bad key"}');
    expect(await connecting).toMatchObject({ code: 'brokerage/unauthorized' });
  });

  test('that does not come up in time makes connect fail, and connect may be called again', async () => {
    const { server, log, clock, brokerage } = await start();
    server.refuseWith(503);
    const connecting = brokerage.connect(log.sink, {}).catch((error: unknown) => error);
    await log.count('link', 1);
    await clock.advanceAsync(20_000);
    expect(await connecting).toMatchObject({
      code: 'brokerage/unreachable',
      message: expect.stringContaining(server.url),
    });
    server.refuseWith(undefined);
    const again = brokerage.connect(log.sink, {});
    const user = await server.session();
    await user.credentials;
    user.send('""');
    await again;
    expect(log.link).toBe('up');
  });

  test('is not opened for a key that REST refuses', async () => {
    const { luno, server, log, brokerage } = await start();
    luno.on('/api/1/balance', lunoError('ErrUnauthorised', 401));
    await expect(brokerage.connect(log.sink, {})).rejects.toMatchObject({ code: 'brokerage/unauthorized' });
    expect(server.count).toBe(0);
  });

  test('is not opened when it is switched off', async () => {
    const { server, log, brokerage } = await start({ streams: { private: false } });
    await brokerage.connect(log.sink, {});
    expect(server.count).toBe(0);
    expect(brokerage.capabilities.privateStream).toEqual({ orders: false, fills: false, balances: false });
  });
});

/** Subscribes to a market and lets its stream send a snapshot. */
async function subscribed(fixture: Fixture, depth = 5) {
  const subscribing = fixture.brokerage.market?.subscribe(
    { instrumentId: xbtZar.id, tick: true, trade: true, bookDepth: depth },
    {},
  );
  const market = await fixture.server.session();
  await market.credentials;
  market.send(snapshot);
  await subscribing;
  return market;
}

function ticks(log: EventLog): readonly string[] {
  return log.story.filter(line => line.startsWith('tick'));
}

describe('the market streams', () => {
  test('bring the book with the first data, and the last price from the ticker', async () => {
    const fixture = await connected();
    const market = await subscribed(fixture);
    expect(market.path).toBe('/api/1/stream/XBTZAR');
    await fixture.log.count('tick', 2);
    expect(ticks(fixture.log)).toEqual(['tick 1403128/1403600/undefined', 'tick 1403128/1403600/1403129']);
    expect(fixture.log.of('book')).toHaveLength(1);
  });

  test('let recorders hear every message as it was sent, until they have heard enough', async () => {
    const fixture = await connected();
    const [heard, both]: [string[], string[]] = [[], []];
    const end = fixture.brokerage.market?.listen?.(xbtZar.id, message => heard.push(message));
    fixture.brokerage.market?.listen?.(xbtZar.id, message => both.push(message));
    const market = await subscribed(fixture);
    market.send('""');
    const update = { sequence: '8', trade_updates: [], create_update: null, delete_update: null, timestamp: startMs };
    market.send(JSON.stringify({ ...update, status_update: { status: 'POSTONLY' } }));
    await fixture.log.count('instrument', 1);
    expect(heard).toEqual([snapshot, '""', expect.stringContaining('POSTONLY')]);
    end?.();
    market.send(JSON.stringify({ ...update, sequence: '9', status_update: { status: 'ACTIVE' } }));
    await fixture.log.count('instrument', 2);
    expect([heard.length, both.length]).toEqual([3, 4]);
  });

  test('repeat the present ticks when pulled', async () => {
    const fixture = await connected();
    await subscribed(fixture);
    await fixture.log.count('tick', 2);
    await fixture.brokerage.market?.pull({});
    expect(fixture.log.of('tick')).toHaveLength(3);
  });

  test('are one per instrument: subscribing again changes what is told', async () => {
    const fixture = await connected();
    await subscribed(fixture, 0);
    expect(fixture.log.of('book')).toHaveLength(0);
    await fixture.brokerage.market?.subscribe({ instrumentId: xbtZar.id, tick: true, trade: false, bookDepth: 3 }, {});
    expect(fixture.server.count).toBe(2);
    expect(fixture.log.of('book')).toHaveLength(1);
  });

  test('tell a halt as a change of the instrument', async () => {
    const fixture = await connected();
    const market = await subscribed(fixture);
    const update = { sequence: '8', trade_updates: [], create_update: null, delete_update: null, timestamp: startMs };
    market.send(JSON.stringify({ ...update, status_update: { status: 'POSTONLY' } }));
    await fixture.log.count('instrument', 1);
    expect(fixture.log.of('instrument')[0]?.instrument.status).toBe('post-only');
  });

  test('end with unsubscribing', async () => {
    const fixture = await connected();
    const market = await subscribed(fixture);
    await fixture.brokerage.market?.unsubscribe(xbtZar.id);
    expect(await market.closed).toBe(1000);
  });

  test('that do not come up in time make subscribe fail', async () => {
    const fixture = await connected();
    fixture.server.refuseWith(503);
    const wanted = { instrumentId: xbtZar.id, tick: true, trade: false, bookDepth: 0 };
    const failing = fixture.brokerage.market?.subscribe(wanted, {}).catch((error: unknown) => error);
    await fixture.log.until(() =>
      fixture.log.of('link').some(link => link.stream === 'market' && link.state === 'down'),
    );
    await fixture.clock.advanceAsync(20_000);
    expect(await failing).toMatchObject({ code: 'brokerage/unreachable', message: expect.stringContaining('XBTZAR') });
  });

  test('that are down go on trying when subscribing again fails', async () => {
    const fixture = await start({ streams: { private: false } });
    const { server, log, clock, brokerage } = fixture;
    await brokerage.connect(log.sink, {});
    const market = await subscribed(fixture);
    server.refuseWith(503);
    market.socket.terminate();
    await log.until(() => log.link === 'down');
    const wanted = { instrumentId: xbtZar.id, tick: true, trade: true, bookDepth: 0 };
    const failing = brokerage.market?.subscribe(wanted, {}).catch((error: unknown) => error);
    await clock.advanceAsync(20_000);
    expect(await failing).toMatchObject({ code: 'brokerage/unreachable' });
    server.refuseWith(undefined);
    let path: string | undefined;
    void server.session().then(session => {
      path = session.path;
    });
    while (path === undefined) {
      await clock.advanceAsync(1000);
      await new Promise(resolve => setImmediate(resolve));
    }
    expect(path).toBe(market.path);
  });

  test('go on trying when the wait for them is aborted', async () => {
    const fixture = await connected();
    const abort = new AbortController();
    const wanted = { instrumentId: xbtZar.id, tick: true, trade: false, bookDepth: 0 };
    const subscribing = fixture.brokerage.market?.subscribe(wanted, { signal: abort.signal });
    const market = await fixture.server.session();
    await market.credentials;
    abort.abort();
    await subscribing;
    market.send(snapshot);
    await fixture.log.count('tick', 1);
  });

  test('of an unknown market are refused before anything is opened', async () => {
    const fixture = await connected();
    const wanted = { instrumentId: 'XBTZRA@luno' as InstrumentId, tick: true, trade: false, bookDepth: 0 };
    await expect(fixture.brokerage.market?.subscribe(wanted, {})).rejects.toMatchObject({ code: 'instrument/unknown' });
    expect(fixture.server.count).toBe(1);
  });
});

describe('closing', () => {
  test('ends every stream and timer, and nothing is told afterwards', async () => {
    const fixture = await connected();
    const market = await subscribed(fixture);
    const { log, brokerage, clock, server, user } = fixture;
    await log.count('tick', 2);
    const heard = log.events.length;
    await Promise.all([brokerage.close(), brokerage.close()]);
    await Promise.all([market.closed, user.closed]);
    expect(clock.pendingTimers).toBe(0);
    expect(server.open).toBe(0);
    expect(log.events).toHaveLength(heard);
  });

  test.each(['link', 'fault'])('from within the sink, on a %s, connects no more', async type => {
    const { server, log, clock, brokerage } = await start();
    const connecting = brokerage
      .connect(event => {
        log.sink(event);
        if (event.type === type && (event.type !== 'link' || event.state === 'down')) void brokerage.close();
      }, {})
      .catch((error: unknown) => error);
    const user = await server.session();
    await user.credentials;
    user.send('""');
    await connecting;
    user.send('{"error_code":"sessions_limit_exceeded"}');
    await log.count(type === 'link' ? 'link' : 'fault', type === 'link' ? 2 : 1);
    await user.closed;
    expect(clock.pendingTimers).toBe(0);
    expect(log.story.at(-1)).toBe(type === 'link' ? 'link down' : 'fault sessions-limit degraded');
    expect(server.count).toBe(1);
  });

  test('while connecting lets connect fail and leaves nothing behind', async () => {
    const { server, clock, brokerage } = await start();
    const events: BrokerageEvent[] = [];
    const connecting = brokerage.connect(event => void events.push(event), {}).catch((error: unknown) => error);
    const user = await server.session();
    await user.credentials;
    await brokerage.close();
    expect(await connecting).toMatchObject({ code: 'system/aborted' });
    await expect(brokerage.connect(() => undefined, {})).rejects.toMatchObject({ context: { state: 'closed' } });
    expect(clock.pendingTimers).toBe(0);
    expect(server.open).toBe(0);
  });
});
