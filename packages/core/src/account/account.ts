import type { Balance } from '../brokerage/brokerage-event.ts';
import { type AssetAmount, AssetLedger } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import type { AccountIdentity } from './account-identity.ts';

/** The account as plain data. */
export interface SavedAccount {
  /** The last balance of every asset. */
  readonly balances: readonly Balance[];
  /** What fills brought in since. */
  readonly inflows: readonly AssetAmount[];
  /** What orders of others reserve. */
  readonly reservedByOthers: readonly AssetAmount[];
  /** Which account it is; left out while that is not known. */
  readonly identity?: AccountIdentity;
}

/** What the brokerage says the account holds, and what fills have brought in since it last said so. */
export class Account {
  /** Which account the journal belongs to; `undefined` while that is not known. */
  identity: AccountIdentity | undefined;
  readonly #balances = new Map<string, Balance>();
  readonly #inflows = new AssetLedger();
  readonly #reservedByOthers = new Map<string, Decimal>();

  /** The last balance of every asset. */
  get balances(): readonly Balance[] {
    return [...this.#balances.values()];
  }

  /** The last balance of an asset; `undefined` before the first. */
  balance(asset: string): Balance | undefined {
    return this.#balances.get(asset);
  }

  /** Takes in what the brokerage says now. */
  applyBalance(balance: Balance): void {
    const { asset, total, available } = balance;
    this.#balances.set(asset, balance);
    const inflow = this.#inflows.get(asset);
    if (!inflow.isZero()) this.#inflows.subtract(asset, inflow);
    // Before our first order everything that is reserved is somebody else's; later no more than what is reserved in all.
    const reserved = total.minus(available);
    const before = this.#reservedByOthers.get(asset);
    this.#reservedByOthers.set(asset, before === undefined ? reserved : Decimal.min(before, reserved));
  }

  /** An order of somebody else became ours: what it reserves is held by us from now on. */
  takeOver(asset: string, amount: Decimal): void {
    const before = this.#reservedByOthers.get(asset);
    if (before !== undefined) this.#reservedByOthers.set(asset, Decimal.max(before.minus(amount), Decimal.zero));
  }

  /** The account as plain data. */
  save(): SavedAccount {
    return {
      balances: this.balances,
      inflows: this.#inflows.toAmounts(),
      reservedByOthers: [...this.#reservedByOthers].map(([asset, amount]) => ({ asset, amount })),
      ...(this.identity === undefined ? {} : { identity: this.identity }),
    };
  }

  /** Takes in what was saved. */
  load({ balances, inflows, reservedByOthers, identity }: SavedAccount): void {
    this.identity = identity;
    for (const balance of balances) this.#balances.set(balance.asset, balance);
    this.#inflows.addAll(inflows);
    for (const { asset, amount } of reservedByOthers) this.#reservedByOthers.set(asset, amount);
  }

  /** Counts what a fill brought in until the next balance of that asset includes it. */
  addInflow(asset: string, amount: Decimal): void {
    if (amount.isPositive()) this.#inflows.add(asset, amount);
  }

  /**
   * What our orders may use of an asset: the last total and what fills brought since, without what orders of others reserve.
   * `undefined` before the first balance. What fills took out since is not subtracted, because the balance may already say so:
   * the brokerage has the last word.
   */
  usable(asset: string): Decimal | undefined {
    const balance = this.#balances.get(asset);
    if (balance === undefined) return undefined;
    return balance.total.plus(this.#inflows.get(asset)).minus(this.#reservedByOthers.get(asset) ?? Decimal.zero);
  }
}
