import type { InstrumentId } from '../instrument/instrument.ts';
import type { ManagedOrder } from './managed-order.ts';
import type { BrokerageOrderId, ClientOrderId } from './order.ts';

/** The ids by which a brokerage names an order in a report or a fill. */
export interface OrderNames {
  /** Our id, when told. */
  readonly clientOrderId: ClientOrderId | undefined;
  /** The brokerage's id, when told. */
  readonly brokerageOrderId: BrokerageOrderId | undefined;
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
}

/** Orders forgotten before tables are made anew, at least. */
const forgottenMin = 64;

/**
 * All orders that are kept, live or closed, by both of their ids.
 *
 * Entries are not deleted one by one: a map whose entries come and go links each of its former tables to the next, and one of them in
 * the old generation keeps all orders ever held alive until a full collection. Instead the maps are made anew, without the forgotten,
 * whenever those are as many as the kept; so memory is bounded by twice what is kept.
 */
export class OrderIndex {
  #byClientOrderId = new Map<ClientOrderId, ManagedOrder>();
  #byBrokerageOrderId = new Map<BrokerageOrderId, ManagedOrder>();
  #size = 0;
  #forgotten = 0;

  /** How many orders are kept. */
  get size(): number {
    return this.#size;
  }

  /** One order by our id. */
  get(clientOrderId: ClientOrderId): ManagedOrder | undefined {
    return keptOnly(this.#byClientOrderId.get(clientOrderId));
  }

  /** Adds an order; its id must be new. */
  add(order: ManagedOrder): void {
    this.#byClientOrderId.set(order.clientOrderId, order);
    this.#size += 1;
  }

  /** Adds the brokerage's id of an order; an id that another order holds stays with that order. */
  learn(order: ManagedOrder, id: BrokerageOrderId): void {
    if (keptOnly(this.#byBrokerageOrderId.get(id)) === undefined) this.#byBrokerageOrderId.set(id, order);
  }

  /** Forgets an order with both of its ids. */
  drop(order: ManagedOrder): void {
    order.forgotten = true;
    this.#size -= 1;
    this.#forgotten += 1;
    if (this.#forgotten >= Math.max(forgottenMin, this.#size)) this.#makeAnew();
  }

  /** The order that a report or a fill is about: by our id when told, else by the brokerage's; `undefined` when it is not ours. */
  find({ clientOrderId, brokerageOrderId, instrumentId }: OrderNames): ManagedOrder | undefined {
    let order = clientOrderId === undefined ? undefined : this.get(clientOrderId);
    if (order === undefined && brokerageOrderId !== undefined) {
      order = keptOnly(this.#byBrokerageOrderId.get(brokerageOrderId));
    }
    return order?.instrumentId === instrumentId ? order : undefined;
  }

  #makeAnew(): void {
    this.#byClientOrderId = keptOf(this.#byClientOrderId);
    this.#byBrokerageOrderId = keptOf(this.#byBrokerageOrderId);
    this.#forgotten = 0;
  }
}

function keptOnly(order: ManagedOrder | undefined): ManagedOrder | undefined {
  return order?.forgotten === true ? undefined : order;
}

function keptOf<Id>(orders: ReadonlyMap<Id, ManagedOrder>): Map<Id, ManagedOrder> {
  const kept = new Map<Id, ManagedOrder>();
  for (const [id, order] of orders) if (!order.forgotten) kept.set(id, order);
  return kept;
}
