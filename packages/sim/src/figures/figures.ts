/** Amounts by asset as decimal text, with sorted keys: `{ ZAR: '-12.5' }`. Exact sums. */
export type AmountsByAsset = Readonly<Record<string, string>>;

/**
 * How one account did, in figures. What cannot be computed is `undefined`: never `NaN`, never infinite. Sums of money are exact decimal text;
 * everything else is a double. The words of each figure are in `figureDefinitions`.
 */
export interface Figures {
  /** First sample of equity, in the reporting asset. */
  readonly startEquity: number | undefined;
  /** Last sample of equity, in the reporting asset. */
  readonly endEquity: number | undefined;
  /** Change of equity as a fraction of the start: 0.05 is 5 %. */
  readonly totalReturn: number | undefined;
  /** Compound annual growth rate (CAGR), as a fraction per year of 365 days. */
  readonly annualReturn: number | undefined;
  /** Sample standard deviation of the returns between samples, per square root of a year. */
  readonly volatility: number | undefined;
  /** Mean excess return per volatility, annualised. */
  readonly sharpeRatio: number | undefined;
  /** Mean excess return per downside deviation, annualised. */
  readonly sortinoRatio: number | undefined;
  /** Annual return per maximum drawdown. */
  readonly calmarRatio: number | undefined;
  /** Deepest fall of equity below its highest value before, as a fraction of that value: 0.2 is 20 %. */
  readonly maxDrawdown: number | undefined;
  /** How long the deepest fall lasted, from its peak until equity was there again or the run ended, in milliseconds. */
  readonly maxDrawdownLengthMs: number | undefined;
  /** Longest time below an earlier peak, in milliseconds. */
  readonly longestDrawdownMs: number | undefined;
  /** Share of the time with a position in at least one market, 0 to 1. */
  readonly timeInMarket: number | undefined;
  /** Average size of the positions as a fraction of equity, weighted by time. */
  readonly averageExposure: number | undefined;
  /** Orders that were asked for. */
  readonly orders: number;
  /** Orders that were denied by risk or rejected by the exchange. */
  readonly refusedOrders: number;
  /** Fills that moved a quantity. */
  readonly fills: number;
  /** Round trips that ended flat. */
  readonly roundTrips: number;
  /** Round trips that were still open at the end. */
  readonly openRoundTrips: number;
  /** Share of closed round trips with a profit, 0 to 1. */
  readonly winRate: number | undefined;
  /** Profits of closed round trips per losses. */
  readonly profitFactor: number | undefined;
  /** Average profit or loss of a closed round trip in its quote asset, decimal text with at most 8 decimals. */
  readonly expectancy: string | undefined;
  /** Sum of the profits of winning closed round trips, by quote asset. */
  readonly grossProfit: AmountsByAsset;
  /** Sum of the losses of losing closed round trips, by quote asset; 0 or below. */
  readonly grossLoss: AmountsByAsset;
  /** Profit or loss of round trips that were still open, at the last price, by quote asset. */
  readonly openProfit: AmountsByAsset;
  /** Average time from the first fill of a closed round trip to its last, in milliseconds. */
  readonly averageRoundTripMs: number | undefined;
  /** Quote amounts of all fills added up, buys and sells, by quote asset. */
  readonly traded: AmountsByAsset;
  /** How many times average equity was traded, buys and sells counted, in the whole run. */
  readonly turnover: number | undefined;
  /** Fees of all fills, by the asset they were charged in; negative where rebates prevail. */
  readonly fees: AmountsByAsset;
  /** Fees as counted into round trips, in their quote asset: what base fees were worth at their fills is in it. */
  readonly feesInQuote: AmountsByAsset;
  /** Change of the price from the first bar to the last, averaged over the markets, without fees. */
  readonly buyAndHoldReturn: number | undefined;
  /** Deepest fall of such a holding. */
  readonly buyAndHoldMaxDrawdown: number | undefined;
}

/** Name of a figure. */
export type FigureName = keyof Figures;

/** Figures of one strategy. */
export interface StrategyFigures {
  /** Its id. */
  readonly strategy: string;
  /** Its figures. */
  readonly figures: Figures;
}

/** Figures of a backtest. */
export interface BacktestFigures {
  /** Of all strategies and unallocated balances together. */
  readonly total: Figures;
  /** Of each strategy, in the order of the result. */
  readonly strategies: readonly StrategyFigures[];
}
