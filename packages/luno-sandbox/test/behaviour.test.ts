import { SimulatedClock } from '@trader/core';
import { describe, expect, test } from 'vitest';
import type { LunoSandbox, SandboxBehaviour } from '../src/index.ts';
import {
  clientOf,
  eventually,
  openStream,
  openUserStream,
  quietOptions,
  Stream,
  withSandbox,
} from './sandbox-client.ts';

/** Runs a test on a quiet sandbox with one answer to an open question. */
const withBehaviour = <T>(
  behaviour: Partial<SandboxBehaviour>,
  run: (sandbox: LunoSandbox) => Promise<T>,
): Promise<T> => withSandbox({ ...quietOptions, behaviour }, run);

const crossing = { post_only: 'true', client_order_id: 'po' };

describe.each([
  [{}, 400],
  [{ unknownOrderStatus: 404 }, 404],
] as const)('with %j', (behaviour, expected) => {
  test(`an unknown order is ${expected}, on looking up and on stopping`, () =>
    withBehaviour(behaviour, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      expect((await alice.get('/api/exchange/3/order?id=BX')).status).toBe(expected);
      expect((await alice.post('/api/1/stoporder', { order_id: 'BX' })).status).toBe(expected);
    }));
});

test.each([
  [{}, 'ErrUnauthorised'],
  [{ wrongKeyError: 'ErrApiKeyRevoked' }, 'ErrApiKeyRevoked'],
] as const)('with %j a wrong key is told %s', (behaviour, code) =>
  withBehaviour(behaviour, async sandbox => {
    const { status, body } = await clientOf(sandbox, 'alice', 'x').get('/api/1/balance');
    expect([status, body.error_code]).toEqual([401, code]);
  }),
);

test.each([
  [{}, 403],
  [{ missingPermissionStatus: 400 }, 400],
] as const)('with %j a missing permission is %d', (behaviour, expected) =>
  withSandbox(
    {
      ...quietOptions,
      behaviour,
      users: [{ name: 'u', keys: [{ id: 'k', secret: 'k-secret', permissions: 0 }], balances: {} }],
    },
    async sandbox => {
      const { status, body } = await clientOf(sandbox, 'k').get('/api/1/balance');
      expect([status, body.error_code]).toEqual([expected, 'ErrInsufficientPerms']);
    },
  ),
);

test.each([
  [{}, 'application/json', null],
  [{ rateLimitReply: 'json-retry-after' }, 'application/json', '60'],
  [{ rateLimitReply: 'html' }, 'text/html; charset=UTF-8', null],
] as const)('with %j a 429 is %s', (behaviour, type, retryAfter) =>
  withSandbox({ ...quietOptions, behaviour, rateLimit: { requestsMax: 1, windowMs: 60_000 } }, async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    await alice.get('/api/1/balance');
    const { status, headers } = await alice.get('/api/1/balance');
    expect([status, headers.get('content-type'), headers.get('retry-after')]).toEqual([429, type, retryAfter]);
  }),
);

test.each([
  [{}, 'ErrDeadlineExceeded'],
  [{ expiredRequestError: 'ErrInvalidArguments' }, 'ErrInvalidArguments'],
] as const)('with %j an expired request is told %s', (behaviour, code) =>
  withBehaviour(behaviour, async sandbox => {
    await expect(clientOf(sandbox, 'alice').limit('BID', '1', '1000', { timestamp: '1000' })).rejects.toThrow(code);
  }),
);

describe.each(['IOC', 'FOK'])('an %s order that meets nobody', timeInForce => {
  test('is accepted and COMPLETE, not ended by the user', () =>
    withBehaviour({}, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const id = await alice.limit('BID', '0.1', '1000', { time_in_force: timeInForce });
      const { body } = await alice.get(`/api/exchange/3/order?id=${id}`);
      expect(body).toMatchObject({ status: 'COMPLETE', base: '0.00', expiration_timestamp: 0 });
    }));

  test('is refused when the sandbox is told so', () =>
    withBehaviour({ unfilledImmediate: 'error' }, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      await expect(alice.limit('BID', '0.1', '1000', { time_in_force: timeInForce })).rejects.toThrow(
        'ErrOrderCanceled',
      );
      expect((await alice.get('/api/1/listorders')).body.orders).toEqual([]);
    }));
});

