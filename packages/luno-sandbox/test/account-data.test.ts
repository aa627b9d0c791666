import { SimulatedClock } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { clientOf, quietOptions, shapeOf, withSandbox } from './sandbox-client.ts';

const startMs = Date.UTC(2026, 9, 1, 12);

describe('balance', () => {
  test('includes what is reserved, and names accounts by 19 digits', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      await alice.limit('BID', '0.5', '1000');
      const { body } = await alice.get('/api/1/balance');
      const documented = {
        balance: [
          {
            account_id: '1224342323',
            asset: 'XBT',
            balance: '1.012423',
            reserved: '0.01',
            unconfirmed: '0.421',
            name: 'XBT Account',
          },
        ],
      };
      expect(shapeOf(body)).toEqual(shapeOf(documented));
      expect(body.balance).toEqual([
        {
          account_id: expect.stringMatching(/^\d{19}$/),
          asset: 'XBT',
          balance: '10.00',
          reserved: '0.00',
          unconfirmed: '0.00',
          name: 'XBT Account',
        },
        {
          account_id: expect.stringMatching(/^\d{19}$/),
          asset: 'ZAR',
          balance: '100000.00',
          reserved: '500.00',
          unconfirmed: '0.00',
          name: 'ZAR Account',
        },
      ]);
    }));

  test('is limited to the assets that are named', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const assetsOf = async (query: string) =>
        (await alice.get(`/api/1/balance${query}`)).body.balance.map((row: { asset: string }) => row.asset);
      expect(await assetsOf('?assets=ZAR')).toEqual(['ZAR']);
      expect(await assetsOf('?assets=ZAR&assets=XBT')).toEqual(['XBT', 'ZAR']);
      expect(await assetsOf('?assets=DOGE')).toEqual([]);
    }));
});

describe('transactions', () => {
  test('tell every change in rows whose amounts are numbers', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      await clientOf(sandbox, 'bob').limit('BID', '0.02', '1000');
      await alice.limit('ASK', '0.02', '1000');
      const [xbt] = (await alice.get('/api/1/balance')).body.balance;
      const { body } = await alice.get(`/api/1/accounts/${xbt.account_id}/transactions?min_row=1&max_row=100`);
      expect(body.id).toBe(xbt.account_id);
      expect(
        body.transactions.map((row: Record<string, unknown>) => [
          row['row_index'],
          row['balance_delta'],
          row['available_delta'],
          row['kind'],
        ]),
      ).toEqual([
        [1, 10, 10, 'TRANSFER'],
        [2, 0, -0.02, 'EXCHANGE'],
        [3, -0.02, 0, 'EXCHANGE'],
      ]);
      expect(body.transactions[2]).toMatchObject({
        account_id: xbt.account_id,
        currency: 'XBT',
        balance: 9.98,
        available: 9.98,
        description: 'Sold 0.02 XBTZAR',
        details: {},
        detail_fields: { trade_details: { pair: 'XBTZAR', price: '1000.00', volume: '0.02', sequence: 1001 } },
      });
    }));

  test('count rows from the newest one when numbers are below 1', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      for (let count = 0; count < 3; count += 1) await alice.limit('ASK', '0.01', '1000');
      const [xbt] = (await alice.get('/api/1/balance')).body.balance;
      const rows = async (min: number, max: number) =>
        (await alice.get(`/api/1/accounts/${xbt.account_id}/transactions?min_row=${min}&max_row=${max}`)).body;
      const indexes = async (min: number, max: number) =>
        (await rows(min, max)).transactions.map((row: { row_index: number }) => row.row_index);
      expect(await indexes(-2, 0)).toEqual([3, 4]);
      expect(await indexes(2, 4)).toEqual([2, 3]);
      expect((await rows(1, 1_002)).error_code).toBe('ErrTooManyRowsRequested');
    }));
});

