import { expect, test } from 'vitest';
import { permissions } from '../src/index.ts';
import { clientOf, control, plainMarket, quietOptions, withSandbox } from './sandbox-client.ts';

const order = { pair: 'XBTZAR', type: 'BID', volume: '0.01', price: '1000' };
const market = { pair: 'XBTZAR', type: 'BUY', counter_volume: '100' };

test.each([
  ['a missing pair', { ...order, pair: '' }, 'ErrMarketUnavailable'],
  ['an unknown pair', { ...order, pair: 'BTCZAR' }, 'ErrMarketUnavailable'],
  ['the side of a market order', { ...order, type: 'BUY' }, 'ErrInvalidOrderSide'],
  ['a missing side', { ...order, type: '' }, 'ErrInvalidOrderSide'],
  ['a price in words', { ...order, price: 'ten' }, 'ErrInvalidPrice'],
  ['a price of zero', { ...order, price: '0.00' }, 'ErrInvalidPrice'],
  ['a negative price', { ...order, price: '-1' }, 'ErrInvalidPrice'],
  ['a volume with an exponent', { ...order, volume: '1e-2' }, 'ErrInvalidVolume'],
  ['too many decimals in the price', { ...order, price: '1000.5' }, 'ErrPriceDenominationNotAllowed'],
  ['too many decimals in the volume', { ...order, volume: '0.00501' }, 'ErrVolumeDenominationNotAllowed'],
  ['a price below the minimum', { ...order, price: '9' }, 'ErrPriceTooLow'],
  ['a price above the maximum', { ...order, price: '10000001' }, 'ErrPriceTooHigh'],
  ['a volume below the minimum', { ...order, volume: '0.0004' }, 'ErrVolumeTooLow'],
  ['a volume above the maximum', { ...order, volume: '101' }, 'ErrVolumeTooHigh'],
  ['more than the account holds', { ...order, volume: '99', price: '10000' }, 'ErrInsufficientBalance'],
  ['an unknown time in force', { ...order, time_in_force: 'DAY' }, 'ErrInvalidArguments'],
  ['a post-only IOC', { ...order, time_in_force: 'IOC', post_only: 'true' }, 'ErrPostOnlyNotAllowed'],
  ['post_only in words', { ...order, post_only: 'perhaps' }, 'ErrInvalidArguments'],
  ['a post-only order that would take', { ...order, price: '2000', post_only: 'true' }, 'ErrOrderCanceled'],
  ['a client order id with a space', { ...order, client_order_id: 'a b' }, 'ErrInvalidClientOrderId'],
  ['a client order id of 256 characters', { ...order, client_order_id: 'a'.repeat(256) }, 'ErrInvalidClientOrderId'],
  ['a stop order without a direction', { ...order, stop_price: '1000' }, 'ErrInvalidStopDirection'],
  ['an unknown stop direction', { ...order, stop_price: '1000', stop_direction: 'UP' }, 'ErrInvalidStopDirection'],
  ['a stop price below the minimum', { ...order, stop_price: '9', stop_direction: 'BELOW' }, 'ErrStopPriceTooLow'],
  [
    'a stop price above the maximum',
    { ...order, stop_price: '10000001', stop_direction: 'ABOVE' },
    'ErrStopPriceTooHigh',
  ],
  ['a stop price with decimals', { ...order, stop_price: '1000.5', stop_direction: 'ABOVE' }, 'ErrInvalidStopPrice'],
  ['an account id in words', { ...order, base_account_id: 'mine' }, 'ErrInvalidAccountID'],
])('postorder is refused for %s', (_, form, code) =>
  withSandbox(quietOptions, async sandbox => {
    await clientOf(sandbox, 'bob').limit('ASK', '1', '1500');
    const { status, body } = await clientOf(sandbox, 'alice').post('/api/1/postorder', form);
    expect([status, body.error_code]).toEqual([400, code]);
    expect(typeof body.error).toBe('string');
  }),
);

