import { SimulatedClock } from '@trader/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ServerSession } from '../../test/scripted-server.ts';
import { keySecret, type StreamFixture, streamFixture, xbtzar } from '../../test/stream-fixture.ts';
import { createMarketStream, type MarketStream, type MarketStreamOptions } from './market-stream.ts';

const snapshot = JSON.stringify({
  sequence: '100',
  asks: [{ id: 'A1', price: '101.00', volume: '2.00' }],
  bids: [
    { id: 'B1', price: '99.00', volume: '1.00' },
    { id: 'B2', price: '98.00', volume: '1.00' },
  ],
  status: 'ACTIVE',
  timestamp: 1_790_000_000_000,
});
const emptyBook = '{"sequence":"149205858","asks":[],"bids":[],"timestamp":1790127301388,"status":"ACTIVE"}';

function update(sequence: number, parts: object = {}): string {
  return JSON.stringify({
    sequence: String(sequence),
    trade_updates: [],
    create_update: null,
    delete_update: null,
    status_update: null,
    ...parts,
    timestamp: 1_790_000_000_000 + sequence,
  });
}

const bid = (id: string, price: string) => ({ create_update: { order_id: id, type: 'BID', price, volume: '1.00' } });
const sale = (maker: string, base: string) => ({
  trade_updates: [{ sequence: 7, base, counter: '1', maker_order_id: maker, taker_order_id: 'T', order_id: maker }],
});

let fixture: StreamFixture;
let streams: MarketStream[];

beforeEach(async () => {
  fixture = await streamFixture();
  streams = [];
});

afterEach(async () => {
  await Promise.all(streams.map(stream => stream.stop()));
  expect(fixture.clock.pendingTimers).toBe(0);
  expect(JSON.stringify(fixture.log.events)).not.toContain(keySecret);
  await fixture.server.close();
});

function open(options: Partial<MarketStreamOptions> = {}): MarketStream {
  const wishes = { tick: true, trade: true, bookDepth: 2 };
  const stream = createMarketStream({ ...fixture.options, instrument: xbtzar, wishes, ...options });
  streams.push(stream);
  stream.start();
  return stream;
}

/** Opens a stream and serves the snapshot. */
async function live(
  options: Partial<MarketStreamOptions> = {},
): Promise<{ stream: MarketStream; session: ServerSession }> {
  const stream = open(options);
  const session = await serve();
  await stream.whenLive();
  return { stream, session };
}

async function serve(...frames: string[]): Promise<ServerSession> {
  const session = await fixture.server.session();
  await session.credentials;
  session.send(snapshot, ...frames);
  return session;
}

