/** One account: what one user holds of one asset. */
export interface Account {
  /** Luno's number of it. */
  readonly id: bigint;
  /** Whose it is. */
  readonly user: string;
  /** Which asset. */
  readonly asset: string;
}

/** Numbers for the holdings of users. Traders of the simulated market have none. */
export interface Accounts {
  /** A user's account of one asset; it comes into being when first asked for. `undefined` for users without accounts. */
  of(user: string, asset: string): Account | undefined;
  /** Whether this user has accounts at all. */
  has(user: string): boolean;
  /** The account with this number. */
  byId(id: bigint): Account | undefined;
  /** A user's accounts, in the order in which they came into being. */
  list(user: string): readonly Account[];
}

/** Numbers accounts of the given users. */
export function createAccounts(users: readonly string[], nextId: () => bigint): Accounts {
  const byUser = new Map(users.map(user => [user, new Map<string, Account>()]));
  const byId = new Map<bigint, Account>();
  return {
    of(user, asset) {
      const accounts = byUser.get(user);
      if (accounts === undefined) return undefined;
      let account = accounts.get(asset);
      if (account === undefined) {
        account = { id: nextId(), user, asset };
        accounts.set(asset, account);
        byId.set(account.id, account);
      }
      return account;
    },
    has: user => byUser.has(user),
    byId: id => byId.get(id),
    list: user => [...(byUser.get(user)?.values() ?? [])],
  };
}
