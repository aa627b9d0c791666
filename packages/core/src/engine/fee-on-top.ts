import type { InstrumentId } from '../instrument/instrument.ts';
import { Decimal } from '../money/decimal.ts';
import type { EngineOptions } from './engine-options.ts';

/** Decimals to which a quantity that leaves room for its fee is computed, rounded down. */
const quantityScale = 16;

/** What orders may pay beyond what they exchange, as fractions; `undefined` where the fee comes out of what they bring in, or may do so. */
export interface FeesOnTop {
  /** In quote, for buys. */
  readonly quoteFeeRate: Decimal | undefined;
  /** In base, for sells. */
  readonly baseFeeRate: Decimal | undefined;
}

/** What is surely charged on top at a brokerage: the fee of a buy where all fees come in quote, that of a sell where all come in base. */
export function feesOnTop(
  instrumentId: InstrumentId,
  { capabilities: { feeAssets }, feeRates }: Pick<EngineOptions, 'capabilities' | 'feeRates'>,
): FeesOnTop {
  const rate = feeRates?.get(instrumentId)?.taker;
  const inBase = feeAssets.includes('base');
  const inQuote = feeAssets.includes('quote');
  return { quoteFeeRate: inQuote && !inBase ? rate : undefined, baseFeeRate: inBase && !inQuote ? rate : undefined };
}

/** How much of a base quantity can be sold so that the fee on top is covered by the rest. */
export function sellableOf(quantity: Decimal, { baseFeeRate }: FeesOnTop): Decimal {
  if (baseFeeRate === undefined || !baseFeeRate.isPositive() || !quantity.isPositive()) return quantity;
  return quantity.dividedBy(Decimal.one.plus(baseFeeRate), quantityScale, 'down');
}