describe('a market stream', () => {
  test('sends the credentials first and tells the snapshot', async () => {
    const stream = open();
    const session = await fixture.server.session();
    expect(session.path).toBe('/api/1/stream/XBTZAR');
    expect(JSON.parse(await session.credentials)).toEqual({ api_key_id: 'cnz2yjswbv3jd', api_key_secret: keySecret });
    session.send(snapshot);
    await stream.whenLive();
    expect(fixture.log.story).toEqual(['link up', 'tick 99/101/undefined', 'book']);
    expect(fixture.log.of('book')[0]).toEqual({
      type: 'book',
      instrumentId: 'XBTZAR@luno',
      symbol: 'XBTZAR',
      bids: [
        { price: 99, quantity: 1 },
        { price: 98, quantity: 1 },
      ],
      asks: [{ price: 101, quantity: 2 }],
      sequence: '100',
      timeMs: 1_790_000_000_000,
    });
    expect(stream.sequence).toBe('100');
    expect(stream.book?.size).toBe(3);
  });

  test('tells trades first, then the tick, then the book, and only what changed', async () => {
    const { session } = await live();
    fixture.log.clear();
    session.send(
      update(101, sale('A1', '0.5')),
      update(102),
      update(103, bid('B3', '90')),
      update(104, bid('B4', '100')),
    );
    await fixture.log.count('book', 2);
    expect(fixture.log.story).toEqual(['trade 0.5@101', 'tick 99/101/101', 'book', 'tick 100/101/101', 'book']);
    expect(fixture.log.of('trade')[0]).toMatchObject({
      takerSide: 'buy',
      tradeId: '7',
      count: 1,
      timeMs: 1_790_000_000_101,
    });
    expect(fixture.log.of('book').at(-1)?.sequence).toBe('104');
  });

  test('tells only what is wished, and more when more is wished', async () => {
    const { stream, session } = await live({ wishes: { tick: true, trade: false, bookDepth: 0 } });
    session.send(update(101, sale('A1', '0.5')));
    await fixture.log.count('tick', 2);
    stream.setWishes({ tick: false, trade: true, bookDepth: 1 });
    session.send(update(102, sale('A1', '0.5')));
    await fixture.log.count('book', 2);
    expect(fixture.log.story).toEqual([
      'link up',
      'tick 99/101/undefined',
      'tick 99/101/101',
      'book',
      'trade 0.5@101',
      'book',
    ]);
  });

  test('shows an empty side as nothing', async () => {
    open();
    const session = await fixture.server.session();
    session.send(emptyBook);
    await fixture.log.count('book', 1);
    expect(fixture.log.story).toEqual(['link up', 'tick undefined/undefined/undefined', 'book']);
  });

  test('tells a change of status once', async () => {
    const { stream, session } = await live();
    fixture.log.clear();
    const status = (word: string) => ({ status_update: { status: word } });
    session.send(update(101, status('POSTONLY')), update(102, status('POSTONLY')), update(103, status('MOON')));
    await fixture.log.count('instrument', 2);
    expect(fixture.log.story).toEqual(['instrument post-only', 'instrument unknown']);
    expect(stream.instrument.status).toBe('unknown');
  });

  test('takes a last price from elsewhere until it has seen a trade', async () => {
    const { stream, session } = await live({ wishes: { tick: true, trade: false, bookDepth: 0 } });
    stream.offerLastPrice(100);
    session.send(update(101, sale('A1', '0.5')));
    await fixture.log.count('tick', 3);
    stream.offerLastPrice(77);
    stream.repeatTick();
    const last = fixture.log.of('tick').map(tick => tick.last);
    expect(last).toEqual([undefined, 100, 101, 101]);
  });

  test('ignores keep-alives of both spellings and unknown members', async () => {
    const { stream, session } = await live();
    session.send('""', '', update(101, { ...bid('B3', '100'), what_is_this: { new: true } }));
    await fixture.log.count('tick', 2);
    expect(stream.sequence).toBe('101');
  });
});

