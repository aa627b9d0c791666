import { type AccountIdentity, compareAccounts, describeAccount, mergeAccounts } from '../account/account-identity.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { AccountIdentifiedRecord } from '../journal/trader-record.ts';
import type { TradingSystemOptions } from './trading-system-options.ts';

/** Which account a system would trade on; `undefined` where nothing names it. */
export async function readIdentity(
  { brokerage: { name, trading }, accountKey }: TradingSystemOptions,
  signal: AbortSignal,
): Promise<AccountIdentity | undefined> {
  if (trading === undefined) return undefined;
  const ids = [...new Set((await trading.accountIds?.({ signal })) ?? [])].sort();
  return ids.length === 0 && accountKey === undefined ? undefined : { brokerage: name, ids, key: accountKey };
}

/**
 * Compares the account that a journal belongs to with the one that was found, and gives what the journal has to be told, if anything.
 *
 * @param accepts - Whether a person says that the journal is this account's although it belongs to another one.
 * @throws TradingError `journal/other-account` naming both and what to do.
 */
export function checkIdentity(
  journaled: AccountIdentity | undefined,
  found: AccountIdentity | undefined,
  accepts: boolean,
): AccountIdentifiedRecord | undefined {
  const type = 'account-identified';
  if (found === undefined) return undefined;
  if (journaled === undefined) return { type, account: found, reason: 'first' };
  if (compareAccounts(journaled, found) === 'different') {
    if (!accepts) throw otherAccount(describeAccount(journaled), describeAccount(found));
    return { type, account: found, reason: 'accepted' };
  }
  const account = mergeAccounts(journaled, found);
  const isKnown = account.key === journaled.key && account.ids.length === journaled.ids.length;
  return isKnown ? undefined : { type, account, reason: 'changed' };
}

function otherAccount(expected: string, found: string): TradingError<'journal/other-account'> {
  return new TradingError(
    'journal/other-account',
    `the journal belongs to ${expected}, and the key in use reaches ${found}: its orders and positions are not there, so nothing was started; use the key of the account that the journal belongs to, give the other account a journal of its own, or accept the account once if you know that it is the same one`,
    { expected, found },
  );
}
