import { SimulatedClock } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { clientOf, openUserStream, quietOptions, shapeOf, withSandbox } from './sandbox-client.ts';

const startMs = Date.UTC(2026, 9, 1, 12);

const sampleV2 = {
  order_id: 'BXMC2CJ7HNB88U4',
  client_order_id: 't1-000042',
  pair: 'XBTZAR',
  side: 'BUY',
  type: 'LIMIT',
  status: 'PENDING',
  limit_price: '1400000.00',
  limit_volume: '0.01',
  base: '0.004',
  counter: '5600.00',
  fee_base: '0.000016',
  fee_counter: '0.00',
  creation_timestamp: 1790127200123,
  expiration_timestamp: 0,
  completed_timestamp: 0,
  time_in_force: 'GTC',
  stop_price: '0.00',
  stop_direction: '',
  base_account_id: 6213702911573325,
  counter_account_id: 2225762606892986,
};

describe('a limit order', () => {
  test('is answered with an id of Luno’s alphabet, and rests', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const { status, body } = await alice.post('/api/1/postorder', {
        pair: 'XBTZAR',
        type: 'BID',
        volume: '0.01',
        price: '1000',
        client_order_id: 't1-000042',
      });
      expect(status).toBe(200);
      expect(body).toEqual({ order_id: expect.stringMatching(/^BX[2-9A-HJKMNP-Z]{13}$/) });
      const order = await alice.get(`/api/exchange/3/order?client_order_id=t1-000042`);
      expect(shapeOf(order.body)).toEqual(shapeOf(sampleV2));
      expect(order.body).toMatchObject({ order_id: body.order_id, status: 'PENDING', side: 'BUY', type: 'LIMIT' });
    }));

  test('is understood in the query string as in the form, zeros and empty text being nothing', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const unset =
        'base_account_id=0&client_order_id=&counter_account_id=0&stop_direction=&stop_price=0&timestamp=0&ttl=0';
      const query = `pair=XBTZAR&type=ASK&volume=0.01&price=1000&post_only=false&time_in_force=&${unset}`;
      expect((await alice.post(`/api/1/postorder?${query}`, {})).status).toBe(200);
    }));

  test('trades at the resting price, partly, and the rest rests', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const bob = clientOf(sandbox, 'bob');
      await alice.limit('ASK', '0.1', '1000');
      const id = await bob.limit('BID', '0.3', '1010');
      const { body } = await bob.get(`/api/exchange/2/orders/${id}`);
      expect(body).toMatchObject({
        status: 'PENDING',
        base: '0.10',
        counter: '100.00',
        fee_base: '0.002',
        fee_counter: '0.00',
      });
      expect((await bob.get('/api/1/orderbook?pair=XBTZAR')).body.bids[0].volume).toBe('0.200000000000000000');
    }));

  test('shows in v1 with side and kind in one word and without a client order id', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const id = await alice.limit('ASK', '0.01', '1000', { client_order_id: 'x' });
      const { body } = await alice.get(`/api/1/orders/${id}`);
      expect(body).toEqual({
        order_id: id,
        creation_timestamp: expect.any(Number),
        expiration_timestamp: 0,
        completed_timestamp: 0,
        type: 'ASK',
        state: 'PENDING',
        limit_price: '1000.00',
        limit_volume: '0.01',
        base: '0.00',
        counter: '0.00',
        fee_base: '0.00',
        fee_counter: '0.00',
        pair: 'XBTZAR',
        time_in_force: 'GTC',
      });
    }));

  test('that is IOC never rests', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      await alice.limit('ASK', '0.1', '1000');
      const id = await clientOf(sandbox, 'bob').limit('BID', '0.3', '1010', { time_in_force: 'IOC' });
      const { body } = await clientOf(sandbox, 'bob').get(`/api/exchange/3/order?id=${id}`);
      expect(body).toMatchObject({ status: 'COMPLETE', base: '0.10', expiration_timestamp: 0, time_in_force: 'IOC' });
      expect(body.completed_timestamp).toBeGreaterThan(0);
    }));

  test('carries 19-digit account numbers bare', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const id = await alice.limit('ASK', '0.01', '1000');
      const { text } = await alice.get(`/api/exchange/3/order?id=${id}`);
      const [xbt, zar] = (await alice.get('/api/1/balance')).body.balance;
      expect(text).toContain(`"base_account_id":${xbt.account_id},"counter_account_id":${zar.account_id}}`);
      expect(xbt.account_id).toMatch(/^\d{19}$/);
      expect(JSON.parse(text).base_account_id.toString()).not.toBe(xbt.account_id);
    }));

  test('takes the caller’s own accounts only', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const [xbt, zar] = (await alice.get('/api/1/balance')).body.balance;
      const [foreign] = (await clientOf(sandbox, 'bob').get('/api/1/balance')).body.balance;
      await alice.limit('ASK', '0.01', '1000', { base_account_id: xbt.account_id, counter_account_id: zar.account_id });
      await expect(alice.limit('ASK', '0.01', '1000', { base_account_id: zar.account_id })).rejects.toThrow(
        'ErrInvalidAccountID',
      );
      await expect(alice.limit('ASK', '0.01', '1000', { base_account_id: foreign.account_id })).rejects.toThrow(
        'ErrAccountNotFound',
      );
    }));
});

