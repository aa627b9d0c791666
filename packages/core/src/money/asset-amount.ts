import { Decimal } from './decimal.ts';

/** An amount of one asset, such as a fee or a balance. */
export type AssetAmount = Readonly<{
  /** The asset's code as the brokerage writes it, such as `XBT` or `ZAR`. */
  asset: string;
  /** How much; negative where the holder of the amount says so, such as a rebate among fees. */
  amount: Decimal;
}>;

/**
 * Running totals by asset: fees paid, capital, results.
 *
 * Totals are exact and assets never mix. An asset that was added once stays listed, also when its total is 0.
 */
export class AssetLedger {
  private readonly totals = new Map<string, Decimal>();

  /** A ledger with the given amounts added up; empty without them. */
  static from(amounts: Iterable<AssetAmount>): AssetLedger {
    const ledger = new AssetLedger();
    for (const { asset, amount } of amounts) ledger.add(asset, amount);
    return ledger;
  }

  /** How many assets are listed. */
  get size(): number {
    return this.totals.size;
  }

  /** The total of one asset; 0 for an asset that was never added. */
  get(asset: string): Decimal {
    return this.totals.get(asset) ?? Decimal.zero;
  }

  /** Adds an amount, which may be negative, and returns the new total of that asset. */
  add(asset: string, amount: Decimal): Decimal {
    const before = this.totals.get(asset);
    const after = before === undefined ? amount : before.plus(amount);
    this.totals.set(asset, after);
    return after;
  }

  /** Subtracts an amount and returns the new total of that asset, which may be negative. */
  subtract(asset: string, amount: Decimal): Decimal {
    const after = this.get(asset).minus(amount);
    this.totals.set(asset, after);
    return after;
  }

  /** Adds every amount of another ledger or list. */
  addAll(amounts: Iterable<AssetAmount>): void {
    for (const { asset, amount } of amounts) this.add(asset, amount);
  }

  /** The totals as a new list, sorted by asset, so that equal ledgers give equal lists. */
  toAmounts(): readonly AssetAmount[] {
    return this.entries().map(([asset, amount]) => ({ asset, amount }));
  }

  /** The totals as asset and amount, sorted by asset. */
  entries(): readonly (readonly [asset: string, amount: Decimal])[] {
    return [...this.totals].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** The totals as amounts, sorted by asset. */
  *[Symbol.iterator](): IterableIterator<AssetAmount> {
    yield* this.toAmounts();
  }

  /** A ledger with the same totals that changes on its own. */
  copy(): AssetLedger {
    const ledger = new AssetLedger();
    for (const [asset, amount] of this.totals) ledger.totals.set(asset, amount);
    return ledger;
  }

  /** Canonical decimal text by asset, with sorted keys: equal ledgers give equal JSON. */
  toJSON(): Record<string, string> {
    return Object.fromEntries(this.entries().map(([asset, amount]) => [asset, amount.toString()]));
  }
}
