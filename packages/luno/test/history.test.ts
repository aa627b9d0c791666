import { describe, expect, test } from 'vitest';
import { createLuno } from '../src/index.ts';
import { startHarness, startMs, xbtZar } from './harness.ts';
import { json, lunoError, type Reply, silence } from './scripted-luno.ts';

const candlesPath = '/api/exchange/1/candles';

describe('history', () => {
  const minuteMs = 60_000;
  const alignedMs = Math.floor(startMs / minuteMs) * minuteMs;

  /** Serves the earliest `cap` candles that start at or after `since`, the forming one included. */
  function candles(cap: number): Reply {
    return (response, seen) => {
      const since = Number(seen.query.get('since'));
      const first = Math.ceil(since / minuteMs) * minuteMs;
      const rows = [];
      for (let timestamp = first; timestamp <= startMs && rows.length < cap; timestamp += minuteMs) {
        rows.push({
          timestamp,
          open: '19612.65',
          close: '19612.65',
          high: '19612.65',
          low: '19612.65',
          volume: '0.00',
        });
      }
      json({ candles: rows, duration: 60, pair: seen.query.get('pair') })(response, seen);
    };
  }

  test('is complete beyond one page, oldest first, without the bar that still forms', async () => {
    const { luno, brokerage } = await startHarness();
    luno.on(candlesPath, candles(10));
    const fromMs = alignedMs - 35 * minuteMs;
    const query = { instrumentId: xbtZar.id, intervalMs: minuteMs, fromMs, toMs: startMs + 3_600_000 };
    const bars = (await brokerage.market?.history(query, {})) ?? [];
    expect(bars.map(bar => bar.openTimeMs)).toEqual(
      Array.from({ length: 35 }, (_, index) => fromMs + index * minuteMs),
    );
    expect(bars[0]).toMatchObject({ type: 'bar', open: 19612.65, volume: 0, timeMs: fromMs + minuteMs });
    expect(luno.to(candlesPath)[0]?.query.get('duration')).toBe('60');
  });

  test('leaves the forming bar out also when our clock has jumped ahead of the one that was measured', async () => {
    const { luno, brokerage, clock } = await startHarness();
    clock.advance(3_600_000);
    luno.dateMs = () => startMs;
    luno.on(candlesPath, candles(1000));
    const fromMs = alignedMs - 3 * minuteMs;
    const query = { instrumentId: xbtZar.id, intervalMs: minuteMs, fromMs, toMs: clock.nowMs() };
    const bars = (await brokerage.market?.history(query, {})) ?? [];
    expect(bars.map(bar => bar.openTimeMs)).toEqual([0, 1, 2].map(index => fromMs + index * minuteMs));
  });

  test('from the beginning of time says so: Luno takes 0 for nothing given', async () => {
    const { luno, brokerage } = await startHarness();
    luno.on(candlesPath, json({ candles: [] }));
    await brokerage.market?.history({ instrumentId: xbtZar.id, intervalMs: minuteMs, fromMs: 0, toMs: startMs }, {});
    expect(luno.to(candlesPath)[0]?.query.get('since')).toBe('1');
  });

  test('ends at the moment asked for', async () => {
    const { luno, brokerage } = await startHarness();
    luno.on(candlesPath, candles(1000));
    const fromMs = alignedMs - 10 * minuteMs;
    const query = { instrumentId: xbtZar.id, intervalMs: minuteMs, fromMs, toMs: fromMs + 3 * minuteMs };
    expect(await brokerage.market?.history(query, {})).toHaveLength(3);
  });

  test('is empty when there is nothing', async () => {
    const { luno, brokerage } = await startHarness();
    luno.on(candlesPath, json({ candles: null, duration: 60, pair: 'XBTZAR' }));
    const query = { instrumentId: xbtZar.id, intervalMs: minuteMs, fromMs: 0, toMs: startMs };
    expect(await brokerage.market?.history(query, {})).toEqual([]);
  });

  test('of a length that Luno lacks names those it has', async () => {
    const { brokerage } = await startHarness();
    const query = { instrumentId: xbtZar.id, intervalMs: 7 * minuteMs, fromMs: 0, toMs: startMs };
    await expect(brokerage.market?.history(query, {})).rejects.toMatchObject({
      code: 'brokerage/unsupported',
      message: expect.stringContaining('60, 300, 900'),
    });
  });

  test('needs a key, and says so', async () => {
    const brokerage = createLuno({});
    const query = { instrumentId: xbtZar.id, intervalMs: minuteMs, fromMs: 0, toMs: startMs };
    await expect(brokerage.market?.history(query, {})).rejects.toMatchObject({ code: 'brokerage/unauthorized' });
    await brokerage.close();
  });

  test('reports an unknown market in Luno’s words', async () => {
    const { luno, brokerage } = await startHarness();
    luno.on(candlesPath, lunoError('ErrMarketUnavailable', 400, 'Market not available'));
    const query = { instrumentId: xbtZar.id, intervalMs: minuteMs, fromMs: 0, toMs: startMs };
    await expect(brokerage.market?.history(query, {})).rejects.toMatchObject({
      code: 'brokerage/refused',
      context: { brokerageCode: 'ErrMarketUnavailable' },
    });
  });

  test('can be aborted', async () => {
    const { luno, brokerage } = await startHarness();
    luno.on(candlesPath, silence);
    const abort = new AbortController();
    const arrived = luno.arrival(candlesPath);
    const query = { instrumentId: xbtZar.id, intervalMs: minuteMs, fromMs: 0, toMs: startMs };
    const bars = brokerage.market?.history(query, { signal: abort.signal });
    await arrived;
    abort.abort();
    await expect(bars).rejects.toMatchObject({ code: 'system/aborted' });
  });
});
