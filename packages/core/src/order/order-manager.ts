import type { InstrumentId } from '../instrument/instrument.ts';
import { AssetLedger } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import { advanceOrder } from './advance-order.ts';
import type { Fill } from './fill.ts';
import { type LookUpPolicy, scheduleLookUp } from './look-up-schedule.ts';
import { makeFill } from './make-fill.ts';
import { ManagedOrder } from './managed-order.ts';
import { type ClientOrderId, isLiveOrderState, type OrderState, type OrderTerms, type StrategyId } from './order.ts';
import type { EvidenceRules } from './order-facts.ts';
import { consumedAsset, type HoldTerms, remainingBase, worstConsumption } from './order-hold.ts';
import { OrderIndex } from './order-index.ts';
import type { OrderInput } from './order-input.ts';
import { OrderList } from './order-list.ts';
import type { OrderAlarm, OrderTransition } from './order-transition.ts';
import { OwnQuotes } from './own-quotes.ts';
import { loadOrder, type SavedOrder, saveOrder } from './saved-order.ts';

/** What an input changed. */
export interface OrderChange {
  /** The order, changed in place. */
  readonly order: ManagedOrder;
  /** The state before. */
  readonly from: OrderState;
  /** The state after. */
  readonly to: OrderState;
  /** Whether anything that an order view shows has changed. */
  readonly changed: boolean;
  /** The fill to apply to position and capital, once. */
  readonly fill: Fill | undefined;
  /** What a person must know. */
  readonly alarm: OrderAlarm | undefined;
  /** Evidence is needed from now on: look the order up at once. Later tries are the schedule's. */
  readonly wantsLookUp: boolean;
}

/** What live orders of one instrument may still do. */
export interface InstrumentExposure {
  /** How many are live. */
  readonly openOrders: number;
  /** Base quantity that all live buys may still add to the position. */
  readonly buysRemaining: Decimal;
  /** Base quantity that all live sells may still take from the position. */
  readonly sellsRemaining: Decimal;
}

/** How an order manager is set up. */
export interface OrderManagerOptions {
  /** Whose orders it manages. */
  readonly strategy: StrategyId;
  /** Closed orders kept; beyond it the oldest are forgotten. Default 1,000. */
  readonly closedOrdersMax?: number | undefined;
  /** When its orders are looked up. */
  readonly lookUps: LookUpPolicy;
  /** Where its orders are found by id; shared between the managers of a system. */
  readonly index?: OrderIndex | undefined;
  /** The account's own prices; shared between the managers of a system. */
  readonly quotes?: OwnQuotes | undefined;
}

/** Closed orders kept per strategy when nothing else is configured. */
const closedOrdersMaxDefault = 1_000;

interface MutableExposure {
  openOrders: number;
  buysRemaining: Decimal;
  sellsRemaining: Decimal;
}

const noExposure: InstrumentExposure = { openOrders: 0, buysRemaining: Decimal.zero, sellsRemaining: Decimal.zero };

/**
 * The orders of one strategy: standing ones, closed ones (bounded), and what the standing ones may still use up and do.
 *
 * It moves orders through {@link advanceOrder} and nothing else. Everything that is asked of it while trading takes constant time.
 */
export class OrderManager {
  /** Whose orders these are. */
  readonly strategy: StrategyId;
  /** Closed orders kept at most. */
  readonly closedOrdersMax: number;
  readonly #lookUps: LookUpPolicy;
  readonly #index: OrderIndex;
  readonly #quotes: OwnQuotes;
  readonly #standing = new OrderList();
  readonly #closed = new OrderList();
  readonly #holds = new AssetLedger();
  readonly #exposures = new Map<InstrumentId, MutableExposure>();
  readonly #closedWantingLookUp = new Set<ManagedOrder>();
  #lastInstrumentId: InstrumentId | undefined = undefined;
  #lastExposure: MutableExposure | undefined = undefined;
  #evictedCount = 0;

