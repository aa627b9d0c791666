import { describe, expect, test } from 'vitest';
import { instrumentId } from '../instrument/instrument.ts';
import { brokerageId, clientId, cumulative, dec, hold, report, terms, totals, xbtzar } from './fixtures/an-order.ts';
import type { ManagedOrder } from './managed-order.ts';
import type { OrderTerms } from './order.ts';
import type { OrderInput } from './order-input.ts';
import { OrderManagement } from './order-management.ts';

const pushed = { orders: true, fills: true, balances: true };
const pulled = { orders: false, fills: false, balances: false };
const approve: OrderInput = { input: 'approve' };

function management(options: { closedOrdersMax?: number; privateStream?: typeof pushed } = {}): OrderManagement {
  const { closedOrdersMax, privateStream = pushed } = options;
  return new OrderManagement({ capabilities: { ...cumulative, privateStream }, closedOrdersMax });
}

function accepted(id: string): OrderInput {
  return { input: 'place-outcome', outcome: { outcome: 'accepted', brokerageOrderId: brokerageId(id) } };
}

function reported(overrides: Parameters<typeof report>[0], source: 'stream' | 'look-up' = 'stream'): OrderInput {
  return { input: 'report', source, report: report({ brokerageOrderId: undefined, ...overrides }) };
}

let count = 0;
function create(orders: OrderManagement, overrides: Partial<OrderTerms> = {}): ManagedOrder {
  count += 1;
  return orders.create(terms({ clientOrderId: clientId(`C-${count}`), ...overrides }), hold);
}

describe('routing', () => {
  const names = { clientOrderId: undefined, brokerageOrderId: undefined, instrumentId: xbtzar };

  test('finds orders of all strategies by our id and, once learned, by the brokerage’s', () => {
    const orders = management();
    const mine = create(orders, { strategy: 'a' });
    const other = create(orders, { strategy: 'b' });
    orders.advance(other, approve, 0);
    expect(orders.route({ ...names, clientOrderId: mine.clientOrderId })).toBe(mine);
    expect(orders.route({ ...names, brokerageOrderId: brokerageId('B-7') })).toBeUndefined();
    orders.advance(other, accepted('B-7'), 0);
    expect(orders.route({ ...names, brokerageOrderId: brokerageId('B-7') })).toBe(other);
    expect(orders.manager('a').get(other.clientOrderId)).toBeUndefined();
    expect(orders.get(other.clientOrderId)).toBe(other);
  });

  test('our id wins over the brokerage’s, so that a second order under it is noticed', () => {
    const orders = management();
    const [first, second] = [create(orders), create(orders)];
    for (const order of [first, second]) orders.advance(order, approve, 0);
    orders.advance(first, accepted('B-1'), 0);
    const conflicting = { ...names, clientOrderId: second.clientOrderId, brokerageOrderId: brokerageId('B-1') };
    expect(orders.route(conflicting)).toBe(second);
  });

  test('an id of another instrument is not ours', () => {
    const orders = management();
    const order = create(orders);
    expect(
      orders.route({ ...names, clientOrderId: order.clientOrderId, instrumentId: instrumentId('ETHZAR', 'test') }),
    ).toBeUndefined();
  });

  test('both ids of a forgotten order are forgotten with it, so that memory is bounded', () => {
    const orders = management({ closedOrdersMax: 3 });
    for (let index = 0; index < 50; index += 1) {
      const order = create(orders);
      orders.advance(order, approve, 0);
      orders.advance(order, accepted(`B-${index}`), 0);
      orders.advance(order, reported({ status: 'finished', cumulative: totals(0) }), 0);
    }
    expect(orders.size).toBe(3);
    expect(orders.route({ ...names, brokerageOrderId: brokerageId('B-46') })).toBeUndefined();
    expect(orders.route({ ...names, brokerageOrderId: brokerageId('B-47') })).toBeDefined();
    expect(orders.manager('naive').evictedCount).toBe(47);
  });
});

