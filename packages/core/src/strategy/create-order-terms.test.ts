import { describe, expect, test } from 'vitest';
import { Instrument } from '../instrument/instrument.ts';
import type { ClientOrderId } from '../order/order.ts';
import type { OrderRequest } from '../order/order-request.ts';
import { createOrderTerms } from './create-order-terms.ts';

const instrument = new Instrument({
  symbol: 'XBTZAR',
  brokerage: 'x',
  base: 'XBT',
  quote: 'ZAR',
  tickSize: '1',
  lotSize: '0.0001',
});
const identity = { clientOrderId: 'c1' as ClientOrderId, strategy: 's', instrument, nowMs: 5 };
const limit = { symbol: 'XBTZAR', side: 'buy', type: 'limit', quantity: '0.1', price: 100 } as const;

describe('terms', () => {
  test.each([
    [limit, { timeInForce: 'GTC', postOnly: false, quoteQuantity: undefined }],
    [{ ...limit, timeInForce: 'FOK' } as const, { timeInForce: 'FOK' }],
    [{ ...limit, postOnly: true } as const, { postOnly: true }],
    [
      { symbol: 'XBTZAR', side: 'buy', type: 'market', quoteQuantity: '50' } as const,
      { timeInForce: 'IOC', price: undefined, quantity: undefined },
    ],
    [
      { ...limit, type: 'stop-limit', stopPrice: '90', trigger: 'below' } as const,
      { timeInForce: 'GTC', trigger: 'below' },
    ],
  ])('of %o are complete', (request, expected) => {
    expect(createOrderTerms(request, identity)).toMatchObject({
      ...expected,
      clientOrderId: 'c1',
      strategy: 's',
      requestedTimeMs: 5,
    });
  });

  test('convert a number through its shortest decimal text', () => {
    expect(createOrderTerms({ ...limit, quantity: 0.1, price: 1e-7 }, identity)).toMatchObject({
      quantity: expect.objectContaining({}),
    });
    expect(createOrderTerms({ ...limit, price: 1e-7 }, identity).price?.toString()).toBe('0.0000001');
  });
});

describe('a malformed request', () => {
  test.each([
    [{ ...limit, side: 'long' }, /side was long; must be "buy" or "sell"/],
    [{ ...limit, type: 'iceberg' }, /type was iceberg/],
    [{ ...limit, quantity: undefined }, /quantity was undefined; must be given/],
    [{ ...limit, price: 'cheap' }, /price was cheap; must be a decimal/],
    [{ ...limit, price: Number.NaN }, /price was NaN; must be a decimal/],
    [{ ...limit, timeInForce: 'GTD' }, /timeInForce was GTD/],
    [{ ...limit, tag: 'x'.repeat(65) }, /must have at most 64 characters/],
    [{ ...limit, type: 'stop-limit', stopPrice: '1' }, /trigger was undefined/],
    [{ symbol: 'XBTZAR', side: 'buy', type: 'market' }, /exactly one of quantity and quoteQuantity/],
    [
      { symbol: 'XBTZAR', side: 'buy', type: 'market', quantity: 1, quoteQuantity: 1 },
      /exactly one of quantity and quoteQuantity/,
    ],
  ])('%o is refused with the field, the value and the remedy', (request, message) => {
    expect(() => createOrderTerms(request as unknown as OrderRequest, identity)).toThrow(message);
  });
});
