import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Bar, type Brokerage, type OrderMessage, SimulatedClock } from '@trader/core';
import { mergeSources } from '@trader/sim';
import { barFile, bookFile, orderRecording, readInstruments, tickFile, tradeFile } from '@trader/sim/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FeedBrokerage } from './fixtures/feed-brokerage.ts';
import { recordHistory } from './record-history.ts';
import { type RecordMarketOptions, recordMarket } from './record-market.ts';
import { historyText } from './recording-display.ts';

const startMs = Date.UTC(2026, 0, 1);

function aFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'trader-record-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function begin(folder: string, change: Partial<RecordMarketOptions> = {}) {
  const brokerage = change.brokerage instanceof FeedBrokerage ? change.brokerage : new FeedBrokerage();
  const clock = change.clock instanceof SimulatedClock ? change.clock : new SimulatedClock(startMs);
  const stop = new AbortController();
  const news: string[] = [];
  const recording = recordMarket({
    brokerage,
    clock,
    folder,
    symbols: ['XBTZAR'],
    kinds: ['tick', 'trade', 'book'],
    bookDepth: 2,
    fileBytesMax: 1e6,
    signal: stop.signal,
    onNews: text => news.push(text),
    ...change,
  });
  return { brokerage, clock, stop, news, recording };
}

const own = (folder: string) => path.join(folder, 'feed', 'XBTZAR');

async function ticksOf(folder: string) {
  const rows: (readonly [number, number])[] = [];
  const gaps: unknown[] = [];
  for await (const chunk of tickFile({ file: own(folder), symbol: 'XBTZAR' }).chunks({})) {
    for (let row = 0; row < chunk.length; row += 1)
      rows.push([(chunk.timeMs[row] ?? 0) - startMs, chunk.bid[row] ?? Number.NaN]);
    gaps.push(...(chunk.gaps ?? []));
  }
  return { rows, gaps };
}

