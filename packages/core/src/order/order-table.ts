import type { ManagedOrder } from './managed-order.ts';

/**
 * Orders by an id, in two generations.
 *
 * Entries are not deleted one by one: a map whose entries come and go links each of its former tables to the next, and one of them in
 * the old generation keeps all orders ever held alive until a full collection. Instead forgotten orders are not found any more, and are
 * left behind when the older generation is given up: nothing is copied but what has stayed for so long.
 */
export class OrderTable<Id> {
  #young = new Map<Id, ManagedOrder>();
  #old = new Map<Id, ManagedOrder>();

  /** The order with this id, unless it was forgotten. */
  get(id: Id): ManagedOrder | undefined {
    const order = this.#young.get(id) ?? this.#old.get(id);
    return order?.forgotten === true ? undefined : order;
  }

  /** Adds an order under an id that no other order has. */
  add(id: Id, order: ManagedOrder): void {
    this.#young.set(id, order);
  }

  /** Gives the older generation up: its orders that are kept go with the younger, which is the older from now on. */
  renew(): void {
    const young = this.#young;
    this.#old.forEach((order, id) => {
      if (!order.forgotten) young.set(id, order);
    });
    this.#old = young;
    this.#young = new Map();
  }
}
