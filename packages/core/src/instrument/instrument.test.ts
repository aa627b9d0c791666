import { describe, expect, test } from 'vitest';
import { isTradingError, type TradingError } from '../errors/trading-error.ts';
import { Decimal } from '../money/decimal.ts';
import { Instrument, instrumentId } from './instrument.ts';
import type { InstrumentFields } from './instrument-fields.ts';

const fields: InstrumentFields = {
  symbol: 'XBTZAR',
  brokerage: 'luno',
  base: 'XBT',
  quote: 'ZAR',
  tickSize: 1,
  lotSize: '0.000001',
  priceMin: '100',
  priceMax: '10000000',
  quantityMin: '0.0005',
  quantityMax: '100',
  notionalMin: '10',
  notionalMax: '50000000',
  feeScale: 8,
  quoteStep: '0.01',
};
const xbtzar = new Instrument(fields);

function thrownBy(run: () => unknown): TradingError<'instrument/invalid'> {
  try {
    run();
  } catch (error) {
    if (isTradingError(error, 'instrument/invalid')) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('an instrument', () => {
  test('holds its rules as decimals under its id', () => {
    expect(xbtzar.id).toBe('XBTZAR@luno');
    expect(xbtzar.tickSize).toEqual(Decimal.one);
    expect(xbtzar.quantityMin?.toString()).toBe('0.0005');
    expect(xbtzar.status).toBe('active');
    expect(xbtzar.feeScale).toBe(8);
  });

  test('leaves out what was left out', () => {
    const bare = new Instrument({ symbol: 'A', brokerage: 'b', base: 'X', quote: 'Y', tickSize: 1, lotSize: 1 });
    expect(bare.priceMin).toBeUndefined();
    expect(bare.quoteStep).toBeUndefined();
    expect(bare.checkNotional(Decimal.zero)).toBeUndefined();
    expect(bare.checkPrice(Decimal.from('99999999999999999999'))).toBeUndefined();
  });

  test('survives JSON', () => {
    const copy = new Instrument(JSON.parse(JSON.stringify(xbtzar)) as InstrumentFields);
    expect(copy).toEqual(xbtzar);
    expect(JSON.parse(JSON.stringify(xbtzar))).toMatchObject({
      symbol: 'XBTZAR',
      tickSize: '1',
      quantityMin: '0.0005',
    });
  });

  test('cannot be changed', () => {
    expect(() => Object.assign(xbtzar, { status: 'disabled' })).toThrow(TypeError);
  });

  test('with another status is another instrument with the same rules', () => {
    const halted = xbtzar.withStatus('disabled');
    expect(halted.status).toBe('disabled');
    expect(halted.withStatus('active')).toEqual(xbtzar);
    expect(xbtzar.withStatus('active')).toBe(xbtzar);
    expect(halted.checkPrice(Decimal.from('0.5'))?.code).toBe('price-below-min');
  });

  test('is told by its brand', () => {
    expect(Instrument.isInstrument(xbtzar)).toBe(true);
    expect([{}, null, 'XBTZAR', { ...xbtzar }].some(value => Instrument.isInstrument(value))).toBe(false);
  });
});

describe('invalid fields are named with their value and remedy', () => {
  test.each<[Partial<Record<keyof InstrumentFields, unknown>>, string]>([
    [{ symbol: '' }, 'instrument: symbol was ""; it must be text without white space and without @'],
    [{ symbol: 'XBT@ZAR' }, 'instrument: symbol was "XBT@ZAR"; it must be text without white space and without @'],
    [
      { brokerage: 'my luno' },
      'instrument XBTZAR: brokerage was "my luno"; it must be text without white space and without @',
    ],
    [{ base: undefined }, 'instrument XBTZAR: base was undefined; it must be text without white space and without @'],
    [{ quote: 'XBT' }, 'instrument XBTZAR: quote was "XBT"; it must differ from base'],
    [{ tickSize: 0 }, 'instrument XBTZAR: tickSize was "0"; it must be above 0'],
    [{ tickSize: undefined }, 'instrument XBTZAR: tickSize was undefined; it must be above 0'],
    [{ lotSize: '-0.1' }, 'instrument XBTZAR: lotSize was "-0.1"; it must be above 0'],
    [
      { lotSize: '1e-6' },
      'instrument XBTZAR: lotSize was "1e-6"; exponents are not read from text; write the digits out',
    ],
    [{ lotSize: Number.NaN }, 'instrument XBTZAR: lotSize was NaN; the number must be finite'],
    [{ priceMin: -1 }, 'instrument XBTZAR: priceMin was "-1"; it must be 0 or above'],
    [{ quantityMax: 0 }, 'instrument XBTZAR: quantityMax was "0"; it must be above 0'],
    [
      { priceMin: '20000000' },
      'instrument XBTZAR: priceMin was "20000000"; it must not be above priceMax, which is 10000000',
    ],
    [{ notionalMax: '5' }, 'instrument XBTZAR: notionalMin was "10"; it must not be above notionalMax, which is 5'],
    [
      { tickSize: 30, priceMin: 100, priceMax: 110 },
      'instrument XBTZAR: priceMax was "110"; no price on the tick grid of 30 lies between it and priceMin 100',
    ],
    [
      { lotSize: 30, quantityMin: undefined, quantityMax: 20 },
      'instrument XBTZAR: quantityMax was "20"; no quantity on the lot grid of 30 lies between it and 0',
    ],
    [
      { status: 'open' },
      'instrument XBTZAR: status was "open"; it must be one of active, post-only, disabled, unknown',
    ],
    [{ feeScale: 1.5 }, 'instrument XBTZAR: feeScale was 1.5; it must be an integer from 0 to 100'],
    [{ quoteStep: 0 }, 'instrument XBTZAR: quoteStep was "0"; it must be above 0'],
  ])('%o', (change, message) => {
    const error = thrownBy(() => new Instrument({ ...fields, ...change } as InstrumentFields));
    expect(error.message).toBe(message);
    expect(message).toContain(`${error.context.field} was`);
    expect(message.endsWith(`; ${error.context.reason}`)).toBe(true);
  });

  test('the decimal error underneath is the cause', () => {
    const error = thrownBy(() => new Instrument({ ...fields, tickSize: '1,0' }));
    expect(isTradingError(error.cause, 'decimal/invalid')).toBe(true);
    expect(error.context).toMatchObject({ field: 'tickSize', value: '1,0' });
  });

  test('an id needs both parts', () => {
    expect(instrumentId('BTC/USDT:USDT', 'binance')).toBe('BTC/USDT:USDT@binance');
    expect(() => instrumentId('XBTZAR', '')).toThrow('instrument XBTZAR: brokerage was ""');
  });
});

describe('prices, quantities and notionals are checked', () => {
  test.each([
    ['price', '1400000', undefined],
    ['price', '100', undefined],
    ['price', '10000000', undefined],
    [
      'price',
      '1400000.5',
      'price 1400000.5 is not on the tick grid of 1 for XBTZAR; nearest valid prices are 1400000 and 1400001',
    ],
    ['price', '99', 'price 99 is below the minimum of 100 for XBTZAR'],
    ['price', '10000000.5', 'price 10000000.5 is above the maximum of 10000000 for XBTZAR'],
    ['price', '0', 'price was 0 for XBTZAR; it must be above 0'],
    ['price', '-1', 'price was -1 for XBTZAR; it must be above 0'],
    ['quantity', '0.0005', undefined],
    [
      'quantity',
      '0.0012345',
      'quantity 0.0012345 is not on the lot grid of 0.000001 for XBTZAR; nearest valid quantities are 0.001234 and 0.001235',
    ],
    ['quantity', '0.000499', 'quantity 0.000499 is below the minimum of 0.0005 for XBTZAR'],
    ['quantity', '100.000001', 'quantity 100.000001 is above the maximum of 100 for XBTZAR'],
    ['quantity', '0', 'quantity was 0 for XBTZAR; it must be above 0'],
    ['quote', '10.55', undefined],
    [
      'quote',
      '10.555',
      'quote quantity 10.555 is not on the quote grid of 0.01 for XBTZAR; nearest valid quote quantities are 10.55 and 10.56',
    ],
    ['quote', '-5', 'quote quantity was -5 for XBTZAR; it must be above 0'],
    ['notional', '10', undefined],
    ['notional', '50000000', undefined],
    ['notional', '9.99', 'notional 9.99 is below the minimum of 10 for XBTZAR'],
    ['notional', '50000000.01', 'notional 50000000.01 is above the maximum of 50000000 for XBTZAR'],
  ] as const)('%s %s: %s', (what, text, message) => {
    const value = Decimal.parse(text);
    const violation = {
      price: () => xbtzar.checkPrice(value),
      quantity: () => xbtzar.checkQuantity(value),
      quote: () => xbtzar.checkQuoteQuantity(value),
      notional: () => xbtzar.checkNotional(value),
    }[what]();
    expect(violation?.message).toBe(message);
    if (violation !== undefined) expect(violation.value).toBe(value);
  });

  test('violations carry what a program needs', () => {
    expect(xbtzar.checkPrice(Decimal.parse('1400000.5'))).toMatchObject({
      code: 'price-off-grid',
      limit: Decimal.one,
      nearest: [Decimal.parse('1400000'), Decimal.parse('1400001')],
    });
    expect(xbtzar.checkPrice(Decimal.zero)?.code).toBe('price-not-positive');
    expect(xbtzar.checkQuantity(Decimal.parse('101'))).toMatchObject({
      code: 'quantity-above-max',
      limit: Decimal.parse('100'),
    });
    expect(xbtzar.checkNotional(Decimal.zero)?.code).toBe('notional-below-min');
  });

  test('only valid values are named as nearest', () => {
    const coarse = new Instrument({
      ...fields,
      tickSize: 30,
      priceMin: 100,
      priceMax: 160,
      lotSize: 1,
      quantityMin: 0,
    });
    const nearest = (text: string) => coarse.checkPrice(Decimal.parse(text))?.nearest?.map(String);
    expect(nearest('110')).toEqual(['120']);
    expect(nearest('130')).toEqual(['120', '150']);
    expect(nearest('155')).toEqual(['150']);
    const violation = coarse.checkQuantity(Decimal.parse('0.5'));
    expect(violation?.message).toBe('quantity 0.5 is not on the lot grid of 1 for XBTZAR; nearest valid quantity is 1');
  });

  test('without a quote grid a quote quantity has to be above 0 only', () => {
    const free = new Instrument({ ...fields, quoteStep: undefined });
    expect(free.checkQuoteQuantity(Decimal.parse('10.123456789'))).toBeUndefined();
    expect(free.checkQuoteQuantity(Decimal.zero)?.code).toBe('quantity-not-positive');
    expect(free.roundQuoteQuantity('10.123456789', 'down').toString()).toBe('10.123456789');
  });
});

describe('rounding goes to the grid in the named direction', () => {
  test.each([
    ['1400000.5', 'down', '1400000'],
    ['1400000.5', 'up', '1400001'],
    ['1400000.5', 'half-even', '1400000'],
    ['1400001.5', 'half-even', '1400002'],
    ['1400000', 'up', '1400000'],
    ['0.5', 'down', '0'],
  ] as const)('price %s %s is %s', (price, direction, expected) => {
    expect(xbtzar.roundPrice(price, direction).toString()).toBe(expected);
  });

  test('quantities and quote quantities have their own grids', () => {
    expect(xbtzar.roundQuantity(0.0012345678, 'down').toString()).toBe('0.001234');
    expect(xbtzar.roundQuantity(0.0012345678, 'up').toString()).toBe('0.001235');
    expect(xbtzar.roundQuoteQuantity('10.555', 'down').toString()).toBe('10.55');
  });
});
