import type { FigureName } from './figures.ts';

/** What a figure is: words for reports and documentation. */
export interface FigureDefinition {
  /** Its name for people. */
  readonly title: string;
  /** How its value is shown. */
  readonly unit: 'fraction' | 'ratio' | 'amount' | 'amounts' | 'duration' | 'count' | 'money';
  /** How it is computed. */
  readonly definition: string;
  /** When it cannot be computed; empty when it always can. */
  readonly undefinedWhen: string;
  /** Where the definition comes from; empty for plain counts and sums. */
  readonly source: string;
}

const noEquity = 'There are no samples, or equity starts at 0 or below.';
const tooFewReturns = 'There are fewer than two returns, or equity is 0 or below on the way.';
const noClosed = 'No round trip was closed.';

/** The definition of every figure. Equity is sampled; a return is the change from one sample to the next; a year has 365 days. */
export const figureDefinitions: Readonly<Record<FigureName, FigureDefinition>> = {
  startEquity: {
    title: 'Start equity',
    unit: 'amount',
    definition: 'The first sample of equity: cash and positions at the market price, in the reporting asset.',
    undefinedWhen: 'There are no samples.',
    source: '',
  },
  endEquity: {
    title: 'End equity',
    unit: 'amount',
    definition: 'The last sample of equity.',
    undefinedWhen: 'There are no samples.',
    source: '',
  },
  totalReturn: {
    title: 'Return',
    unit: 'fraction',
    definition: 'End equity / start equity − 1, after all fees; open positions count at the last price.',
    undefinedWhen: noEquity,
    source: '',
  },
  annualReturn: {
    title: 'CAGR',
    unit: 'fraction',
    definition:
      'Compound annual growth rate: (end equity / start equity)^(1 / years) − 1. Years are the calendar time from the first sample to the last in years of 365 days. Runs shorter than a year are extrapolated, which GIPS does not allow for published returns: read them with care.',
    undefinedWhen: `${noEquity} Or no time passes, or equity ends below 0.`,
    source: 'CFA Institute, Global Investment Performance Standards (GIPS), 2020: annualised returns.',
  },
  volatility: {
    title: 'Volatility',
    unit: 'fraction',
    definition:
      'Sample standard deviation (divisor n − 1) of the returns, times the square root of the returns per year; returns per year are their number divided by the years of the run.',
    undefinedWhen: tooFewReturns,
    source: 'J. C. Hull, Options, Futures, and Other Derivatives: estimating volatility from historical data.',
  },
  sharpeRatio: {
    title: 'Sharpe ratio',
    unit: 'ratio',
    definition:
      'Mean of the returns less the risk-free return of such a period, divided by their sample standard deviation, times the square root of the returns per year. The risk-free rate is 0 unless set.',
    undefinedWhen: `${tooFewReturns} Or all returns are equal.`,
    source: 'W. F. Sharpe, The Sharpe Ratio, Journal of Portfolio Management 21(1), 1994.',
  },
  sortinoRatio: {
    title: 'Sortino ratio',
    unit: 'ratio',
    definition:
      'Mean of the returns less the risk-free return, divided by the downside deviation, times the square root of the returns per year. Downside deviation: root of the mean over all n returns of min(return − risk-free return, 0)².',
    undefinedWhen: `${tooFewReturns} Or no return is below the risk-free return.`,
    source:
      'F. A. Sortino, L. N. Price, Performance Measurement in a Downside Risk Framework, Journal of Investing 3(3), 1994.',
  },
  calmarRatio: {
    title: 'Calmar ratio',
    unit: 'ratio',
    definition: 'CAGR / max drawdown, both over the whole run (the original looks at 36 months).',
    undefinedWhen: 'CAGR cannot be computed, or equity never falls.',
    source: 'T. W. Young, Calmar Ratio: A Smoother Tool, Futures 20(1), 1991.',
  },
  maxDrawdown: {
    title: 'Max drawdown',
    unit: 'fraction',
    definition:
      'The largest (peak − equity) / peak over all samples, where the peak is the highest sample before. 0 when equity never falls.',
    undefinedWhen: noEquity,
    source: 'M. Magdon-Ismail, A. F. Atiya, Maximum Drawdown, Risk Magazine 17(10), 2004.',
  },
  maxDrawdownLengthMs: {
    title: 'Max drawdown length',
    unit: 'duration',
    definition:
      'From the last sample at the peak of the deepest drawdown to the first sample at that value again, or to the end of the run.',
    undefinedWhen: noEquity,
    source: '',
  },
  longestDrawdownMs: {
    title: 'Longest drawdown',
    unit: 'duration',
    definition:
      'The longest time from a peak to the first sample at its value again, or to the end of the run, however shallow.',
    undefinedWhen: noEquity,
    source: '',
  },
  timeInMarket: {
    title: 'Exposure (time)',
    unit: 'fraction',
    definition:
      'Time with a position in at least one market, divided by the length of the run; overlapping round trips count once.',
    undefinedWhen: 'The run has no length.',
    source: '',
  },
  averageExposure: {
    title: 'Exposure (size)',
    unit: 'fraction',
    definition: 'Absolute value of the positions / equity, averaged over time; each sample counts until the next.',
    undefinedWhen: 'No time passes, or a sample of equity is 0 or below.',
    source: '',
  },
  orders: { title: 'Orders', unit: 'count', definition: 'Orders that were asked for.', undefinedWhen: '', source: '' },
  refusedOrders: {
    title: 'Refused orders',
    unit: 'count',
    definition: 'Orders that risk denied or the exchange rejected.',
    undefinedWhen: '',
    source: '',
  },
  fills: {
    title: 'Fills',
    unit: 'count',
    definition: 'Fills that moved a quantity; one order may have several.',
    undefinedWhen: '',
    source: '',
  },
  roundTrips: {
    title: 'Round trips',
    unit: 'count',
    definition: 'Stretches from flat to flat of one strategy in one market that were closed.',
    undefinedWhen: '',
    source: '',
  },
  openRoundTrips: {
    title: 'Open round trips',
    unit: 'count',
    definition:
      'Round trips that were still open at the end. They count in equity, and not in win rate, profit factor and expectancy.',
    undefinedWhen: '',
    source: '',
  },
  winRate: {
    title: 'Win rate',
    unit: 'fraction',
    definition:
      'Closed round trips with a result above 0 after fees, divided by all closed ones; those with exactly 0 did not win.',
    undefinedWhen: noClosed,
    source: '',
  },
  profitFactor: {
    title: 'Profit factor',
    unit: 'ratio',
    definition: 'Gross profit / |gross loss| of closed round trips, after fees.',
    undefinedWhen: `${noClosed} Or none lost, or they have several quote assets.`,
    source: 'R. Pardo, The Evaluation and Optimization of Trading Strategies, 2008.',
  },
  expectancy: {
    title: 'Expectancy',
    unit: 'money',
    definition:
      'Average result of a closed round trip after fees, in its quote asset, rounded half-even to 8 decimals.',
    undefinedWhen: `${noClosed} Or they have several quote assets.`,
    source: 'V. K. Tharp, Trade Your Way to Financial Freedom, 2006.',
  },
  grossProfit: {
    title: 'Gross profit',
    unit: 'amounts',
    definition: 'Exact sum of the results above 0 of closed round trips, after fees, by quote asset.',
    undefinedWhen: '',
    source: '',
  },
  grossLoss: {
    title: 'Gross loss',
    unit: 'amounts',
    definition: 'Exact sum of the results below 0 of closed round trips, after fees, by quote asset.',
    undefinedWhen: '',
    source: '',
  },
  openProfit: {
    title: 'Open result',
    unit: 'amounts',
    definition: 'Exact sum of the results of open round trips at the last price, by quote asset.',
    undefinedWhen: '',
    source: '',
  },
  averageRoundTripMs: {
    title: 'Average round trip',
    unit: 'duration',
    definition: 'Average time from the first fill of a closed round trip to its last.',
    undefinedWhen: noClosed,
    source: '',
  },
  traded: {
    title: 'Traded',
    unit: 'amounts',
    definition: 'Exact sum of the quote amounts of all fills, buys and sells, by quote asset.',
    undefinedWhen: '',
    source: '',
  },
  turnover: {
    title: 'Turnover',
    unit: 'ratio',
    definition:
      'Traded / average equity over time, in the whole run: 2 means that equity was bought once and sold once.',
    undefinedWhen:
      'No time passes, average equity is 0 or below, or something was traded for another asset than the reporting asset.',
    source: '',
  },
  fees: {
    title: 'Fees',
    unit: 'amounts',
    definition: 'Exact sum of the fees of all fills, by the asset they were charged in; rebates are negative.',
    undefinedWhen: '',
    source: '',
  },
  feesInQuote: {
    title: 'Fees in quote',
    unit: 'amounts',
    definition: 'Fees as counted into the results of round trips: fees in base at the price of their fill.',
    undefinedWhen: '',
    source: '',
  },
  buyAndHoldReturn: {
    title: 'Buy and hold',
    unit: 'fraction',
    definition: 'Last close / first open − 1, averaged over the markets; without fees.',
    undefinedWhen: 'There are no bars.',
    source: '',
  },
  buyAndHoldMaxDrawdown: {
    title: 'Buy and hold drawdown',
    unit: 'fraction',
    definition: 'Max drawdown of buying and holding, by the closes of the bars that charts show.',
    undefinedWhen: 'There are no bars.',
    source: '',
  },
};
