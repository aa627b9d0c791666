import { Decimal, type OrderMessage, type RecordedOrder } from '@trader/core';
import type { MarketGap } from './market-columns.ts';
import { type OrderColumns, orderActions, orderMessageEnd } from './order-columns.ts';

/** How exact an encoder is. */
export interface OrderScales {
  /** Decimals of prices. */
  readonly priceDecimals: number;
  /** Decimals of quantities. */
  readonly quantityDecimals: number;
}

/** An amount that has more decimals than the scale, or more digits than fit; whoever encodes names the place. */
export class UnfitAmount extends Error {
  /** What kind of amount. */
  readonly field: 'price' | 'quantity';
  /** The text as it was given. */
  readonly value: string;

  /**
   * @param field - What kind of amount.
   * @param value - The text as it was given.
   */
  constructor(field: 'price' | 'quantity', value: string) {
    super(`${field} ${value} does not fit`);
    this.field = field;
    this.value = value;
  }
}

interface KnownOrder {
  readonly slot: number;
  readonly isAsk: boolean;
  readonly price: number;
  left: number;
}

/**
 * Turns messages into rows. What breaks the chain (a number that is not the next, a trade or removal of an order that is not there)
 * loses the book up to the next snapshot, and is told as a gap.
 */
export class OrderEncoder {
  readonly #scales: OrderScales;
  readonly #orders = new Map<string, KnownOrder>();
  readonly #free: number[] = [];
  readonly #rows: Rows = new Rows();
  #slots = 0;
  #sequence: bigint | number | undefined;
  #timeMs = 0;
  #lost: { readonly fromMs: number; readonly reason: string } | undefined;
  #gaps: MarketGap[] = [];
  #messages = 0;

  /** @param scales - How exact. */
  constructor(scales: OrderScales) {
    this.#scales = scales;
  }

  /** Rows that wait to be taken. */
  get length(): number {
    return this.#rows.length;
  }

  /** Messages that were taken in. */
  get messages(): number {
    return this.#messages;
  }

  /** Takes in the next message. @throws `UnfitAmount` for amounts beyond the scales. */
  add(message: OrderMessage): void {
    this.#messages += 1;
    const beforeMs = this.#timeMs;
    // Clocks step back at times: rows never do.
    this.#timeMs = Math.max(beforeMs, message.timeMs);
    if (message.kind === 'snapshot') {
      this.#snapshot(message, beforeMs);
      return;
    }
    const last = this.#sequence;
    if (last === undefined) return;
    const reason = follows(last, message.sequence)
      ? this.#update(message)
      : `message ${message.sequence} came after ${last}`;
    if (reason === undefined) this.#sequence = message.sequence;
    else this.#lose(reason, beforeMs);
  }

  /** Messages may be missing from here on: nobody knows the book until the next snapshot. */
  lose(reason: string): void {
    if (this.#sequence !== undefined) this.#lose(reason, this.#timeMs);
  }

  #lose(reason: string, fromMs: number): void {
    this.#sequence = undefined;
    this.#lost = { fromMs, reason };
    this.#rows.push(this.#timeMs, orderActions.lost | orderMessageEnd, 0, 0, 0);
  }

