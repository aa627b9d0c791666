import { Decimal, type DecimalInput, type Rounding, type Side, TradingError } from '@trader/core';
import type { FeeModel, FeeQuery, FeeTerms } from './fee-model.ts';

/** Fee rates and how they are charged. What is missing is taken from the next more general rates. */
export interface MakerTakerRates {
  /** Fraction for resting orders: 0.001 is 0.1 %; negative is a rebate. Between −1 and 1; default 0. */
  readonly maker?: DecimalInput;
  /** Fraction for incoming orders; negative is a rebate. Between −1 and 1; default 0. */
  readonly taker?: DecimalInput;
  /** Asset of the fee; `received` (the default) is base for buys and quote for sells. */
  readonly asset?: 'base' | 'quote' | 'received';
  /** Decimals of a fee, 0 to 18; default 8. */
  readonly scale?: number;
  /** How a fee is rounded; default `ceiling`, in favour of the exchange. */
  readonly rounding?: Rounding;
}

/** Rates of one market, with exceptions by side. */
export interface MarketFees extends MakerTakerRates {
  /** What is different for buys. */
  readonly buy?: MakerTakerRates;
  /** What is different for sells. */
  readonly sell?: MakerTakerRates;
}

/** Rates of an exchange, with exceptions by market. Most specific first: market and side, market, side, all. */
export interface MakerTakerFees extends MarketFees {
  /** What is different on single markets, by symbol. */
  readonly markets?: Readonly<Record<string, MarketFees>>;
}

/**
 * Fees by maker and taker rate, the same for every account.
 *
 * @throws `system/invalid-options` for a rate beyond ±1 or a scale that is not an integer from 0 to 18, naming the field;
 * `decimal/invalid` for a rate that is not a number.
 */
export function makerTakerFees(fees: MakerTakerFees): FeeModel {
  const general = bySide(fees, undefined, 'fees');
  const markets = new Map<string, Record<Side, FeeTerms>>();
  for (const [symbol, market] of Object.entries(fees.markets ?? {}))
    markets.set(symbol, bySide(fees, market, `fees.markets.${symbol}`));
  return {
    terms({ symbol, side }: FeeQuery): FeeTerms {
      return (markets.get(symbol) ?? general)[side];
    },
  };
}

function bySide(fees: MarketFees, market: MarketFees | undefined, field: string): Record<Side, FeeTerms> {
  return {
    buy: termsOf({ ...fees, ...fees.buy, ...market, ...market?.buy }, 'buy', `${field} (buy)`),
    sell: termsOf({ ...fees, ...fees.sell, ...market, ...market?.sell }, 'sell', `${field} (sell)`),
  };
}

function termsOf(rates: MakerTakerRates, side: Side, field: string): FeeTerms {
  const { asset = 'received', scale = 8, rounding = 'ceiling' } = rates;
  if (!Number.isInteger(scale) || scale < 0 || scale > 18)
    throw invalid(`${field}.scale`, String(scale), 'use an integer from 0 to 18');
  return Object.freeze({
    maker: rateOf(rates.maker, `${field}.maker`),
    taker: rateOf(rates.taker, `${field}.taker`),
    asset: asset === 'received' ? (side === 'buy' ? 'base' : 'quote') : asset,
    scale,
    rounding,
  });
}

function rateOf(input: DecimalInput | undefined, field: string): Decimal {
  const rate = Decimal.from(input ?? 0);
  if (rate.abs().greaterThan(1)) throw invalid(field, rate.toString(), 'a rate is a fraction: write 0.1 % as 0.001');
  return rate;
}

function invalid(field: string, value: string, reason: string): TradingError<'system/invalid-options'> {
  return new TradingError('system/invalid-options', `${field} is ${value}: ${reason}`, { field, value, reason });
}
