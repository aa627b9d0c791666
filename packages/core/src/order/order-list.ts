import type { ManagedOrder } from './managed-order.ts';

/** Orders in the order they were added; adding and removing take constant time. An order is in one list at a time. */
export class OrderList {
  #head: ManagedOrder | undefined = undefined;
  #tail: ManagedOrder | undefined = undefined;
  #length = 0;
  #array: readonly ManagedOrder[] | undefined = undefined;

  /** How many orders are in it. */
  get length(): number {
    return this.#length;
  }

  /** The order that was added first. */
  get oldest(): ManagedOrder | undefined {
    return this.#head;
  }

  /** Adds an order at the end. */
  add(order: ManagedOrder): void {
    order.previous = this.#tail;
    order.next = undefined;
    if (this.#tail === undefined) this.#head = order;
    else this.#tail.next = order;
    this.#tail = order;
    this.#length += 1;
    this.#array = undefined;
  }

  /** Removes an order that is in this list. */
  remove(order: ManagedOrder): void {
    if (order.previous === undefined) this.#head = order.next;
    else order.previous.next = order.next;
    if (order.next === undefined) this.#tail = order.previous;
    else order.next.previous = order.previous;
    order.previous = undefined;
    order.next = undefined;
    this.#length -= 1;
    this.#array = undefined;
  }

  /** The orders, oldest first: a snapshot that stays as it is while orders come and go, shared until they do. */
  toArray(): readonly ManagedOrder[] {
    if (this.#array !== undefined) return this.#array;
    const array: ManagedOrder[] = [];
    for (let order = this.#head; order !== undefined; order = order.next) array.push(order);
    this.#array = array;
    return array;
  }
}
