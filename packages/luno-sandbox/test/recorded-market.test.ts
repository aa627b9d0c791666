import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SimulatedClock } from '@trader/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LunoSandboxOptions } from '../src/index.ts';
import { NaiveBook, row } from './naive-book.ts';
import { clientOf, eventually, openStream, quietOptions, withSandbox } from './sandbox-client.ts';

const startMs = Date.UTC(2026, 9, 1, 12);
const recordedMs = 1_430_438_404_000;

const snapshot = {
  sequence: '100',
  asks: [
    { id: 'A1', price: '236.64', volume: '3.00000000' },
    { id: 'A2', price: '236.65', volume: '1.50000000' },
  ],
  bids: [{ id: 'B1', price: '236.47', volume: '2.00000000' }],
  status: 'ACTIVE',
  timestamp: recordedMs,
};
const nothing = { trade_updates: [], create_update: null, delete_update: null, status_update: null };
const updates = [
  { ...nothing, create_update: { order_id: 'B2', type: 'BID', price: '236.50', volume: '0.12345678' } },
  {
    ...nothing,
    trade_updates: [
      {
        sequence: 1,
        base: '0.50000000',
        counter: '118.32',
        maker_order_id: 'A1',
        taker_order_id: 'T1',
        order_id: 'A1',
      },
    ],
  },
  { ...nothing, delete_update: { order_id: 'B1' } },
  {
    ...nothing,
    trade_updates: [
      { sequence: 2, base: '2.50000000', counter: '591.6', maker_order_id: 'A1', taker_order_id: 'T2', order_id: 'A1' },
    ],
    create_update: { order_id: 'T2', type: 'BID', price: '236.64', volume: '0.25' },
  },
].map((update, index) => ({ sequence: String(101 + index), ...update, timestamp: recordedMs + (index + 1) * 1_000 }));

const lines = [snapshot, ...updates].map(frame => JSON.stringify(frame));
let folder = '';
let plain = '';
let packed = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'luno-sandbox-'));
  plain = join(folder, 'recording.jsonl');
  packed = join(folder, 'recording.jsonl.gz');
  writeFileSync(plain, `${lines[0]}\n""\n${lines.slice(1).join('\n')}\n`);
  writeFileSync(packed, gzipSync(lines.join('\n')));
});
afterAll(() => rmSync(folder, { recursive: true }));

const recorded = (mode: 'flow' | 'verbatim', file: string, moving = false): LunoSandboxOptions => ({
  ...quietOptions,
  clock: new SimulatedClock(startMs),
  source: { kind: 'recorded', marketId: 'XBTZAR', file, mode, moving },
});

describe('a recording played verbatim', () => {
  test('sends the recorded frames unchanged', () =>
    withSandbox(recorded('verbatim', packed), async sandbox => {
      const stream = await openStream(sandbox, '/api/1/stream/XBTZAR', 'alice');
      expect(await stream.next()).toMatchObject({
        sequence: '100',
        bids: [{ id: 'B1', price: '236.47', volume: '2' }],
      });
      sandbox.control.step(10);
      for (const line of lines.slice(1)) expect(await stream.nextText()).toBe(line);
      expect(sandbox.control.state().steps).toBe(4);
      await stream.close();
    }));

  test('shows the book that the frames describe by REST and to those who come later', () =>
    withSandbox(recorded('verbatim', plain), async sandbox => {
      sandbox.control.step(4);
      const alice = clientOf(sandbox, 'alice');
      const { asks, bids } = (await alice.get('/api/1/orderbook?pair=XBTZAR')).body;
      expect(asks).toEqual([{ price: '236.650000000000000000', volume: '1.500000000000000000' }]);
      expect(bids.map((order: { price: string }) => Number(order.price))).toEqual([236.64, 236.5]);
      expect((await alice.get('/api/1/ticker?pair=XBTZAR')).body).toMatchObject({
        bid: '236.64',
        ask: '236.65',
        last_trade: '236.64',
        rolling_24_hour_volume: '3.00',
        status: 'DISABLED',
      });
      expect((await alice.get('/api/1/trades?pair=XBTZAR')).body.trades).toHaveLength(2);
      const stream = await openStream(sandbox, '/api/1/stream/XBTZAR', 'alice');
      expect(await stream.next()).toMatchObject({
        sequence: '104',
        asks: [{ id: 'A2' }],
        bids: [{ id: 'T2' }, { id: 'B2' }],
      });
      await stream.close();
    }));

  test('takes no orders', () =>
    withSandbox(recorded('verbatim', plain), async sandbox => {
      await expect(clientOf(sandbox, 'alice').limit('BID', '1', '236.47')).rejects.toThrow('ErrMarketUnavailable');
    }));

  test('keeps the recorded time between frames, times the speed', () => {
    const clock = new SimulatedClock(startMs);
    const source = { kind: 'recorded', marketId: 'XBTZAR', file: plain, mode: 'verbatim', speed: 10 } as const;
    return withSandbox({ ...quietOptions, clock, source }, async sandbox => {
      clock.advance(0);
      expect(sandbox.control.state().steps).toBe(1);
      clock.advance(99);
      expect(sandbox.control.state().steps).toBe(1);
      clock.advance(1);
      expect(sandbox.control.state().steps).toBe(2);
      clock.advance(10_000);
      expect(sandbox.control.state().steps).toBe(4);
    });
  });
});

