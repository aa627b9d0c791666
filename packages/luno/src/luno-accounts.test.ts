import { Decimal } from '@trader/core';
import { expect, test } from 'vitest';
import { LunoAccounts } from './luno-accounts.ts';

const decimal = (text: string) => Decimal.parse(text);

/** One account's row as a reading brings it. */
function row(accountId: string, asset: string, balance: string, reserved = '0') {
  const amounts = { balance: decimal(balance), reserved: decimal(reserved), unconfirmed: decimal('0') };
  return { account_id: accountId, asset, ...amounts };
}

const shown = (balances: readonly { readonly asset: string; readonly total: Decimal; readonly available: Decimal }[]) =>
  balances.map(({ asset, total, available }) => `${asset} ${total} ${available}`);

test('all accounts of an asset are added up, and one that is pushed replaces its own part', () => {
  const accounts = new LunoAccounts({});
  expect(shown(accounts.replaceAll([row('1', 'ZAR', '100', '10'), row('2', 'ZAR', '5')], undefined, 0))).toEqual([
    'ZAR 105 95',
  ]);
  const balance = accounts.update('2', decimal('7'), decimal('6'), undefined);
  expect(balance === undefined ? [] : shown([balance])).toEqual(['ZAR 107 96']);
});

test('what was pushed while all accounts were read is newer than the reading', () => {
  const accounts = new LunoAccounts({});
  accounts.replaceAll([row('1', 'ZAR', '100'), row('2', 'XBT', '1')], undefined, accounts.revision);
  const { revision } = accounts;
  accounts.update('1', decimal('90'), decimal('80'), undefined);
  const read = [row('1', 'ZAR', '100'), row('2', 'XBT', '2')];
  expect(shown(accounts.replaceAll(read, undefined, revision))).toEqual(['ZAR 90 80', 'XBT 2 2']);
});

test('what was pushed before all accounts were read gives way to the reading', () => {
  const accounts = new LunoAccounts({});
  accounts.replaceAll([row('1', 'ZAR', '100')], undefined, accounts.revision);
  accounts.update('1', decimal('90'), decimal('80'), undefined);
  expect(shown(accounts.replaceAll([row('1', 'ZAR', '70')], undefined, accounts.revision))).toEqual(['ZAR 70 70']);
});
