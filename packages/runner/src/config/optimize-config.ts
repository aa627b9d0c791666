/** What `trader optimize` searches. */
export interface OptimizeConfig {
  /** Id of the strategy whose params are searched; the only one of the backtest when absent. */
  readonly strategy?: string;
  /** The values of each param. */
  readonly params: Readonly<Record<string, ParamRange | readonly ParamChoice[]>>;
  /** Conditions between params, such as `fast < slow`: sets that break one are left out. */
  readonly where: readonly string[];
  /** How the next sets are chosen. */
  readonly method: 'grid' | 'random' | 'direct';
  /** Most sets to try. */
  readonly trials: number;
  /** The figure that is to be as good as possible. */
  readonly objective: ObjectiveName;
  /** Closed round trips that a set needs before it counts: a few lucky ones prove nothing. */
  readonly roundTripsMin: number;
  /** Backtests at once, each in a thread of its own; the machine's cores when absent. */
  readonly workers?: number;
  /** Splits the time and judges on what was not searched; not done when absent. */
  readonly walkForward?: WalkForwardConfig;
  /** The HTML report's file, relative to the project; JSON and trials stand beside it. */
  readonly report: string;
}

/** One value of a list. */
export type ParamChoice = string | number | boolean;

/** Numbers from one to another. */
export interface ParamRange {
  /** Smallest value. */
  readonly from: number;
  /** Largest value. */
  readonly to: number;
  /** Distance of two whole numbers; whole numbers when absent and both ends are whole. */
  readonly step?: number;
  /** `integer` or `real`; found out from the ends when absent. */
  readonly type?: 'integer' | 'real';
  /** `log`: equal ratios are equally far apart. */
  readonly scale?: 'linear' | 'log';
  /** Values that a grid takes of real numbers. */
  readonly gridPoints?: number;
}

/** How the time is split. */
export interface WalkForwardConfig {
  /** Number of steps. */
  readonly steps: number;
  /** How much longer a training window is than its test window. */
  readonly trainToTest: number;
  /** Whether training windows keep their length or grow. */
  readonly kind: 'rolling' | 'anchored';
}

/** A figure that can be searched for. */
export type ObjectiveName =
  | 'sharpeRatio'
  | 'sortinoRatio'
  | 'calmarRatio'
  | 'totalReturn'
  | 'annualReturn'
  | 'endEquity'
  | 'profitFactor'
  | 'winRate'
  | 'volatility'
  | 'maxDrawdown'
  | 'maxDrawdownLengthMs'
  | 'longestDrawdownMs';

/** Whether more of a figure is better. */
export const objectives: Readonly<Record<ObjectiveName, 'max' | 'min'>> = {
  sharpeRatio: 'max',
  sortinoRatio: 'max',
  calmarRatio: 'max',
  totalReturn: 'max',
  annualReturn: 'max',
  endEquity: 'max',
  profitFactor: 'max',
  winRate: 'max',
  volatility: 'min',
  maxDrawdown: 'min',
  maxDrawdownLengthMs: 'min',
  longestDrawdownMs: 'min',
};
