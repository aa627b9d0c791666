import type { AssetAmount } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';

const none: readonly AssetAmount[] = [];

/** The sum of two lists of amounts by asset, sorted by asset, without zeros. */
export function addFees(totals: readonly AssetAmount[], more: readonly AssetAmount[]): readonly AssetAmount[] {
  return combine(totals, more, sum);
}

/** What has to be added to `before` to get `after`, by asset, without zeros. */
export function feesBetween(before: readonly AssetAmount[], after: readonly AssetAmount[]): readonly AssetAmount[] {
  return before === after ? none : combine(before, after, growth);
}

/** By asset the amount that is further from zero; the first in a tie. */
export function largerFees(a: readonly AssetAmount[], b: readonly AssetAmount[]): readonly AssetAmount[] {
  return combine(a, b, larger);
}

function sum(left: Decimal, right: Decimal): Decimal {
  return left.plus(right);
}

function growth(left: Decimal, right: Decimal): Decimal {
  return right.minus(left);
}

function larger(left: Decimal, right: Decimal): Decimal {
  return right.abs().greaterThan(left.abs()) ? right : left;
}

function combine(
  left: readonly AssetAmount[],
  right: readonly AssetAmount[],
  join: (left: Decimal, right: Decimal) => Decimal,
): readonly AssetAmount[] {
  if (left.length <= 1 && right.length <= 1) {
    // Orders almost always pay in one asset.
    const first = left[0];
    const second = right[0];
    // Whatever joins them, nothing and one amount are that amount.
    if (first === undefined && second !== undefined && !second.amount.isZero()) return right;
    const asset = first?.asset ?? second?.asset;
    if (asset === undefined) return none;
    if (first === undefined || second === undefined || second.asset === asset) {
      const amount = join(first?.amount ?? Decimal.zero, second?.amount ?? Decimal.zero);
      return amount.isZero() ? none : [{ asset, amount }];
    }
  }
  return combineMany(left, right, join);
}

function combineMany(
  left: readonly AssetAmount[],
  right: readonly AssetAmount[],
  join: (left: Decimal, right: Decimal) => Decimal,
): readonly AssetAmount[] {
  const assets = new Set<string>();
  for (const { asset } of left) assets.add(asset);
  for (const { asset } of right) assets.add(asset);
  const result: AssetAmount[] = [];
  for (const asset of assets) {
    const amount = join(amountOf(left, asset), amountOf(right, asset));
    if (!amount.isZero()) result.push({ asset, amount });
  }
  return result.sort((a, b) => (a.asset < b.asset ? -1 : 1));
}

/** The amount of one asset in a list that may name it several times. */
function amountOf(amounts: readonly AssetAmount[], asset: string): Decimal {
  let total = Decimal.zero;
  for (const entry of amounts) if (entry.asset === asset) total = total.plus(entry.amount);
  return total;
}
