import type { FeeRates } from '../brokerage/brokerage.ts';
import type { Capabilities } from '../brokerage/capabilities.ts';
import type { Instrument, InstrumentId } from '../instrument/instrument.ts';
import type { Logger } from '../log/logger.ts';
import type { FeedTraits } from '../market/feed-traits.ts';
import type { RiskLimits } from '../risk/risk-limits.ts';
import type { RiskRule } from '../risk/risk-rule.ts';
import type { StrategyEntry } from '../strategy/strategy-entry.ts';
import type { ForeignOrderPolicy, UnexplainedBalancePolicy } from './account-policies.ts';

/** Everything that an {@link Engine} is made of; all of it is data or pure. */
export interface EngineOptions {
  /** 128 random bits as 32 hexadecimal digits; client order ids derive from it. */
  readonly runId: string;
  /** Seed of the strategies' random numbers. */
  readonly seed: string;
  /** The brokerage's name, for messages. */
  readonly brokerageName: string;
  /** What the brokerage can do. */
  readonly capabilities: Capabilities;
  /** The rules of every instrument that strategies trade. */
  readonly instruments: readonly Instrument[];
  /** What the market data of instruments consists of; those that are not listed have live streams. */
  readonly feeds?: ReadonlyMap<InstrumentId, FeedTraits>;
  /** Fee rates by instrument, where known: worst-case needs of buys include them. */
  readonly feeRates?: ReadonlyMap<InstrumentId, FeeRates>;
  /** The strategies; ids are unique, symbols are among the instruments. */
  readonly strategies: readonly StrategyEntry[];
  /** Limits over all strategies together. */
  readonly risk: RiskLimits;
  /** Rules of the user's own. */
  readonly riskRules: readonly RiskRule[];
  /** How long a placement may wait before it is not sent any more, in milliseconds. */
  readonly placeWithinMs: number;
  /** How often open orders and balances are read although they are pushed, in milliseconds. Default 30,000. */
  readonly auditMs?: number;
  /** Every instrument of the brokerage, so that orders of others on the account are understood. Default: `instruments`. */
  readonly accountInstruments?: readonly Instrument[];
  /** What is done about orders of others on the account. Default `alarm`. */
  readonly foreignOrders?: ForeignOrderPolicy;
  /** What is done about balances that nothing explains. Default `halt`. */
  readonly unexplainedBalances?: UnexplainedBalancePolicy;
  /** A snapshot of everything is recorded after so many records, and once a day. Default: never. */
  readonly snapshotEvery?: number;
  /** Runs that may have ended without being stopped in the ten minutes before a start; beyond, it begins halted. Default: any number. */
  readonly crashesMax?: number;
  /**
   * Whether the output has every record. Default true. False is for runs that nobody journals or watches: requests without their cause,
   * fills, alarms and states of strategies are recorded, what a journal alone would read is not even made.
   */
  readonly recordsAll?: boolean;
  /** Ended orders remembered per strategy. */
  readonly closedOrdersMax: number;
  /** Fills remembered per strategy. */
  readonly tradeLogMax: number;
  /** Where strategies' log lines go. */
  readonly logger: Logger;
  /** Engine time at the start, in milliseconds since the epoch. */
  readonly startMs: number;
}