describe('a market order', () => {
  test('buys for a counter amount', () =>
    withSandbox(quietOptions, async sandbox => {
      await clientOf(sandbox, 'alice').limit('ASK', '1', '1000');
      const bob = clientOf(sandbox, 'bob');
      const placed = await bob.post('/api/1/marketorder', { pair: 'XBTZAR', type: 'BUY', counter_volume: '500' });
      const { body } = await bob.get(`/api/exchange/3/order?id=${placed.body.order_id}`);
      expect(body).toMatchObject({
        type: 'MARKET',
        side: 'BUY',
        status: 'COMPLETE',
        base: '0.50',
        counter: '500.00',
        limit_price: '0.00',
        limit_volume: '0.00',
      });
      expect((await bob.get(`/api/1/orders/${placed.body.order_id}`)).body.type).toBe('BUY');
    }));

  test('sells a base amount', () =>
    withSandbox(quietOptions, async sandbox => {
      await clientOf(sandbox, 'alice').limit('BID', '1', '1000');
      const bob = clientOf(sandbox, 'bob');
      const placed = await bob.post('/api/1/marketorder', { pair: 'XBTZAR', type: 'SELL', base_volume: '0.25' });
      const { body } = await bob.get(`/api/exchange/3/order?id=${placed.body.order_id}`);
      expect(body).toMatchObject({
        status: 'COMPLETE',
        base: '0.25',
        counter: '250.00',
        fee_base: '0.00',
        fee_counter: '5.00',
      });
    }));
});

describe('a stop-limit order', () => {
  test('sleeps outside the book, wakes on a trade and trades', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const bob = clientOf(sandbox, 'bob');
      const stop = { stop_price: '990', stop_direction: 'BELOW' };
      const id = await alice.limit('ASK', '0.1', '980', stop);
      expect((await alice.get(`/api/exchange/3/order?id=${id}`)).body).toMatchObject({
        type: 'STOP_LIMIT',
        status: 'AWAITING',
        stop_price: '990.00',
        stop_direction: 'BELOW',
      });
      expect((await alice.get(`/api/1/orders/${id}`)).body.state).toBe('PENDING');
      expect((await alice.get('/api/1/orderbook?pair=XBTZAR')).body.asks).toEqual([]);
      await bob.limit('BID', '0.2', '985');
      await bob.limit('BID', '0.1', '990');
      await alice.limit('ASK', '0.1', '990');
      expect((await alice.get(`/api/exchange/3/order?id=${id}`)).body).toMatchObject({
        status: 'COMPLETE',
        counter: '98.50',
      });
    }));

  test('takes its direction from the last trade when asked to', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const stop = (price: string) => ({ stop_price: price, stop_direction: 'RELATIVE_LAST_TRADE' });
      await expect(alice.limit('BID', '0.1', '1000', stop('1000'))).rejects.toThrow('ErrNoTradesToInferStopDirection');
      await alice.limit('ASK', '0.1', '1000');
      await clientOf(sandbox, 'bob').limit('BID', '0.1', '1000');
      const up = await alice.limit('BID', '0.1', '1100', stop('1100'));
      const down = await alice.limit('ASK', '0.1', '900', stop('900'));
      expect((await alice.get(`/api/exchange/3/order?id=${up}`)).body.stop_direction).toBe('ABOVE');
      expect((await alice.get(`/api/exchange/3/order?id=${down}`)).body.stop_direction).toBe('BELOW');
    }));
});

