import { describe, expect, test } from 'vitest';
import { type AccountIdentity, compareAccounts, describeAccount, mergeAccounts } from './account-identity.ts';

const account = (fields: Partial<AccountIdentity>): AccountIdentity => {
  return { brokerage: 'luno', ids: [], key: undefined, ...fields };
};

describe('two identities', () => {
  test.each<[string, Partial<AccountIdentity>, Partial<AccountIdentity>, string]>([
    ['with an id in common are one account', { ids: ['1', '2'] }, { ids: ['2', '3'] }, 'same'],
    ['without an id in common are two', { ids: ['1'] }, { ids: ['2'] }, 'different'],
    ['with an id in common are one, whatever their keys', { ids: ['1'], key: 'a' }, { ids: ['1'], key: 'b' }, 'same'],
    ['with one key and other ids are two', { ids: ['1'], key: 'a' }, { ids: ['2'], key: 'a' }, 'different'],
    ['without ids are told apart by their keys', { key: 'a' }, { key: 'b' }, 'different'],
    ['without ids are one by their key', { key: 'a' }, { ids: ['1'], key: 'a' }, 'same'],
    ['of two brokerages are two', { ids: ['1'] }, { ids: ['1'], brokerage: 'sandbox' }, 'different'],
    ['with nothing to compare are not known to be either', { ids: ['1'] }, { key: 'a' }, 'unknown'],
  ])('%s', (_, one, other, found) => {
    expect(compareAccounts(account(one), account(other))).toBe(found);
    expect(compareAccounts(account(other), account(one))).toBe(found);
  });
});

test('what is known of an account grows, and the newest key counts', () => {
  const merged = mergeAccounts(account({ ids: ['2'], key: 'a' }), account({ ids: ['1', '2'], key: 'b' }));
  expect(merged).toEqual(account({ ids: ['1', '2'], key: 'b' }));
  expect(mergeAccounts(merged, account({}))).toEqual(merged);
});

test('an account is named by an id, otherwise by its key', () => {
  expect(describeAccount(account({ ids: ['17'], key: 'a' }))).toBe('luno account 17');
  expect(describeAccount(account({ ids: ['17', '18', '19'] }))).toBe('luno account 17 (and 2 more)');
  expect(describeAccount(account({ key: 'f00d' }))).toBe('the luno account of key f00d');
});
