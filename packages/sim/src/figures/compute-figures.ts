import { type Instrument, type StrategyId, TradingError } from '@trader/core';
import type { BacktestFill, BacktestResult, EquityCurve, RoundTrip } from '../backtest/backtest-result.ts';
import type { BarColumns } from '../market-data/market-columns.ts';
import { buyAndHold, holdingFigures } from './buy-and-hold.ts';
import { equityFigures } from './equity-figures.ts';
import type { BacktestFigures, Figures } from './figures.ts';
import { roundTripFigures } from './round-trip-figures.ts';
import { tradingFigures } from './trading-figures.ts';

/** What figures need beside a result; the options of the backtest are such a record. */
export interface FigureOptions {
  /** The instruments of the backtest. */
  readonly instruments: readonly Instrument[];
  /** Its strategies, with the symbols that they were given. */
  readonly strategies: readonly {
    /** Its id. */
    readonly id: StrategyId;
    /** The market names that it trades. */
    readonly symbols: readonly string[];
  }[];
  /** Fraction per year that money earns without risk: 0.05 is 5 %. Default 0. */
  readonly riskFreeRate?: number;
}

/**
 * Figures of a backtest, in all and by strategy. Their definitions: `figureDefinitions`.
 *
 * @throws `system/invalid-options` for a risk-free rate that is not a number above −1, or when a traded symbol is missing among the instruments.
 */
export function computeFigures(result: BacktestResult, options: FigureOptions): BacktestFigures {
  const { riskFreeRate = 0 } = options;
  if (!(riskFreeRate > -1) || !Number.isFinite(riskFreeRate))
    throw invalid('riskFreeRate', String(riskFreeRate), 'write a fraction per year above −1, such as 0.05');
  const quotes = new Map(options.instruments.map(({ symbol, quote }) => [symbol, quote]));
  const context: Context = { result, riskFreeRate, quoteOf: symbol => quotes.get(symbol) ?? missing(symbol) };
  const trips = result.strategies.flatMap(({ roundTrips }) => roundTrips);
  const { orders, fills, equity } = result;
  return {
    total: figuresOf({ orders, fills, equity, trips, bars: [...result.chartBars.values()] }, context),
    strategies: result.strategies.map(({ strategy, equity: own, roundTrips }) => {
      const symbols = options.strategies.find(({ id }) => id === strategy)?.symbols ?? [];
      const account = {
        orders: orders.filter(order => order.strategy === strategy),
        fills: fills.filter(({ fill }) => fill.strategy === strategy),
        equity: own,
        trips: roundTrips,
        bars: symbols.flatMap(symbol => result.chartBars.get(symbol) ?? []),
      };
      return { strategy, figures: figuresOf(account, context) };
    }),
  };
}

interface Context {
  readonly result: BacktestResult;
  readonly riskFreeRate: number;
  readonly quoteOf: (symbol: string) => string;
}

interface Account {
  readonly orders: BacktestResult['orders'];
  readonly fills: readonly BacktestFill[];
  readonly equity: EquityCurve;
  readonly trips: readonly RoundTrip[];
  readonly bars: readonly BarColumns[];
}

function figuresOf(account: Account, { result, riskFreeRate, quoteOf }: Context): Figures {
  const { orders, fills, equity, trips, bars } = account;
  return {
    ...equityFigures(equity, riskFreeRate),
    ...roundTripFigures(trips, quoteOf, result),
    ...tradingFigures(orders, fills, equity, result.reportingAsset, quoteOf),
    ...holdingFigures(buyAndHold(bars)),
  };
}

function missing(symbol: string): never {
  throw invalid('instruments', symbol, `the symbol ${symbol} was traded; give the instruments that the backtest had`);
}

function invalid(field: string, value: string, reason: string): TradingError<'system/invalid-options'> {
  return new TradingError('system/invalid-options', `${field} is ${value}: ${reason}`, { field, value, reason });
}