describe('a post-only order that would take', () => {
  test('leaves nothing behind', () =>
    withBehaviour({}, async sandbox => {
      await clientOf(sandbox, 'bob').limit('ASK', '0.1', '1000');
      const alice = clientOf(sandbox, 'alice');
      await expect(alice.limit('BID', '0.1', '1000', crossing)).rejects.toThrow('ErrOrderCanceled');
      expect((await alice.get('/api/exchange/3/order?client_order_id=po')).body.error_code).toBe('ErrOrderNotFound');
      await alice.limit('BID', '0.1', '999', crossing);
    }));

  test('leaves a record and burns its id when the sandbox is told so', () =>
    withBehaviour({ postOnlyCross: 'record' }, async sandbox => {
      await clientOf(sandbox, 'bob').limit('ASK', '0.1', '1000');
      const alice = clientOf(sandbox, 'alice');
      await expect(alice.limit('BID', '0.1', '1000', crossing)).rejects.toThrow('ErrOrderCanceled');
      const { body } = await alice.get('/api/exchange/3/order?client_order_id=po');
      expect(body).toMatchObject({ status: 'COMPLETE', base: '0.00', expiration_timestamp: 0 });
      await expect(alice.limit('BID', '0.1', '999', crossing)).rejects.toThrow('ErrDuplicateClientOrderID');
    }));
});

describe('a trade with oneself', () => {
  test('makes two rows of one sequence', () =>
    withBehaviour({}, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      await alice.limit('ASK', '0.1', '1000');
      await alice.limit('BID', '0.1', '1000');
      const { trades } = (await alice.get('/api/1/listtrades?pair=XBTZAR')).body;
      expect(trades.map((row: { sequence: number; type: string }) => [row.sequence, row.type]).sort()).toEqual([
        [1001, 'ASK'],
        [1001, 'BID'],
      ]);
    }));

  test('is refused when the sandbox is told so', () =>
    withBehaviour({ selfTrade: 'rejected' }, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      await alice.limit('ASK', '0.1', '1000');
      await expect(alice.limit('BID', '0.1', '1000')).rejects.toThrow('ErrOrderCanceled');
    }));
});

describe('the fee of a sell between crypto assets', () => {
  const feesOf = (behaviour: Partial<SandboxBehaviour>) =>
    withSandbox(
      {
        source: { kind: 'empty' },
        behaviour,
        users: [...(quietOptions.users ?? [])].map(user => ({ ...user, balances: { XBT: '10', USDT: '1000000' } })),
      },
      async sandbox => {
        await clientOf(sandbox, 'bob').post('/api/1/postorder', {
          pair: 'XBTUSDT',
          type: 'BID',
          volume: '1',
          price: '80000',
        });
        const alice = clientOf(sandbox, 'alice');
        await alice.post('/api/1/postorder', { pair: 'XBTUSDT', type: 'ASK', volume: '1', price: '80000' });
        const [row] = (await alice.get('/api/1/listtrades?pair=XBTUSDT')).body.trades;
        expect(sandbox.control.state().assets.every(asset => asset.deposited === asset.held)).toBe(true);
        return [row.fee_base, row.fee_counter];
      },
    );

  test('is paid in what is received', async () => expect(await feesOf({})).toEqual(['0.00', '80.00']));

  test('is paid in base when the sandbox is told so', async () =>
    expect(await feesOf({ feeCurrency: 'base-on-crypto-sells' })).toEqual(['0.001', '0.00']));
});

test.each([
  [{}, '500.00'],
  [{ buyReservation: 'with-fee' }, '510.00'],
] as const)('with %j a buy of 500 reserves %s', (behaviour, reserved) =>
  withBehaviour(behaviour, async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    await alice.limit('BID', '0.5', '1000');
    expect((await alice.get('/api/1/balance?assets=ZAR')).body.balance[0].reserved).toBe(reserved);
  }),
);

describe('a cancel', () => {
  test('that is late lets fills in between', () => {
    const clock = new SimulatedClock(1_790_000_000_000);
    return withSandbox({ ...quietOptions, clock, behaviour: { cancelLatencyMaxMs: 300 } }, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const id = await alice.limit('BID', '0.5', '1000');
      expect((await alice.post('/api/1/stoporder', { order_id: id })).body).toEqual({ success: true });
      expect((await alice.get(`/api/exchange/3/order?id=${id}`)).body.status).toBe('PENDING');
      await clientOf(sandbox, 'bob').limit('ASK', '0.1', '1000');
      expect((await alice.post('/api/1/stoporder', { order_id: id })).body).toEqual({ success: true });
      clock.advance(300);
      expect((await alice.get(`/api/exchange/3/order?id=${id}`)).body).toMatchObject({
        status: 'COMPLETE',
        base: '0.10',
      });
    });
  });

  test.each([
    [{}, 200],
    [{ cancelAwaitingStop: 'refused' }, 400],
  ] as const)('with %j of a sleeping stop order is %d', (behaviour, expected) =>
    withBehaviour(behaviour, async sandbox => {
      const alice = clientOf(sandbox, 'alice');
      const id = await alice.limit('BID', '0.1', '1000', { stop_price: '1000', stop_direction: 'ABOVE' });
      expect((await alice.post('/api/1/stoporder', { order_id: id })).status).toBe(expected);
    }),
  );
});

