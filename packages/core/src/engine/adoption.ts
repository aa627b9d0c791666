import type { Account } from '../account/account.ts';
import type { OrderReport } from '../brokerage/brokerage-event.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { OrderAdoptedRecord } from '../journal/trader-record.ts';
import type { InstrumentMarket } from '../market/instrument-market.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { BrokerageOrderId, ClientOrderId, OrderTerms } from '../order/order.ts';
import type { OrderManagement } from '../order/order-management.ts';
import type { StrategyManager } from '../strategy/strategy-manager.ts';
import type { StrategyRuntime } from '../strategy/strategy-runtime.ts';
import { holdTerms } from './create-runtimes.ts';
import type { EngineOptions } from './engine-options.ts';
import type { FollowUps } from './follow-ups.ts';
import type { ForeignOrders } from './foreign-orders.ts';
import type { Turn } from './turn.ts';

/** The note on adopted orders, by which strategies know them. */
const adoptedTag = 'adopted';

/** What an {@link Adoption} works with; owned by the engine. */
export interface AdoptionParts {
  /** What the engine is made of. */
  readonly options: EngineOptions;
  /** The event in progress. */
  readonly turn: Turn;
  /** All orders. */
  readonly orders: OrderManagement;
  /** All strategies. */
  readonly strategies: StrategyManager;
  /** Orders that are not ours. */
  readonly foreign: ForeignOrders;
  /** Balances. */
  readonly account: Account;
  /** Hooks to call when the event is processed. */
  readonly followUps: FollowUps;
  /** The market of an instrument; `undefined` for one that no strategy has. */
  readonly market: (instrumentId: InstrumentId) => InstrumentMarket | undefined;
}

/**
 * Gives open orders that somebody else placed to a strategy, where the policy says so. It is done on lists of open orders only, and not
 * while an order of ours on that instrument has not learned the brokerage's id: an order of ours must never be taken for another's.
 */
export class Adoption {
  readonly #parts: AdoptionParts;

  /** @param parts - What it works with. */
  constructor(parts: AdoptionParts) {
    this.#parts = parts;
  }

  /** Adopts what a list of open orders shows, where that is wanted and everything about it is known; gives what was adopted. */
  adopt(openOrders: readonly OrderReport[]): readonly ManagedOrder[] {
    const adopted: ManagedOrder[] = [];
    const { foreign, strategies, orders } = this.#parts;
    const runtime = foreign.adopter === undefined ? undefined : strategies.get(foreign.adopter);
    if (runtime === undefined) return adopted;
    for (const report of openOrders) {
      const { brokerageOrderId: id, instrumentId } = report;
      if (id === undefined || !foreign.knows(id) || orders.route(report) !== undefined) continue;
      if (orders.standing().some(order => isNameless(order, instrumentId))) continue;
      const terms = this.#termsOf(report, id, runtime);
      const market = this.#parts.market(instrumentId);
      if (terms === undefined || market === undefined) continue;
      const record: OrderAdoptedRecord = {
        type: 'order-adopted',
        terms,
        hold: holdTerms(terms, market, this.#parts.options),
        report,
      };
      this.#parts.turn.record(record);
      adopted.push(this.#take(record, id));
    }
    return adopted;
  }

  /** Folds an adoption as it was journaled. */
  fold(record: OrderAdoptedRecord): void {
    const { brokerageOrderId } = record.report;
    if (brokerageOrderId !== undefined) this.#take(record, brokerageOrderId);
  }

  #take({ terms, hold, report }: OrderAdoptedRecord, brokerageOrderId: BrokerageOrderId): ManagedOrder {
    const { orders, foreign, account, turn, strategies, followUps } = this.#parts;
    const { nowMs } = turn;
    foreign.release(brokerageOrderId);
    const order = orders.create(terms, hold);
    orders.advance(order, { input: 'approve' }, nowMs);
    orders.advance(order, { input: 'place-outcome', outcome: { outcome: 'accepted', brokerageOrderId } }, nowMs);
    // What had filled before counts for its size and for nobody's position.
    orders.advance(order, { input: 'report', report, source: 'list' }, nowMs);
    if (order.held !== undefined) account.takeOver(order.heldAsset, order.held);
    const { clientOrderId, strategy, state: to, filled, cancelRequested, reason } = order;
    const change = { clientOrderId, strategy, to, brokerageOrderId, filled, cancelRequested, reason };
    turn.record({ type: 'order-changed', from: 'requested', ...change });
    const runtime = strategies.get(strategy);
    if (runtime !== undefined) followUps.add(runtime, 'onOrder', order);
    return order;
  }

  /** What a foreign order is here; `undefined` for one that cannot be managed: not a limit order, or with trades that cannot be told apart. */
  #termsOf(report: OrderReport, id: BrokerageOrderId, runtime: StrategyRuntime): OrderTerms | undefined {
    const { terms, cumulative, instrumentId, status } = report;
    const symbol = [...runtime.instrumentIds].find(([, each]) => each === instrumentId)?.[0];
    if (symbol === undefined || status === 'finished' || terms?.type !== 'limit') return undefined;
    const { side, quantity, price, timeInForce } = terms;
    if (quantity === undefined || price === undefined) return undefined;
    const hasTraded = cumulative === undefined || !cumulative.base.isZero();
    if (hasTraded && this.#parts.options.capabilities.fills === 'trade-id') return undefined;
    return {
      clientOrderId: report.clientOrderId ?? (`foreign-${id}` as ClientOrderId),
      strategy: runtime.id,
      instrumentId,
      symbol,
      side,
      type: 'limit',
      quantity,
      quoteQuantity: undefined,
      price,
      stopPrice: undefined,
      trigger: undefined,
      timeInForce: timeInForce ?? 'GTC',
      postOnly: false,
      tag: adoptedTag,
      requestedTimeMs: this.#parts.turn.nowMs,
    };
  }
}

/** Whether an order of ours on an instrument may be one that the brokerage names by an id that we do not know yet. */
function isNameless({ instrumentId, brokerageOrderId }: ManagedOrder, wanted: InstrumentId): boolean {
  return instrumentId === wanted && brokerageOrderId === undefined;
}
