import { Decimal } from '@trader/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FeeMeter } from '../fee-models/fee-meter.ts';
import { makerTakerFees } from '../fee-models/maker-taker-fees.ts';
import { AccountHistory } from './account-history.ts';
import { OrderRecord } from './order-record.ts';

const finishedOrdersMax = 4;

function aHistory(): AccountHistory {
  return new AccountHistory({ finishedOrdersMax, accountTradesMax: 4, clientOrderIdsMax: 4 });
}

function aRecord(count: number, createdTimeMs: number): OrderRecord {
  const account = 'ann';
  const symbol = 'XBTZAR';
  const terms = {
    orderId: `o-${count}`,
    clientOrderId: `c-${count}`,
    account,
    symbol,
    side: 'buy',
    type: 'limit',
    quantity: Decimal.one,
    quoteQuantity: undefined,
    price: Decimal.one,
    stopPrice: undefined,
    trigger: undefined,
    timeInForce: 'GTC',
    postOnly: false,
    createdTimeMs,
    createdSequence: count,
  } as const;
  return new OrderRecord(terms, new FeeMeter(makerTakerFees({}).terms({ account, symbol, side: 'buy' })), Decimal.one);
}

test('open orders are all remembered, finished ones up to the maximum, in order of creation, in any order of finishing', () => {
  // Each step: which of the open orders finishes (or none), after how many milliseconds.
  const steps = fc.array(fc.tuple(fc.option(fc.nat()), fc.nat({ max: 2 })), { maxLength: 120, size: 'max' });
  fc.assert(
    fc.property(steps, fc.nat({ max: 150 }), (list, createdBeforeMs) => {
      const history = aHistory();
      const open: OrderRecord[] = [];
      const finished: OrderRecord[] = [];
      let timeMs = 0;
      for (const [index, [pick, passedMs]] of list.entries()) {
        timeMs += passedMs;
        const ending = pick === null ? undefined : open.splice(pick % Math.max(open.length, 1), 1)[0];
        if (ending === undefined) {
          const record = aRecord(index, timeMs);
          open.push(record);
          history.add(record);
          continue;
        }
        ending.status = 'finished';
        finished.push(ending);
        const forgotten = finished.length > finishedOrdersMax ? finished.shift() : undefined;
        expect(history.finish(ending)).toBe(forgotten);
      }
      const known = [...open, ...finished].sort((a, b) => b.createdSequence - a.createdSequence);
      const ids = (records: readonly OrderRecord[]) => records.map(record => record.orderId).join();
      expect(ids(history.orders({ limit: 1000 }))).toBe(ids(known));
      expect(ids(history.orders({ finished: true }))).toBe(ids(known.filter(record => finished.includes(record))));
      const earlier = known.filter(record => record.createdTimeMs < createdBeforeMs);
      expect(ids(history.orders({ createdBeforeMs, limit: 3 }))).toBe(ids(earlier.slice(0, 3)));
      expect(ids(history.openOrders(undefined))).toBe(ids(open));
      expect(history.openCount).toBe(open.length);
    }),
    { numRuns: 200 },
  );
});

test('client order ids are remembered up to the maximum, those that were burnt without an order, too', () => {
  const history = aHistory();
  history.burn('burnt', undefined);
  for (let count = 1; count <= 3; count += 1) history.add(aRecord(count, count));
  expect([history.hasUsed('burnt'), history.orderIdOf('burnt'), history.orderIdOf('c-1')]).toEqual([
    true,
    undefined,
    'o-1',
  ]);
  history.add(aRecord(4, 4));
  expect([history.hasUsed('burnt'), history.hasUsed('c-1'), history.hasUsed('c-4')]).toEqual([false, true, true]);
});
