import { Decimal, Instrument } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { orderWire } from '../wire/order-wire.ts';
import { orderToCore } from './order-to-core.ts';

const instrument = new Instrument({
  symbol: 'XBTZAR',
  brokerage: 'luno',
  base: 'XBT',
  quote: 'ZAR',
  tickSize: '1',
  lotSize: '0.000001',
});

function report(changes: Record<string, unknown>) {
  const wire = orderWire.parse({
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
    creation_timestamp: 1_790_127_200_123,
    time_in_force: 'GTC',
    ...changes,
  });
  return orderToCore(wire, instrument, 1_790_127_300_000);
}

describe('an order report', () => {
  test('tells everything that Luno tells', () => {
    expect(report({})).toEqual({
      type: 'order-report',
      brokerageOrderId: 'BXMC2CJ7HNB88U4',
      clientOrderId: 't1-000042',
      instrumentId: 'XBTZAR@luno',
      status: 'open',
      finishedBy: undefined,
      cumulative: {
        base: Decimal.parse('0.004'),
        quote: Decimal.parse('5600'),
        fees: [{ asset: 'XBT', amount: Decimal.parse('0.000016') }],
      },
      terms: {
        side: 'buy',
        type: 'limit',
        quantity: Decimal.parse('0.01'),
        price: Decimal.parse('1400000'),
        timeInForce: 'GTC',
      },
      reason: undefined,
      brokerageTimeMs: 1_790_127_300_000,
    });
  });

  const complete = { status: 'COMPLETE', completed_timestamp: 1_790_127_260_512 };

  test.each([
    {
      what: 'accepted and not yet in the book',
      wire: { status: 'AWAITING' },
      status: 'pending',
      finishedBy: undefined,
    },
    {
      what: 'a sleeping stop',
      wire: { status: 'AWAITING', type: 'STOP_LIMIT' },
      status: 'pending',
      finishedBy: undefined,
    },
    { what: 'in the book', wire: { status: 'PENDING', base: '0' }, status: 'open', finishedBy: undefined },
    { what: 'full', wire: { ...complete, base: '0.0100' }, status: 'finished', finishedBy: 'filled' },
    { what: 'more than full', wire: { ...complete, base: '0.011' }, status: 'finished', finishedBy: 'filled' },
    { what: 'finished in part', wire: complete, status: 'finished', finishedBy: 'canceled' },
    {
      what: 'finished without a fill',
      wire: { ...complete, base: '0.00' },
      status: 'finished',
      finishedBy: 'canceled',
    },
    {
      what: 'a full stop',
      wire: { ...complete, type: 'STOP_LIMIT', base: '0.01' },
      status: 'finished',
      finishedBy: 'filled',
    },
    {
      what: 'a market order: only its request tells how much was wanted',
      wire: { ...complete, type: 'MARKET', limit_volume: '0', limit_price: '0', time_in_force: '' },
      status: 'finished',
      finishedBy: undefined,
    },
    { what: 'of unknown size', wire: { ...complete, limit_volume: '' }, status: 'finished', finishedBy: undefined },
  ])('is $status, finished by $finishedBy, when $what', ({ wire, status, finishedBy }) => {
    expect(report(wire)).toMatchObject({ status, finishedBy });
  });

  test('of a market order tells no quantity, price or time in force', () => {
    const wire = { type: 'MARKET', limit_volume: '0', limit_price: '0', time_in_force: undefined };
    expect(report(wire).terms).toEqual({
      side: 'buy',
      type: 'market',
      quantity: undefined,
      price: undefined,
      timeInForce: undefined,
    });
  });

  test('says who canceled', () => {
    expect(report({ ...complete, expiration_timestamp: 1_790_127_260_500 }).reason).toBe('canceled on request');
    expect(report({ ...complete, expiration_timestamp: 0 }).reason).toContain('canceled by Luno');
  });

  test('is dated by the end of the order, else by the reply', () => {
    expect(report(complete).brokerageTimeMs).toBe(1_790_127_260_512);
    expect(report({ ...complete, completed_timestamp: 0 }).brokerageTimeMs).toBe(1_790_127_300_000);
  });

  test('keeps fees in both assets, and leaves them open where Luno does not tell', () => {
    expect(report({ fee_base: '0.1', fee_counter: '-0.2' }).cumulative?.fees).toEqual([
      { asset: 'XBT', amount: Decimal.parse('0.1') },
      { asset: 'ZAR', amount: Decimal.parse('-0.2') },
    ]);
    expect(report({ fee_base: '0', fee_counter: '0.00' }).cumulative?.fees).toEqual([]);
    expect(report({ fee_counter: undefined }).cumulative?.fees).toBeUndefined();
  });

  test('has no client order id where Luno has none', () => {
    expect(report({ client_order_id: '' }).clientOrderId).toBeUndefined();
  });
});
