import { Decimal, type DecimalInput, isTradingError, TradingError } from '@trader/core';
import type { ExchangeLimits, ExchangeRules, SimulatedExchangeOptions } from './exchange-options.ts';

/** Rules and limits with every default filled in. */
export interface ExchangeSettings {
  /** What exchanges do differently. */
  readonly rules: Required<Omit<ExchangeRules, 'marketPriceBand'>> & {
    /** How far from the best opposite price a market order trades; `undefined` for any distance. */
    readonly marketPriceBand: Decimal | undefined;
  };
  /** Named maxima. */
  readonly limits: Required<ExchangeLimits>;
}

const ruleValues = {
  postOnlyWouldTake: ['reject', 'reject-and-burn-id', 'reject-and-record', 'accept-and-cancel'],
  unfilledImmediate: ['accept-and-cancel', 'reject'],
  marketShortfall: ['cancel-rest', 'reject'],
  stopPriceReached: ['wake', 'sleep', 'reject'],
  selfTrade: ['allow', 'reject-taker'],
  reservation: ['principal', 'principal-and-fee'],
} as const;

const limitDefaults: Required<ExchangeLimits> = {
  accountsMax: 10_000,
  openOrdersMax: 100_000,
  finishedOrdersMax: 10_000,
  accountTradesMax: 10_000,
  marketTradesMax: 10_000,
  clientOrderIdsMax: 1_000_000,
};

/**
 * Fills in the defaults.
 *
 * @throws `system/invalid-options`, naming the option, its value and what it must be.
 */
export function settingsOf({ markets, rules = {}, limits = {} }: SimulatedExchangeOptions): ExchangeSettings {
  if (markets.length === 0) throw invalidOption('markets', '[]', 'name at least one market');
  return {
    rules: {
      postOnlyWouldTake: choice('postOnlyWouldTake', rules),
      unfilledImmediate: choice('unfilledImmediate', rules),
      marketShortfall: choice('marketShortfall', rules),
      stopPriceReached: choice('stopPriceReached', rules),
      selfTrade: choice('selfTrade', rules),
      reservation: choice('reservation', rules),
      marketPriceBand: rules.marketPriceBand === undefined ? undefined : bandOf(rules.marketPriceBand),
    },
    limits: {
      accountsMax: maximum('accountsMax', limits),
      openOrdersMax: maximum('openOrdersMax', limits),
      finishedOrdersMax: maximum('finishedOrdersMax', limits),
      accountTradesMax: maximum('accountTradesMax', limits),
      marketTradesMax: maximum('marketTradesMax', limits),
      clientOrderIdsMax: maximum('clientOrderIdsMax', limits),
    },
  };
}

/** The error for an option that the exchange cannot have. */
export function invalidOption(field: string, value: string, reason: string): TradingError<'system/invalid-options'> {
  return new TradingError('system/invalid-options', `${field} was ${value}; ${reason}`, { field, value, reason });
}

function choice<K extends keyof typeof ruleValues>(rule: K, rules: ExchangeRules): (typeof ruleValues)[K][number] {
  const values: readonly (typeof ruleValues)[K][number][] = ruleValues[rule];
  const given = rules[rule] ?? values[0];
  const known = values.find(value => value === given);
  if (known === undefined) throw invalidOption(`rules.${rule}`, String(given), `use one of ${values.join(', ')}`);
  return known;
}

function maximum(name: keyof ExchangeLimits, limits: ExchangeLimits): number {
  const value = limits[name] ?? limitDefaults[name];
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw invalidOption(`limits.${name}`, String(value), 'it must be an integer of 1 or more');
}

function bandOf(input: DecimalInput): Decimal {
  try {
    const band = Decimal.from(input);
    if (!band.isNegative()) return band;
  } catch (error) {
    if (!isTradingError(error, 'decimal/invalid')) throw error;
  }
  throw invalidOption('rules.marketPriceBand', String(input), 'it must be a fraction of 0 or more: 0.1 is 10 %');
}
