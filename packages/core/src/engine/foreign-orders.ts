import type { FillReport, OrderReport } from '../brokerage/brokerage-event.ts';
import type { BrokerageOrderId } from '../order/order.ts';
import type { Turn } from './turn.ts';

/** Orders remembered that are not ours; the oldest are forgotten first. */
const foreignOrdersMax = 10_000;

/**
 * Orders at the brokerage that this system did not place: by hand, by another program, by an earlier run. They are reported
 * once and never touched.
 */
export class ForeignOrders {
  readonly #reports = new Map<BrokerageOrderId, OrderReport>();

  /** The last statement about every foreign order that was open when last heard of. */
  get open(): readonly OrderReport[] {
    return [...this.#reports.values()].filter(report => report.status !== 'finished');
  }

  /** Takes note of a statement about an order that is not ours. */
  note(report: OrderReport, turn: Turn): void {
    const id = report.brokerageOrderId;
    if (id === undefined) return;
    const known = this.#reports.get(id);
    this.#reports.delete(id);
    // Totals of a fill may come after the end, and call the order open: what has ended stays so.
    this.#reports.set(id, known?.status === 'finished' ? { ...report, status: 'finished' } : report);
    if (known === undefined) this.#announce(id, report, turn);
    this.#forgetOldest();
  }

  /** Takes note of an execution of an order that is not ours. */
  noteFill(fill: FillReport, turn: Turn): void {
    turn.alarm(
      'warning',
      'foreign-fill',
      `order ${fill.brokerageOrderId ?? fill.clientOrderId ?? '(unnamed)'} on ${fill.instrumentId} is not ours and traded; it changes the account, no strategy's position`,
    );
  }

  /** An order turns out to be ours; whether it had been taken for a foreign one. */
  claim(brokerageOrderId: BrokerageOrderId): boolean {
    return this.#reports.delete(brokerageOrderId);
  }

  #announce(id: BrokerageOrderId, report: OrderReport, turn: Turn): void {
    if (report.status === 'finished') return;
    turn.alarm(
      'warning',
      'foreign-order',
      `order ${id} on ${report.instrumentId} was not placed by this run; it is left alone, and what it reserves is not available here`,
    );
  }

  #forgetOldest(): void {
    if (this.#reports.size <= foreignOrdersMax) return;
    const oldest = this.#reports.keys().next();
    if (oldest.done !== true) this.#reports.delete(oldest.value);
  }
}
