import { inspect } from 'node:util';
import type { BrokerageEvent } from '@trader/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLuno, type LunoOptions } from '../src/index.ts';
import { intent, keyId, keySecret, marketRows, terms, xbtZar } from './harness.ts';
import { json, lunoError, type Reply, reset, ScriptedLuno, text } from './scripted-luno.ts';

let luno: ScriptedLuno;

beforeAll(async () => {
  luno = await ScriptedLuno.start();
});

afterAll(async () => {
  await luno.stop();
});

/** Bodies that repeat the credentials that they were sent, as a careless gateway does. */
const echoes: readonly Reply[] = [
  (response, seen) => text(`<html>${JSON.stringify(seen.headers)}</html>`, 502)(response, seen),
  (response, seen) => text(`denied: ${seen.headers.authorization}`, 401)(response, seen),
  (response, seen) => text(`${seen.headers.authorization}`.repeat(20), 200)(response, seen),
  (response, seen) => lunoError('ErrInsufficientBalance', 400, decode(seen.headers.authorization))(response, seen),
  (response, seen) => lunoError(decode(seen.headers.authorization).slice(0, 150), 400)(response, seen),
  (response, seen) =>
    lunoError('ErrUnauthorised', 401, encodeURIComponent(decode(seen.headers.authorization)))(response, seen),
  (response, seen) => json({ orders: decode(seen.headers.authorization), markets: 7 })(response, seen),
  (response, seen) => text('', 302, { location: `/?${seen.headers.authorization}` })(response, seen),
  reset,
];

function decode(authorization: string | undefined): string {
  return Buffer.from((authorization ?? '').replace('Basic ', ''), 'base64').toString();
}

/** Everything that one of those servers makes the adapter say, in every way that one can look at it. */
async function everythingSaid(options: Pick<LunoOptions, 'keyId' | 'keySecret'>, reply: Reply): Promise<string> {
  const said: unknown[] = [];
  const log = (...line: unknown[]) => void said.push(line);
  const parsed: LunoOptions = {
    ...options,
    baseUrl: luno.url,
    streams: { market: false, private: false },
    readRetryDelaysMs: [],
    logger: { debug: log, info: log, warn: log, error: log },
  };
  const brokerage = createLuno(parsed);
  for (const path of ['/api/1/balance', '/api/exchange/2/listorders'])
    luno.on(path, json({ balance: null, orders: null }));
  luno.on('/api/exchange/1/markets', json({ markets: marketRows }));
  await brokerage.connect((event: BrokerageEvent) => void said.push(event), {});
  for (const path of [
    '1/balance',
    '1/postorder',
    '1/stoporder',
    '1/tickers',
    '1/fee_info',
    '1/listtrades',
    'exchange/3/order',
    'exchange/2/listorders',
  ]) {
    luno.on(`/api/${path}`, reply);
  }
  const { trading, market } = brokerage;
  if (trading === undefined || market === undefined) throw new Error('a brokerage with a key has both');
  const query = { clientOrderId: terms().clientOrderId, brokerageOrderId: undefined, instrumentId: xbtZar.id };
  const subscription = { instrumentId: xbtZar.id, tick: true, trade: false, bookDepth: 0 };
  const calls = [
    trading.place(intent({}, Number.MAX_SAFE_INTEGER), {}),
    trading.find(query, {}),
    trading.cancel(query, {}),
    trading.balances({}),
    trading.openOrders({}),
    trading.fillsSince({ instrumentId: xbtZar.id, sinceMs: 0 }, {}),
    trading.feeRates(xbtZar.id, {}),
    market.subscribe(subscription, {}),
  ];
  for (const result of await Promise.allSettled(calls))
    said.push(result.status === 'fulfilled' ? result.value : result.reason);
  said.push(brokerage, trading, market, brokerage.capabilities);
  await brokerage.close();
  return said.map(each => describeEveryWay(each)).join('\n');
}

function describeEveryWay(value: unknown): string {
  const deep = inspect(value, { showHidden: true, depth: Number.POSITIVE_INFINITY, getters: true });
  const error = value instanceof Error ? `${value.message}\n${value.stack}\n${inspect(value.cause)}` : '';
  return `${deep}\n${JSON.stringify(value) ?? ''}\n${error}`;
}

function forms(secret: string): readonly string[] {
  return [secret, Buffer.from(secret).toString('base64').replace(/=+$/, ''), encodeURIComponent(secret)];
}

describe('the key', () => {
  test.each(echoes.map((reply, index) => ({ index, reply })))(
    'never shows: careless server $index',
    async ({ reply }) => {
      const said = await everythingSaid({ keyId, keySecret }, reply);
      expect(said.length).toBeGreaterThan(1000);
      for (const form of [keyId, keySecret, `${keyId}:${keySecret}`].flatMap(forms)) expect(said).not.toContain(form);
    },
  );

  test('never shows, whatever characters it has', async () => {
    const half = fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 }).filter(part => !/[\s:]/.test(part));
    const reply = fc.integer({ min: 0, max: echoes.length - 1 });
    await fc.assert(
      fc.asyncProperty(half, half, reply, async (id, secret, index) => {
        const said = await everythingSaid({ keyId: id, keySecret: secret }, echoes[index] ?? reset);
        for (const form of [id, secret, `${id}:${secret}`].flatMap(forms)) expect(said).not.toContain(form);
      }),
      { numRuns: 15 },
    );
  });

  test('reaches Luno as Basic authorization, and only there', async () => {
    luno.on('/api/1/balance', json({ balance: null })).on('/api/exchange/2/listorders', json({ orders: null }));
    const before = luno.seen.length;
    const brokerage = createLuno({ keyId, keySecret, baseUrl: luno.url });
    await brokerage.trading?.balances({});
    await brokerage.close();
    const [seen] = luno.seen.slice(before);
    expect(decode(seen?.headers.authorization)).toBe(`${keyId}:${keySecret}`);
    expect(inspect({ ...seen, headers: undefined })).not.toContain(keySecret);
  });
});
