import { describe, expect, test } from 'vitest';
import { instrumentId } from '../instrument/instrument.ts';
import {
  brokerageId,
  clientId,
  cumulative,
  dec,
  fillReport,
  hold,
  quoteSized,
  report,
  terms,
  totals,
  tradeId,
  xbtzar,
} from './fixtures/an-order.ts';
import type { OrderTerms } from './order.ts';
import type { HoldTerms } from './order-hold.ts';
import type { OrderInput } from './order-input.ts';
import { OrderManager } from './order-manager.ts';

const lookUps = { delayMs: 1_000, delayMaxMs: 16_000, openIntervalMs: undefined };

function manager(closedOrdersMax?: number): OrderManager {
  return new OrderManager({ strategy: 'naive', closedOrdersMax, lookUps });
}

function numbered(count: number, overrides: Partial<OrderTerms> = {}): OrderTerms {
  return terms({ clientOrderId: clientId(`C-${count}`), ...overrides });
}

const approve: OrderInput = { input: 'approve' };
const finishedAt = (base: string): OrderInput => ({
  input: 'report',
  source: 'stream',
  report: report({ brokerageOrderId: undefined, status: 'finished', cumulative: totals(base) }),
});

describe('standing and closed orders', () => {
  test('orders stand in the order of their creation, leave when they end, and are found by id all the time', () => {
    const orders = manager();
    const first = orders.create(numbered(1), hold);
    const second = orders.create(numbered(2), hold);
    const third = orders.create(numbered(3), hold);
    expect(orders.standing).toEqual([first, second, third]);
    orders.advance(second, { input: 'deny', reason: { code: 'capital', message: 'no' } }, 5, cumulative);
    expect(orders.standing).toEqual([first, third]);
    expect(orders.closed).toEqual([second]);
    expect(orders.get(clientId('C-2'))).toBe(second);
    expect(orders.get(clientId('C-9'))).toBeUndefined();
    expect(orders).toMatchObject({ standingCount: 2, closedCount: 1, evictedCount: 0 });
  });

  test('a list that was read stays as it was while orders come and go', () => {
    const orders = manager();
    const first = orders.create(numbered(1), hold);
    const { standing } = orders;
    expect(orders.standing).toBe(standing);
    orders.advance(first, approve, 0, cumulative);
    orders.advance(first, finishedAt('0'), 0, cumulative);
    orders.create(numbered(2), hold);
    expect(standing).toEqual([first]);
  });

  test('beyond the bound the order that ended first is forgotten', () => {
    const orders = manager(2);
    for (const count of [1, 2, 3, 4]) orders.create(numbered(count), hold);
    for (const order of [...orders.standing].reverse()) {
      orders.advance(order, { input: 'deny', reason: { code: 'capital', message: 'no' } }, 0, cumulative);
    }
    expect(orders.closed.map(order => order.clientOrderId)).toEqual(['C-2', 'C-1']);
    expect(orders.evictedCount).toBe(2);
    expect(orders.get(clientId('C-4'))).toBeUndefined();
  });

  test('the view of cancels shows live orders for which one was asked', () => {
    const orders = manager();
    const first = orders.create(numbered(1), hold);
    const second = orders.create(numbered(2), hold);
    for (const order of orders.standing) orders.advance(order, approve, 0, cumulative);
    orders.advance(second, { input: 'request-cancel' }, 0, cumulative);
    expect(orders.cancelRequested).toEqual([second]);
    orders.advance(second, finishedAt('0'), 0, cumulative);
    expect(orders.cancelRequested).toEqual([]);
    expect(first.cancelRequested).toBe(false);
  });
});

