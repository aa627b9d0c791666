import { barSource } from '@trader/sim';
import { expect, test } from 'vitest';
import { dataWindow } from './data-window.ts';

const bars = [0, 60_000, 120_000].map(openTimeMs => ({ openTimeMs, open: 1, high: 1, low: 1, close: 1, volume: 1 }));
const sources = [barSource({ symbol: 'XBTZAR', intervalMs: 60_000, bars })];
const options = { instruments: [], strategies: [], balances: {}, sources };

test('the window of a search is what its data covers, or what is configured', async () => {
  expect(await dataWindow(options, undefined)).toEqual({ fromMs: 0, toMs: 180_000 });
  expect(await dataWindow({ ...options, fromMs: 5, toMs: 9 }, undefined)).toEqual({ fromMs: 5, toMs: 9 });
});

test('looking for it ends when it is asked to', async () => {
  await expect(dataWindow(options, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
});
