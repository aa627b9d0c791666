import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decimal } from '../money/decimal.ts';
import { clientId, cumulative, dec, report, terms, totals, xbtzar } from './fixtures/an-order.ts';
import type { OrderInput } from './order-input.ts';
import { OrderManagement } from './order-management.ts';
import type { Side } from './order-request.ts';

interface Step {
  readonly create: { readonly side: Side; readonly price: number; readonly lots: number } | undefined;
  readonly pick: number;
  readonly act: 'approve' | 'deny' | 'lose' | 'fill' | 'finish';
  readonly part: number;
}

const step = fc.record<Step>({
  create: fc.option(
    fc.record({
      side: fc.constantFrom('buy', 'sell'),
      price: fc.integer({ min: 1, max: 9 }),
      lots: fc.integer({ min: 1, max: 9 }),
    }),
    { nil: undefined },
  ),
  pick: fc.nat(20),
  act: fc.constantFrom('approve', 'deny', 'lose', 'fill', 'finish'),
  part: fc.integer({ min: 0, max: 9 }),
});

function inputFor({ act, part }: Step): OrderInput {
  const told = report({
    brokerageOrderId: undefined,
    cumulative: totals(part),
    status: act === 'finish' ? 'finished' : 'open',
  });
  switch (act) {
    case 'approve':
      return { input: 'approve' };
    case 'deny':
      return { input: 'deny', reason: { code: 'no', message: 'no' } };
    case 'lose':
      return {
        input: 'place-outcome',
        outcome: { outcome: 'unknown', code: 'x', message: 'x', resolveByMs: undefined },
      };
    default:
      return { input: 'report', source: 'stream', report: told };
  }
}

test('holds, exposure, counts, own prices and indexes are what a recount of the live orders gives, after every step', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), steps => {
      const privateStream = { orders: true, fills: true, balances: true };
      const orders = new OrderManagement({ capabilities: { ...cumulative, privateStream }, closedOrdersMax: 4 });
      steps.forEach((each, index) => {
        if (each.create !== undefined) {
          const { side, price, lots } = each.create;
          const overrides = { strategy: index % 2 === 0 ? 'a' : 'b', side, price: dec(price), quantity: dec(lots) };
          orders.create(terms({ clientOrderId: clientId(`C-${index}`), ...overrides }), { base: 'XBT', quote: 'ZAR' });
        }
        const kept = [...orders.standing(), ...[...orders.managers].flatMap(({ closed }) => closed)];
        const order = kept[each.pick % Math.max(kept.length, 1)];
        if (order !== undefined) orders.advance(order, inputFor(each), index);
        expectRecount(orders);
      });
    }),
  );
});

function expectRecount(orders: OrderManagement): void {
  const live = orders.standing();
  expect(live.every(({ isLive }) => isLive)).toBe(true);
  const remaining = (side: Side): readonly Decimal[] =>
    live
      .filter(order => order.side === side)
      .map(order => Decimal.max(0, (order.quantity ?? dec(0)).minus(order.filled)));
  const quoteHeld = live
    .filter(({ side }) => side === 'buy')
    .map(({ quantity, price, filled }) => Decimal.max(0, (quantity ?? dec(0)).minus(filled)).times(price ?? 0));
  expect(orders.held('ZAR')).toEqual(Decimal.sum(quoteHeld));
  expect(orders.held('XBT')).toEqual(Decimal.sum(remaining('sell')));
  expect(orders.exposure(xbtzar)).toEqual({
    openOrders: live.length,
    buysRemaining: Decimal.sum(remaining('buy')),
    sellsRemaining: Decimal.sum(remaining('sell')),
  });
  const prices = (side: Side): readonly number[] =>
    live.filter(order => order.side === side).map(({ price }) => price?.toNumber() ?? 0);
  expect(orders.bestOwnPrice(xbtzar, 'buy')?.toNumber() ?? Number.NEGATIVE_INFINITY).toBe(Math.max(...prices('buy')));
  expect(orders.bestOwnPrice(xbtzar, 'sell')?.toNumber() ?? Number.POSITIVE_INFINITY).toBe(Math.min(...prices('sell')));
  expect(orders.size).toBe(live.length + [...orders.managers].reduce((sum, { closedCount }) => sum + closedCount, 0));
}
