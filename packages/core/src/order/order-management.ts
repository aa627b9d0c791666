import type { Capabilities } from '../brokerage/capabilities.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import { Decimal } from '../money/decimal.ts';
import { beginLookUp, defaultLookUpPolicy, endLookUp, isLookUpDue, type LookUpPolicy } from './look-up-schedule.ts';
import type { ManagedOrder } from './managed-order.ts';
import type { ClientOrderId, OrderTerms, StrategyId } from './order.ts';
import type { EvidenceRules } from './order-facts.ts';
import type { HoldTerms } from './order-hold.ts';
import { OrderIndex, type OrderNames } from './order-index.ts';
import type { OrderInput } from './order-input.ts';
import { type InstrumentExposure, type OrderChange, OrderManager } from './order-manager.ts';
import type { Side } from './order-request.ts';
import { OwnQuotes } from './own-quotes.ts';

/** How order management is set up. */
export interface OrderManagementOptions {
  /** What the brokerage's evidence is worth, and what it pushes. */
  readonly capabilities: EvidenceRules & Pick<Capabilities, 'privateStream'>;
  /** Closed orders kept per strategy. Default 1,000. */
  readonly closedOrdersMax?: number | undefined;
  /** Strategies whose managers are made at once, in this order; others follow when they are first named. */
  readonly strategies?: readonly StrategyId[] | undefined;
  /** When orders are looked up. Default {@link defaultLookUpPolicy}. */
  readonly lookUps?: Partial<LookUpPolicy> | undefined;
}

/** The OMS: the order managers of all strategies of one brokerage account, and the way from its reports and fills to their orders. */
export class OrderManagement {
  readonly #rules: EvidenceRules;
  readonly #closedOrdersMax: number | undefined;
  readonly #lookUps: LookUpPolicy;
  readonly #index = new OrderIndex();
  readonly #quotes = new OwnQuotes();
  readonly #managers: OrderManager[] = [];
  readonly #byStrategy = new Map<StrategyId, OrderManager>();

  /** @param options - Rules of evidence, bounds, look-ups. */
  constructor(options: OrderManagementOptions) {
    this.#rules = options.capabilities;
    this.#closedOrdersMax = options.closedOrdersMax;
    this.#lookUps = { ...defaultLookUpPolicy(options.capabilities.privateStream), ...options.lookUps };
    for (const strategy of options.strategies ?? []) this.manager(strategy);
  }

  /** The managers, in the order in which their strategies came. */
  get managers(): Iterable<OrderManager> {
    return this.#managers;
  }

  /** How many orders are live over all strategies. */
  get standingCount(): number {
    let count = 0;
    for (const manager of this.#managers) count += manager.standingCount;
    return count;
  }

  /** How many orders are kept, live and closed. */
  get size(): number {
    return this.#index.size;
  }

  /** The order manager of a strategy; made when it is first asked for. */
  manager(strategy: StrategyId): OrderManager {
    let manager = this.#byStrategy.get(strategy);
    if (manager === undefined) {
      manager = new OrderManager({
        strategy,
        closedOrdersMax: this.#closedOrdersMax,
        lookUps: this.#lookUps,
        index: this.#index,
        quotes: this.#quotes,
      });
      this.#managers.push(manager);
      this.#byStrategy.set(strategy, manager);
    }
    return manager;
  }

  /** Adds a new order in state `requested` to its strategy's manager. */
  create(terms: OrderTerms, hold: HoldTerms): ManagedOrder {
    return this.manager(terms.strategy).create(terms, hold);
  }

  /** Moves an order by one input, in place, and says what changed. */
  advance(order: ManagedOrder, input: OrderInput, timeMs: number): OrderChange {
    return this.manager(order.strategy).advance(order, input, timeMs, this.#rules);
  }

  /** One order by our id, of any strategy, live or closed. */
  get(clientOrderId: ClientOrderId): ManagedOrder | undefined {
    return this.#index.get(clientOrderId);
  }

  /** The order that a report or a fill is about; `undefined` when none of the kept orders is: somebody else's, or forgotten. */
  route(names: OrderNames): ManagedOrder | undefined {
    return this.#index.find(names);
  }

  /** Live orders over all strategies, by strategy and then oldest first. */
  standing(): readonly ManagedOrder[] {
    const orders: ManagedOrder[] = [];
    for (const manager of this.#managers) orders.push(...manager.standing);
    return orders;
  }

  /** What all live orders may still use up of an asset at worst. */
  held(asset: string): Decimal {
    let total = Decimal.zero;
    for (const manager of this.#managers) total = total.plus(manager.held(asset));
    return total;
  }

  /** What all live orders of an instrument may still do at worst. */
  exposure(instrumentId: InstrumentId): InstrumentExposure {
    let openOrders = 0;
    let buysRemaining = Decimal.zero;
    let sellsRemaining = Decimal.zero;
    for (const manager of this.#managers) {
      const exposure = manager.exposure(instrumentId);
      openOrders += exposure.openOrders;
      buysRemaining = buysRemaining.plus(exposure.buysRemaining);
      sellsRemaining = sellsRemaining.plus(exposure.sellsRemaining);
    }
    return { openOrders, buysRemaining, sellsRemaining };
  }

  /** Orders whose outcome is unknown: they count in full, and hold their instrument. */
  unknown(): readonly ManagedOrder[] {
    return this.standing().filter(order => order.state === 'unknown');
  }

  /** Best own price of one side of an instrument, over all strategies; `undefined` without any. */
  bestOwnPrice(instrumentId: InstrumentId, side: Side): Decimal | undefined {
    return this.#quotes.bestPrice(instrumentId, side);
  }

  /** Best own price that an order would trade with if it were placed now; `undefined` when none. */
  crossingPrice(terms: OrderTerms): Decimal | undefined {
    return this.#quotes.crossingPrice(terms);
  }

  /** Orders whose look-up is on its way: live ones, and ended ones that evidence put in doubt. */
  awaitingLookUp(): readonly ManagedOrder[] {
    const orders: ManagedOrder[] = [];
    for (const manager of this.#managers) orders.push(...manager.standing, ...manager.closedWantingLookUp);
    return orders.filter(order => order.lookUpInFlight);
  }

  /** Orders to look up now, none of which has a look-up on its way. */
  dueLookUps(timeMs: number): readonly ManagedOrder[] {
    const due: ManagedOrder[] = [];
    for (const manager of this.#managers) {
      for (const order of manager.standing) if (isLookUpDue(order, timeMs, this.#lookUps)) due.push(order);
      for (const order of manager.closedWantingLookUp) if (isLookUpDue(order, timeMs, this.#lookUps)) due.push(order);
    }
    return due;
  }

  /** Call when a look-up of the order is about to leave; false when one is on its way already, and then none may leave. */
  beginLookUp(order: ManagedOrder, timeMs: number): boolean {
    return beginLookUp(order, timeMs);
  }

  /** Call when the look-up of the order came back, with whatever answer, before advancing the order by it. */
  endLookUp(order: ManagedOrder): void {
    endLookUp(order, this.#lookUps);
  }
}
