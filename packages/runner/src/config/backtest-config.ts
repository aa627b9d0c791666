import type { InstrumentFields } from '@trader/core';

/** How trading is simulated, in backtests and on paper. Amounts and rates are canonical decimal text. */
export interface SimulationConfig {
  /** What the account holds at the start, by asset; what the strategies were given when absent. */
  readonly balances?: Readonly<Record<string, string>>;
  /** What trading costs; nothing when absent. */
  readonly fees?: FeesConfig;
  /** When resting orders fill; `touch` when absent. */
  readonly fills?: FillsConfig;
  /** How long messages are on their way; no time when absent. */
  readonly latency?: LatencyConfig;
  /** How much worse than the market takers are filled; not at all when absent. */
  readonly slippage?: SlippageConfig;
}

/** Fees by maker and taker rate. */
export interface FeesConfig {
  /** Fraction for orders that rested: `0.001` is 0.1 %; negative is a rebate. */
  readonly maker?: string;
  /** Fraction for orders that came in. */
  readonly taker?: string;
  /** Asset of the fee; `received` when absent: base for buys, quote for sells. */
  readonly asset?: 'base' | 'quote' | 'received';
}

/** When resting orders fill, by the name of the model or with its settings. */
export type FillsConfig =
  | FillModelName
  | {
      /** The model. */
      readonly model: FillModelName;
      /** For `volume`: fraction of the market's volume that own orders get at most. */
      readonly participation?: number;
    };

/** The fill models of `@trader/sim`. */
export type FillModelName = 'touch' | 'trade-through' | 'volume' | 'queue';

/** How long messages are on their way, in milliseconds. */
export interface LatencyConfig {
  /** From the decision until the exchange has the request. */
  readonly entryMs?: number;
  /** From the exchange's doing until the strategy hears of it. */
  readonly responseMs?: number;
  /** From the market's event until the strategy sees it. */
  readonly feedMs?: number;
  /** Draws delays from log-normal distributions of which these are the medians; standard deviation of the logarithm. */
  readonly sigma?: number;
}

/** How much worse than the market takers are filled: one of these. */
export interface SlippageConfig {
  /** That many ticks. */
  readonly ticks?: number;
  /** That fraction of the price. */
  readonly fraction?: string;
  /** By the square of the share of the market's volume; fraction of the price at the whole volume. */
  readonly impact?: number;
}

/** What `trader backtest` runs on. */
export interface BacktestConfig {
  /** Market data. */
  readonly data: readonly DataConfig[];
  /** Rules of the markets: a file of the project with them as JSON, or the rules themselves. */
  readonly instruments: string | readonly InstrumentConfig[];
  /** From when, in milliseconds since the epoch, inclusive. */
  readonly from?: number;
  /** Until when, in milliseconds since the epoch, exclusive. */
  readonly to?: number;
  /** Ids of the strategies to run; the enabled ones when absent. */
  readonly strategies?: readonly string[];
  /** What people call the run; the strategies' ids when absent. */
  readonly title?: string;
  /** The asset that equity is counted in; the quote asset when all instruments share one. */
  readonly reportingAsset?: string;
  /** How often equity is sampled, in milliseconds; the simulator's default when absent. */
  readonly equityInterval?: number;
  /** Fraction per year that money earns without risk. */
  readonly riskFreeRate: number;
  /** The HTML report's file, relative to the project; the JSON stands beside it. */
  readonly report: string;
}

/** Rules of one market as written in the configuration. */
export interface InstrumentConfig extends Omit<InstrumentFields, 'brokerage'> {
  /** Which brokerage trades it. */
  readonly brokerage: string;
}

/** One source of market data. */
export interface DataConfig {
  /** File of the project, or files that continue each other: `.csv`, `.json`, `.jsonl`, with or without `.gz`; or one column file, `.tcol`. */
  readonly file: string | readonly string[];
  /** The market. */
  readonly symbol: string;
  /** What the file holds. */
  readonly kind: 'bar' | 'trade' | 'tick' | 'book';
  /** Levels per side of books. */
  readonly depth?: number;
  /** Length of bars, in milliseconds. */
  readonly interval?: number;
  /** Whether a bar's time is when it opens or when it closes; `open` when absent. */
  readonly stamps?: 'open' | 'close';
  /** How times are written; found out when absent. */
  readonly time?: 's' | 'ms' | 'us' | 'ns' | 'iso';
  /** What separates cells; found out when absent. */
  readonly delimiter?: string;
  /** Whether there is a line of headings; found out when absent. */
  readonly header?: boolean;
  /** Which column holds what, by heading or by position from 0; `false` for none. Found out when absent. */
  readonly columns?: Readonly<Record<string, string | number | false>>;
}
