import type { InstrumentId } from '../instrument/instrument.ts';
import type { ManagedOrder } from './managed-order.ts';
import type { BrokerageOrderId, ClientOrderId } from './order.ts';
import { OrderTable } from './order-table.ts';

/** The ids by which a brokerage names an order in a report or a fill. */
export interface OrderNames {
  /** Our id, when told. */
  readonly clientOrderId: ClientOrderId | undefined;
  /** The brokerage's id, when told. */
  readonly brokerageOrderId: BrokerageOrderId | undefined;
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
}

/** Orders forgotten before tables are renewed, at least. */
const forgottenMin = 64;

/** All orders that are kept, live or closed, by both of their ids. Memory is bounded by three times what is kept. */
export class OrderIndex {
  readonly #byClientOrderId = new OrderTable<ClientOrderId>(order => order.clientOrderId);
  readonly #byBrokerageOrderId = new OrderTable<BrokerageOrderId>(order => order.brokerageOrderId);
  #size = 0;
  #forgotten = 0;

  /** How many orders are kept. */
  get size(): number {
    return this.#size;
  }

  /** One order by our id. */
  get(clientOrderId: ClientOrderId): ManagedOrder | undefined {
    return this.#byClientOrderId.newest(clientOrderId) ?? this.#byClientOrderId.get(clientOrderId);
  }

  /** Adds an order; its id must be new. */
  add(order: ManagedOrder): void {
    this.#byClientOrderId.add(order);
    this.#size += 1;
  }

  /** Adds the brokerage's id of an order, which it has from now on; an id that another order holds stays with that order. */
  learn(order: ManagedOrder): void {
    this.#byBrokerageOrderId.add(order);
  }

  /** Forgets an order with both of its ids. */
  drop(order: ManagedOrder): void {
    order.forgotten = true;
    this.#size -= 1;
    this.#forgotten += 1;
    if (this.#forgotten < Math.max(forgottenMin, this.#size)) return;
    this.#byClientOrderId.renew();
    this.#byBrokerageOrderId.renew();
    this.#forgotten = 0;
  }

  /** The order that a report or a fill is about: by our id when told, else by the brokerage's; `undefined` when it is not ours. */
  find({ clientOrderId, brokerageOrderId, instrumentId }: OrderNames): ManagedOrder | undefined {
    let order = clientOrderId === undefined ? undefined : this.get(clientOrderId);
    if (order === undefined && brokerageOrderId !== undefined) {
      order = this.#byBrokerageOrderId.get(brokerageOrderId);
    }
    return order?.instrumentId === instrumentId ? order : undefined;
  }
}
