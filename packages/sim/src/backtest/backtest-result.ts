import type { AssetAmount, Fill, Order, OrderReason, StrategyId } from '@trader/core';
import type { BarColumns } from '../market-data/market-columns.ts';

/** The course of one value: sample `i` is `value[i]` at `timeMs[i]`. Doubles, for charts and ratios; ledgers are exact elsewhere. */
export interface EquityCurve {
  /** When each sample was taken, in milliseconds since the epoch; strictly rising. */
  readonly timeMs: Float64Array;
  /** Cash and positions at the market's price, in the reporting asset. */
  readonly value: Float64Array;
  /** Value of the positions alone (below 0 when short), in the reporting asset: exposure. */
  readonly exposure: Float64Array;
}

/** One fill with what it did: one row of a result's trade list. */
export interface BacktestFill {
  /** The fill. */
  readonly fill: Fill;
  /** Profit or loss that it realised, in quote, before fees in quote and third assets; decimal text. */
  readonly realisedPnl: string;
  /** Position in base after it; decimal text. */
  readonly positionAfter: string;
}

/** A stretch from flat to flat of one strategy in one symbol: what profit factor and win rate count. */
export interface RoundTrip {
  /** Whose. */
  readonly strategy: StrategyId;
  /** The market. */
  readonly symbol: string;
  /** Long when it began with a buy. */
  readonly direction: 'long' | 'short';
  /** Time of its first fill, in milliseconds since the epoch. */
  readonly fromMs: number;
  /** Time of the fill that made it flat; the end of the run where it is still open. */
  readonly toMs: number;
  /** Whether it was still open at the end. */
  readonly isOpen: boolean;
  /** Largest quantity held, in base; decimal text. */
  readonly quantity: string;
  /** Profit or loss after all fees, in quote (fees in base at the price of their fill); at the last price where still open; decimal text. */
  readonly pnl: string;
  /** Fees in quote, as counted into `pnl`; decimal text. */
  readonly fees: string;
}

/** What one strategy did. */
export interface BacktestStrategyResult {
  /** Its id. */
  readonly strategy: StrategyId;
  /** Its name: the class's. */
  readonly name: string;
  /** Its validated params, JSON-friendly. */
  readonly params: unknown;
  /** Whether it was paused by a failing hook, and why. */
  readonly paused: string | undefined;
  /** Its equity. */
  readonly equity: EquityCurve;
  /** Its round trips, oldest first. */
  readonly roundTrips: readonly RoundTrip[];
  /** What it ends with, by asset. */
  readonly capital: readonly AssetAmount[];
}

/** Something that a person would have been told. */
export interface BacktestAlarm {
  /** When, in milliseconds since the epoch. */
  readonly timeMs: number;
  /** Kebab-case code to branch on. */
  readonly code: string;
  /** One sentence for a person. */
  readonly message: string;
}

/** What a backtest gave: facts. Figures are computed from it. */
export interface BacktestResult {
  /** The seed that names all randomness. */
  readonly seed: string;
  /** Time of the first row, in milliseconds since the epoch. */
  readonly startMs: number;
  /** Time of the end of the last row. */
  readonly endMs: number;
  /** Market rows processed. */
  readonly rows: number;
  /** Events processed by the engine. */
  readonly events: number;
  /** The asset that equity is counted in. */
  readonly reportingAsset: string;
  /** What the account held at the start, by asset. */
  readonly startBalances: readonly AssetAmount[];
  /** What it holds at the end. */
  readonly endBalances: readonly AssetAmount[];
  /** Every order that was asked for, oldest first, as it ended. */
  readonly orders: readonly Order[];
  /** Every fill, oldest first. */
  readonly fills: readonly BacktestFill[];
  /** Equity of all strategies and unallocated balances together. */
  readonly equity: EquityCurve;
  /** By strategy, in the order of the options. */
  readonly strategies: readonly BacktestStrategyResult[];
  /** Price bars for charts by symbol, at most `chartBarsMax` each. */
  readonly chartBars: ReadonlyMap<string, BarColumns>;
  /** Why trading was halted; `undefined` when it was not. */
  readonly halted: OrderReason | undefined;
  /** Alarms, oldest first, at most 1,000. */
  readonly alarms: readonly BacktestAlarm[];
  /** Hash of orders, fills, balances and equity: equal hashes mean equal results. 16 hexadecimal digits. */
  readonly hash: string;
}