test.each([
  ['the side of a limit order', { ...market, type: 'BID' }, 'ErrInvalidOrderSide'],
  ['a buy without a counter volume', { pair: 'XBTZAR', type: 'BUY', base_volume: '1' }, 'ErrInvalidCounterVolume'],
  ['a sell without a base volume', { pair: 'XBTZAR', type: 'SELL', counter_volume: '1' }, 'ErrInvalidBaseVolume'],
  ['a buy that buys less than the minimum', { ...market, counter_volume: '0.1' }, 'ErrInvalidCounterVolume'],
  [
    'a sell of too many decimals',
    { pair: 'XBTZAR', type: 'SELL', base_volume: '1.00001' },
    'ErrVolumeDenominationNotAllowed',
  ],
  ['a buy of too many decimals', { ...market, counter_volume: '100.0000000001' }, 'ErrCounterDenominationNotAllowed'],
  ['a sell into an empty book', { pair: 'XBTZAR', type: 'SELL', base_volume: '1' }, 'ErrNotEnoughLiquidity'],
])('marketorder is refused for %s', (_, form, code) =>
  withSandbox(quietOptions, async sandbox => {
    await clientOf(sandbox, 'bob').limit('ASK', '1', '1500');
    const { status, body } = await clientOf(sandbox, 'alice').post('/api/1/marketorder', form);
    expect([status, body.error_code]).toEqual([400, code]);
  }),
);

test.each([
  ['GET', '/api/1/orders/BXUNKNOWN', 400, 'ErrOrderNotFound'],
  ['GET', '/api/exchange/2/orders/BXUNKNOWN', 400, 'ErrOrderNotFound'],
  ['GET', '/api/exchange/3/order?client_order_id=unknown', 400, 'ErrOrderNotFound'],
  ['GET', '/api/exchange/3/order', 400, 'ErrInvalidArguments'],
  ['GET', '/api/exchange/3/order?id=a&client_order_id=b', 400, 'ErrInvalidArguments'],
  ['GET', '/api/1/listorders?state=OPEN', 400, 'ErrInvalidArguments'],
  ['GET', '/api/1/listorders?limit=1001', 400, 'ErrLimitOutOfRange'],
  ['GET', '/api/exchange/2/listorders?limit=-1', 400, 'ErrLimitOutOfRange'],
  ['GET', '/api/1/listtrades?pair=XBTZAR&limit=x', 400, 'ErrLimitOutOfRange'],
  ['GET', '/api/1/listtrades', 400, 'ErrMarketUnavailable'],
  ['GET', '/api/1/fee_info?pair=NOPE', 400, 'ErrMarketUnavailable'],
  ['GET', '/api/1/accounts/1/transactions?min_row=1&max_row=2', 404, 'ErrAccountNotFound'],
  ['GET', '/api/1/accounts/x/transactions?min_row=1&max_row=2', 400, 'ErrInvalidAccountID'],
  ['POST', '/api/1/stoporder', 400, 'ErrInvalidArguments'],
])('%s %s is answered %d %s', (method, path, status, code) =>
  withSandbox(quietOptions, async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    const reply = method === 'GET' ? await alice.get(path) : await alice.post(path, {});
    expect([reply.status, reply.body.error_code]).toEqual([status, code]);
  }),
);

test('orders of others do not exist', () =>
  withSandbox(quietOptions, async sandbox => {
    const id = await clientOf(sandbox, 'bob').limit('BID', '0.01', '1000', { client_order_id: 'bobs' });
    const alice = clientOf(sandbox, 'alice');
    for (const path of [
      `/api/1/orders/${id}`,
      `/api/exchange/3/order?id=${id}`,
      '/api/exchange/3/order?client_order_id=bobs',
    ]) {
      expect((await alice.get(path)).body.error_code).toBe('ErrOrderNotFound');
    }
  }));

test.each([
  ['no key', undefined, ''],
  ['an unknown key', 'mallory', 'x'],
  ['a wrong secret', 'alice', 'x'],
])('%s is 401', (_, keyId, secret) =>
  withSandbox(quietOptions, async sandbox => {
    const { status, body } = await clientOf(sandbox, keyId, secret).get('/api/1/balance');
    expect(status).toBe(401);
    expect(body).toEqual({ error: 'You are not authorised to access this route', error_code: 'ErrUnauthorised' });
  }),
);

test('wrong credentials are refused on public paths as well', () =>
  withSandbox(quietOptions, async sandbox => {
    expect((await clientOf(sandbox, 'alice', 'x').get('/api/1/tickers')).status).toBe(401);
    expect((await clientOf(sandbox, 'alice').get('/api/1/tickers')).status).toBe(200);
  }));

