import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTradingError } from '../errors/trading-error.ts';
import { Decimal } from '../money/decimal.ts';
import { xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';
import type { TraderRecord } from './trader-record.ts';

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 18 }))
  .map(([units, scale]) => Decimal.fromUnits(units, scale));

function report(base: Decimal, quote: Decimal, fee: Decimal): TraderRecord {
  return {
    type: 'fact',
    event: {
      type: 'order-report',
      brokerageOrderId: 'B1' as never,
      clientOrderId: 'c1' as never,
      instrumentId: xbtzar.id,
      status: 'open',
      finishedBy: undefined,
      cumulative: { base, quote, fees: [{ asset: 'XBT', amount: fee }] },
      terms: undefined,
      reason: 'a "quoted" reason\nwith two lines',
      brokerageTimeMs: 1,
    },
  };
}

describe('a record', () => {
  test('comes back from its text to the last digit', () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (base, quote, fee) => {
        const record = report(base, quote, fee);
        expect(decodeRecord(encodeRecord(record))).toEqual(record);
      }),
    );
  });

  test('is one line', () => {
    expect(encodeRecord(report(Decimal.one, Decimal.one, Decimal.zero))).not.toContain('\n');
  });

  test('keeps what a strategy saved, an object that looks like ours included', () => {
    const value = { note: 'kept', list: [1, 'two', null], $decimal: 5 };
    const record: TraderRecord = { type: 'strategy-saved', strategy: 's', value };
    expect(decodeRecord(encodeRecord(record))).toEqual(record);
  });
});

describe('a text that is no record', () => {
  test.each(['', '{', '{"type":', '[]', '5', 'null', '{"kind":"fill"}', '{"type":"x","amount":{"$decimal":"1.2.3"}}'])(
    '%j is refused with what to do',
    text => {
      let error: unknown;
      try {
        decodeRecord(text);
      } catch (thrown) {
        error = thrown;
      }
      expect(isTradingError(error, 'journal/failed') && error.message).toMatch(/restore the journal from a copy/);
    },
  );
});