describe('a break of the chain', () => {
  const breaks: [string, string[], RegExp][] = [
    ['a skipped sequence', [update(102)], /sequence 102 came where 101 was due/],
    ['a repeated sequence', [update(100)], /sequence 100 came where 101 was due/],
    ['an older sequence', [update(99)], /sequence 99 came where 101 was due/],
    ['a trade of an unknown maker', [update(101, sale('X', '1'))], /X, which is not in the book/],
    ['a trade larger than its maker', [update(101, sale('A1', '3'))], /less left/],
    ['a create of an id that rests', [update(101, bid('B1', '97'))], /already/],
    ['a delete of an unknown id', [update(101, { delete_update: { order_id: 'X' } })], /not in the book/],
    ['a crossed book', [update(101, bid('B3', '101'))], /crossed/],
    ['a second snapshot', [snapshot], /second snapshot/],
    ['a price of zero', [update(101, bid('B3', '0.00'))], /unreadable.*not above zero/],
    ['a price that is no number', [update(101, bid('B3', 'NaN'))], /unreadable/],
    ['text that is not JSON', ['{"sequence":"101'], /unreadable.*not JSON/],
    ['deep nesting', ['['.repeat(100_000)], /unreadable/],
    ['an unknown error', ['{"error_code":"moon_phase","error":"wrong"}'], /moon_phase \(wrong\)/],
  ];

  test.each(breaks)(
    'by %s hides the book, tells the gap before anything newer, and mends it',
    async (_, frames, reason) => {
      const { stream, session } = await live();
      fixture.log.clear();
      session.send(...frames, update(101, bid('B9', '100')));
      await fixture.log.until(() => fixture.log.link === 'down');
      expect(stream.book).toBeUndefined();
      expect(stream.sequence).toBeUndefined();
      stream.repeatTick();
      await session.closed;
      fixture.clock.advance(2000);
      await serve();
      await stream.whenLive();
      const story = fixture.log.story.filter(line => !line.startsWith('fault'));
      expect(story).toEqual(['link down', 'gap', 'link up', 'tick 99/101/undefined', 'book']);
      expect(fixture.log.of('gap')[0]).toEqual({
        type: 'gap',
        stream: 'market',
        instrumentId: 'XBTZAR@luno',
        fromMs: 1_790_000_000_000,
        toMs: 1_790_000_000_000,
        reason: expect.stringMatching(reason),
      });
      expect(fixture.log.of('link')[0]?.reason).toMatch(reason);
      for (const { severity } of fixture.log.of('fault')) expect(severity).toBe('degraded');
    },
  );

  test('tells the time between the last good message and the new snapshot', async () => {
    const { stream, session } = await live();
    session.send(update(101), update(103));
    await fixture.log.until(() => fixture.log.link === 'down');
    fixture.clock.advance(2000);
    const later = snapshot.replace('1790000000000', '1790000009000');
    const next = await fixture.server.session();
    next.send(later);
    await stream.whenLive();
    expect(fixture.log.of('gap')).toMatchObject([{ fromMs: 1_790_000_000_101, toMs: 1_790_000_009_000 }]);
  });

  test('forgets the last price: trades may have been missed', async () => {
    const { stream, session } = await live();
    session.send(update(101, sale('A1', '0.5')), update(103));
    await fixture.log.until(() => fixture.log.link === 'down');
    fixture.clock.advance(2000);
    await serve();
    await stream.whenLive();
    expect(fixture.log.story.filter(line => line.startsWith('tick'))).toEqual([
      'tick 99/101/undefined',
      'tick 99/101/101',
      'tick 99/101/undefined',
    ]);
  });

  test('by an update before the snapshot is no gap, since nothing was shown', async () => {
    const stream = open();
    const session = await fixture.server.session();
    session.send(update(101));
    await fixture.log.count('link', 1);
    fixture.clock.advance(2000);
    await serve();
    await stream.whenLive();
    expect(fixture.log.story).toEqual(['link down', 'link up', 'tick 99/101/undefined', 'book']);
  });

  test('by a snapshot that contradicts itself is tried again', async () => {
    const stream = open();
    const session = await fixture.server.session();
    session.send(snapshot.replace('101.00', '99.00'));
    await fixture.log.count('link', 1);
    expect(fixture.log.of('link')[0]?.reason).toMatch(/snapshot 100 contradicts itself: the book is crossed/);
    fixture.clock.advance(2000);
    await serve();
    await stream.whenLive();
  });

  test('by a frame beyond the bound closes the connection without reading it', async () => {
    const { session } = await live();
    session.send('"'.padEnd(5 * 1024 * 1024, 'x'));
    await fixture.log.until(() => fixture.log.link === 'down');
    expect(fixture.log.of('link').at(-1)?.reason).toMatch(/Max payload size exceeded/);
  });

  test('by malformed UTF-8 or a binary frame closes the connection', async () => {
    const { stream, session } = await live();
    session.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    await fixture.log.until(() => fixture.log.link === 'down');
    fixture.clock.advance(2000);
    const next = await serve();
    await stream.whenLive();
    next.socket.send(Buffer.from('""'), { binary: true });
    await fixture.log.until(() => fixture.log.link === 'down');
    expect(fixture.log.of('link').at(-1)?.reason).toMatch(/binary/);
  });
});