describe('a recording played as a flow of orders', () => {
  test('makes the recorded book, names included', () =>
    withSandbox(recorded('flow', packed), async sandbox => {
      sandbox.control.step(4);
      const [market] = sandbox.control.state().markets;
      expect(market?.asks).toEqual([{ orderId: 'A2', price: '236.65', volume: '1.5' }]);
      expect(market?.bids.map(order => order.orderId)).toEqual(['T2', 'B2']);
      expect((await clientOf(sandbox, 'alice').get('/api/exchange/1/markets')).body.markets[0]).toMatchObject({
        price_scale: 2,
        volume_scale: 8,
      });
    }));

  test('lets users trade with it', () =>
    withSandbox(recorded('flow', plain), async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const ahead = await alice.limit('ASK', '0.2', '236.63');
      const taker = await alice.limit('BID', '1', '236.64', { time_in_force: 'IOC' });
      expect((await alice.get(`/api/exchange/3/order?id=${taker}`)).body.base).toBe('1.00');
      const again = await alice.limit('ASK', '0.3', '236.63');
      sandbox.control.step(4);
      expect((await alice.get(`/api/exchange/3/order?id=${ahead}`)).body.status).toBe('COMPLETE');
      expect((await alice.get(`/api/exchange/3/order?id=${again}`)).body).toMatchObject({
        status: 'COMPLETE',
        base: '0.30',
      });
      const { assets } = sandbox.control.state();
      expect(assets.every(asset => asset.deposited === asset.held)).toBe(true);
    }));
});

test.each([
  ['a file that is missing', 'missing.jsonl', undefined, 'ENOENT'],
  ['an empty file', 'empty.jsonl', '', 'it is empty'],
  ['a file without a snapshot', 'updates.jsonl', lines[1], 'no snapshot'],
  ['a file that is not gzip', 'broken.jsonl.gz', 'no gzip at all', 'incorrect header check'],
])('%s is refused with the reason', async (_, name, content, reason) => {
  const file = join(folder, name);
  if (content !== undefined) writeFileSync(file, content);
  await expect(withSandbox(recorded('flow', file), async () => {})).rejects.toThrow(reason);
});

test.each([
  [{ marketId: 'NOPE' }, 'source.marketId was "NOPE"; use one of XBTZAR'],
  [{ speed: 0 }, 'source.speed was "0"; it must be above 0'],
])('%j is refused with the remedy', async (wrong, message) => {
  const source = { kind: 'recorded', marketId: 'XBTZAR', file: plain, ...wrong } as const;
  await expect(withSandbox({ ...quietOptions, source }, async () => {})).rejects.toThrow(message);
});

const real = new URL('../../../../shared/data/l3/bitstamp_as_luno_first25000.jsonl.gz', import.meta.url).pathname;

describe.skipIf(!existsSync(real))('a real recording of 25,000 updates (needs ../shared/data)', () => {
  test('is sent whole at full speed, and the book by REST is the book of the frames', () =>
    withSandbox(
      {
        ...quietOptions,
        source: {
          kind: 'recorded',
          marketId: 'XBTZAR',
          file: real,
          mode: 'verbatim',
          speed: Number.POSITIVE_INFINITY,
          moving: false,
        },
      },
      async sandbox => {
        const stream = await openStream(sandbox, '/api/1/stream/XBTZAR', 'alice');
        await stream.until(() => stream.frames.length === 1);
        sandbox.control.startMarket();
        await stream.until(() => stream.frames.length === 25_001);
        const book = new NaiveBook();
        for (const frame of stream.frames) book.apply(frame);
        const [market] = sandbox.control.state().markets;
        const rows = (side: 'bid' | 'ask') =>
          (market?.[`${side}s`] ?? []).map(order => `${order.orderId} ${row(side, order.price, order.volume)}`);
        expect(book.rowsWithIds()).toEqual([...rows('bid'), ...rows('ask')].sort());
        await stream.close();
      },
    ));

  test('makes an orderly market as a flow of orders', () =>
    withSandbox(recorded('flow', real), async sandbox => {
      const stream = await openStream(sandbox, '/api/1/stream/XBTZAR', 'alice');
      const book = new NaiveBook();
      book.apply(await stream.nextText());
      sandbox.control.step(2_000);
      const [market] = sandbox.control.state().markets;
      await eventually(() => JSON.parse(stream.frames.at(-1) ?? '{}').sequence === market?.sequence);
      for (const frame of stream.frames.slice(1)) book.apply(frame);
      expect(book.orders.size).toBe((market?.bids.length ?? 0) + (market?.asks.length ?? 0));
      const { assets } = sandbox.control.state();
      expect(assets.every(asset => asset.deposited === asset.held)).toBe(true);
      await stream.close();
    }));
});
