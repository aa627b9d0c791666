import type { ManagedOrder } from './managed-order.ts';

/** Newest orders that are looked through before any table is made. */
const newestMax = 8;

/**
 * Orders by an id, which finds the newest cheaply and the others in two generations of tables.
 *
 * An order goes to a table when somebody asks for one that is not among the newest, and most orders have come and gone by then. Entries
 * are not deleted one by one: a map whose entries come and go links each of its former tables to the next, and one of them in the old
 * generation keeps all orders ever held alive until a full collection. Instead forgotten orders are not found any more, and are left
 * behind when the older generation is given up.
 */
export class OrderTable<Id> {
  readonly #idOf: (order: ManagedOrder) => Id | undefined;
  // Orders that are in no table yet, oldest first.
  #untabled: ManagedOrder[] = [];
  #young = new Map<Id, ManagedOrder>();
  #old = new Map<Id, ManagedOrder>();

  /** @param idOf - The id of an order, which does not change once the order was added. */
  constructor(idOf: (order: ManagedOrder) => Id | undefined) {
    this.#idOf = idOf;
  }

  /** Adds an order; an id that another order holds stays with that order. */
  add(order: ManagedOrder): void {
    this.#untabled.push(order);
  }

  /** One of the newest orders, when it has this id. For ids that no two orders share. */
  newest(id: Id): ManagedOrder | undefined {
    const orders = this.#untabled;
    const last = orders.length - 1;
    for (let index = last; index >= 0 && index > last - newestMax; index -= 1) {
      const order = orders[index];
      if (order !== undefined && !order.forgotten && this.#idOf(order) === id) return order;
    }
    return undefined;
  }

  /** The order with this id, unless it was forgotten. */
  get(id: Id): ManagedOrder | undefined {
    if (this.#untabled.length > 0) {
      for (const order of this.#untabled) {
        const own = this.#idOf(order);
        if (own !== undefined && !order.forgotten && this.#tabled(own) === undefined) this.#young.set(own, order);
      }
      this.#untabled = [];
    }
    return this.#tabled(id);
  }

  /** Gives the older generation up: its orders that are kept go with the younger, which is the older from now on. */
  renew(): void {
    const young = this.#young;
    this.#old.forEach((order, id) => {
      if (!order.forgotten) young.set(id, order);
    });
    this.#old = young;
    this.#young = new Map();
    this.#untabled = this.#untabled.filter(({ forgotten }) => !forgotten);
  }

  #tabled(id: Id): ManagedOrder | undefined {
    const order = this.#young.get(id) ?? this.#old.get(id);
    return order?.forgotten === true ? undefined : order;
  }
}
