import { type Balance, Decimal } from '@trader/core';
import type { BalanceWire } from './wire/account-wire.ts';

interface Account {
  readonly asset: string;
  readonly total: Decimal;
  readonly available: Decimal;
  /** The revision at which it was pushed; 0 for what was read. */
  readonly pushedAt: number;
}

/**
 * Which Luno account holds which asset, and how much. Luno may keep several accounts of one asset: they are added up, unless
 * the options name one, which then counts alone.
 */
export class LunoAccounts {
  readonly #chosen: Readonly<Record<string, string>>;
  #accounts = new Map<string, Account>();
  #known = new Set<string>();
  #revision = 0;

  constructor(chosen: Readonly<Record<string, string>>) {
    this.#chosen = chosen;
  }

  /** The account that orders in an asset use; `undefined` for Luno's default. */
  chosenFor(asset: string): string | undefined {
    return Object.hasOwn(this.#chosen, asset) ? this.#chosen[asset] : undefined;
  }

  /** Grows with every pushed state: whoever begins to read all accounts notes it. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * Takes over all accounts and tells the balance of every asset. `balance` includes what is reserved and not what is unconfirmed.
   *
   * @param sinceRevision - The revision when the reading began: what was pushed since is newer, and stays.
   */
  replaceAll(rows: readonly BalanceWire[], timeMs: number | undefined, sinceRevision: number): readonly Balance[] {
    const before = this.#accounts;
    this.#known = new Set(rows.map(row => row.account_id));
    const counted = rows.filter(row => this.#counts(row.asset, row.account_id));
    this.#accounts = new Map(
      counted.map(({ account_id, asset, balance, reserved }): [string, Account] => {
        const known = before.get(account_id);
        if (known !== undefined && known.pushedAt > sinceRevision) return [account_id, known];
        return [account_id, { asset, total: balance, available: balance.minus(reserved), pushedAt: 0 }];
      }),
    );
    return [...new Set(counted.map(row => row.asset))].map(asset => this.#sum(asset, timeMs));
  }

  /** Every account that Luno has named, counted or not. */
  get ids(): readonly string[] {
    return [...this.#known];
  }

  /** Whether Luno has named this account before, counted or not. */
  knows(accountId: string): boolean {
    return this.#known.has(accountId);
  }

  /** Takes over one account's new state and tells the balance of its asset; `undefined` for an account that does not count. */
  update(accountId: string, total: Decimal, available: Decimal, timeMs: number | undefined): Balance | undefined {
    const before = this.#accounts.get(accountId);
    if (before === undefined) return undefined;
    this.#revision += 1;
    this.#accounts.set(accountId, { asset: before.asset, total, available, pushedAt: this.#revision });
    return this.#sum(before.asset, timeMs);
  }

  /** Accounts named in the options that Luno does not know: a mistake that would otherwise read as an empty account. */
  missing(): readonly string[] {
    return Object.entries(this.#chosen)
      .filter(([asset, id]) => this.#accounts.get(id)?.asset !== asset)
      .map(([asset, id]) => `${asset}: ${id}`);
  }

  #counts(asset: string, accountId: string): boolean {
    const chosen = this.chosenFor(asset);
    return chosen === undefined || chosen === accountId;
  }

  #sum(asset: string, timeMs: number | undefined): Balance {
    const accounts = [...this.#accounts.values()].filter(account => account.asset === asset);
    return {
      type: 'balance',
      asset,
      total: Decimal.sum(accounts.map(account => account.total)),
      available: Decimal.sum(accounts.map(account => account.available)),
      brokerageTimeMs: timeMs,
    };
  }
}