  /** @param options - Whose orders, and how they are bounded. */
  constructor(options: OrderManagerOptions) {
    this.strategy = options.strategy;
    this.closedOrdersMax = options.closedOrdersMax ?? closedOrdersMaxDefault;
    this.#lookUps = options.lookUps;
    this.#index = options.index ?? new OrderIndex();
    this.#quotes = options.quotes ?? new OwnQuotes();
  }

  /** Live orders (requested, submitted, unknown, open), oldest first: a snapshot. */
  get standing(): readonly ManagedOrder[] {
    return this.#standing.toArray();
  }

  /** Ended orders that are still kept, the one that ended first first: a snapshot. */
  get closed(): readonly ManagedOrder[] {
    return this.#closed.toArray();
  }

  /** How many orders are live. */
  get standingCount(): number {
    return this.#standing.length;
  }

  /** How many ended orders are kept. */
  get closedCount(): number {
    return this.#closed.length;
  }

  /** How many ended orders were forgotten because there were more than `closedOrdersMax`. */
  get evictedCount(): number {
    return this.#evictedCount;
  }

  /** Live orders for which a cancel was asked, oldest first. */
  get cancelRequested(): readonly ManagedOrder[] {
    return this.standing.filter(order => order.cancelRequested);
  }

  /** Ended orders that contradicting evidence put in doubt and that were not looked up since. */
  get closedWantingLookUp(): ReadonlySet<ManagedOrder> {
    return this.#closedWantingLookUp;
  }

  /** One order by our id, standing or closed. */
  get(clientOrderId: ClientOrderId): ManagedOrder | undefined {
    const order = this.#index.get(clientOrderId);
    return order?.strategy === this.strategy ? order : undefined;
  }

  /** Adds a new order in state `requested`; from now on it counts in holds and exposure. Its id must be new. */
  create(terms: OrderTerms, hold: HoldTerms): ManagedOrder {
    const order = new ManagedOrder(terms, hold);
    order.heldAsset = consumedAsset(terms, hold);
    this.#index.add(order);
    this.#standing.add(order);
    this.#exposure(terms.instrumentId).openOrders += 1;
    this.#updateHold(order);
    if (mayRest(order)) this.#quotes.add(order);
    return order;
  }

  /** All orders that are kept, as plain data: the live ones and then the ended ones, each in their order. */
  save(): readonly SavedOrder[] {
    return [...this.standing, ...this.closed].map(saveOrder);
  }