describe('a live recording', () => {
  test('can be read by a backtest: ticks, trades and books as they came, and the rules of the instruments', async () => {
    const folder = aFolder();
    const { brokerage, clock, stop, recording } = begin(folder);
    await brokerage.subscribed;
    const { id: instrumentId, symbol } = brokerage.instrument;
    brokerage.tell(brokerage.tick(10, startMs - 5));
    clock.advance(5);
    const prices = { price: 10.5, firstPrice: 10.5, highPrice: 10.5, lowPrice: 10.5 };
    brokerage.tell({
      type: 'trade',
      instrumentId,
      symbol,
      ...prices,
      quantity: 0.25,
      takerSide: 'sell',
      tradeId: '7',
      count: 1,
      timeMs: startMs,
    });
    brokerage.tell({
      type: 'book',
      instrumentId,
      symbol,
      bids: [{ price: 10, quantity: 1 }],
      asks: [],
      sequence: '1',
      timeMs: startMs,
    });
    stop.abort();
    const summary = await recording;
    expect(brokerage.subscriptions).toEqual([{ instrumentId, tick: true, trade: true, bookDepth: 2 }]);
    expect(brokerage.isClosed).toBe(true);
    expect(summary.recordings.map(({ kind, rows }) => [kind, rows])).toEqual([
      ['tick', 1],
      ['trade', 1],
      ['book', 1],
    ]);
    const common = { file: own(folder), symbol };
    const merge = mergeSources([tickFile(common), tradeFile(common), bookFile({ ...common, depth: 2 })]);
    const seen: unknown[] = [];
    for (let run = await merge.next(); run !== undefined; run = await merge.next()) seen.push(run.columns.kind);
    expect(seen).toEqual(['tick', 'trade', 'book']);
    const { instruments } = await readInstruments(summary.instrumentsFile);
    expect(instruments[0]?.toJSON()).toEqual(brokerage.instrument.toJSON());
  });

  test('is in the hands of the system every second', async () => {
    const folder = aFolder();
    let shown: (() => void) | undefined;
    const progress = new Promise<void>(resolve => {
      shown = resolve;
    });
    const { brokerage, clock, stop, recording } = begin(folder, { onProgress: () => shown?.() });
    await brokerage.subscribed;
    brokerage.tell(brokerage.tick(10, startMs));
    while (clock.pendingTimers === 0) await new Promise(resolve => setImmediate(resolve));
    clock.advance(1_000);
    await progress;
    expect((await ticksOf(folder)).rows).toEqual([[0, 10]]);
    stop.abort();
    await recording;
    expect(clock.pendingTimers).toBe(0);
  });

  test('keeps a tick that is told again once, and again after a gap', async () => {
    const folder = aFolder();
    const { brokerage, clock, stop, news, recording } = begin(folder, { kinds: ['tick'] });
    await brokerage.subscribed;
    const { id: instrumentId } = brokerage.instrument;
    brokerage.tell(brokerage.tick(10, startMs));
    clock.advance(50);
    brokerage.tell(brokerage.tick(10, startMs + 50));
    clock.advance(50);
    brokerage.tell({ type: 'link', stream: 'market', instrumentId, state: 'down', reason: 'closed', timeMs: startMs });
    clock.advance(100);
    brokerage.tell({ type: 'gap', stream: 'market', instrumentId, fromMs: 1, toMs: 2, reason: 'reconnect' });
    brokerage.tell(brokerage.tick(10, startMs + 200));
    stop.abort();
    await recording;
    expect(await ticksOf(folder)).toEqual({
      rows: [
        [0, 10],
        [200, 10],
      ],
      gaps: [{ fromMs: startMs + 50, toMs: startMs + 200, reason: 'reconnect' }],
    });
    expect(news).toEqual([expect.stringContaining('is down: closed'), expect.stringContaining('reconnect')]);
  });

  test('that goes on later has a gap in between, and new rules leave the old ones beside them', async () => {
    const folder = aFolder();
    for (const [tickSize, hour] of [
      ['0.1', 0],
      ['0.5', 1],
    ] as const) {
      const brokerage = new FeedBrokerage(tickSize);
      const clock = new SimulatedClock(startMs + hour * 3_600_000);
      const { stop, recording } = begin(folder, { brokerage, clock, kinds: ['tick'] });
      await brokerage.subscribed;
      brokerage.tell(brokerage.tick(10, clock.nowMs()));
      stop.abort();
      await recording;
    }
    expect((await ticksOf(folder)).gaps).toEqual([
      { fromMs: startMs, toMs: startMs + 3_600_000, reason: 'nothing was recorded' },
    ]);
    const rules = readdirSync(path.join(folder, 'feed')).filter(name => name.endsWith('.json'));
    expect(rules).toEqual(['instruments-2026-01-01T00-00-00-000Z.json', 'instruments.json']);
    const { instruments } = await readInstruments(path.join(folder, 'feed', 'instruments.json'));
    expect(instruments.map(({ tickSize }) => tickSize.toString())).toEqual(['0.5']);
  });

  test('ends with what was heard on disk when the brokerage gives up, and says why', async () => {
    const folder = aFolder();
    const { brokerage, recording } = begin(folder, { kinds: ['tick'] });
    await brokerage.subscribed;
    brokerage.tell(brokerage.tick(10, startMs));
    brokerage.tell({
      type: 'fault',
      code: 'unauthorized',
      message: 'the key is refused',
      severity: 'fatal',
      timeMs: startMs,
    });
    await expect(recording).rejects.toThrow('the key is refused');
    expect((await ticksOf(folder)).rows).toEqual([[0, 10]]);
    expect(brokerage.isClosed).toBe(true);
  });

  test('refuses symbols that do not exist, brokerages without market data, and folders that are files', async () => {
    const folder = aFolder();
    const unknown = begin(folder, { symbols: ['XBTZRA'] });
    await expect(unknown.recording).rejects.toThrow('did you mean XBTZAR?');
    expect(unknown.brokerage.isClosed).toBe(true);
    const { market: _, ...silent } = new FeedBrokerage();
    await expect(begin(folder, { brokerage: silent as unknown as Brokerage }).recording).rejects.toMatchObject({
      code: 'brokerage/unsupported',
    });
    writeFileSync(path.join(folder, 'file'), '');
    await expect(begin(path.join(folder, 'file')).recording).rejects.toMatchObject({ code: 'market-data/unreadable' });
  });
});

const minute = 60_000;

function barAt({ instrument }: FeedBrokerage, openTimeMs: number, close = 11): Bar {
  const { id: instrumentId, symbol } = instrument;
  const prices = { open: 10, high: 12, low: 9, close, volume: 0.5 };
  return { type: 'bar', instrumentId, symbol, intervalMs: minute, openTimeMs, ...prices, timeMs: openTimeMs + minute };
}

async function barsOf(folder: string): Promise<readonly (readonly [number, number])[]> {
  const rows: (readonly [number, number])[] = [];
  for await (const { length, openTimeMs, close } of barFile({
    file: own(folder),
    symbol: 'XBTZAR',
    intervalMs: minute,
  }).chunks({}))
    for (let row = 0; row < length; row += 1)
      rows.push([((openTimeMs[row] ?? 0) - startMs) / minute, close[row] ?? Number.NaN]);
  return rows;
}