describe('the first news of an order', () => {
  const first = (behaviour: Partial<SandboxBehaviour>) =>
    withSandbox({ ...quietOptions, behaviour }, async sandbox => {
      const stream = await openUserStream(sandbox, 'alice');
      const news: string[] = [];
      const answered = clientOf(sandbox, 'alice')
        .limit('BID', '0.1', '1000')
        .then(() => news.push('reply'));
      await stream.next();
      news.push('stream');
      await answered;
      await stream.close();
      return news;
    });

  test('can be the stream', async () =>
    expect(await first({ placementOrder: 'stream-first' })).toEqual(['stream', 'reply']));

  test('is held back until the answer left', async () => {
    // The two travel on different connections, so that only what the sandbox did can be asked for.
    expect((await first({})).sort()).toEqual(['reply', 'stream']);
  });
});

/** Kinds of the user messages about an order that meets two others at once. */
const messages = (behaviour: Partial<SandboxBehaviour>, count: number) =>
  withBehaviour(behaviour, async sandbox => {
    const bob = clientOf(sandbox, 'bob');
    await bob.limit('ASK', '0.1', '1000');
    await bob.limit('ASK', '0.2', '1000');
    const stream = await openUserStream(sandbox, 'alice');
    const id = await clientOf(sandbox, 'alice').limit('BID', '0.3', '1000');
    const told: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const message = await stream.next();
      const { order_status_update: status, order_fill_update: fill } = message;
      told.push(status?.status ?? fill?.base_delta ?? 'balance');
      expect([id, undefined]).toContain(status?.order_id ?? fill?.order_id);
    }
    await stream.close();
    return told;
  });

describe('messages about one event', () => {
  const balances = Array.from({ length: 7 }, () => 'balance');

  test.each([
    [{}, ['AWAITING', 'PENDING', '0.10000000', '0.20000000', 'COMPLETE', ...balances]],
    [{ fillMessages: 'aggregated' }, ['AWAITING', 'PENDING', '0.30000000', 'COMPLETE', ...balances]],
    [{ statusMessages: 'skip-instant' }, ['0.10000000', '0.20000000', 'COMPLETE', ...balances]],
    [
      { userMessageOrder: 'status-fill-balance' },
      ['AWAITING', 'PENDING', 'COMPLETE', '0.10000000', '0.20000000', ...balances],
    ],
    [
      { userMessageOrder: 'balance-fill-status' },
      ['AWAITING', 'PENDING', ...balances, '0.10000000', '0.20000000', 'COMPLETE'],
    ],
  ] as const)('with %j are %j', async (behaviour, expected) => {
    expect(await messages(behaviour, expected.length)).toEqual(expected);
  });

  test('that are shuffled are complete', async () => {
    const told = await messages({ userMessageOrder: 'shuffled' }, 12);
    expect(told.sort()).toEqual(['0.10000000', '0.20000000', 'AWAITING', 'COMPLETE', 'PENDING', ...balances].sort());
  });
});

