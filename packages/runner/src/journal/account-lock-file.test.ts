import { expect, test } from 'vitest';
import { accountLockName, defaultLockDir } from './account-lock-file.ts';

const options = { keyId: 'kmr3k9', keySecret: 'hidden', baseUrl: 'https://one.example', retries: 3 };
const nameOf = (changed: object = {}, adapter = '@trader/luno') =>
  accountLockName({ adapter, options: { ...options, ...changed } });

test('an account is adapter, key id and address, none of which can be read from its name', () => {
  expect(nameOf()).toMatch(/^luno-[0-9a-f]{16}\.lock$/);
  expect(nameOf({ keySecret: 'another', retries: 5 })).toBe(nameOf());
  const others = [nameOf({ keyId: 'another' }), nameOf({ baseUrl: 'https://two.example' }), nameOf({}, './luno.ts')];
  expect(new Set([nameOf(), ...others]).size).toBe(4);
});

test('without a key id nothing tells accounts apart', () => {
  expect(accountLockName({ adapter: './brokerages/practice.ts', options: { seed: 1 } })).toBeUndefined();
});

test.skipIf(process.platform === 'win32')('locks are where the machine keeps the state of programs', () => {
  expect(defaultLockDir({ XDG_STATE_HOME: '/state' })).toBe('/state/trader/locks');
  expect(defaultLockDir({})).toMatch(/\/\.local\/state\/trader\/locks$/);
});
