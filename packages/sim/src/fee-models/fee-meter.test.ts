import { Decimal } from '@trader/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FeeMeter } from './fee-meter.ts';
import type { FeeTerms } from './fee-model.ts';

function terms(maker: string, taker: string, rest: Partial<FeeTerms> = {}): FeeTerms {
  return {
    maker: Decimal.parse(maker),
    taker: Decimal.parse(taker),
    asset: 'quote',
    scale: 2,
    rounding: 'ceiling',
    ...rest,
  };
}

const d = (text: string) => Decimal.parse(text);

describe('a fee meter', () => {
  test.each([
    ['taker', '1000', '2'],
    ['maker', '1000', '1'],
    ['taker', '0.01', '0.01'],
    ['maker', '0', '0'],
  ] as const)('charges a %s on %s: %s', (liquidity, amount, fee) => {
    expect(new FeeMeter(terms('0.001', '0.002')).charge(liquidity, d(amount))).toEqual(d(fee));
  });

  test.each([
    ['down', '1.23'],
    ['up', '1.24'],
    ['floor', '1.23'],
    ['ceiling', '1.24'],
    ['half-even', '1.23'],
  ] as const)('rounds %s to its scale', (rounding, fee) => {
    expect(new FeeMeter(terms('0', '0.001', { rounding })).charge('taker', d('1234'))).toEqual(d(fee));
  });

  test('pays rebates as negative fees, rounded against the receiver by ceiling', () => {
    const meter = new FeeMeter(terms('-0.001', '0.002'));
    expect(meter.charge('maker', d('1234'))).toEqual(d('-1.23'));
    expect(meter.total).toEqual(d('-1.23'));
  });

  test('cuts a fee to what it may take, and charges the rest with the next fill', () => {
    const meter = new FeeMeter(terms('0', '0.001'));
    expect(meter.charge('taker', d('1'), d('0.004'))).toEqual(d('0.004'));
    expect(meter.charge('taker', d('100'), d('50'))).toEqual(d('0.106').plus(d('0.0')));
    expect(meter.total).toEqual(d('0.11'));
  });

  const amounts = fc.array(fc.tuple(fc.integer({ min: 1, max: 10_000_000 }), fc.boolean()), {
    minLength: 1,
    maxLength: 40,
  });
  const rates = fc.integer({ min: -1000, max: 1000 }).map(rate => Decimal.fromUnits(rate, 5));
  const roundings = fc.constantFrom<FeeTerms['rounding']>('down', 'up', 'floor', 'ceiling', 'half-even');

  test('charges the same in one fill or in many', () => {
    fc.assert(
      fc.property(amounts, rates, roundings, (fills, rate, rounding) => {
        const rateTerms = { ...terms('0', '0'), maker: rate, rounding };
        const many = new FeeMeter(rateTerms);
        for (const [units] of fills) many.charge('maker', Decimal.fromUnits(units, 4));
        const one = new FeeMeter(rateTerms);
        one.charge('maker', Decimal.sum(fills.map(([units]) => Decimal.fromUnits(units, 4))));
        expect(many.total).toEqual(one.total);
      }),
    );
  });

  test('never charges more than the worst it foresaw, however fills come', () => {
    fc.assert(
      fc.property(amounts, rates, rates, roundings, (fills, maker, taker, rounding) => {
        const meter = new FeeMeter({ ...terms('0', '0'), maker, taker, rounding });
        let left = Decimal.sum(fills.map(([units]) => Decimal.fromUnits(units, 4)));
        let held = meter.worst(left);
        for (const [units, takes] of fills) {
          const amount = Decimal.fromUnits(units, 4);
          left = left.minus(amount);
          const fee = meter.charge(takes ? 'taker' : 'maker', amount);
          const still = meter.worst(left);
          expect(held.minus(still).greaterThanOrEqual(fee)).toBe(true);
          held = still;
        }
        expect(held).toEqual(Decimal.zero);
      }),
    );
  });
});
