import type { AssetAmount } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';

/**
 * What the account should hold of each asset: what it held when that was last accepted, and everything that is known to have changed it
 * since. Bases are relative: what is configured as capital may change between two runs without changing what is expected.
 */
export class ExplainedBalances {
  readonly #bases = new Map<string, Decimal>();
  readonly #effectOn: (asset: string) => Decimal;
  #isAccepted = false;

  /** @param effectOn - Sum of everything known to have changed an asset of the account: fills, fees, fills of others. */
  constructor(effectOn: (asset: string) => Decimal) {
    this.#effectOn = effectOn;
  }

  /** Whether what the account held was ever accepted: before that nothing is expected. */
  get isAccepted(): boolean {
    return this.#isAccepted;
  }

  /** Every base that was set, sorted by asset. */
  get bases(): readonly AssetAmount[] {
    return [...this.#bases].map(([asset, amount]) => ({ asset, amount })).sort((a, b) => (a.asset < b.asset ? -1 : 1));
  }

  /** What the account should hold of an asset. One that was not there when the rest was accepted should hold nothing but its effects. */
  expected(asset: string): Decimal {
    return (this.#bases.get(asset) ?? Decimal.zero).plus(this.#effectOn(asset));
  }

  /** Takes this total as explained and returns the new base. */
  accept(asset: string, total: Decimal): Decimal {
    const base = total.minus(this.#effectOn(asset));
    this.setBase(asset, base);
    return base;
  }

  /** Sets a base as it was accepted before. */
  setBase(asset: string, amount: Decimal): void {
    this.#isAccepted = true;
    this.#bases.set(asset, amount);
  }
}