describe('a lost connection', () => {
  test('comes back after 2, 4, 8 … 60 seconds, one socket at a time, with one alarm', async () => {
    const stream = open();
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const session = await fixture.server.session();
      expect(fixture.server.open).toBe(1);
      await fail(session, attempt);
    }
    expect(await fixture.waits(8)).toEqual([2, 4, 8, 16, 32, 60, 60, 60].map(seconds => seconds * 1000));
    expect(fixture.log.story).toEqual(['link down', 'fault unreachable degraded']);
    await serve();
    await stream.whenLive();
    expect(fixture.log.link).toBe('up');
  });

  /** Closes a connection and moves on to the next; `count` waits have begun then. */
  async function fail(session: ServerSession, count: number): Promise<void> {
    session.socket.close(1011);
    await session.closed;
    await fixture.waits(count);
    fixture.clock.advance((fixture.clock.nextDueMs ?? 0) - fixture.clock.nowMs());
  }

  test('raises the alarm only for connections without data, in a row', async () => {
    const { stream, session: first } = await live();
    let session = first;
    let waits = 0;
    for (let round = 0; round < 2; round += 1) {
      for (let attempt = 0; attempt < 5; attempt += 1) {
        waits += 1;
        await fail(session, waits);
        session = attempt < 4 ? await fixture.server.session() : await serve();
      }
      await stream.whenLive();
    }
    expect(fixture.log.of('fault')).toEqual([]);
  });

  test('after half an hour of health starts with a short wait again', async () => {
    const { stream, session } = await live();
    session.socket.terminate();
    await fixture.log.until(() => fixture.log.link === 'down');
    fixture.clock.advance(2000);
    const second = await serve();
    await stream.whenLive();
    for (let minutes = 0; minutes < 30; minutes += 0.25) {
      const ping = second.ping();
      fixture.clock.advance(15_000);
      second.send('""');
      await ping;
      await heard(second);
    }
    second.socket.terminate();
    await fixture.log.until(() => fixture.log.link === 'down');
    expect((fixture.clock.nextDueMs ?? 0) - fixture.clock.nowMs()).toBe(2000);
  });

  /** A round trip: whatever the server sent before was heard. */
  function heard(session: ServerSession): Promise<void> {
    return new Promise(resolve => {
      session.socket.once('pong', () => resolve());
      session.socket.ping();
    });
  }

  test('that is silent is stale after half a minute and replaced within a minute', async () => {
    const { session } = await live();
    session.socket.pause();
    fixture.log.clear();
    fixture.clock.advance(30_000);
    expect(fixture.log.story).toEqual([]);
    fixture.clock.advance(15_000);
    expect(fixture.log.story).toEqual(['link stale']);
    fixture.clock.advance(15_000);
    expect(fixture.log.story).toEqual(['link stale', 'link down']);
    expect(fixture.log.of('link').at(-1)?.reason).toMatch(/nothing was heard for 45 s/);
    fixture.clock.advance(2000);
    await serve();
    await fixture.log.until(() => fixture.log.link === 'up');
    expect(fixture.log.story).toEqual(['link stale', 'link down', 'gap', 'link up', 'tick 99/101/undefined', 'book']);
  });

  test('that was only silent for a while is up again without a gap', async () => {
    const { stream, session } = await live();
    session.socket.pause();
    fixture.log.clear();
    fixture.clock.advance(45_000);
    stream.repeatTick();
    expect(fixture.log.story).toEqual(['link stale']);
    session.socket.resume();
    session.send(update(101, bid('B3', '100')));
    await fixture.log.count('tick', 1);
    expect(fixture.log.story).toEqual(['link stale', 'link up', 'tick 100/101/undefined', 'book']);
  });

  test('is pinged every 15 seconds', async () => {
    const { session } = await live();
    for (let count = 0; count < 3; count += 1) {
      const ping = session.ping();
      fixture.clock.advance(15_000);
      await ping;
    }
  });

  test('that brings no snapshot in time is replaced', async () => {
    const stream = open();
    const blind = await fixture.server.session();
    await blind.credentials;
    blind.send('""');
    fixture.clock.advance(20_000);
    expect(fixture.log.of('link')[0]?.reason).toMatch(/no data came within 20000 ms/);
    fixture.clock.advance(2000);
    await serve();
    await stream.whenLive();
  });

  test('over an HTTP refusal is tried again, and a wrong key is not', async () => {
    fixture.server.refuseWith(503);
    const stream = open();
    await fixture.log.count('link', 1);
    expect(fixture.log.of('link')[0]?.reason).toMatch(/HTTP 503/);
    fixture.server.refuseWith(401);
    fixture.clock.advance(2000);
    await expect(stream.whenLive()).rejects.toMatchObject({ code: 'brokerage/unauthorized' });
    expect(fixture.log.story).toEqual(['link down', 'fault unauthorized fatal']);
    expect(fixture.clock.pendingTimers).toBe(0);
  });

  test('over a server that is not there is tried again', async () => {
    await fixture.server.close();
    open();
    await fixture.log.count('link', 1);
    expect(fixture.log.of('link')[0]?.reason).toMatch(/ECONNREFUSED/);
    expect((fixture.clock.nextDueMs ?? 0) - fixture.clock.nowMs()).toBe(2000);
  });
});

describe('an error frame', () => {
  test.each([
    ['invalid_credentials', 'unauthorized', 'brokerage/unauthorized'],
    ['invalid_market', 'unknown-market', 'brokerage/refused'],
  ])('%s ends the stream for good', async (error_code, fault, code) => {
    const stream = open();
    const waiting = expect(stream.whenLive()).rejects.toMatchObject({ code });
    const session = await fixture.server.session();
    session.send(JSON.stringify({ error_code, error: `no ${keySecret} for XBTZAR` }));
    session.socket.close(1000);
    await waiting;
    expect(fixture.log.story).toEqual(['link down', `fault ${fault} fatal`]);
    expect(fixture.clock.pendingTimers).toBe(0);
    await expect(stream.whenLive()).rejects.toMatchObject({ code });
    expect(fixture.server.count).toBe(1);
  });

  test('sessions_limit_exceeded waits long, and says why', async () => {
    const stream = open();
    const session = await fixture.server.session();
    session.send('{"error_code":"sessions_limit_exceeded","error":"session limit exceeded"}');
    await fixture.log.count('fault', 1);
    expect(fixture.log.of('fault')[0]).toMatchObject({ code: 'sessions-limit', severity: 'degraded' });
    expect((fixture.clock.nextDueMs ?? 0) - fixture.clock.nowMs()).toBe(60_000);
    fixture.clock.advance(60_000);
    await serve();
    await stream.whenLive();
  });

  test('auth_timeout is tried again twice, and then counts as refused', async () => {
    const stream = open();
    const waiting = expect(stream.whenLive()).rejects.toMatchObject({ code: 'brokerage/unauthorized' });
    for (const delayMs of [2000, 4000, 0]) {
      const session = await fixture.server.session();
      const { length } = fixture.log.of('fault');
      session.send('{"error_code":"auth_timeout","error":"you took too long to provide credentials"}');
      await fixture.log.count('fault', length + 1);
      fixture.clock.advance(delayMs);
    }
    await waiting;
    expect(fixture.log.of('fault').map(fault => fault.severity)).toEqual(['degraded', 'degraded', 'fatal']);
    expect(fixture.clock.pendingTimers).toBe(0);
  });
});

