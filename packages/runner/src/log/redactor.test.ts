import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from './redactor.ts';

const keyId = 'nk7a+key/id';
const keySecret = 'hunter2"is=secret';
const redact = createRedactor([keyId, keySecret]);
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('hides a key', () => {
  test.each([
    ['as it is', keySecret],
    ['in a URL', encodeURIComponent(keySecret)],
    ['in JSON', JSON.stringify(keySecret).slice(1, -1)],
    ['in hexadecimal', Buffer.from(keySecret).toString('hex')],
    ['in base64', base64(keySecret)],
    ['in base64url', Buffer.from(keySecret).toString('base64url')],
    ['in an Authorization header', base64(`${keyId}:${keySecret}`)],
    ['as a pair', `${keyId}:${keySecret}`],
  ])('%s', (_, spelling) => {
    expect(redact(`before ${spelling} after`)).toMatch(/^before \[redacted\]=* after$/);
  });
});

test('hides every occurrence, also inside words', () => {
  expect(redact(`${keyId}${keyId}x${keySecret}`)).toBe('[redacted][redacted]x[redacted]');
});

test('leaves other texts alone', () => {
  expect(redact('nothing to see')).toBe('nothing to see');
  expect(createRedactor([])('anything')).toBe('anything');
});

test('does not hide values that are too short to be secrets', () => {
  expect(createRedactor(['1', 'abc'])('1 abc')).toBe('1 abc');
});

test('hides the whole of a secret that contains another', () => {
  expect(createRedactor(['abcd', 'abcdefgh'])('abcdefgh')).toBe('[redacted]');
});

test('no secret survives in any surroundings', () => {
  const secret = fc.string({ minLength: 4, maxLength: 30, unit: 'grapheme-ascii' });
  fc.assert(
    fc.property(secret, secret, fc.string(), fc.string(), (first, second, before, after) => {
      const text = `${before}${first}${after}${base64(`${first}:${second}`)}`;
      for (const part of createRedactor([first, second])(text).split('[redacted]')) expect(part).not.toContain(first);
    }),
  );
});
