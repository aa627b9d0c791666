import { expect, test } from 'vitest';
import { JsonNumber, writeJson } from './json-text.ts';

test('a 64-bit id keeps every digit', () => {
  expect(writeJson({ account_id: 8203463422864003664n })).toBe('{"account_id":8203463422864003664}');
});

test('a decimal is written bare as its own text', () => {
  expect(writeJson([new JsonNumber('-0.020000000000000001')])).toBe('[-0.020000000000000001]');
});

test('everything else is what JSON.stringify writes', () => {
  const value = { text: 'a "quote"', list: [1, true, null, []], nested: { empty: {}, left: undefined } };
  expect(writeJson(value)).toBe(JSON.stringify(value));
});
