import { describe, expect, test } from 'vitest';
import { RequestParams } from './request-params.ts';

const params = (query: string, form = '') => new RequestParams(new URLSearchParams(query), new URLSearchParams(form));

test('the form wins over the query, name by name', () => {
  const both = params('a=1&b=2', 'b=3');
  expect([both.text('a'), both.text('b')]).toEqual(['1', '3']);
});

test('repeated names make a list', () => {
  expect(params('pair=XBTZAR&pair=&pair=ETHZAR').list('pair')).toEqual(['XBTZAR', 'ETHZAR']);
});

describe('empty and zero', () => {
  test.each(['', 'x=', 'x=0', 'x=00', 'x=-0'])('“%s” is no integer given', query => {
    expect(params(query).integer('x')).toBeUndefined();
  });
  test.each(['', 'x=', 'x=0', 'x=0.00'])('“%s” is no decimal given', query => {
    expect(params(query).decimal('x', 'ErrInvalidPrice')).toBeUndefined();
  });
  test.each(['', 'x=', 'x=0'])('“%s” is no account given', query => {
    expect(params(query).accountId('x')).toBeUndefined();
  });
  test.each(['', 'x=', 'x=0', 'x=false', 'x=False'])('“%s” is false', query => {
    expect(params(query).flag('x')).toBe(false);
  });
});

test.each(['1e3', '+1', '-1', '1.', '.5', ' 1', '1,5', 'NaN', '0x10', '1'.repeat(25)])('%s is not a decimal', text => {
  expect(() => params(`x=${encodeURIComponent(text)}`).decimal('x', 'ErrInvalidPrice')).toThrow('x was');
});

test.each(['1.5', 'abc', '1e3', '9007199254740993'])('%s is not an integer', text => {
  expect(() => params(`x=${text}`).integer('x')).toThrow('not an integer');
});

test('a 19-digit account id keeps every digit', () => {
  expect(params('x=8203463422864003664').accountId('x')).toBe(8203463422864003664n);
});