describe('a market stream', () => {
  const first = (behaviour: Partial<SandboxBehaviour>, frame: string) =>
    withSandbox({ ...quietOptions, behaviour }, async sandbox => {
      const stream = await new Stream(`${sandbox.streamUrl}/api/1/stream/XBTZAR`).opened();
      stream.socket.send(frame);
      await stream.until(() => stream.frames.length > 0);
      stream.socket.close();
      const code = await stream.closed;
      return { frames: stream.frames.map(text => JSON.parse(text).error_code ?? 'snapshot'), code };
    });
  const wrongKey = '{"api_key_id":"alice","api_key_secret":"x"}';

  test('says why it closes on a wrong key', async () =>
    expect(await first({}, wrongKey)).toEqual({ frames: ['invalid_credentials'], code: 1000 }));

  test('closes silently when the sandbox is told so', async () =>
    expect(await first({ streamWrongKey: 'silent-close' }, wrongKey)).toEqual({ frames: [], code: 1000 }));

  test('takes nobody without a key', async () =>
    expect((await first({}, '{}')).frames).toEqual(['invalid_credentials']));

  test('takes everybody when the sandbox is told so', async () =>
    expect((await first({ keylessMarketStream: true }, '{}')).frames).toEqual(['snapshot']));

  test.each([
    [{}, []],
    [{ emptyTradeUpdates: 'null' }, null],
  ] as const)('with %j writes no trades as %j', (behaviour, expected) =>
    withBehaviour(behaviour, async sandbox => {
      const stream = await openStream(sandbox, '/api/1/stream/XBTZAR', 'alice');
      await stream.next();
      await clientOf(sandbox, 'alice').limit('BID', '0.1', '1000');
      expect((await stream.next()).trade_updates).toEqual(expected);
      await stream.close();
    }),
  );

  test('can be silent', () => {
    const clock = new SimulatedClock(1_790_000_000_000);
    const behaviour = { keepAliveMs: 0, pingMs: 0, noOpUpdateMs: 0 };
    return withSandbox({ ...quietOptions, clock, behaviour }, async sandbox => {
      const stream = await openStream(sandbox, '/api/1/stream/XBTZAR', 'alice');
      await stream.next();
      expect(clock.pendingTimers).toBe(0);
      await stream.close();
    });
  });
});

describe('the user stream', () => {
  test('takes any key when no permissions are asked for', () =>
    withSandbox(
      {
        ...quietOptions,
        behaviour: { userStreamPermissions: 0 },
        users: [{ name: 'u', keys: [{ id: 'k', secret: 'k-secret', permissions: 0 }], balances: {} }],
      },
      async sandbox => {
        const stream = await openUserStream(sandbox, 'k');
        await stream.close();
      },
    ));
});

test.each([
  [{}, ['1000.00', '0.10', '0.00'], '1000.000000000000000000', '0.10000000'],
  [{ numberFormat: 'eight-places' }, ['1000.00000000', '0.10000000', '0.00000000'], '1000.00000000', '0.10000000'],
  [{ zeroFormat: 'bare' }, ['1000.00', '0.10', '0'], '1000.000000000000000000', '0.10000000'],
] as const)('with %j numbers are written as %j', (behaviour, [price, volume, zero], bookPrice, streamBase) =>
  withBehaviour(behaviour, async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    const id = await alice.limit('BID', '0.1', '1000');
    const { body } = await alice.get(`/api/exchange/3/order?id=${id}`);
    expect([body.limit_price, body.limit_volume, body.base]).toEqual([price, volume, zero]);
    expect((await alice.get('/api/1/orderbook?pair=XBTZAR')).body.bids[0].price).toBe(bookPrice);
    const stream = await openUserStream(sandbox, 'alice');
    await clientOf(sandbox, 'bob').limit('ASK', '0.1', '1000');
    expect((await stream.next()).order_fill_update.base_fill).toBe(streamBase);
    await stream.close();
  }),
);

test.each([
  [{}, []],
  [{ emptyLists: 'null' }, null],
] as const)('with %j an empty list is %j', (behaviour, expected) =>
  withBehaviour(behaviour, async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    expect((await alice.get('/api/1/listtrades?pair=XBTZAR')).body).toEqual({ trades: expected });
    expect((await alice.get('/api/exchange/2/listorders')).body).toEqual({ orders: expected });
    expect((await alice.get('/api/1/orderbook?pair=XBTZAR')).body).toMatchObject({ asks: expected, bids: expected });
  }),
);

test('listtrades lags when the sandbox is told so', () => {
  const clock = new SimulatedClock(1_790_000_000_000);
  return withSandbox({ ...quietOptions, clock, behaviour: { listTradesLagMs: 2_000 } }, async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    await alice.limit('ASK', '0.1', '1000');
    await clientOf(sandbox, 'bob').limit('BID', '0.1', '1000');
    const rows = async () => (await alice.get('/api/1/listtrades?pair=XBTZAR')).body.trades.length;
    clock.advance(1_999);
    expect(await rows()).toBe(0);
    clock.advance(1);
    expect(await rows()).toBe(1);
  });
});

