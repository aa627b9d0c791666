import { expect, onTestFinished, test } from 'vitest';
import { createBrokerage } from '../src/index.ts';
import { keyId, keySecret, startHarness, startMs } from './harness.ts';

test('with market data only the key signs no private call, not even to check it', async () => {
  const { luno, clock } = await startHarness();
  luno.seen.length = 0;
  const options = { keyId, keySecret, baseUrl: luno.url, clock, streams: { market: false } };
  const brokerage = createBrokerage(options, { marketDataOnly: true });
  onTestFinished(() => brokerage.close());
  await brokerage.connect(() => undefined, {});
  await brokerage.instruments({});
  expect(brokerage.trading).toBeUndefined();
  expect(brokerage.capabilities.privateStream).toEqual({ orders: false, fills: false, balances: false });
  expect(luno.seen.map(({ path }) => path)).toEqual(['/api/exchange/1/markets']);
  expect(clock.nowMs()).toBe(startMs);
});
