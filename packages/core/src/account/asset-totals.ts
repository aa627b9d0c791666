import type { AssetAmount } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';

/** The running total of one asset: whoever holds it adds to it without looking it up. */
export interface AssetTotal {
  /** Which asset. */
  readonly asset: string;
  /** The total. */
  amount: Decimal;
}

/** Running totals by asset, read like an `AssetLedger`; only their owner changes them. */
export class AssetTotals {
  readonly #totals = new Map<string, AssetTotal>();

  /** The total of one asset; 0 for an asset that was never touched. */
  get(asset: string): Decimal {
    return this.#totals.get(asset)?.amount ?? Decimal.zero;
  }

  /** The totals as asset and amount, sorted by asset. */
  entries(): readonly (readonly [asset: string, amount: Decimal])[] {
    return this.toAmounts().map(({ asset, amount }) => [asset, amount]);
  }

  /** The totals as a new list, sorted by asset. */
  toAmounts(): readonly AssetAmount[] {
    return [...this.#totals.values()]
      .map(({ asset, amount }) => ({ asset, amount }))
      .sort((a, b) => (a.asset < b.asset ? -1 : 1));
  }

  /** The totals as amounts, sorted by asset. */
  *[Symbol.iterator](): IterableIterator<AssetAmount> {
    yield* this.toAmounts();
  }

  /** Canonical decimal text by asset, with sorted keys. */
  toJSON(): Record<string, string> {
    return Object.fromEntries(this.entries().map(([asset, amount]) => [asset, amount.toString()]));
  }

  /** The total of an asset, to be changed by its owner; made when it is first asked for. */
  total(asset: string): AssetTotal {
    let total = this.#totals.get(asset);
    if (total === undefined) {
      total = { asset, amount: Decimal.zero };
      this.#totals.set(asset, total);
    }
    return total;
  }
}
