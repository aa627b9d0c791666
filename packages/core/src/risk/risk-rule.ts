import type { Instrument } from '../instrument/instrument.ts';
import type { Decimal } from '../money/decimal.ts';
import type { Order } from '../order/order.ts';

/** Why an order may not leave. */
export interface RiskDenial {
  /** Kebab-case code of the rule's finding. */
  readonly code: string;
  /** One sentence: which limit, which value, what would be accepted. */
  readonly message: string;
  /** The limit, when the rule has one. */
  readonly limit?: Decimal | number | undefined;
  /** The value that passed it. */
  readonly value?: Decimal | number | undefined;
}

/** What a rule may look at when it reviews one order. Everything live or unknown counts in full. */
export interface RiskSubject {
  /** The order, state `requested`. */
  readonly order: Order;
  /** The instrument's rules. */
  readonly instrument: Instrument;
  /** Engine time, in milliseconds since the epoch. */
  readonly nowMs: number;
  /** The price that values the order: its limit, or for market orders the other side's best price; `undefined` when unknown. */
  readonly referencePrice: Decimal | undefined;
  /** The instrument's price as far as it is confirmed, the middle of bid and ask; known only where `priceDeviationMax` is configured. */
  readonly confirmedPrice: Decimal | undefined;
  /** What the order exchanges in quote at that price; `undefined` when unknown. */
  readonly notional: Decimal | undefined;
  /** What it exchanges in quote at most as far as prices tell: a limit sale below the best bid trades at the bid. */
  readonly worstNotional: Decimal | undefined;
  /** Asset that the order uses up: quote for buys, base for sells. */
  readonly consumedAsset: string;
  /** How much of it at worst, fees included; `undefined` when it cannot be valued. */
  readonly consumedAmount: Decimal | undefined;
  /** What the strategy has available of that asset, without this order. */
  readonly available: Decimal;
  /** What the account has free of that asset by the last balance and everything sent since; `undefined` before the first balance. */
  readonly accountAvailable: Decimal | undefined;
  /** The strategy's position in base. */
  readonly position: Decimal;
  /** The position after every live and unknown buy (for buys) or sell (for sells) and this order filled. */
  readonly worstPosition: Decimal;
  /** The same over all strategies. */
  readonly worstPositionAll: Decimal;
  /** Live orders of the strategy, without this one. */
  readonly openOrders: number;
  /** Live orders over all strategies, without this one. */
  readonly openOrdersAll: number;
  /** Age of the instrument's market data in milliseconds; `undefined` when none came or its stream is down or broken. */
  readonly marketDataAgeMs: number | undefined;
  /** Whether market data is pulled, so that its age counts. */
  readonly marketDataPulled: boolean;
  /** Best own resting price that this order would trade with; `undefined` when none. */
  readonly ownCrossingPrice: Decimal | undefined;
}

/** One rule: a name and a pure decision. Add your own through `riskRules`. */
export interface RiskRule {
  /** Kebab-case name, for logs and reports. */
  readonly name: string;
  /** Its limit as text with its unit, when it has one: what the journal says about orders that pass. */
  readonly limit?: string;
  /** The denial, or `undefined` to approve. Must not throw; a throw denies with code `rule-failed`. */
  review(subject: RiskSubject): RiskDenial | undefined;
}