describe('over all strategies', () => {
  test('holds, exposure and counts add up', () => {
    const orders = management();
    const unknown = create(orders, { strategy: 'a' });
    create(orders, { strategy: 'b', quantity: dec(2) });
    create(orders, { strategy: 'b', side: 'sell' });
    orders.advance(unknown, approve, 0);
    orders.advance(
      unknown,
      { input: 'place-outcome', outcome: { outcome: 'unknown', code: 'x', message: 'x', resolveByMs: 1 } },
      0,
    );
    expect(orders.held('ZAR')).toEqual(dec(300));
    expect(orders.held('XBT')).toEqual(dec(1));
    expect(orders.exposure(xbtzar)).toEqual({ openOrders: 3, buysRemaining: dec(3), sellsRemaining: dec(1) });
    expect(orders.standingCount).toBe(3);
    expect(orders.unknown()).toEqual([unknown]);
  });
});

describe('own prices', () => {
  test('the best own price of each side follows orders as they come and go', () => {
    const orders = management();
    const [low, high] = [create(orders, { price: dec(90) }), create(orders, { price: dec(95) })];
    create(orders, { strategy: 'b', side: 'sell', price: dec(105) });
    create(orders, { strategy: 'b', side: 'sell', price: dec(110) });
    expect(orders.bestOwnPrice(xbtzar, 'buy')).toEqual(dec(95));
    expect(orders.bestOwnPrice(xbtzar, 'sell')).toEqual(dec(105));
    orders.advance(high, { input: 'deny', reason: { code: 'no', message: 'no' } }, 0);
    expect(orders.bestOwnPrice(xbtzar, 'buy')).toEqual(dec(90));
    orders.advance(low, { input: 'deny', reason: { code: 'no', message: 'no' } }, 0);
    expect(orders.bestOwnPrice(xbtzar, 'buy')).toBeUndefined();
  });

  test.each([
    { side: 'buy', price: '105', crossing: '105' },
    { side: 'buy', price: '104.99', crossing: undefined },
    { side: 'buy', price: undefined, crossing: '105' },
    { side: 'sell', price: '95', crossing: '95' },
    { side: 'sell', price: '95.01', crossing: undefined },
  ] as const)('a $side at $price would trade with our own $crossing', ({ side, price, crossing }) => {
    const orders = management();
    create(orders, { price: dec(95) });
    create(orders, { side: 'sell', price: dec(105) });
    const wanted = terms({
      side,
      type: price === undefined ? 'market' : 'limit',
      price: price === undefined ? undefined : dec(price),
    });
    expect(orders.crossingPrice(wanted)?.toString()).toBe(crossing);
  });

  test('a stop-limit order counts once the brokerage has shown it trading, and crosses nothing while it is asked for', () => {
    const orders = management();
    const stop = create(orders, {
      side: 'sell',
      type: 'stop-limit',
      price: dec(94),
      stopPrice: dec(95),
      trigger: 'below',
    });
    orders.advance(stop, approve, 0);
    orders.advance(stop, reported({ status: 'pending' }), 0);
    expect(orders.bestOwnPrice(xbtzar, 'sell')).toBeUndefined();
    orders.advance(stop, reported({ status: 'open' }), 0);
    expect(orders.bestOwnPrice(xbtzar, 'sell')).toEqual(dec(94));
    expect(orders.crossingPrice(terms({ type: 'stop-limit', price: dec(99) }))).toBeUndefined();
  });
});

