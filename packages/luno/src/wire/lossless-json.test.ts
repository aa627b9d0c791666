import { isTradingError } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { parseLosslessJson } from './lossless-json.ts';

describe('parseLosslessJson', () => {
  test.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['8203463422864003664', '8203463422864003664'],
    ['-8203463422864003664', '-8203463422864003664'],
    ['9007199254740992', 9007199254740992],
    ['100000000000000000000', 100000000000000000000],
    ['0.08', 0.08],
    ['0.1000', 0.1],
    ['1234567.123456789012', '1234567.123456789012'],
    ['0.30000000000000004', 0.30000000000000004],
    ['0.300000000000000041', '0.300000000000000041'],
    ['1e2', 100],
    ['1E-7', 1e-7],
    ['1e400', '1e400'],
    ['1e-400', '1e-400'],
    ['1.5e99999999999999999999', '1.5e99999999999999999999'],
    ['-0', -0],
    ['0e5', 0],
    ['0.0000000000000000000', 0],
  ])('reads %s as %j', (literal, value) => {
    expect(parseLosslessJson(literal)).toBe(value);
    expect(parseLosslessJson(`{"a":[${literal}, ${literal}]}`)).toEqual({ a: [value, value] });
  });

  test('leaves digits inside texts alone', () => {
    const text = String.raw`{"id 8203463422864003664":"\"8203463422864003664\\","b":8203463422864003664}`;
    expect(parseLosslessJson(text)).toEqual({
      'id 8203463422864003664': '"8203463422864003664\\',
      b: '8203463422864003664',
    });
  });

  test('makes no invalid text valid', () => {
    for (const text of [
      '{8203463422864003664:1}',
      '08203463422864003664',
      '1 8203463422864003664',
      '"8203463422864003664',
    ])
      expect(() => parseLosslessJson(text)).toThrow(/not JSON/);
  });

  test('gives a typed error with a short sample that hides what looks secret', () => {
    const text = `{"api_key_secret":"canary","x":"${'y'.repeat(1000)}"`;
    try {
      parseLosslessJson(text, 'market-stream');
      expect.unreachable();
    } catch (error) {
      expect(isTradingError(error, 'brokerage/unreadable')).toBe(true);
      if (!isTradingError(error, 'brokerage/unreadable')) return;
      expect(error.context).toMatchObject({ brokerage: 'luno', operation: 'market-stream' });
      expect(error.context.sample.length).toBeLessThan(200);
      expect(JSON.stringify(error.context) + error.message + String(error.cause)).not.toContain('canary');
    }
  });

  test('reads deep nesting without a stack', () => {
    expect(() => parseLosslessJson('['.repeat(200_000) + ']'.repeat(200_000))).not.toThrow();
    const deep = `${'['.repeat(200_000)}8203463422864003664${']'.repeat(200_000)}`;
    expect(() => parseLosslessJson(deep)).not.toThrow();
  });
});