/** Time passes second by second, as the recorder looks at it. */
async function pass(clock: SimulatedClock, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    while (clock.pendingTimers === 0) await new Promise(resolve => setImmediate(resolve));
    await clock.advanceAsync(1_000);
  }
  for (let turn = 0; turn < 5; turn += 1) await new Promise(resolve => setImmediate(resolve));
}

describe('live bars', () => {
  const wishes = { kinds: ['bar'], barIntervalMs: minute } as const;

  test('are asked for as they end, again until they are there, and kept once where they are pushed as well', async () => {
    const folder = aFolder();
    const { brokerage, clock, stop, recording } = begin(folder, wishes);
    await brokerage.subscribed;
    expect(brokerage.calls).toBe(1);
    await pass(clock, 62);
    expect(brokerage.calls).toBe(3);
    brokerage.bars = [barAt(brokerage, startMs)];
    await pass(clock, 10);
    brokerage.tell(barAt(brokerage, startMs));
    await pass(clock, 48);
    // The exchange has no bar for the second minute; the third is pushed.
    brokerage.bars = [barAt(brokerage, startMs), barAt(brokerage, startMs + 2 * minute)];
    await pass(clock, 61);
    brokerage.tell(barAt(brokerage, startMs + 3 * minute, 9.5));
    stop.abort();
    const [summary] = (await recording).recordings;
    expect(summary).toMatchObject({ kind: 'bar', rows: 3, gaps: 0 });
    expect(readdirSync(own(folder))).toEqual(['bar-1m-2026-01-01T00-00-00-000Z.jsonl']);
    expect(await barsOf(folder)).toEqual([
      [0, 11],
      [2, 11],
      [3, 9.5],
    ]);
  });

  test('go on in a file of their own when recording begins again, after those of the past', async () => {
    const folder = aFolder();
    for (const first of [1, 5]) {
      const clock = new SimulatedClock(startMs + first * minute + 20_000);
      const { brokerage, stop, recording } = begin(folder, { ...wishes, clock });
      await brokerage.subscribed;
      brokerage.tell(barAt(brokerage, startMs + first * minute));
      stop.abort();
      await recording;
    }
    writeFileSync(path.join(own(folder), 'bar-1m.csv'), `time,open,high,low,close,volume\n${startMs},10,12,9,10,1\n`);
    expect(await barsOf(folder)).toEqual([
      [0, 10],
      [1, 11],
      [5, 11],
    ]);
    const ofOtherLength = barFile({ file: own(folder), symbol: 'XBTZAR', intervalMs: 5 * minute });
    const read = async () => {
      for await (const _ of ofOtherLength.chunks({})) expect.unreachable();
    };
    await expect(read()).rejects.toThrow('the folder has recordings of bar-1m, none of bar-5m');
  });

  test('that the brokerage does not have are told at once', async () => {
    const { brokerage, recording } = begin(aFolder(), { ...wishes, brokerage: new NoBars() });
    await expect(recording).rejects.toThrow('no such bars');
    expect(brokerage.subscriptions).toEqual([]);
  });

  test('that cannot be are left out, and told', async () => {
    const folder = aFolder();
    const { brokerage, stop, recording, news } = begin(folder, wishes);
    await brokerage.subscribed;
    brokerage.tell(barAt(brokerage, startMs, 99));
    brokerage.tell(barAt(brokerage, startMs + minute));
    stop.abort();
    await recording;
    expect(news).toEqual([expect.stringContaining('a bar is left out')]);
    expect(await barsOf(folder)).toEqual([[1, 11]]);
  });
});

/** A brokerage that has no bars. */
class NoBars extends FeedBrokerage {
  constructor() {
    super();
    this.market.history = () => Promise.reject(new Error('no such bars'));
  }
}

describe('the messages of an order-by-order stream', () => {
  const message = (sequence: number) => JSON.stringify({ kind: 'snapshot', timeMs: 5, sequence, bids: [], asks: [] });
  const readMessage = (line: string): OrderMessage | undefined => {
    const { receivedMs, message } = JSON.parse(line);
    return message === '""' ? undefined : { ...JSON.parse(message), timeMs: receivedMs };
  };

  test('are kept as they were sent, and read again, also after a kill in the middle of a line', async () => {
    const folder = aFolder();
    for (const hour of [0, 1]) {
      const clock = new SimulatedClock(startMs + hour * 3_600_000);
      const { brokerage, stop, recording } = begin(folder, { kinds: ['order'], clock, fileBytesMax: 100 });
      await brokerage.subscribed;
      brokerage.say(message(hour * 10 + 1));
      brokerage.say('""');
      stop.abort();
      const { recordings } = await recording;
      expect(recordings).toMatchObject([{ kind: 'order', rows: 2 }]);
      appendFileSync(recordings[0]?.files[0] ?? '', '{"receivedMs":17');
    }
    const times: number[] = [];
    const gaps: unknown[] = [];
    for await (const rows of orderRecording({ file: own(folder), symbol: 'XBTZAR', readMessage }).chunks({})) {
      for (let row = 0; row < rows.length; row += 1) times.push((rows.timeMs[row] ?? 0) - startMs);
      gaps.push(...(rows.gaps ?? []));
    }
    expect(times).toEqual([0, 3_600_000]);
    expect(gaps).toMatchObject([{ reason: 'a new snapshot: the stream was connected again' }]);
  });

  test('are refused where there are none', async () => {
    const { recording } = begin(aFolder(), { kinds: ['order'], brokerage: new NoOrders() });
    await expect(recording).rejects.toMatchObject({ code: 'brokerage/unsupported' });
  });
});

