/** What names an account: enough to tell it from another one, and nothing that gives access to it. */
export interface AccountIdentity {
  /** Name of the brokerage. */
  readonly brokerage: string;
  /** Ids that the brokerage gives to this account and to no other; empty where it tells none. */
  readonly ids: readonly string[];
  /** What stands for the key that reaches it, such as a hash of the key's id, never a secret; `undefined` where nobody told it. */
  readonly key: string | undefined;
}

/** Whether two identities are of one account: `unknown` where they have nothing that could be compared. */
export type AccountComparison = 'same' | 'different' | 'unknown';

/**
 * Compares two identities. Ids count before keys, because a key may be replaced; one id in common is enough, because a brokerage may
 * add an account for every asset.
 */
export function compareAccounts(one: AccountIdentity, other: AccountIdentity): AccountComparison {
  if (one.brokerage !== other.brokerage) return 'different';
  if (one.ids.length > 0 && other.ids.length > 0) {
    return one.ids.some(id => other.ids.includes(id)) ? 'same' : 'different';
  }
  if (one.key === undefined || other.key === undefined) return 'unknown';
  return one.key === other.key ? 'same' : 'different';
}

/** What is known of an account once it was met again: every id that it ever had, and the newest key. */
export function mergeAccounts(before: AccountIdentity, now: AccountIdentity): AccountIdentity {
  const ids = [...new Set([...before.ids, ...now.ids])].sort();
  return { brokerage: now.brokerage, ids, key: now.key ?? before.key };
}

/** An account for a person: `luno account 6213702911573325445 (and 3 more)`. */
export function describeAccount({ brokerage, ids: [first, ...others], key }: AccountIdentity): string {
  if (first === undefined) return `the ${brokerage} account of key ${key ?? '(unknown)'}`;
  return `${brokerage} account ${first}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
}
