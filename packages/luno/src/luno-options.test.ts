import { inspect } from 'node:util';
import { isTradingError } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { type LunoOptions, parseLunoOptions } from './luno-options.ts';

const key = { keyId: 'cnz2yjswbv3jd', keySecret: 'canary-secret-0123456789' };

function failureOf(options: LunoOptions): { field: string; message: string } {
  try {
    parseLunoOptions(options);
  } catch (error) {
    if (isTradingError(error, 'brokerage/invalid-options'))
      return { field: error.context.field, message: error.message };
    throw error;
  }
  throw new Error('the options were accepted');
}

describe('options', () => {
  test('have a default for everything, public market data only', () => {
    const settings = parseLunoOptions({});
    expect(settings).toMatchObject({
      name: 'luno',
      baseUrl: 'https://api.luno.com',
      streamUrl: 'wss://ws.luno.com',
      credentials: undefined,
      timeToLiveMs: 5000,
      streams: { market: true, private: true },
      rateBudget: { requestsPerMinuteMax: 290, burst: 20, reservedForCancels: 5 },
    });
  });

  const table: readonly { options: LunoOptions; field: string; says: string }[] = [
    { options: { keyId: undefined, keySecret: undefined }, field: 'keyId', says: 'LUNO_API_KEY_ID' },
    { options: { keyId: key.keyId }, field: 'keySecret', says: 'is missing' },
    { options: { keySecret: key.keySecret }, field: 'keyId', says: 'is missing' },
    { options: { ...key, keyId: 'with:colon' }, field: 'keyId', says: 'colon' },
    { options: { ...key, keySecret: `${key.keySecret}\n` }, field: 'keySecret', says: 'white space' },
    { options: { ...key, keySecret: 'abc' }, field: 'keySecret', says: 'too short' },
    { options: { timeToLiveMs: 0 }, field: 'timeToLiveMs', says: '>=1' },
    { options: { timeToLiveMs: 10_001 }, field: 'timeToLiveMs', says: '<=10000' },
    { options: { timeToLiveMs: 1.5 }, field: 'timeToLiveMs', says: 'int' },
    { options: { rateBudget: { requestsPerMinuteMax: 301 } }, field: 'rateBudget.requestsPerMinuteMax', says: '<=300' },
    { options: { rateBudget: { burst: 5 } }, field: 'rateBudget.reservedForCancels', says: 'below burst' },
    { options: { baseUrl: 'http://api.luno.com' }, field: 'baseUrl', says: 'in the clear' },
    { options: { baseUrl: 'http://127.0.0.1.evil.example' }, field: 'baseUrl', says: 'in the clear' },
    { options: { baseUrl: 'http://localhost.evil.example' }, field: 'baseUrl', says: 'in the clear' },
    { options: { streamUrl: 'ws://ws.luno.com' }, field: 'streamUrl', says: 'in the clear' },
    { options: { streamUrl: 'https://ws.luno.com' }, field: 'streamUrl', says: 'wss://' },
    { options: { baseUrl: 'ftp://api.luno.com' }, field: 'baseUrl', says: 'https://' },
    { options: { baseUrl: 'https://user:pass@api.luno.com' }, field: 'baseUrl', says: 'keyId' },
    { options: { baseUrl: 'not a url' }, field: 'baseUrl', says: 'must be a URL' },
    { options: { name: 'Luno ZA' }, field: 'name', says: 'lower-case' },
    { options: { accounts: { ZAR: 'savings' } }, field: 'accounts.ZAR', says: 'account id' },
    { options: { logger: {} } as unknown as LunoOptions, field: 'logger', says: 'Logger' },
    { options: { clock: 7 } as unknown as LunoOptions, field: 'clock', says: 'Clock' },
    { options: { requestTimeout: 5 } as LunoOptions, field: 'requestTimeout', says: 'not an option' },
    { options: { streams: { markets: true } } as LunoOptions, field: 'streams.markets', says: 'not an option' },
  ];

  test.each(table)('name the field $field and what to do', ({ options, field, says }) => {
    const failure = failureOf(options);
    expect(failure.field).toBe(field);
    expect(failure.message).toContain(field);
    expect(failure.message).toContain(says);
  });

  test.each(['http://127.0.0.1:8080', 'http://localhost:1', 'http://[::1]:9', 'https://sandbox.example/base'])(
    'take %s as base URL',
    baseUrl => {
      expect(parseLunoOptions({ baseUrl }).baseUrl).toBe(baseUrl);
    },
  );

  test('keep the key out of sight, also in errors about it', () => {
    const settings = parseLunoOptions(key);
    const shown = `${inspect(settings, { showHidden: true, depth: 9 })} ${JSON.stringify(settings)} ${settings.credentials?.keySecret}`;
    expect(shown).not.toContain(key.keySecret);
    expect(shown).not.toContain(key.keyId);
    expect(settings.credentials?.keySecret.reveal()).toBe(key.keySecret);
    const { message } = failureOf({ ...key, keySecret: 'canary secret' });
    expect(message).not.toContain('canary');
  });
});
