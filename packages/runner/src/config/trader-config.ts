import type { ForeignOrderPolicy, RiskLimits, StopPolicy, UnexplainedBalancePolicy } from '@trader/core';
import type { BacktestConfig, SimulationConfig } from './backtest-config.ts';
import type { OptimizeConfig } from './optimize-config.ts';

/** A checked `configs/global_strategy_config.yaml` with its defaults. Amounts are canonical decimal text; secrets are still `env:NAME`. */
export interface TraderConfig {
  /** Where editors find the JSON Schema. */
  readonly $schema?: string;
  /** `live` sends orders to the brokerage; `paper` simulates trading on its markets, and no order leaves the process. */
  readonly mode: 'live' | 'paper';
  /** Where to trade. */
  readonly brokerage: BrokerageConfig;
  /** What to run, the disabled ones included. */
  readonly strategies: readonly StrategyConfig[];
  /** Pace of the system, in milliseconds. */
  readonly heartbeatMs: number;
  /** What a stop does with open orders and positions. */
  readonly stopPolicy: StopPolicy;
  /** How long a stop may take, in milliseconds. */
  readonly stopTimeoutMs: number;
  /** How long the event loop may stand still before `trader run` ends the process, in milliseconds; 0 for as long as it likes. */
  readonly stallTimeoutMs: number;
  /** How many runs may have crashed in ten minutes before a start begins without new risk; 0 for any number. */
  readonly crashesMax: number;
  /** How often orders and balances are read although they are pushed, in milliseconds; core's default when absent. */
  readonly auditMs?: number;
  /** How long an order may wait before it is not sent any more, in milliseconds; core's default when absent. */
  readonly placeWithinMs?: number;
  /** What is done about orders that somebody else placed on the account; core's default when absent. */
  readonly foreignOrders?: ForeignOrderPolicy;
  /** What is done about a balance that nothing explains; core's default when absent. */
  readonly unexplainedBalances?: UnexplainedBalancePolicy;
  /** Seed of the strategies' `random()`; the run id when absent. */
  readonly seed?: string;
  /** Limits over all strategies together. */
  readonly risk?: RiskLimits;
  /** Where log lines go. */
  readonly log: LogConfig;
  /** Where facts are kept between runs; `false` forgets them with the run. */
  readonly journal: JournalConfig | false;
  /** How trading is simulated, in backtests and on paper. */
  readonly simulation?: SimulationConfig;
  /** What `trader backtest` runs on. */
  readonly backtest?: BacktestConfig;
  /** What `trader optimize` searches. */
  readonly optimize?: OptimizeConfig;
  /** Where everything that strategies saw is kept for replay; `false` keeps nothing. */
  readonly recording: RecordingConfig | false;
}

/** Where everything that strategies saw is kept for replay, and how much of it. */
export interface RecordingConfig {
  /** The folder, relative to the project. */
  readonly dir: string;
  /** Size at which a file is finished, in bytes. */
  readonly segmentBytesMax: number;
  /** Bytes that all recordings may have together; the oldest files are deleted beyond. */
  readonly totalBytesMax: number;
}

/** Where facts are kept between runs. */
export interface JournalConfig {
  /** The journal's file, relative to the project. */
  readonly file: string;
  /** Days of entries that are kept; what is older is dropped as soon as a snapshot stands in for it. Everything is kept when absent. */
  readonly retentionDays?: number;
  /** How many of the newest entries are kept at least; what is older is dropped as soon as a snapshot stands in for it. */
  readonly entriesMax?: number;
  /** After how many records a snapshot of everything is written; 20,000 when absent. One is also written once a day. */
  readonly snapshotEvery?: number;
  /** Folder of the locks that keep two runs off one account; one for everybody on the machine by default. */
  readonly lockDir?: string;
}

/** Where to trade. */
export interface BrokerageConfig {
  /** A package name, or a file of the project that starts with `./`. */
  readonly adapter: string;
  /** The adapter's own options, as written. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** One strategy of a {@link TraderConfig}. */
export interface StrategyConfig {
  /** Its name in logs, fills and reports. */
  readonly id: string;
  /** Its file in `strategies/`, by name or by path; found by the id when absent. */
  readonly file?: string;
  /** The brokerage's market names that it trades. */
  readonly symbols: readonly string[];
  /** What it may use, by asset. */
  readonly capital?: Readonly<Record<string, string>>;
  /** Its params, not yet checked by its own schema. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Its own limits. */
  readonly risk?: RiskLimits;
  /** Whether it may go short where the brokerage can. */
  readonly positionMode?: 'long-only' | 'netting';
  /** `false` leaves it out of the run. */
  readonly enabled: boolean;
}

/** Where log lines go. */
export interface LogConfig {
  /** The least important lines to keep. */
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** `pretty` on a terminal and `json` otherwise, when absent. */
  readonly format?: 'json' | 'pretty';
  /** File of the project that lines are added to; standard error when absent. */
  readonly file?: string;
}