describe('a change', () => {
  test('says from where to where, carries the fill, and stamps the order', () => {
    const orders = manager();
    const order = orders.create(numbered(1, { tag: 'entry' }), hold);
    orders.advance(order, approve, 10, tradeId);
    const fees = [{ asset: 'XBT', amount: dec('0.001') }];
    const fill = fillReport('T-1', '0.3', { fees, liquidity: 'taker', brokerageTimeMs: 19 });
    const change = orders.advance(order, { input: 'fill', fill }, 20, tradeId);
    expect(change).toMatchObject({ order, from: 'submitted', to: 'open', changed: true, alarm: undefined });
    expect(change.fill).toEqual({
      fillId: 'C-1-1',
      clientOrderId: 'C-1',
      brokerageOrderId: 'B-1',
      strategy: 'naive',
      instrumentId: xbtzar,
      symbol: 'XBTZAR',
      side: 'buy',
      quantity: dec('0.3'),
      quoteQuantity: dec(30),
      price: dec(100),
      fees,
      tradeId: 'T-1',
      liquidity: 'taker',
      tag: 'entry',
      brokerageTimeMs: 19,
      timeMs: 20,
    });
    expect(order).toMatchObject({ submittedTimeMs: 10, updatedTimeMs: 20 });
    expect(orders.advance(order, { input: 'fill', fill }, 30, tradeId)).toMatchObject({
      changed: false,
      fill: undefined,
    });
    expect(order.updatedTimeMs).toBe(20);
  });

  test.each([
    { told: totals('0.3', '30'), price: '100' },
    { told: totals('0.3', '29'), price: '96.6666666666666667' },
    { told: totals('0.00000001', '0'), price: '0' },
  ])('its fill has price $price, half-even at 16 decimals', ({ told, price }) => {
    const orders = manager();
    const order = orders.create(numbered(1), hold);
    const input: OrderInput = { input: 'report', source: 'stream', report: report({ cumulative: told }) };
    expect(orders.advance(order, input, 0, cumulative).fill?.price.toString()).toBe(price);
  });

  test('a late fee is a fill of its own, priced at the average', () => {
    const orders = manager();
    const order = orders.create(numbered(1), hold);
    const told = (fees: readonly { asset: string; amount: ReturnType<typeof dec> }[]): OrderInput => ({
      input: 'report',
      source: 'stream',
      report: report({ cumulative: totals(1, 90, fees) }),
    });
    orders.advance(order, told([]), 0, cumulative);
    const { fill } = orders.advance(order, told([{ asset: 'ZAR', amount: dec(1) }]), 1, cumulative);
    expect(fill).toMatchObject({ fillId: 'C-1-2', quantity: dec(0), quoteQuantity: dec(0), price: dec(90) });
  });

  test('asks for a look-up once, and leaves repetition to the schedule', () => {
    const orders = manager();
    const order = orders.create(numbered(1), hold);
    orders.advance(order, approve, 0, cumulative);
    const finished: OrderInput = { input: 'report', source: 'stream', report: report({ status: 'finished' }) };
    expect(orders.advance(order, finished, 0, cumulative).wantsLookUp).toBe(true);
    expect(orders.advance(order, finished, 0, cumulative).wantsLookUp).toBe(false);
  });

  test('an order as JSON is its view: terms, state and money', () => {
    const order = manager().create(numbered(1), hold);
    expect(JSON.parse(JSON.stringify(order))).toMatchObject({
      clientOrderId: 'C-1',
      quantity: '1',
      state: 'requested',
      filled: '0',
    });
    expect(JSON.stringify(order)).not.toContain('lookUp');
  });
});