/** A brokerage without a stream of orders. */
class NoOrders extends FeedBrokerage {
  constructor() {
    super();
    delete this.market.listen;
  }
}

describe('bars of the past', () => {
  function record(folder: string, brokerage: FeedBrokerage, signal = new AbortController().signal, overwrite = false) {
    const clock = new SimulatedClock(startMs);
    return recordHistory({
      brokerage,
      clock,
      folder,
      signal,
      overwrite,
      symbols: ['XBTZAR'],
      intervalMs: minute,
      spanMs: 2_500 * minute,
    });
  }

  function withBars(indices: readonly number[]): FeedBrokerage {
    const brokerage = new FeedBrokerage();
    const { id: instrumentId, symbol } = brokerage.instrument;
    brokerage.bars = indices.map(index => {
      const openTimeMs = startMs - (2_500 - index) * minute;
      const prices = { open: 10, high: 12, low: 9, close: 11.5, volume: 0.5 };
      return {
        type: 'bar',
        instrumentId,
        symbol,
        intervalMs: minute,
        openTimeMs,
        ...prices,
        timeMs: openTimeMs + minute,
      };
    });
    return brokerage;
  }

  test('become a CSV, page by page, and what is missing is counted and stays missing', async () => {
    const folder = aFolder();
    const brokerage = withBars(Array.from({ length: 2_500 }, (_, index) => index).filter(index => index % 100 !== 50));
    const [summary] = await record(folder, brokerage);
    expect(summary).toMatchObject({
      bars: 2_475,
      missing: 25,
      firstMs: startMs - 2_500 * minute,
      lastMs: startMs - minute,
    });
    expect(brokerage.calls).toBe(3);
    const lines = readFileSync(summary?.file ?? '', 'utf8').split('\n');
    expect(lines[0]).toBe('time,open,high,low,close,volume');
    expect(lines[1]).toBe(`${startMs - 2_500 * minute},10,12,9,11.5,0.5`);
    expect(lines).toHaveLength(2_477);
  });

  test('are not replaced unless that is said, and never half written', async () => {
    const folder = aFolder();
    await record(folder, withBars([0]));
    await expect(record(folder, withBars([0]))).rejects.toThrow('it exists already');
    const broken = withBars([0, 1]);
    broken.bars = broken.bars.map(bar => ({ ...bar, high: 1 }));
    await expect(record(folder, broken, undefined, true)).rejects.toMatchObject({ code: 'market-data/invalid' });
    await expect(record(folder, withBars([0]), AbortSignal.abort(new Error('enough')), true)).rejects.toThrow('enough');
    expect(readdirSync(own(folder))).toEqual(['bar-1m.csv']);
    expect(await record(folder, withBars([0, 1]), undefined, true)).toMatchObject([{ bars: 2 }]);
  });

  test('that the brokerage does not have leave no file, nor take the place of one, and the reason is told', async () => {
    const folder = aFolder();
    const [summary, ...others] = await record(folder, withBars([]));
    expect(others).toEqual([]);
    expect(summary).toMatchObject({ bars: 0, file: undefined, fromMs: startMs - 2_500 * minute, toMs: startMs });
    expect(readdirSync(own(folder))).toEqual([]);
    expect(historyText(summary === undefined ? [] : [summary], folder)).toMatch(
      /^XBTZAR: no bars, and no file: \w+ has none of 1m from \d{4}-\d\d-\d\d \d\d:\d\d to .*; .*--history.*--interval/,
    );

    await record(folder, withBars([0, 1]));
    await record(folder, withBars([]), undefined, true);
    expect(readFileSync(path.join(own(folder), 'bar-1m.csv'), 'utf8').split('\n')).toHaveLength(4);
  });
});
