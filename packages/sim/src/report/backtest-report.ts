import type { InstrumentFields, OrderReason, OrderState } from '@trader/core';
import type { RoundTrip } from '../backtest/backtest-result.ts';
import type { AmountsByAsset, FigureName, Figures } from '../figures/figures.ts';
import type { YearReturns } from '../figures/monthly-returns.ts';

/** Figures as JSON has them: what cannot be computed is `null`. */
export type ReportFigures = {
  readonly [Name in FigureName]: undefined extends Figures[Name]
    ? Exclude<Figures[Name], undefined> | null
    : Figures[Name];
};

/** A course of equity: sample `i` is at `timeMs[i]`. */
export interface ReportCurve {
  /** Times of the samples, in milliseconds since the epoch; strictly rising. */
  readonly timeMs: readonly number[];
  /** Cash and positions at the market's price, in the reporting asset. */
  readonly value: readonly number[];
  /** Value of the positions alone. */
  readonly exposure: readonly number[];
}

/** One account of a report: the whole, or one strategy. */
export interface ReportAccount {
  /** `null` for the whole account, otherwise the strategy's id. */
  readonly strategy: string | null;
  /** Its figures. */
  readonly figures: ReportFigures;
  /** Its equity. */
  readonly equity: ReportCurve;
  /** Its returns by calendar month, in UTC. */
  readonly monthlyReturns: readonly YearReturns[];
}

/** A strategy as it was run. */
export interface ReportStrategy {
  /** Its id. */
  readonly id: string;
  /** Its class's name. */
  readonly name: string;
  /** The markets that it was given. */
  readonly symbols: readonly string[];
  /** Its checked params. */
  readonly params: unknown;
  /** What it was given at the start, by asset. */
  readonly capital: AmountsByAsset;
  /** What it had at the end, by asset. */
  readonly endCapital: AmountsByAsset;
  /** Why a failing hook paused it; `null` when none did. */
  readonly paused: string | null;
}

/** Where market data came from. */
export interface ReportData {
  /** Its name: a file's, or what it was made from. */
  readonly name: string;
  /** The market. */
  readonly symbol: string;
  /** `bar`, `trade`, `tick` or `book`. */
  readonly kind: string;
  /** Length of its bars, in milliseconds; `null` for other kinds. */
  readonly intervalMs: number | null;
  /** SHA-256 of the file's bytes, hexadecimal; `null` where it was not told. */
  readonly sha256: string | null;
}

/** What trading cost in one market. */
export interface ReportFees {
  /** The market. */
  readonly symbol: string;
  /** Which way. */
  readonly side: 'buy' | 'sell';
  /** Fraction for resting orders, decimal text. */
  readonly maker: string;
  /** Fraction for incoming orders, decimal text. */
  readonly taker: string;
  /** The asset that it is charged in. */
  readonly asset: string;
}

/** How trading was simulated. */
export interface ReportSettings {
  /** What the account held at the start, by asset. */
  readonly balances: AmountsByAsset;
  /** Fees by market and side. */
  readonly fees: readonly ReportFees[];
  /** The fill model, with its settings. */
  readonly fills: string;
  /** The latency model, with its settings. */
  readonly latency: string;
  /** The slippage model, with its settings. */
  readonly slippage: string;
  /** Fraction per year that money earns without risk, as Sharpe and Sortino ratio count it. */
  readonly riskFreeRate: number;
}