describe('a market buy that the price band cannot satisfy', () => {
  const buy = { pair: 'XBTZAR', type: 'BUY', counter_volume: '5000' };

  test('spends what it can', () =>
    withBehaviour({}, async sandbox => {
      const bob = clientOf(sandbox, 'bob');
      await bob.limit('ASK', '1', '1000');
      await bob.limit('ASK', '5', '1101');
      const alice = clientOf(sandbox, 'alice');
      const { body } = await alice.post('/api/1/marketorder', buy);
      const order = (await alice.get(`/api/exchange/3/order?id=${body.order_id}`)).body;
      expect(order).toMatchObject({ status: 'COMPLETE', counter: '1000.00' });
    }));

  test('reaches farther when the band is wider', () =>
    withBehaviour({ marketOrderBand: 0.2 }, async sandbox => {
      const bob = clientOf(sandbox, 'bob');
      await bob.limit('ASK', '1', '1000');
      await bob.limit('ASK', '5', '1101');
      const alice = clientOf(sandbox, 'alice');
      const { body } = await alice.post('/api/1/marketorder', buy);
      expect(Number((await alice.get(`/api/exchange/3/order?id=${body.order_id}`)).body.counter)).toBeGreaterThan(
        4_000,
      );
    }));

  test('is refused when the sandbox is told so', () =>
    withBehaviour({ marketOrderBeyondBand: 'error' }, async sandbox => {
      await clientOf(sandbox, 'bob').limit('ASK', '1', '1000');
      const { body } = await clientOf(sandbox, 'alice').post('/api/1/marketorder', buy);
      expect(body.error_code).toBe('ErrNotEnoughLiquidity');
    }));
});

test.each([
  [{}, 'ErrInvalidArguments'],
  [{ orderLookupError: 'ErrInvalidParameters' }, 'ErrInvalidParameters'],
] as const)('with %j a look-up without an id is told %s', (behaviour, code) =>
  withBehaviour(behaviour, async sandbox => {
    expect((await clientOf(sandbox, 'alice').get('/api/exchange/3/order')).body.error_code).toBe(code);
  }),
);

test.each([
  [{}, 'ErrInsufficientBalance'],
  [{ insufficientFundsError: 'ErrInsufficientFunds' }, 'ErrInsufficientFunds'],
] as const)('with %j too little money is told %s', (behaviour, code) =>
  withBehaviour(behaviour, async sandbox => {
    await expect(clientOf(sandbox, 'alice').limit('ASK', '50', '1000')).rejects.toThrow(code);
  }),
);

test.each([
  [{}, '"balance":10,'],
  [{ ledgerAmounts: 'strings' }, '"balance":"10.00",'],
] as const)('with %j a ledger row says %s', (behaviour, expected) =>
  withBehaviour(behaviour, async sandbox => {
    const alice = clientOf(sandbox, 'alice');
    const [xbt] = (await alice.get('/api/1/balance')).body.balance;
    expect((await alice.get(`/api/1/accounts/${xbt.account_id}/transactions?min_row=1&max_row=2`)).text).toContain(
      expected,
    );
  }),
);

test('order ids can be of another kind', () =>
  withBehaviour({ orderIds: 'opaque' }, async sandbox => {
    expect(await clientOf(sandbox, 'alice').limit('BID', '0.1', '1000')).toMatch(/^o-1-\d+$/);
  }));

test('account ids can be small', () =>
  withBehaviour({ accountIds: 'small' }, async sandbox => {
    const { body } = await clientOf(sandbox, 'alice').get('/api/1/balance');
    expect(body.balance[0].account_id).toMatch(/^\d{7}$/);
  }));

test.each([
  [{ colour: 'red' }, 'behaviour.colour was "red"; there is no such behaviour'],
  [{ replay: 'never' }, 'behaviour.replay was "never"; use one of missed, overlapping'],
  [{ pingMs: -1 }, 'behaviour.pingMs was "-1"; use a number of 0 or more'],
  [{ keylessMarketStream: 'yes' }, 'behaviour.keylessMarketStream was "yes"; use true or false'],
])('%j is refused with the remedy', async (behaviour, message) => {
  await expect(withBehaviour(behaviour as Partial<SandboxBehaviour>, async () => {})).rejects.toThrow(message);
});

test('the sandbox closes with calls under way', () =>
  withBehaviour({}, async sandbox => {
    sandbox.control.addFault({ endpoint: 'balance', fault: 'hang' });
    const call = clientOf(sandbox, 'alice').get('/api/1/balance');
    await eventually(() => sandbox.control.pendingFaults().length === 0);
    const closing = [sandbox.close(), sandbox.close()];
    await expect(call).rejects.toThrow();
    await Promise.all(closing);
  }));