describe('holds', () => {
  const fees: HoldTerms = { ...hold, quoteFeeRate: dec('0.01'), baseFeeRate: dec('0.001'), referencePrice: dec(200) };
  const market = { type: 'market', price: undefined, timeInForce: 'IOC' } as const;

  test.each([
    { name: 'a purchase holds price times quantity', order: terms(), with: hold, asset: 'ZAR', held: '100' },
    { name: 'a purchase holds its fee, too', order: terms(), with: fees, asset: 'ZAR', held: '101' },
    {
      name: 'a rebate lowers no hold',
      order: terms(),
      with: { ...hold, quoteFeeRate: dec(-1) },
      asset: 'ZAR',
      held: '100',
    },
    { name: 'a sale holds its quantity', order: terms({ side: 'sell' }), with: hold, asset: 'XBT', held: '1' },
    { name: 'a sale holds its base fee, too', order: terms({ side: 'sell' }), with: fees, asset: 'XBT', held: '1.001' },
    { name: 'a market purchase sized in quote holds that', order: quoteSized(), with: hold, asset: 'ZAR', held: '100' },
    { name: 'a market purchase sized in base is valued', order: terms(market), with: fees, asset: 'ZAR', held: '202' },
    {
      name: 'a market sale holds its quantity',
      order: terms({ ...market, side: 'sell' }),
      with: hold,
      asset: 'XBT',
      held: '1',
    },
    {
      name: 'a market sale sized in quote is estimated upwards',
      order: quoteSized({ side: 'sell' }),
      with: { ...hold, referencePrice: dec(3) },
      asset: 'XBT',
      held: '33.3333333333333334',
    },
  ])('$name', ({ order, with: holdTerms, asset, held }) => {
    const orders = manager();
    const created = orders.create(order, holdTerms);
    expect(created).toMatchObject({ heldAsset: asset, held: dec(held) });
    expect(orders.held(asset)).toEqual(dec(held));
    orders.advance(created, { input: 'deny', reason: { code: 'no', message: 'no' } }, 0, cumulative);
    expect(created.held).toEqual(dec(0));
    expect(orders.held(asset)).toEqual(dec(0));
  });

  test('what cannot be valued is undefined and does not count', () => {
    const orders = manager();
    const created = orders.create(terms({ type: 'market', price: undefined }), hold);
    expect(created.held).toBeUndefined();
    expect(orders.held('ZAR')).toEqual(dec(0));
    orders.advance(created, { input: 'deny', reason: { code: 'no', message: 'no' } }, 0, cumulative);
    expect(orders.held('ZAR')).toEqual(dec(0));
  });

  test('fills free their part, unknown orders hold in full, the end frees the rest', () => {
    const orders = manager();
    const order = orders.create(numbered(1), hold);
    orders.advance(order, approve, 0, tradeId);
    orders.advance(
      order,
      { input: 'place-outcome', outcome: { outcome: 'unknown', code: 'timed-out', message: 'no', resolveByMs: 1 } },
      0,
      tradeId,
    );
    expect(orders.held('ZAR')).toEqual(dec(100));
    orders.advance(order, { input: 'fill', fill: fillReport('T-1', '0.3', { quoteQuantity: dec(20) }) }, 0, tradeId);
    expect(orders.held('ZAR')).toEqual(dec(70));
    orders.advance(order, { input: 'fill', fill: fillReport('T-2', '0.9') }, 0, tradeId);
    expect(orders.held('ZAR')).toEqual(dec(0));
  });

  test('exposure counts what live orders may still trade, by instrument and side', () => {
    const orders = manager();
    const ethzar = instrumentId('ETHZAR', 'test');
    const buy = orders.create(numbered(1), hold);
    orders.create(numbered(2, { side: 'sell', quantity: dec(3) }), hold);
    orders.create(numbered(3, { instrumentId: ethzar, quantity: dec(5) }), { base: 'ETH', quote: 'ZAR' });
    orders.advance(buy, { input: 'fill', fill: fillReport('T-1', '0.4') }, 0, tradeId);
    expect(orders.exposure(xbtzar)).toEqual({ openOrders: 2, buysRemaining: dec('0.6'), sellsRemaining: dec(3) });
    expect(orders.exposure(ethzar)).toEqual({ openOrders: 1, buysRemaining: dec(5), sellsRemaining: dec(0) });
    orders.advance(buy, finishedAt('0.4'), 0, tradeId);
    expect(orders.exposure(xbtzar)).toEqual({ openOrders: 1, buysRemaining: dec(0), sellsRemaining: dec(3) });
    expect(orders.exposure(instrumentId('NONE', 'test'))).toEqual({
      openOrders: 0,
      buysRemaining: dec(0),
      sellsRemaining: dec(0),
    });
  });
});

test('an order that ended and is contradicted waits for its look-up even though it is closed', () => {
  const orders = manager();
  const order = orders.create(numbered(1), hold);
  orders.advance(order, { input: 'deny', reason: { code: 'no', message: 'no' } }, 0, cumulative);
  const shown: OrderInput = {
    input: 'report',
    source: 'stream',
    report: report({ brokerageOrderId: brokerageId('B-1') }),
  };
  expect(orders.advance(order, shown, 0, cumulative)).toMatchObject({ to: 'denied', wantsLookUp: true });
  expect([...orders.closedWantingLookUp]).toEqual([order]);
  orders.advance(order, { ...shown, source: 'look-up' }, 0, cumulative);
  expect([...orders.closedWantingLookUp]).toEqual([]);
});
