import { describe, expect, test } from 'vitest';
import { allows, createApiKeys, permissions, readBasicCredentials, tradingPermissions } from './api-keys.ts';

const key = { id: 'id', secret: 'secret', permissions: tradingPermissions, user: 'user' };

describe('a key', () => {
  test('is found by id and secret together', () => {
    const keys = createApiKeys([key]);
    expect(keys.find('id', 'secret')).toBe(key);
    expect([keys.find('id', 'secre'), keys.find('id', 'secrex'), keys.find('other', 'secret')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('that is revoked is found no more', () => {
    const keys = createApiKeys([key]);
    expect([keys.revoke('id'), keys.revoke('id'), keys.find('id', 'secret')]).toEqual([true, false, undefined]);
  });

  test('to trade reads and writes orders and reads money, and sends nothing', () => {
    expect(allows(key, permissions.readOrders | permissions.writeOrders | permissions.readBalance)).toBe(true);
    expect(allows(key, permissions.send)).toBe(false);
  });
});

describe('basic credentials', () => {
  const encode = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

  test('are split at the first colon', () => {
    expect(readBasicCredentials(encode('id:se:cret'))).toEqual({ id: 'id', secret: 'se:cret' });
  });

  test.each([undefined, '', 'Bearer abc', 'Basic', encode('no colon')])('are none in %s', header => {
    expect(readBasicCredentials(header)).toBeUndefined();
  });
});
