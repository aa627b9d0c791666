import { describe, expect, test } from 'vitest';
import type { Instrument } from '../instrument/instrument.ts';
import { Decimal } from '../money/decimal.ts';
import type { Order } from '../order/order.ts';
import { scriptedCapabilities, xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import { createCapitalRule } from './capital-rule.ts';
import { createInstrumentRule } from './instrument-rule.ts';
import { createOpenOrdersRule, createOrderNotionalRule, createPositionRule } from './limit-rules.ts';
import { reviewOrder } from './review-order.ts';
import type { RiskRule, RiskSubject } from './risk-rule.ts';
import { selfTradeRule } from './self-trade-rule.ts';
import { createStaleDataRule } from './stale-data-rule.ts';

const d = (text: string): Decimal => Decimal.from(text);

const order: Order = {
  clientOrderId: 'c1' as Order['clientOrderId'],
  strategy: 's',
  instrumentId: xbtzar.id,
  symbol: 'XBTZAR',
  side: 'buy',
  type: 'limit',
  quantity: d('0.01'),
  quoteQuantity: undefined,
  price: d('100000'),
  stopPrice: undefined,
  trigger: undefined,
  timeInForce: 'GTC',
  postOnly: false,
  tag: undefined,
  requestedTimeMs: 0,
  state: 'requested',
  brokerageOrderId: undefined,
  filled: Decimal.zero,
  filledQuote: Decimal.zero,
  fees: [],
  cancelRequested: false,
  brokerageFinished: false,
  inconsistent: false,
  reason: undefined,
  submittedTimeMs: undefined,
  updatedTimeMs: 0,
};

const subject: RiskSubject = {
  order,
  instrument: xbtzar,
  nowMs: 0,
  referencePrice: d('100000'),
  confirmedPrice: undefined,
  notional: d('1000'),
  worstNotional: d('1000'),
  consumedAsset: 'ZAR',
  consumedAmount: d('1000'),
  available: d('5000'),
  accountAvailable: d('9000'),
  position: d('0'),
  worstPosition: d('0.01'),
  worstPositionAll: d('0.03'),
  openOrders: 2,
  openOrdersAll: 5,
  marketDataAgeMs: 100,
  marketDataPulled: false,
  ownCrossingPrice: undefined,
};

const capital = createCapitalRule(() => false);
const instrument = createInstrumentRule(scriptedCapabilities);
const withOrder = (change: Partial<Order>): Partial<RiskSubject> => ({ order: { ...order, ...change } });
const withStatus = (status: Instrument['status']): Partial<RiskSubject> => ({ instrument: xbtzar.withStatus(status) });

interface Case {
  readonly rule: RiskRule;
  readonly change: Partial<RiskSubject>;
  readonly code: string | undefined;
}

const cases: readonly (readonly [string, Case])[] = [
  [
    'a notional at the limit',
    { rule: createOrderNotionalRule({ ZAR: '1000' }, 'strategy'), change: {}, code: undefined },
  ],
  [
    'a notional above the limit',
    { rule: createOrderNotionalRule({ ZAR: '999.99' }, 'strategy'), change: {}, code: 'order-notional' },
  ],
  [
    'a notional without a limit for its asset',
    { rule: createOrderNotionalRule({ USD: '1' }, 'strategy'), change: {}, code: undefined },
  ],
  [
    'an order without a value',
    {
      rule: createOrderNotionalRule({ ZAR: '1' }, 'system'),
      change: { worstNotional: undefined },
      code: 'no-reference-price',
    },
  ],
  [
    'a worst position at the limit',
    { rule: createPositionRule({ XBT: '0.01' }, 'strategy'), change: {}, code: undefined },
  ],
  [
    'a worst position above the limit',
    { rule: createPositionRule({ XBT: '0.009' }, 'strategy'), change: {}, code: 'position' },
  ],
  [
    'a worst position of all strategies above the limit',
    { rule: createPositionRule({ XBT: '0.02' }, 'system'), change: {}, code: 'position' },
  ],
  [
    'a sell that shrinks a position beyond the limit',
    {
      rule: createPositionRule({ XBT: '0.01' }, 'strategy'),
      change: { ...withOrder({ side: 'sell' }), worstPosition: d('0.5') },
      code: undefined,
    },
  ],
  [
    'a sell that grows a short beyond the limit',
    {
      rule: createPositionRule({ XBT: '0.01' }, 'strategy'),
      change: { ...withOrder({ side: 'sell' }), worstPosition: d('-0.5') },
      code: 'position',
    },
  ],
  [
    'an order below the number of open orders',
    { rule: createOpenOrdersRule(3, 'strategy'), change: {}, code: undefined },
  ],
  [
    'an order at the number of open orders',
    { rule: createOpenOrdersRule(2, 'strategy'), change: {}, code: 'open-orders' },
  ],
  [
    'an order at the number of all open orders',
    { rule: createOpenOrdersRule(5, 'system'), change: {}, code: 'open-orders' },
  ],
  ['a need that is covered to the last unit', { rule: capital, change: { available: d('1000') }, code: undefined }],
  ['a need above the strategy’s capital', { rule: capital, change: { available: d('999.99999999') }, code: 'capital' }],
  ['a need above the account’s balance', { rule: capital, change: { accountAvailable: d('1') }, code: 'balance' }],
  ['a need before the first balance', { rule: capital, change: { accountAvailable: undefined }, code: undefined }],
  [
    'a need that cannot be valued',
    { rule: capital, change: { consumedAmount: undefined }, code: 'no-reference-price' },
  ],
  [
    'a sell of more than is owned',
    { rule: capital, change: { ...withOrder({ side: 'sell' }), available: d('0') }, code: 'capital' },
  ],
  [
    'a sell of more than is owned where shorts are allowed',
    {
      rule: createCapitalRule(() => true),
      change: { ...withOrder({ side: 'sell' }), available: d('0') },
      code: undefined,
    },
  ],
  ['pushed data of any age', { rule: createStaleDataRule(10), change: { marketDataAgeMs: 99_999 }, code: undefined }],
  [
    'pulled data at the limit',
    { rule: createStaleDataRule(10), change: { marketDataAgeMs: 10, marketDataPulled: true }, code: undefined },
  ],
  [
    'pulled data beyond the limit',
    { rule: createStaleDataRule(10), change: { marketDataAgeMs: 11, marketDataPulled: true }, code: 'stale-data' },
  ],
  ['missing data', { rule: createStaleDataRule(10), change: { marketDataAgeMs: undefined }, code: 'stale-data' }],
  [
    'an order that would trade with an own one',
    { rule: selfTradeRule, change: { ownCrossingPrice: d('99999') }, code: 'self-trade' },
  ],
  ['an order that meets no own one', { rule: selfTradeRule, change: {}, code: undefined }],
  ['a good limit order', { rule: instrument, change: {}, code: undefined }],
  [
    'a limit order while only post-only orders are taken',
    { rule: instrument, change: withStatus('post-only'), code: 'instrument-status' },
  ],
  [
    'a post-only order while only those are taken',
    { rule: instrument, change: { ...withStatus('post-only'), ...withOrder({ postOnly: true }) }, code: undefined },
  ],
  [
    'a post-only order while nothing is taken',
    {
      rule: instrument,
      change: { ...withStatus('disabled'), ...withOrder({ postOnly: true }) },
      code: 'instrument-status',
    },
  ],
  ['an order of an unknown status', { rule: instrument, change: withStatus('unknown'), code: 'instrument-status' }],
  ['a price off the grid', { rule: instrument, change: withOrder({ price: d('1.5') }), code: 'price-off-grid' }],
  [
    'a stop price off the grid',
    {
      rule: instrument,
      change: withOrder({ type: 'stop-limit', stopPrice: d('1.5'), trigger: 'above' }),
      code: 'price-off-grid',
    },
  ],
  [
    'a quantity off the grid',
    { rule: instrument, change: withOrder({ quantity: d('0.00051') }), code: 'quantity-off-grid' },
  ],
  [
    'an unsupported order type',
    {
      rule: createInstrumentRule({ ...scriptedCapabilities, orderTypes: ['market'] }),
      change: {},
      code: 'unsupported',
    },
  ],
  [
    'an unsupported time in force',
    { rule: createInstrumentRule({ ...scriptedCapabilities, timesInForce: ['IOC'] }), change: {}, code: 'unsupported' },
  ],
  [
    'unsupported post-only',
    {
      rule: createInstrumentRule({ ...scriptedCapabilities, postOnly: 'unsupported' }),
      change: withOrder({ postOnly: true }),
      code: 'unsupported',
    },
  ],
  [
    'a market sell sized in quote',
    {
      rule: instrument,
      change: withOrder({ type: 'market', side: 'sell', price: undefined, quantity: undefined, quoteQuantity: d('5') }),
      code: 'market-sizing',
    },
  ],
  [
    'a market buy sized in quote',
    {
      rule: instrument,
      change: withOrder({ type: 'market', price: undefined, quantity: undefined, quoteQuantity: d('5') }),
      code: undefined,
    },
  ],
  [
    'a market buy of nothing',
    {
      rule: instrument,
      change: withOrder({ type: 'market', price: undefined, quantity: undefined, quoteQuantity: d('0') }),
      code: 'quantity-not-positive',
    },
  ],
];

describe('a rule', () => {
  test.each(cases)('judges %s', (_, { rule, change, code }) => {
    const denial = rule.review({ ...subject, ...change });
    expect(denial?.code).toBe(code);
    if (denial !== undefined) expect(denial.message).toMatch(/\w+ \w+/);
  });
});

describe('a review', () => {
  const approve: RiskRule = { name: 'yes', review: () => undefined };
  const deny = (code: string): RiskRule => ({ name: code, review: () => ({ code, message: code }) });

  test('approves what no rule denies, and its proof carries the terms', () => {
    const decision = reviewOrder(order, subject, [approve, approve]);
    expect(decision.approved && decision.order.terms).toBe(order);
  });

  test('denies with the first denial and names its rule', () => {
    const decision = reviewOrder(order, subject, [approve, deny('first'), deny('second')]);
    expect(decision).toEqual({ approved: false, rule: 'first', denial: { code: 'first', message: 'first' } });
  });

  test('denies when a rule throws', () => {
    const broken: RiskRule = {
      name: 'broken',
      review: () => {
        throw new Error('oops');
      },
    };
    const decision = reviewOrder(order, subject, [broken]);
    expect(decision.approved ? undefined : decision.denial.code).toBe('rule-failed');
  });
});

test.each([[null], [false], ['too big']])('a rule that gives %o denies, and says what a rule gives', given => {
  const rule = { name: 'mine', review: () => given } as unknown as RiskRule;
  const decision = reviewOrder(order, subject, [rule]);
  expect(decision.approved ? undefined : decision.denial.message).toBe(
    `risk rule "mine" gave ${String(given)} instead of undefined or a denial with code and message; mend the rule, orders are denied until then`,
  );
});

test('a position limit denies an order sized in quote while nothing says how much base it buys', () => {
  const unpriced = {
    ...subject,
    referencePrice: undefined,
    ...withOrder({ quantity: undefined, quoteQuantity: d('10') }),
  };
  const denial = createPositionRule({ XBT: '1' }, 'strategy').review(unpriced);
  expect(denial?.code).toBe('no-reference-price');
});
