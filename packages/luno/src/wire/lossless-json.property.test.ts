import { Decimal, isTradingError } from '@trader/core';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { parseLosslessJson } from './lossless-json.ts';

// Thousands of cases: on a busy machine they take their time.
vi.setConfig({ testTimeout: 60_000 });

const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map(list => list.join(''));
const whole = digits(1, 40).map(text => text.replace(/^0+(?=\d)/, ''));
const literal = fc
  .tuple(fc.constantFrom('', '-'), whole, fc.option(digits(1, 30), { nil: undefined }))
  .map(([sign, integer, fraction]) => `${sign}${integer}${fraction === undefined ? '' : `.${fraction}`}`);

test('every digit of an integer or a decimal survives', () => {
  fc.assert(
    fc.property(literal, text => {
      const value = parseLosslessJson(`{"before":"12","n":${text},"list":[${text},null]}`) as {
        n: string | number;
        list: unknown[];
      };
      const expected = Decimal.parse(text);
      expect(Decimal.from(value.n).equals(expected)).toBe(true);
      expect(value.list[0]).toBe(value.n);
    }),
  );
});

test('whatever a double carries is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json(), text => {
      expect(parseLosslessJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('any text gives a value or one typed error, exactly when JSON.parse does', () => {
  const soup = fc.array(
    fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '1234567890123456789', '0', '.5', 'e9', '-', ' '),
    {
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(
      soup.map(parts => parts.join('')),
      text => {
        expect(outcome(() => parseLosslessJson(text))).toBe(outcome(() => JSON.parse(text)));
      },
    ),
    { numRuns: 2000 },
  );
});

function outcome(read: () => unknown): string {
  try {
    read();
    return 'value';
  } catch (error) {
    return isTradingError(error, 'brokerage/unreadable') || error instanceof SyntaxError ? 'unreadable' : String(error);
  }
}
