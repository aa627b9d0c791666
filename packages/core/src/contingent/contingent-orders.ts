import type { InstrumentId } from '../instrument/instrument.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { ClientOrderId, StrategyId } from '../order/order.ts';
import type { ContingentLeg, ContingentOrderId } from './contingent-order.ts';
import type { ContingentRecord } from './contingent-record.ts';
import { ManagedContingentOrder } from './managed-contingent-order.ts';

interface LegLink {
  readonly contingent: ManagedContingentOrder;
  readonly leg: ContingentLeg;
}

const none: readonly ManagedContingentOrder[] = [];

/** The live contingent orders of a system, found by the orders that belong to them. Ended ones are forgotten; views of them stay as they were. */
export class ContingentOrders {
  readonly #live = new Map<ContingentOrderId, ManagedContingentOrder>();
  readonly #byInstrument = new Map<InstrumentId, readonly ManagedContingentOrder[]>();
  /** Orders that are made and those that are about to be. */
  readonly #legs = new Map<ClientOrderId, LegLink>();
  #changed = new Set<ManagedContingentOrder>();

  /** Whether there is none. */
  get isEmpty(): boolean {
    return this.#live.size === 0;
  }

  /** Whether something changed since {@link takeChanged}. */
  get hasChanged(): boolean {
    return this.#changed.size > 0;
  }

  /** Live ones of one strategy or of all, oldest first. */
  live(strategy?: StrategyId): readonly ManagedContingentOrder[] {
    const live = [...this.#live.values()];
    return strategy === undefined ? live : live.filter(contingent => contingent.strategy === strategy);
  }

  /** Live ones on an instrument, oldest first. */
  on(instrumentId: InstrumentId): readonly ManagedContingentOrder[] {
    return this.#byInstrument.get(instrumentId) ?? none;
  }

  /** One live contingent order. */
  get(id: ContingentOrderId): ManagedContingentOrder | undefined {
    return this.#live.get(id);
  }

  /** Adds one; it is looked at when the event is processed. */
  add(contingent: ManagedContingentOrder): void {
    this.#live.set(contingent.id, contingent);
    this.#byInstrument.set(contingent.instrumentId, [...this.on(contingent.instrumentId), contingent]);
    this.#changed.add(contingent);
  }

  /** Forgets one that has ended. */
  remove(contingent: ManagedContingentOrder): void {
    this.#live.delete(contingent.id);
    this.#byInstrument.set(
      contingent.instrumentId,
      this.on(contingent.instrumentId).filter(other => other !== contingent),
    );
    for (const [id, link] of this.#legs) if (link.contingent === contingent) this.#legs.delete(id);
    this.#changed.delete(contingent);
  }

  /** Says that an order of this id is, or will be, a part of a contingent order. */
  link(contingent: ManagedContingentOrder, clientOrderId: ClientOrderId, leg: ContingentLeg): void {
    this.#legs.set(clientOrderId, { contingent, leg });
  }

  /** Takes in an order that was made, when it is a part of a contingent order. */
  adopt(order: ManagedOrder): void {
    const link = this.#legs.get(order.clientOrderId);
    if (link === undefined) return;
    const { contingent, leg } = link;
    if (leg === 'entry') contingent.entry = order;
    else contingent.addExit({ leg, order });
    this.#changed.add(contingent);
  }

  /** Notes that an order changed: one that is a part of a contingent order, or one that held what such a part needs. */
  note(order: ManagedOrder): void {
    if (this.isEmpty) return;
    const link = this.#legs.get(order.clientOrderId);
    if (link !== undefined) this.#changed.add(link.contingent);
    // What another order of the strategy held may be free now.
    for (const each of this.on(order.instrumentId)) {
      if (each.isPostponed && each.strategy === order.strategy) this.#changed.add(each);
    }
  }

  /** Notes that one has to be looked at again. */
  touch(contingent: ManagedContingentOrder): void {
    this.#changed.add(contingent);
  }

  /** Takes those that changed, in the order in which they did. */
  takeChanged(): Iterable<ManagedContingentOrder> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /** Folds what an earlier run has journaled. */
  restore(record: ContingentRecord): void {
    if (record.type === 'contingent-order-requested') {
      const contingent = new ManagedContingentOrder(record.terms, record.base);
      const { entryId } = record.terms;
      this.add(contingent);
      if (entryId !== undefined) this.link(contingent, entryId, 'entry');
      return;
    }
    const contingent = this.#live.get(record.contingentOrderId);
    if (contingent === undefined) return;
    if (record.type === 'contingent-order-leg') {
      this.link(contingent, record.clientOrderId, record.leg);
      return;
    }
    contingent.state = record.state;
    contingent.endedBy = record.endedBy;
    contingent.stopLevel = record.stopLevel;
    contingent.armedMs = record.armedMs;
    contingent.reason = record.reason;
    if (!contingent.isLive) this.remove(contingent);
  }
}