/** One order as it ended; decimals as text. */
export interface ReportOrder {
  /** Its id. */
  readonly id: string;
  /** Whose it was. */
  readonly strategy: string;
  /** The market. */
  readonly symbol: string;
  /** Which way. */
  readonly side: 'buy' | 'sell';
  /** `market`, `limit`, `stop-limit`, … */
  readonly type: string;
  /** Base quantity; `null` for orders sized in quote. */
  readonly quantity: string | null;
  /** Quote quantity of orders sized in quote. */
  readonly quoteQuantity: string | null;
  /** Limit price. */
  readonly price: string | null;
  /** Stop price. */
  readonly stopPrice: string | null;
  /** How long it lives. */
  readonly timeInForce: string;
  /** Where it ended. */
  readonly state: OrderState;
  /** Base quantity filled. */
  readonly filled: string;
  /** Why it is where it is. */
  readonly reason: OrderReason | null;
  /** The strategy's note. */
  readonly tag: string | null;
  /** When it was asked for, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** One fill; decimals as text. */
export interface ReportFill {
  /** Its order. */
  readonly order: string;
  /** Whose it was. */
  readonly strategy: string;
  /** The market. */
  readonly symbol: string;
  /** Which way. */
  readonly side: 'buy' | 'sell';
  /** Base quantity. */
  readonly quantity: string;
  /** Price; for reading, `quoteQuantity` is exact. */
  readonly price: string;
  /** Quote amount before fees. */
  readonly quoteQuantity: string;
  /** Fees, by asset. */
  readonly fees: AmountsByAsset;
  /** Whether it took liquidity; `null` when not told. */
  readonly liquidity: 'maker' | 'taker' | null;
  /** Result that it realised, in quote, before fees in quote and third assets. */
  readonly realisedPnl: string;
  /** Position in base after it. */
  readonly positionAfter: string;
  /** When, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** Price bars as the report's chart shows them. */
export interface ReportBars {
  /** The market. */
  readonly symbol: string;
  /** Length of the (newest) bars, in milliseconds. */
  readonly intervalMs: number;
  /** When each starts, in milliseconds since the epoch. */
  readonly openTimeMs: readonly number[];
  /** First prices. */
  readonly open: readonly number[];
  /** Highest prices. */
  readonly high: readonly number[];
  /** Lowest prices. */
  readonly low: readonly number[];
  /** Last prices. */
  readonly close: readonly number[];
}

/**
 * A backtest for machines: plain JSON. Decimals of money are text, measurements are numbers, times are milliseconds since the epoch, what is not
 * there is `null`. The same options give the same report, byte for byte. `version` rises when a field changes its meaning or goes; fields may
 * be added without.
 */
export interface BacktestReport {
  /** What this is. */
  readonly format: 'trader-backtest';
  /** Version of the format. */
  readonly version: 1;
  /** What people call the run. */
  readonly title: string;
  /** The seed that names all randomness. */
  readonly seed: string;
  /** Hash of orders, fills, balances and equity: equal hashes mean equal results. */
  readonly hash: string;
  /** Time of the first row of market data. */
  readonly startMs: number;
  /** Time of the end of the last row. */
  readonly endMs: number;
  /** Rows of market data. */
  readonly rows: number;
  /** Events that the engine processed. */
  readonly events: number;
  /** The asset that equity is counted in. */
  readonly reportingAsset: string;
  /** Why trading was halted; `null` when it was not. */
  readonly halted: OrderReason | null;
  /** How trading was simulated. */
  readonly settings: ReportSettings;
  /** The rules of every market. */
  readonly instruments: readonly InstrumentFields[];
  /** Where market data came from. */
  readonly data: readonly ReportData[];
  /** What was run. */
  readonly strategies: readonly ReportStrategy[];
  /** The whole account. */
  readonly total: ReportAccount;
  /** Each strategy, in the order of `strategies`. */
  readonly accounts: readonly ReportAccount[];
  /** Balances at the start, by asset. */
  readonly startBalances: AmountsByAsset;
  /** Balances at the end, by asset. */
  readonly endBalances: AmountsByAsset;
  /** What buying and holding would have made of the start equity; `null` without bars. */
  readonly buyAndHold: Omit<ReportCurve, 'exposure'> | null;
  /** Every round trip, by strategy, oldest first. */
  readonly roundTrips: readonly RoundTrip[];
  /** Every fill, oldest first. */
  readonly fills: readonly ReportFill[];
  /** Every order, oldest first. */
  readonly orders: readonly ReportOrder[];
  /** Price bars by market. */
  readonly bars: readonly ReportBars[];
  /** Alarms, oldest first. */
  readonly alarms: readonly {
    /** When. */
    readonly timeMs: number;
    /** What kind. */
    readonly code: string;
    /** In words. */
    readonly message: string;
  }[];
}