describe('a client order id', () => {
  test('is used once, whatever the second order asks for', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      await alice.limit('BID', '0.01', '1000', { client_order_id: 'once' });
      const { status, body } = await alice.post('/api/1/postorder', {
        pair: 'XBTZAR',
        type: 'ASK',
        volume: '9999',
        price: '7',
        client_order_id: 'once',
      });
      expect(status).toBe(409);
      expect(body).toEqual({ error: 'Duplicate client order id', error_code: 'ErrDuplicateClientOrderID' });
    }));

  test('is free again after a refused order, and free for others', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      await expect(alice.limit('BID', '50', '1000000', { client_order_id: 'a' })).rejects.toThrow(
        'ErrInsufficientBalance',
      );
      await alice.limit('BID', '0.01', '1000', { client_order_id: 'a' });
      await clientOf(sandbox, 'bob').limit('BID', '0.01', '1000', { client_order_id: 'a' });
    }));
});

describe('timestamp and ttl', () => {
  test('refuse an order that comes too late, to the millisecond', () => {
    const clock = new SimulatedClock(startMs);
    return withSandbox({ ...quietOptions, clock }, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const sent = { timestamp: String(startMs), ttl: '5000' };
      clock.advance(5_000);
      await alice.limit('BID', '0.01', '1000', sent);
      clock.advance(1);
      await expect(alice.limit('BID', '0.01', '1000', sent)).rejects.toThrow('ErrDeadlineExceeded');
      await alice.limit('BID', '0.01', '1000', { timestamp: String(startMs) });
      await alice.limit('BID', '0.01', '1000', { ttl: '1' });
      await expect(alice.limit('BID', '0.01', '1000', { ...sent, ttl: '10001' })).rejects.toThrow(
        'ErrInvalidArguments',
      );
    });
  });
});

describe('stoporder', () => {
  test('ends an order at once, and says by whom', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const id = await alice.limit('BID', '0.01', '1000');
      const { status, body } = await alice.post('/api/1/stoporder', { order_id: id });
      expect([status, body]).toEqual([200, { success: true }]);
      const order = (await alice.get(`/api/exchange/3/order?id=${id}`)).body;
      expect(order).toMatchObject({ status: 'COMPLETE', base: '0.00' });
      expect(order.expiration_timestamp).toBe(order.completed_timestamp);
      expect(order.expiration_timestamp).toBeGreaterThan(0);
    }));

  test('is refused for an order that ended, is unknown or is someone else’s', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const ended = await alice.limit('BID', '0.01', '1000');
      await alice.post('/api/1/stoporder', { order_id: ended });
      const foreign = await clientOf(sandbox, 'bob').limit('BID', '0.01', '1000');
      for (const id of [ended, foreign, 'BXUNKNOWN']) {
        const { status, body } = await alice.post('/api/1/stoporder', { order_id: id });
        expect(status).toBe(400);
        expect(body).toEqual({
          error: 'Cannot stop unknown or non-pending order.',
          error_code: 'ErrCannotStopUnknownOrNonPendingOrder',
        });
      }
    }));
});

test('the books of record show what the wire shows', () =>
  withSandbox(quietOptions, async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    const stream = await openUserStream(sandbox, 'alice');
    const id = await alice.limit('ASK', '0.1', '1000', { client_order_id: 'mine' });
    await clientOf(sandbox, 'bob').limit('BID', '0.04', '1000');
    const state = sandbox.control.state();
    const [user] = state.users;
    expect(user?.orders[0]).toMatchObject({
      orderId: id,
      clientOrderId: 'mine',
      status: 'open',
      base: '0.04',
      counter: '40',
      feeCounter: '0.4',
    });
    expect(user?.balances.map(row => [row.asset, row.balance, row.reserved])).toEqual([
      ['XBT', '9.96', '0.06'],
      ['ZAR', '100039.6', '0'],
    ]);
    expect(state.assets.every(asset => asset.deposited === asset.held)).toBe(true);
    await stream.close();
  }));