describe('look-ups', () => {
  /** When an order is due within a span, asked every 100 ms; each look-up comes back unanswered at once. */
  function dueTimes(orders: OrderManagement, order: ManagedOrder, untilMs: number): readonly number[] {
    const times: number[] = [];
    for (let timeMs = 0; timeMs <= untilMs; timeMs += 100) {
      if (!orders.dueLookUps(timeMs).includes(order)) continue;
      times.push(timeMs);
      orders.beginLookUp(order, timeMs);
      orders.endLookUp(order);
      orders.advance(order, { input: 'look-up-failed' }, timeMs);
    }
    return times;
  }

  test('a requested order is never due, one in flight after 1, 2, 4, 8, 16 and every 16 s', () => {
    const orders = management();
    const order = create(orders);
    expect(dueTimes(orders, order, 5_000)).toEqual([]);
    orders.advance(order, approve, 0);
    expect(dueTimes(orders, order, 64_000)).toEqual([1_000, 3_000, 7_000, 15_000, 31_000, 47_000, 63_000]);
  });

  test('a new state starts the waiting anew', () => {
    const orders = management();
    const order = create(orders);
    orders.advance(order, approve, 0);
    expect(dueTimes(orders, order, 4_000)).toEqual([1_000, 3_000]);
    orders.advance(
      order,
      { input: 'place-outcome', outcome: { outcome: 'unknown', code: 'x', message: 'x', resolveByMs: 1 } },
      4_000,
    );
    expect(orders.dueLookUps(4_900)).toEqual([]);
    expect(orders.dueLookUps(5_000)).toEqual([order]);
  });

  test('an order never has two look-ups on its way', () => {
    const orders = management();
    const order = create(orders);
    orders.advance(order, approve, 0);
    expect(orders.beginLookUp(order, 1_000)).toBe(true);
    expect(orders.beginLookUp(order, 1_000)).toBe(false);
    expect(orders.dueLookUps(60_000)).toEqual([]);
    orders.endLookUp(order);
    expect(orders.dueLookUps(60_000)).toEqual([order]);
  });

  test('an open order is left to a private stream, and due at every check without one', () => {
    for (const [privateStream, due] of [
      [pushed, 0],
      [pulled, 4],
    ] as const) {
      const orders = management({ privateStream });
      const order = create(orders);
      orders.advance(order, approve, 0);
      orders.advance(order, accepted('B-1'), 0);
      expect(dueTimes(orders, order, 300)).toHaveLength(due);
    }
  });

  test('an open order whose cancel was asked for is looked up until it has ended', () => {
    const orders = management();
    const order = create(orders);
    orders.advance(order, approve, 0);
    orders.advance(order, accepted('B-1'), 0);
    orders.advance(order, { input: 'request-cancel' }, 0);
    expect(dueTimes(orders, order, 4_000)).toEqual([1_000, 3_000]);
    orders.advance(order, reported({ status: 'finished', cumulative: totals(0) }), 4_000);
    expect(orders.dueLookUps(1e9)).toEqual([]);
  });

  test('wanted evidence is due at once, then with growing pauses, until a look-up brings it', () => {
    const orders = management();
    const order = create(orders);
    orders.advance(order, approve, 0);
    orders.advance(order, accepted('B-1'), 0);
    orders.advance(order, reported({ status: 'finished' }), 0);
    expect(dueTimes(orders, order, 7_000)).toEqual([0, 2_000, 6_000]);
    orders.advance(order, reported({ status: 'finished', cumulative: totals(0) }, 'look-up'), 7_000);
    expect(orders.dueLookUps(1e9)).toEqual([]);
  });

  test('fills that are on their way get a second to come by themselves', () => {
    const orders = new OrderManagement({ capabilities: { ...cumulative, fills: 'trade-id', privateStream: pushed } });
    const order = create(orders);
    orders.advance(order, approve, 0);
    const change = orders.advance(order, reported({ status: 'finished', cumulative: totals('0.4') }), 0);
    expect(change.wantsLookUp).toBe(false);
    expect(dueTimes(orders, order, 3_000)).toEqual([1_000, 3_000]);
  });

  test('a closed order that is contradicted is due at once', () => {
    const orders = management();
    const order = create(orders);
    orders.advance(order, { input: 'deny', reason: { code: 'no', message: 'no' } }, 0);
    orders.advance(order, reported({}), 5);
    expect(orders.dueLookUps(5)).toEqual([order]);
    orders.advance(order, { input: 'absent', brokerageTimeMs: undefined }, 6);
    expect(orders.dueLookUps(1e9)).toEqual([]);
  });
});
