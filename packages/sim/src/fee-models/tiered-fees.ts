import { Decimal, type DecimalInput } from '@trader/core';
import { invalidOption } from '../exchange/exchange-settings.ts';
import type { FeeModel } from './fee-model.ts';
import { type MakerTakerFees, makerTakerFees } from './maker-taker-fees.ts';

/** Fees from a traded volume on. */
export interface FeeTier extends MakerTakerFees {
  /** Quote amount traded in the window from which on they hold, inclusive; 0 in the first tier. */
  readonly volumeFrom: DecimalInput;
}

/** How volume is counted. */
export interface TieredFeesOptions {
  /** Over how many days volume is counted. Default 30. */
  readonly windowDays?: number;
}

const dayMs = 86_400_000;

/**
 * Fees by the quote amount that the account traded on the same market in the last 30 days, own simulated trades only. An order keeps the
 * terms that it was accepted with.
 *
 * @param tiers - In rising order of `volumeFrom`, the first from 0.
 * @throws `system/invalid-options` for no tier, a first tier that is not from 0, or tiers that do not rise.
 */
export function tieredFees(tiers: readonly FeeTier[], { windowDays = 30 }: TieredFeesOptions = {}): FeeModel {
  if (!(windowDays > 0 && Number.isFinite(windowDays)))
    throw invalidOption('windowDays', String(windowDays), 'give days above 0');
  const levels = tiers.map(({ volumeFrom, ...fees }) => ({
    from: Decimal.from(volumeFrom),
    fees: makerTakerFees(fees),
  }));
  const [first] = levels;
  if (first === undefined || !first.from.isZero()) {
    throw invalidOption('tiers[0].volumeFrom', String(first?.from ?? 'missing'), 'the first tier begins at 0');
  }
  for (const [index, { from }] of levels.entries()) {
    if (index === 0 || levels[index - 1]?.from.lessThan(from)) continue;
    throw invalidOption(`tiers[${index}].volumeFrom`, from.toString(), 'sort the tiers by volume, one for each');
  }
  return {
    volumeWindowMs: windowDays * dayMs,
    terms: query => {
      const volume = query.volume ?? Decimal.zero;
      let level = first;
      for (const each of levels) if (each.from.lessThanOrEqual(volume)) level = each;
      return level.fees.terms(query);
    },
  };
}