  /** Takes in an order as it was saved, and gives it. */
  load(saved: SavedOrder, timeMs: number): ManagedOrder {
    const order = loadOrder(saved);
    order.heldAsset = consumedAsset(order.terms, order.hold);
    this.#index.add(order);
    if (order.brokerageOrderId !== undefined) this.#index.learn(order);
    scheduleLookUp(order, { wantedBefore: false, restart: true }, timeMs, this.#lookUps);
    if (!order.isLive) {
      this.#closed.add(order);
      this.#noteDoubt(order);
      while (this.#closed.length > this.closedOrdersMax) this.#evict(this.#closed.oldest);
      return order;
    }
    this.#standing.add(order);
    this.#exposure(order.instrumentId).openOrders += 1;
    this.#updateHold(order);
    if (mayRest(order)) this.#quotes.add(order);
    return order;
  }

  /** Moves an order of this manager by one input, in place, and says what changed. */
  advance(order: ManagedOrder, input: OrderInput, timeMs: number, rules: EvidenceRules): OrderChange {
    const transition = advanceOrder(order, input, rules);
    const wantedBefore = order.wantsLookUp;
    const rested = mayRest(order);
    const wasNameless = order.brokerageOrderId === undefined;
    order.take(transition);
    if (wasNameless && order.brokerageOrderId !== undefined) this.#index.learn(order);
    if (transition.changed) order.updatedTimeMs = timeMs;
    if (transition.from === 'requested' && transition.to === 'submitted') order.submittedTimeMs = timeMs;
    const ended = isLiveOrderState(transition.from) && !order.isLive;
    if (ended || transition.increase !== undefined) this.#updateHold(order);
    if (!rested && mayRest(order)) this.#quotes.add(order);
    const restart =
      transition.from !== transition.to || input.input === 'request-cancel' || input.input === 'cancel-outcome';
    scheduleLookUp(order, { wantedBefore, restart }, timeMs, this.#lookUps);
    const fill = this.#fill(order, transition, timeMs);
    if (ended) this.#close(order);
    else if (!order.isLive) this.#noteDoubt(order);
    const { from, to, changed, alarm } = transition;
    return {
      order,
      from,
      to,
      changed,
      fill,
      alarm,
      wantsLookUp: order.wantsLookUp && !wantedBefore && order.lookUpDueMs <= timeMs,
    };
  }

  /** What live orders may still use up of an asset at worst. Orders that cannot be valued do not count; risk denies them. */
  held(asset: string): Decimal {
    return this.#holds.get(asset);
  }

  /** What live orders of an instrument may still do at worst. */
  exposure(instrumentId: InstrumentId): InstrumentExposure {
    return this.#exposures.get(instrumentId) ?? noExposure;
  }

  #fill(order: ManagedOrder, { increase }: OrderTransition, timeMs: number): Fill | undefined {
    if (increase === undefined) return undefined;
    order.fillCount += 1;
    return makeFill(order, increase, timeMs);
  }

  #close(order: ManagedOrder): void {
    this.#standing.remove(order);
    this.#exposure(order.instrumentId).openOrders -= 1;
    this.#quotes.delete(order);
    this.#closed.add(order);
    this.#noteDoubt(order);
    while (this.#closed.length > this.closedOrdersMax) this.#evict(this.#closed.oldest);
  }

  #evict(order: ManagedOrder | undefined): void {
    if (order === undefined) return;
    this.#closed.remove(order);
    if (this.#closedWantingLookUp.size > 0) this.#closedWantingLookUp.delete(order);
    this.#index.drop(order);
    this.#evictedCount += 1;
  }

  #noteDoubt(order: ManagedOrder): void {
    if (order.wantsLookUp) this.#closedWantingLookUp.add(order);
    else if (this.#closedWantingLookUp.size > 0) this.#closedWantingLookUp.delete(order);
  }

  #updateHold(order: ManagedOrder): void {
    const { terms, hold, isLive, filled, filledQuote } = order;
    const remaining = isLive ? remainingBase(terms, filled, filledQuote, hold.referencePrice) : Decimal.zero;
    const held = isLive ? worstConsumption(terms, remaining, filledQuote, hold) : Decimal.zero;
    const before = order.held;
    order.held = held;
    if (before !== held) this.#holds.add(order.heldAsset, (held ?? Decimal.zero).minus(before ?? Decimal.zero));
    const exposure = this.#exposure(terms.instrumentId);
    const change = (remaining ?? Decimal.zero).minus(order.remaining);
    order.remaining = remaining ?? Decimal.zero;
    if (terms.side === 'buy') exposure.buysRemaining = exposure.buysRemaining.plus(change);
    else exposure.sellsRemaining = exposure.sellsRemaining.plus(change);
  }

  /** The exposure of an instrument; the last one is remembered, since most strategies trade one instrument at a time. */
  #exposure(instrumentId: InstrumentId): MutableExposure {
    if (this.#lastInstrumentId === instrumentId && this.#lastExposure !== undefined) return this.#lastExposure;
    let exposure = this.#exposures.get(instrumentId);
    if (exposure === undefined) {
      exposure = { ...noExposure };
      this.#exposures.set(instrumentId, exposure);
    }
    this.#lastInstrumentId = instrumentId;
    this.#lastExposure = exposure;
    return exposure;
  }
}

function mayRest(order: ManagedOrder): boolean {
  return order.isLive && order.price !== undefined && (order.type === 'limit' || order.trading);
}