describe('stopping', () => {
  test('says goodbye, tells nothing more, and leaves nothing behind', async () => {
    const { stream, session } = await live();
    fixture.log.clear();
    session.send(update(101, bid('B3', '100')));
    await stream.stop();
    expect(await session.closed).toBe(1000);
    expect(stream.book).toBeUndefined();
    expect(fixture.log.story).toEqual([]);
    expect(fixture.clock.pendingTimers).toBe(0);
    await stream.stop();
    await expect(stream.whenLive()).rejects.toMatchObject({ code: 'system/aborted' });
  });

  test('from within an event is heeded at once', async () => {
    let stopped: Promise<void> | undefined;
    const sink: StreamFixture['options']['sink'] = event => {
      fixture.log.sink(event);
      if (event.type === 'trade') stopped = stream.stop();
    };
    const { stream, session } = await live({ sink });
    fixture.log.clear();
    session.send(update(101, sale('A1', '2.00')), update(102, bid('B3', '100')));
    await fixture.log.count('trade', 1);
    await stopped;
    expect(fixture.log.story).toEqual(['trade 2@101']);
  });

  test('does not wait for a server that does not answer', async () => {
    const { stream, session } = await live();
    session.socket.pause();
    const stopped = stream.stop();
    fixture.clock.advance(1000);
    await stopped;
  });

  test('while connecting and while waiting leaves nothing behind', async () => {
    const connecting = open();
    await connecting.stop();
    const waiting = open();
    const session = await fixture.server.session();
    session.socket.terminate();
    await fixture.log.count('link', 1);
    await waiting.stop();
    const never = createMarketStream({
      ...fixture.options,
      instrument: xbtzar,
      wishes: { tick: true, trade: false, bookDepth: 0 },
    });
    await never.stop();
  });

  test('aborts whoever waits, and an abort ends only the waiting', async () => {
    const stream = open();
    const abort = new AbortController();
    const aborted = expect(stream.whenLive(abort.signal)).rejects.toMatchObject({ code: 'system/aborted' });
    abort.abort();
    await aborted;
    const stopped = expect(stream.whenLive()).rejects.toMatchObject({ code: 'system/aborted' });
    await stream.stop();
    await stopped;
  });
});

test('a listener that throws costs its data, not the process', async () => {
  let shouldThrow = true;
  const sink: StreamFixture['options']['sink'] = event => {
    if (event.type === 'tick' && shouldThrow) {
      shouldThrow = false;
      throw new Error('broken listener');
    }
    fixture.log.sink(event);
  };
  const stream = open({ sink });
  await serve();
  await fixture.log.until(() => fixture.log.link === 'down');
  expect(fixture.log.of('link').at(-1)?.reason).toMatch(/could not be delivered: broken listener/);
  fixture.clock.advance(2000);
  await serve();
  await stream.whenLive();
});

test('a clock that jumps neither kills a healthy connection nor keeps a dead one', async () => {
  const wall = new SimulatedClock();
  let offsetMs = 0;
  const clock = {
    nowMs: () => wall.nowMs() + offsetMs,
    setTimer: (delayMs: number, callback: () => void) => wall.setTimer(delayMs, callback),
    defer: (callback: () => void) => wall.defer(callback),
  };
  const { session } = await live({ clock });
  offsetMs = 86_400_000;
  const ping = session.ping();
  wall.advance(15_000);
  await ping;
  expect(fixture.log.link).toBe('up');
  session.socket.pause();
  offsetMs = -86_400_000;
  wall.advance(60_000);
  expect(fixture.log.link).toBe('down');
});