describe('listtrades', () => {
  /** Three fills of alice's ask at three moments, one second apart. */
  const withFills = (test: (list: (query?: string) => Promise<number[]>, clock: SimulatedClock) => Promise<void>) => {
    const clock = new SimulatedClock(startMs);
    return withSandbox({ ...quietOptions, clock }, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      await alice.limit('ASK', '1', '1000', { client_order_id: 'mine' });
      for (let count = 0; count < 3; count += 1) {
        await clientOf(sandbox, 'bob').limit('BID', '0.1', '1000');
        clock.advance(1_000);
      }
      await test(async (query = '') => {
        const { body } = await alice.get(`/api/1/listtrades?pair=XBTZAR${query}`);
        return body.trades.map((row: { sequence: number }) => row.sequence);
      }, clock);
    });
  };

  test('shows fills in the recorded shape, side and taker apart', () =>
    withSandbox(quietOptions, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const id = await alice.limit('ASK', '1', '1000', { client_order_id: 'mine' });
      await clientOf(sandbox, 'bob').limit('BID', '0.1', '1000');
      const { body } = await alice.get('/api/1/listtrades?pair=XBTZAR');
      expect(body.trades).toEqual([
        {
          pair: 'XBTZAR',
          sequence: 1001,
          order_id: id,
          type: 'ASK',
          timestamp: expect.any(Number),
          price: '1000.00',
          volume: '0.10',
          base: '0.10',
          counter: '100.00',
          fee_base: '0.00',
          fee_counter: '1.00',
          is_buy: true,
          client_order_id: 'mine',
        },
      ]);
    }));

  test.each([
    ['', [1001, 1002, 1003]],
    ['&sort_desc=true', [1003, 1002, 1001]],
    ['&limit=2', [1002, 1003]],
    ['&limit=2&after_seq=1001', [1001, 1002]],
    ['&after_seq=1002', [1002, 1003]],
    ['&before_seq=1003&after_seq=1', [1001, 1002]],
    [`&since=${startMs + 1_000}`, [1002, 1003]],
    [`&before=${startMs + 2_000}`, [1002, 1001]],
    [`&since=${startMs + 5_000}`, []],
  ])('with "%s" is %j', (query, expected) =>
    withFills(async list => {
      expect(await list(query)).toEqual(expected);
    }),
  );
});

describe('lists of orders', () => {
  const withOrders = (test: (list: (path: string) => Promise<string[]>) => Promise<void>) => {
    const clock = new SimulatedClock(startMs);
    return withSandbox({ ...quietOptions, clock }, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const names = new Map<string, string>();
      for (const name of ['first', 'second', 'third']) {
        names.set(await alice.limit('BID', '0.01', '1000'), name);
        clock.advance(1_000);
      }
      names.set(await alice.limit('BID', '0.01', '900', { stop_price: '900', stop_direction: 'BELOW' }), 'stop');
      const second = [...names].find(([, name]) => name === 'second')?.[0] ?? '';
      await alice.post('/api/1/stoporder', { order_id: second });
      await test(async path =>
        (await alice.get(path)).body.orders.map((order: { order_id: string }) => names.get(order.order_id)),
      );
    });
  };

  test.each([
    ['/api/1/listorders', ['stop', 'third', 'second', 'first']],
    ['/api/1/listorders?state=PENDING', ['stop', 'third', 'first']],
    ['/api/1/listorders?state=COMPLETE', ['second']],
    ['/api/1/listorders?limit=2', ['stop', 'third']],
    [`/api/1/listorders?created_before=${startMs + 2_000}`, ['second', 'first']],
    ['/api/exchange/2/listorders', ['stop', 'third', 'first']],
    ['/api/exchange/2/listorders?closed=false&pair=XBTZAR', ['stop', 'third', 'first']],
    ['/api/exchange/2/listorders?closed=true', ['second']],
    [`/api/exchange/2/listorders?created_before=${startMs + 1_000}`, ['first']],
  ])('%s is %j', (path, expected) =>
    withOrders(async list => {
      expect(await list(path)).toEqual(expected);
    }),
  );
});

test('fee_info shows rates as fractions with eight decimals', () =>
  withSandbox(quietOptions, async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    await alice.limit('ASK', '1', '1000');
    await clientOf(sandbox, 'bob').limit('BID', '1', '1000');
    expect((await alice.get('/api/1/fee_info?pair=XBTZAR')).body).toEqual({
      maker_fee: '0.01000000',
      taker_fee: '0.02000000',
      maker_fee_buy: '0.01000000',
      maker_fee_sell: '0.01000000',
      taker_fee_buy: '0.02000000',
      taker_fee_sell: '0.02000000',
      thirty_day_volume: '1000.00',
    });
  }));

test('send networks are empty, which clients ask for when they load markets', () =>
  withSandbox(quietOptions, async sandbox => {
    expect((await clientOf(sandbox, 'alice').get('/api/1/send/networks?currency=XBT')).body).toEqual({ networks: [] });
  }));
