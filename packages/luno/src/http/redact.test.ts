import type { LogFields, Logger } from '@trader/core';
import { expect, test } from 'vitest';
import { toCredentials } from './credentials.ts';
import { createRedact, withRedaction } from './redact.ts';

const credentials = toCredentials('cnz2yjswbv3jd', 'canary/secret+0123=');

test('a redactor takes every spelling of the key out, and leaves the rest', () => {
  const redact = createRedact(credentials);
  const pair = Buffer.from('cnz2yjswbv3jd:canary/secret+0123=').toString('base64');
  const text = `a canary/secret+0123= b ${encodeURIComponent('canary/secret+0123=')} c Basic ${pair} d ${Buffer.from('canary/secret+0123=').toString('hex')} e`;
  expect(redact(text)).toMatch(/^a \[redacted\] b \[redacted\] c Basic \[redacted\]=* d \[redacted\] e$/);
});

test('without a key there is nothing to redact', () => {
  expect(createRedact(undefined)('as it is')).toBe('as it is');
});

test('a logger redacts messages, values at any depth, errors, and whatever is named like a secret', () => {
  const lines: [string, LogFields | undefined][] = [];
  const keep = (message: string, fields?: LogFields) => void lines.push([message, fields]);
  const target: Logger = { debug: keep, info: keep, warn: keep, error: keep };
  const logger = withRedaction(target, createRedact(credentials));
  logger.info('key cnz2yjswbv3jd', {
    list: ['canary/secret+0123='],
    error: new Error('canary/secret+0123='),
    authorization: 'anything',
    count: 7,
    none: undefined,
  });
  logger.debug('plain');
  expect(lines).toEqual([
    [
      'key [redacted]',
      { list: ['[redacted]'], error: 'Error: [redacted]', authorization: '[redacted]', count: 7, none: undefined },
    ],
    ['plain', undefined],
  ]);
});

test('a logger bounds how deep it looks, so that circles end', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const lines: string[] = [];
  const keep = (_message: string, fields?: LogFields) => void lines.push(JSON.stringify(fields));
  const logger = withRedaction({ debug: keep, info: keep, warn: keep, error: keep }, createRedact(credentials));
  logger.warn('round', circle);
  expect(lines[0]).toContain('[…]');
});
