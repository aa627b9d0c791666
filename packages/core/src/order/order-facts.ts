import type { FillReport, OrderReport } from '../brokerage/brokerage-event.ts';
import type { Capabilities, RequestExpiry } from '../brokerage/capabilities.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
import type { Decimal } from '../money/decimal.ts';
import type { BrokerageOrderId, OrderReason, OrderState, OrderTerms } from './order.ts';

/** What a brokerage's evidence is worth: the part of its capabilities that the rules of evidence read. */
export interface EvidenceRules {
  /** Present when “never accepted” can be proven by look-up. */
  readonly requestExpiry: RequestExpiry | undefined;
  /** Which evidence carries the money: single fills (`trade-id`) or running totals (`cumulative`, `both`). */
  readonly fills: Capabilities['fills'];
}

/** What is known of an order beyond its terms and its state: what evidence has shown so far. */
export interface OrderProgress {
  /** The brokerage's id, once known. */
  readonly brokerageOrderId: BrokerageOrderId | undefined;
  /** Base quantity applied so far. */
  readonly filled: Decimal;
  /** Quote amount applied so far, before fees. */
  readonly filledQuote: Decimal;
  /** Fees applied so far, by asset. */
  readonly fees: readonly AssetAmount[];
  /** Whether a cancel was asked for. */
  readonly cancelRequested: boolean;
  /** Whether a cancel was sent and has not come back; set by whoever sends it, cleared by its outcome. */
  readonly cancelInFlight: boolean;
  /** The brokerage says it is finished, and fills it has counted are still missing here; false once the order has ended. */
  readonly brokerageFinished: boolean;
  /** Whether evidence contradicted itself. */
  readonly inconsistent: boolean;
  /** Why the order is where it is. */
  readonly reason: OrderReason | undefined;
  /** Whether the brokerage has ever shown the order (E1): it is not possible any more that it was never accepted. */
  readonly acknowledged: boolean;
  /** Whether the brokerage has shown it trading: a stop-limit order sleeps until then. */
  readonly trading: boolean;
  /** Whether a person declared its end. */
  readonly settled: boolean;
  /** After this brokerage time the request can no longer be accepted; the latest of all that were sent. */
  readonly resolveByMs: number | undefined;
  /** Why the brokerage finished it, when it said so. */
  readonly finishedBy: OrderReport['finishedBy'];
  /** The brokerage's final base total, once a finished report told one. */
  readonly finalBase: Decimal | undefined;
  /** The highest base total that the brokerage has told in any report. */
  readonly reportedBase: Decimal;
  /** The base total at which `fees` were told: later totals without fees leave it behind. */
  readonly feesToldAt: Decimal;
  /** Sum of the executions seen with a trade id, where totals carry the money. */
  readonly tradedBase: Decimal;
  /** An execution whose money the totals have not brought yet: it names the trade of the next increase of its size. */
  readonly pendingTrade: FillReport | undefined;
  /** Something went wrong that only a look-up can clear up: a cancel that failed, evidence that contradicts itself. */
  readonly doubted: boolean;
  /** Fills are known to exist that were not applied here; they may be on their way. */
  readonly missesFills: boolean;
  /** Evidence is needed now: the order is doubted, or it is finished with totals that nobody has told. */
  readonly wantsLookUp: boolean;
}

/** Everything that the state machine may know of an order. */
export interface OrderFacts extends OrderTerms, OrderProgress {
  /** Where it is in its life. */
  readonly state: OrderState;
  /** Whether an execution with this trade id was counted before. */
  hasTrade(tradeId: string): boolean;
}
