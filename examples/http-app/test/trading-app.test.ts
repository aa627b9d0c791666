import { createLuno } from '@trader/luno';
import { createLunoSandbox, type LunoSandbox } from '@trader/luno-sandbox';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import SignalStrategy from '../src/signal-strategy.ts';
import { startTradingApp, type TradingApp } from '../src/trading-app.ts';

interface OrderJson {
  readonly clientOrderId: string;
  readonly state: string;
  readonly price: string;
  readonly reason?: { readonly code: string };
}

describe('the trading app', () => {
  let sandbox: LunoSandbox;
  let app: TradingApp;
  let ending: AbortController;

  beforeEach(async () => {
    sandbox = await createLunoSandbox({ seed: 5 });
    ending = new AbortController();
    app = await startTradingApp({
      system: {
        brokerage: createLuno({
          keyId: 'sandbox',
          keySecret: 'sandbox-secret',
          baseUrl: sandbox.url,
          streamUrl: sandbox.streamUrl,
        }),
        strategies: [{ id: 'signal', strategy: SignalStrategy, symbols: ['XBTZAR'], capital: { ZAR: '20000' } }],
        heartbeatMs: 50,
      },
      port: 0,
      signal: ending.signal,
    });
  });

  afterEach(async () => {
    ending.abort();
    await app.ended;
    await sandbox.close();
  });

  async function get(path: string): Promise<Record<string, unknown>> {
    return (await (await fetch(new URL(path, app.url))).json()) as Record<string, unknown>;
  }

  function post(path: string, body: unknown, contentType = 'application/json'): Promise<Response> {
    const headers = { 'content-type': contentType };
    return fetch(new URL(path, app.url), { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async function orders(): Promise<readonly OrderJson[]> {
    return (await get('/orders'))['orders'] as readonly OrderJson[];
  }

  const farBuy = { name: 'buy', payload: { symbol: 'XBTZAR', quantity: '0.001', price: '1000000' } };

  test('shows the portfolio', async () => {
    const portfolio = await get('/portfolio');
    expect(portfolio).toMatchObject({ state: 'running', halted: null, balances: { ZAR: { total: '2000000' } } });
    expect(portfolio['strategies']).toMatchObject([{ id: 'signal', capital: { ZAR: { total: '20000' } } }]);
  });

  test('turns a signal into an order, and another into its cancel', async () => {
    expect((await post('/signal', farBuy)).status).toBe(202);
    await expect.poll(orders).toMatchObject([{ state: 'open', price: '1000000' }]);
    await post('/signal', { name: 'cancel' });
    await expect.poll(orders).toMatchObject([{ state: 'canceled' }]);
  });

  test('places nothing any more once halted', async () => {
    expect((await post('/halt', { reason: 'lunch' })).status).toBe(202);
    await post('/signal', farBuy);
    await expect.poll(orders).toMatchObject([{ state: 'denied', reason: { code: 'kill-switch' } }]);
    expect(await get('/portfolio')).toMatchObject({ halted: { message: expect.stringContaining('lunch') } });
  });

  test('stops in order: the port is closed and no order stays open', async () => {
    await post('/signal', farBuy);
    await expect.poll(orders).toMatchObject([{ state: 'open' }]);
    ending.abort();
    await app.ended;
    await expect(fetch(app.url)).rejects.toThrow();
    const [user] = sandbox.control.state().users;
    expect(user?.orders).toMatchObject([{ status: 'finished', canceledByUser: true }]);
  });

  test.each([
    ['a path that is not there', '/nowhere', {}, 'application/json', 404],
    ['a signal without a name', '/signal', { payload: 1 }, 'application/json', 400],
    ['a form, which any web page could send', '/halt', {}, 'application/x-www-form-urlencoded', 415],
    ['a body that is no object', '/signal', 7, 'application/json', 400],
    ['a body that is too long', '/signal', { name: 'x'.repeat(70_000) }, 'application/json', 400],
  ])('refuses %s', async (_, path, body, contentType, status) => {
    expect((await post(path, body, contentType)).status).toBe(status);
    expect(await orders()).toEqual([]);
  });
});

test('an app that cannot have its port stops its system again', async () => {
  const sandbox = await createLunoSandbox();
  const { port, url: baseUrl, streamUrl } = sandbox;
  const brokerage = createLuno({ keyId: 'sandbox', keySecret: 'sandbox-secret', baseUrl, streamUrl });
  const system = { brokerage, strategies: [{ id: 'signal', strategy: SignalStrategy, symbols: ['XBTZAR'] }] };
  const starting = startTradingApp({ system, port, signal: new AbortController().signal });
  await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await expect.poll(() => sandbox.control.countStreams()).toBe(0);
  await sandbox.close();
});

test('an app whose signal is aborted already does not start', async () => {
  const starting = startTradingApp({
    system: {
      brokerage: createLuno({ baseUrl: 'http://127.0.0.1:9' }),
      strategies: [{ id: 'signal', strategy: SignalStrategy, symbols: ['XBTZAR'] }],
    },
    port: 0,
    signal: AbortSignal.abort(),
  });
  await expect(starting).rejects.toMatchObject({ code: 'system/aborted' });
});
