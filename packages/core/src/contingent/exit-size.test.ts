import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Instrument } from '../instrument/instrument.ts';
import { Decimal } from '../money/decimal.ts';
import { order } from '../order/fixtures/an-order.ts';
import { type ExitSizeFacts, enteredQuantity, exitSize } from './exit-size.ts';

const instrument = new Instrument({
  symbol: 'XBTZAR',
  brokerage: 'test',
  base: 'XBT',
  quote: 'ZAR',
  tickSize: '1',
  lotSize: '0.01',
  quantityMin: '0.05',
  quantityMax: '2',
  notionalMin: '10',
});
const size = (given: { [K in keyof ExitSizeFacts]?: string }): [string, string] => {
  const of = (text: string | undefined, fallback: string): Decimal => Decimal.from(text ?? fallback);
  const { left, quantity } = exitSize({
    instrument,
    target: of(given.target, '1'),
    exited: of(given.exited, '0'),
    price: of(given.price, '1000'),
    owned: given.owned === undefined ? undefined : Decimal.from(given.owned),
    available: of(given.available ?? given.owned, '100'),
  });
  return [left, quantity.toString()];
};

describe('an exit', () => {
  test('is as large as what was entered and not exited yet', () => {
    expect(size({})).toEqual(['some', '1']);
    expect(size({ exited: '0.4' })).toEqual(['some', '0.6']);
    expect(size({ exited: '1' })).toEqual(['none', '0']);
    expect(size({ exited: '1.1' })).toEqual(['none', '0']);
  });
  test('is rounded down to the lot', () => {
    expect(size({ target: '0.999' })).toEqual(['some', '0.99']);
  });
  test('is never larger than what the ledger holds', () => {
    expect(size({ owned: '0.7' })).toEqual(['some', '0.7']);
  });
  test('waits for what other orders hold, and takes what is free of it', () => {
    expect(size({ owned: '1', available: '0.5' })).toEqual(['some', '0.5']);
    expect(size({ owned: '1', available: '0.02' })).toEqual(['held', '0']);
  });
  test('leaves less than the smallest order alone', () => {
    expect(size({ target: '0.04' })).toEqual(['dust', '0']);
    expect(size({ target: '1', exited: '0.97' })).toEqual(['none', '0']);
    expect(size({ target: '0.05', price: '100' })).toEqual(['dust', '0']);
    expect(size({ owned: '0' })).toEqual(['dust', '0']);
  });
  test('is at most the largest order', () => {
    expect(size({ target: '5' })).toEqual(['some', '2']);
  });
  test('is never larger than anything that bounds it', () => {
    const amount = fc.integer({ min: 0, max: 500 }).map(units => Decimal.fromUnits(units, 3));
    fc.assert(
      fc.property(amount, amount, amount, amount, (target, exited, owned, available) => {
        const { left, quantity } = exitSize({ instrument, target, exited, owned, available, price: undefined });
        expect(left === 'some').toBe(quantity.isPositive());
        if (left !== 'some') return;
        expect(quantity.plus(exited).lessThanOrEqual(target)).toBe(true);
        expect(quantity.lessThanOrEqual(owned) && quantity.lessThanOrEqual(available)).toBe(true);
        expect(instrument.checkQuantity(quantity)).toBeUndefined();
      }),
    );
  });
});

describe('what an entry brought', () => {
  const filled = (side: 'buy' | 'sell', asset: string, fee: string): string => {
    const entry = Object.assign(order({ side }), { filled: Decimal.one, fees: [{ asset, amount: Decimal.from(fee) }] });
    return enteredQuantity(entry, 'XBT').toString();
  };
  test('is what it filled, without the fees taken out of it', () => {
    expect(filled('buy', 'XBT', '0.006')).toBe('0.994');
    expect(filled('buy', 'ZAR', '6')).toBe('1');
    expect(filled('sell', 'XBT', '0.006')).toBe('1');
    expect(filled('buy', 'XBT', '2')).toBe('0');
  });
});
