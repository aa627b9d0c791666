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

/** All orders that are kept, live or closed, by both of their ids. */
export class OrderIndex {
  readonly #byClientOrderId = new Map<ClientOrderId, ManagedOrder>();
  readonly #byBrokerageOrderId = new Map<BrokerageOrderId, ManagedOrder>();

  /** How many orders are kept. */
  get size(): number {
    return this.#byClientOrderId.size;
  }

  /** One order by our id. */
  get(clientOrderId: ClientOrderId): ManagedOrder | undefined {
    return this.#byClientOrderId.get(clientOrderId);
  }

  /** Adds an order; its id must be new. */
  add(order: ManagedOrder): void {
    this.#byClientOrderId.set(order.clientOrderId, order);
  }

  /** Adds the brokerage's id of an order; an id that another order holds stays with that order. */
  learn(order: ManagedOrder, id: BrokerageOrderId): void {
    if (!this.#byBrokerageOrderId.has(id)) this.#byBrokerageOrderId.set(id, order);
  }

  /** Forgets an order with both of its ids. */
  drop(order: ManagedOrder): void {
    this.#byClientOrderId.delete(order.clientOrderId);
    const id = order.brokerageOrderId;
    if (id !== undefined && this.#byBrokerageOrderId.get(id) === order) this.#byBrokerageOrderId.delete(id);
  }

  /** The order that a report or a fill is about: by our id when told, else by the brokerage's; `undefined` when it is not ours. */
  find({ clientOrderId, brokerageOrderId, instrumentId }: OrderNames): ManagedOrder | undefined {
    let order = clientOrderId === undefined ? undefined : this.#byClientOrderId.get(clientOrderId);
    if (order === undefined && brokerageOrderId !== undefined) order = this.#byBrokerageOrderId.get(brokerageOrderId);
    return order?.instrumentId === instrumentId ? order : undefined;
  }
}
