import type { Brokerage } from '../brokerage/brokerage.ts';
import type { Clock } from '../clock/clock.ts';
import type { ForeignOrderPolicy, UnexplainedBalancePolicy } from '../engine/account-policies.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../log/logger.ts';
import type { Recording } from '../recording/recording.ts';
import type { RiskLimits } from '../risk/risk-limits.ts';
import type { RiskRule } from '../risk/risk-rule.ts';
import type { StrategyEntry } from '../strategy/strategy-entry.ts';

/** What happens to open orders and positions when the system stops. */
export type StopPolicy = 'keep' | 'cancel' | 'close';

/** Everything that a {@link TradingSystem} is made of. Defaults are written at each field. */
export interface TradingSystemOptions {
  /** Where to trade. */
  readonly brokerage: Brokerage;
  /** What to run; ids are unique. */
  readonly strategies: readonly StrategyEntry[];
  /** Limits over all strategies together. */
  readonly risk?: RiskLimits;
  /** Rules of the user's own, after the built-in ones. */
  readonly riskRules?: readonly RiskRule[];
  /** Pace of the system, in milliseconds, at least 10. Default 1,000. */
  readonly heartbeatMs?: number;
  /** What a stop does. Default `cancel`. */
  readonly stopPolicy?: StopPolicy;
  /** Where facts are kept. Default: in memory. */
  readonly journal?: Journal;
  /**
   * What stands for the key in use, such as a hash of its id, never a secret: a journal belongs to its account by this where the brokerage tells
   * no account ids. Default: nothing.
   */
  readonly accountKey?: string;
  /** Whether a journal that belongs to another account is taken for this one's from now on. Default `false`: such a start is refused. */
  readonly acceptAccount?: boolean;
  /** Where everything that the engine consumes is kept for replay. Default: nowhere. */
  readonly recording?: Recording;
  /** Where time comes from. Default: the system's clock. */
  readonly clock?: Clock;
  /** Where log lines go. Default: nowhere. */
  readonly logger?: Logger;
  /** 128 random bits as 32 hexadecimal digits, unique for every run. Default: made from `crypto.getRandomValues`. */
  readonly runId?: string;
  /** Seed of the strategies' `random()`. Default: the run id. */
  readonly seed?: string;
  /** How long a placement may wait before it is not sent any more, in milliseconds. Default 5,000. */
  readonly placeWithinMs?: number;
  /**
   * How often open orders and balances are read although the brokerage pushes them, in milliseconds: a message may get lost on a
   * stream that looks healthy. Default 30,000.
   */
  readonly auditMs?: number;
  /** What is done about orders that somebody else placed on the account. Default `alarm`: they are named and left alone. */
  readonly foreignOrders?: ForeignOrderPolicy;
  /**
   * What is done about a balance that opening balances, fills and known fills of others do not explain. Default `halt`: it is named and
   * no new risk is taken until a person resumes, which accepts it. Deposits and withdrawals count, too.
   */
  readonly unexplainedBalances?: UnexplainedBalancePolicy;
  /**
   * After how many records a snapshot of everything is journaled, at least 1; one is also written once a day. A start reads from the
   * newest one on, and what is older may be dropped. Default 20,000.
   */
  readonly snapshotEvery?: number;
  /**
   * How many runs may have traded and ended without being stopped, in the ten minutes before a start: with so many, at least 1, it begins
   * without new risk until a person resumes. Default: any number.
   */
  readonly crashesMax?: number;
  /** Most events that wait in the action queue; overflow halts. Default 10,000. */
  readonly actionQueueMax?: number;
  /** Most entries that wait in the market-data queue; conflation starts at a quarter of it. Default 4,096. */
  readonly marketQueueMax?: number;
  /** Ended orders remembered per strategy. Default 1,000. */
  readonly closedOrdersMax?: number;
  /** Fills remembered in each strategy's trade log. Default 10,000. */
  readonly tradeLogMax?: number;
}
