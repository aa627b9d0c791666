import type { Capabilities, DecimalInput, Instrument, Logger, RiskLimits, RiskRule, StrategyEntry } from '@trader/core';
import type { FeeModel } from '../fee-models/fee-model.ts';
import type { FillModel } from '../fill-models/fill-model.ts';
import type { LatencyModel } from '../latency-models/latency-model.ts';
import type { MarketSource } from '../market-data/market-source.ts';
import type { SlippageModel } from '../slippage-models/slippage-model.ts';

/** How trading is simulated; the same record serves backtest and paper. */
export interface SimulatedTradingOptions {
  /** What the account holds at the start, by asset: `{ ZAR: '100000' }`. */
  readonly balances: Readonly<Record<string, DecimalInput>>;
  /** What trading costs. Default: nothing. */
  readonly fees?: FeeModel;
  /** When orders fill, and how much of them. Default: `touch`. */
  readonly fills?: FillModel;
  /** How long requests, answers and market data are on their way. Default: no time at all. */
  readonly latency?: LatencyModel;
  /** How much worse than the market takers are filled. Default: not at all. */
  readonly slippage?: SlippageModel;
  /**
   * What orders look like at the brokerage that is simulated: pass those of the real one, and what it cannot do is denied here, too.
   * How it tells orders, fills and balances is the simulation's own. Default: every order type, and market orders sized either way.
   */
  readonly capabilities?: Capabilities;
}

/** How far a backtest has come. */
export interface BacktestProgress {
  /** Market rows processed. */
  readonly rows: number;
  /** Rows in all, where every source knows. */
  readonly rowsTotal: number | undefined;
  /** Time of the last row, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** Everything that a backtest is made of; all of it is data or pure, so the same options give the same result, byte for byte. */
export interface BacktestOptions extends SimulatedTradingOptions {
  /** The rules of every instrument; the same as live. */
  readonly instruments: readonly Instrument[];
  /** Market data, one source per instrument and kind. */
  readonly sources: readonly MarketSource[];
  /** What to run; the same classes as live. */
  readonly strategies: readonly StrategyEntry[];
  /** Limits over all strategies together. */
  readonly risk?: RiskLimits;
  /** Rules of the user's own. */
  readonly riskRules?: readonly RiskRule[];
  /** From when, in milliseconds since the epoch, inclusive. Default: the first row. */
  readonly fromMs?: number;
  /** Until when, exclusive. Default: after the last row. */
  readonly toMs?: number;
  /** Names all randomness: strategies, latency, fills. Default `1`. */
  readonly seed?: string;
  /** How often equity is sampled, in milliseconds. Default: one day, or shorter so that a run has at least 500 samples where the data is fine enough. */
  readonly equityIntervalMs?: number;
  /** The asset that equity and figures are counted in. Default: the quote asset when all instruments share one. */
  readonly reportingAsset?: string;
  /** Bars kept per symbol for the report's price chart: the oldest are merged into longer ones. Default 2,000. */
  readonly chartBarsMax?: number;
  /** Where strategies' log lines go. Default: nowhere. */
  readonly logger?: Logger;
  /** Pace of `onTick` for strategies at the pace of the heartbeat, and of bars built from trades, in milliseconds. Default 1,000, as live. */
  readonly heartbeatMs?: number;
  /** Called about ten times a second, and at the end; never more often than every 64 rows. */
  readonly onProgress?: (progress: BacktestProgress) => void;
  /** Ends the run early, looked at as often as progress is told; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}