  /** The rows since the last time, in arrays that are used again afterwards. */
  take(): OrderColumns {
    const gaps = this.#gaps;
    this.#gaps = [];
    const columns = this.#rows.take();
    return { kind: 'order', ...columns, ...(gaps.length === 0 ? {} : { gaps }), ...this.#scales };
  }

  #snapshot({ bids, asks, sequence }: Extract<OrderMessage, { kind: 'snapshot' }>, beforeMs: number): void {
    this.#orders.clear();
    this.#free.length = 0;
    this.#slots = 0;
    if (this.#lost !== undefined) this.#gaps.push({ ...this.#lost, toMs: this.#timeMs });
    else if (this.#sequence !== undefined && this.#sequence !== sequence) this.#noteReconnect(beforeMs);
    this.#lost = undefined;
    this.#sequence = sequence;
    this.#rows.push(this.#timeMs, orderActions.clear, 0, 0, 0);
    for (const order of bids) this.#rest(order, false);
    for (const order of asks) this.#rest(order, true);
    this.#rows.endMessage();
  }

  /** A snapshot in the middle says that the connection was a new one. */
  #noteReconnect(fromMs: number): void {
    this.#gaps.push({
      fromMs,
      toMs: this.#timeMs,
      reason: 'a new snapshot: the stream was connected again',
    });
  }

  #update({ trades, created, removedId }: Extract<OrderMessage, { kind: 'update' }>): string | undefined {
    const before = this.#rows.length;
    for (const { orderId, quantity } of trades) {
      const reason = this.#trade(orderId, quantity);
      if (reason !== undefined) return reason;
    }
    if (created !== undefined) {
      if (this.#orders.has(created.id)) return `order ${created.id} came twice`;
      this.#rest(created, created.side === 'sell');
    }
    if (removedId !== undefined && !this.#remove(removedId) && !trades.some(({ orderId }) => orderId === removedId)) {
      return `order ${removedId} was taken out, and it is not in the book`;
    }
    if (this.#rows.length === before) this.#rows.push(this.#timeMs, orderActions.none, 0, 0, 0);
    this.#rows.endMessage();
    return undefined;
  }

  #trade(id: string, text: string): string | undefined {
    const order = this.#orders.get(id);
    if (order === undefined) return `a trade names order ${id}, which is not in the book`;
    const quantity = this.#read('quantity', text);
    if (quantity > order.left) return `a trade takes ${text} from order ${id}, which has less left`;
    this.#rows.push(this.#timeMs, orderActions.trade, order.slot, order.price, quantity);
    order.left -= quantity;
    if (order.left === 0) this.#forget(id, order);
    return undefined;
  }

  #rest({ id, price, quantity }: RecordedOrder, isAsk: boolean): void {
    const order = {
      slot: this.#free.pop() ?? this.#slots++,
      isAsk,
      price: this.#read('price', price),
      left: this.#read('quantity', quantity),
    };
    // A part of a long text holds the whole of it in memory: a copy does not.
    this.#orders.set(` ${id}`.slice(1), order);
    this.#rows.push(
      this.#timeMs,
      isAsk ? orderActions.addAsk : orderActions.addBid,
      order.slot,
      order.price,
      order.left,
    );
  }

  #remove(id: string): boolean {
    const order = this.#orders.get(id);
    if (order === undefined) return false;
    this.#rows.push(this.#timeMs, orderActions.remove, order.slot, 0, 0);
    this.#forget(id, order);
    return true;
  }

  #forget(id: string, { slot }: KnownOrder): void {
    this.#orders.delete(id);
    this.#free.push(slot);
  }

  #read(field: 'price' | 'quantity', text: string): number {
    const decimals = field === 'price' ? this.#scales.priceDecimals : this.#scales.quantityDecimals;
    const units = toUnits(text, decimals);
    if (units === undefined) throw new UnfitAmount(field, text);
    return units;
  }
}

function follows(last: number | bigint, next: number | bigint): boolean {
  if (typeof last === 'number' && typeof next === 'number') return next === last + 1;
  return BigInt(next) === BigInt(last) + 1n;
}

const powers = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/** Decimal text as a whole number of 10^-decimals; `undefined` when it has more decimals or too many digits. */
export function toUnits(text: string, decimals: number): number | undefined {
  let units = 0;
  let point = -1;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x2e) point = index;
    else units = units * 10 + (code - 0x30);
  }
  const places = point < 0 ? 0 : text.length - 1 - point;
  const shifted = places <= decimals ? units * (powers[decimals - places] ?? Number.NaN) : Number.NaN;
  return shifted <= Number.MAX_SAFE_INTEGER ? shifted : slowUnits(text, decimals);
}

/** Text with zeros at its end: exchanges print up to 18 decimals. */
function slowUnits(text: string, decimals: number): number | undefined {
  const value = Decimal.parse(text);
  if (value.decimalPlaces() > decimals) return undefined;
  const units = Number(value.toUnits(decimals));
  return Number.isSafeInteger(units) ? units : undefined;
}

/** Rows that grow, and are handed out as columns. */
class Rows {
  length = 0;
  #timeMs = new Float64Array(4_096);
  #action = new Uint8Array(4_096);
  #slot = new Uint32Array(4_096);
  #price = new Float64Array(4_096);
  #quantity = new Float64Array(4_096);

  push(timeMs: number, action: number, slot: number, price: number, quantity: number): void {
    if (this.length === this.#action.length) this.#grow();
    const row = this.length;
    this.#timeMs[row] = timeMs;
    this.#action[row] = action;
    this.#slot[row] = slot;
    this.#price[row] = price;
    this.#quantity[row] = quantity;
    this.length = row + 1;
  }

  endMessage(): void {
    const last = this.length - 1;
    this.#action[last] = (this.#action[last] ?? 0) | orderMessageEnd;
  }

  take(): Pick<OrderColumns, 'length' | 'timeMs' | 'action' | 'slot' | 'price' | 'quantity'> {
    const { length } = this;
    this.length = 0;
    const columns = { timeMs: this.#timeMs, action: this.#action, slot: this.#slot };
    return { length, ...columns, price: this.#price, quantity: this.#quantity };
  }

  #grow(): void {
    const length = this.#action.length * 2;
    const larger = <A extends Float64Array | Uint8Array | Uint32Array>(array: A, made: A): A => {
      made.set(array);
      return made;
    };
    this.#timeMs = larger(this.#timeMs, new Float64Array(length));
    this.#action = larger(this.#action, new Uint8Array(length));
    this.#slot = larger(this.#slot, new Uint32Array(length));
    this.#price = larger(this.#price, new Float64Array(length));
    this.#quantity = larger(this.#quantity, new Float64Array(length));
  }
}