test.each([
  ['/api/1/balance', permissions.readBalance],
  ['/api/1/listorders', permissions.readOrders],
  ['/api/1/listtrades?pair=XBTZAR', permissions.readOrders],
  ['/api/1/fee_info?pair=XBTZAR', permissions.readOrders],
])('%s needs permission %d', (path, needed) =>
  withSandbox(
    {
      ...quietOptions,
      users: [
        {
          name: 'user',
          keys: [
            { id: 'with', secret: 'with-secret', permissions: needed },
            { id: 'without', secret: 'without-secret', permissions: 0x1ffff & ~needed },
          ],
          balances: { XBT: '1' },
        },
      ],
    },
    async sandbox => {
      expect((await clientOf(sandbox, 'with').get(path)).status).toBe(200);
      const { status, body } = await clientOf(sandbox, 'without').get(path);
      expect([status, body.error_code]).toEqual([403, 'ErrInsufficientPerms']);
    },
  ),
);

test('a key without the permission to trade neither places nor cancels', () =>
  withSandbox(
    {
      ...quietOptions,
      users: [
        { name: 'user', keys: [{ id: 'reader', secret: 'reader-secret', permissions: 35 }], balances: { ZAR: '1000' } },
      ],
    },
    async sandbox => {
      const reader = clientOf(sandbox, 'reader');
      for (const path of ['/api/1/postorder', '/api/1/marketorder', '/api/1/stoporder']) {
        expect((await reader.post(path, order)).status).toBe(403);
      }
      expect(sandbox.control.state().users[0]?.orders).toEqual([]);
    },
  ));

test('a revoked key is refused from then on', () =>
  withSandbox(quietOptions, async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    expect((await alice.get('/api/1/balance')).status).toBe(200);
    expect((await control(sandbox, 'keys/revoke', { keyId: 'alice' })).body).toEqual({ revoked: true });
    expect((await alice.get('/api/1/balance')).status).toBe(401);
  }));

test.each([
  ['SUSPENDED', 'POSTONLY', 'SUSPENDED', 'ErrPostOnlyMode'],
  ['POST_ONLY', 'POSTONLY', 'POST_ONLY', 'ErrPostOnlyMode'],
  ['DISABLED', 'DISABLED', 'SUSPENDED', 'ErrMarketUnavailable'],
])('a %s market refuses to take and says so in each surface’s words', (status, ticker, marketStatus, code) =>
  withSandbox(quietOptions, async sandbox => {
    await control(sandbox, 'market/status', { market: 'XBTZAR', status });
    const alice = clientOf(sandbox, 'alice');
    expect((await alice.post('/api/1/postorder', order)).body.error_code).toBe(code);
    expect((await alice.get('/api/1/ticker?pair=XBTZAR')).body.status).toBe(ticker);
    expect((await alice.get('/api/exchange/1/markets')).body.markets[0].trading_status).toBe(marketStatus);
    const postOnly = await alice.post('/api/1/postorder', { ...order, post_only: 'true' });
    expect(postOnly.status).toBe(status === 'DISABLED' ? 400 : 200);
    await control(sandbox, 'market/status', { market: 'XBTZAR', status: 'ACTIVE' });
    expect((await alice.post('/api/1/postorder', order)).status).toBe(200);
  }),
);

test('calls beyond the limit are 429 until the window has passed', () =>
  withSandbox({ ...quietOptions, rateLimit: { requestsMax: 3, windowMs: 60_000 } }, async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    for (let call = 0; call < 3; call += 1) expect((await alice.get('/api/1/balance')).status).toBe(200);
    const { status, body, headers } = await alice.get('/api/1/balance');
    expect([status, body.error_code, headers.get('retry-after')]).toEqual([429, 'ErrTooManyRequests', null]);
    expect((await clientOf(sandbox, 'bob').get('/api/1/balance')).status).toBe(200);
    expect((await clientOf(sandbox, undefined).get('/api/1/tickers')).status).toBe(200);
    sandbox.control.shiftClock(60_000);
    expect((await alice.get('/api/1/balance')).status).toBe(200);
  }));

test('a fee in another currency than the market’s minimum still closes the books', () =>
  withSandbox({ ...quietOptions, markets: [{ ...plainMarket, makerFee: '-0.001' }] }, async sandbox => {
    await clientOf(sandbox, 'alice').limit('ASK', '1', '1000');
    await clientOf(sandbox, 'bob').limit('BID', '1', '1000');
    const [trade] = (await clientOf(sandbox, 'alice').get('/api/1/listtrades?pair=XBTZAR')).body.trades;
    expect(trade).toMatchObject({ fee_counter: '-1.00', fee_base: '0.00' });
    expect(sandbox.control.state().assets.every(asset => asset.deposited === asset.held)).toBe(true);
  }));
