import type { ClientOrderId, FillReport, InstrumentId } from '@trader/core';
import { BoundedLog } from '../history/bounded-log.ts';
import type { VenueOrder } from './venue-order.ts';

/** The orders of a venue's account: open ones, and as many finished ones and fills as are remembered. */
export class VenueBook {
  private readonly orders = new Map<ClientOrderId, VenueOrder>();
  private readonly finished: ClientOrderId[] = [];
  private forgotten = 0;
  private readonly fills: BoundedLog<FillReport>;
  private readonly rememberedMax: number;
  private live = 0;

  /** @param rememberedMax - Finished orders and fills that are remembered; the oldest are forgotten first. */
  constructor(rememberedMax: number) {
    this.rememberedMax = rememberedMax;
    this.fills = new BoundedLog(rememberedMax);
  }

  /** How many orders may still trade. */
  get openCount(): number {
    return this.live;
  }

  /** Whether an order of this name was accepted and is remembered. */
  hasUsed(clientOrderId: string): boolean {
    return this.orders.has(clientOrderId as ClientOrderId);
  }

  /** An order by the name that its owner gave it. */
  get(clientOrderId: ClientOrderId): VenueOrder | undefined {
    return this.orders.get(clientOrderId);
  }

  /** Orders that may still trade, oldest first. */
  open(): readonly VenueOrder[] {
    return [...this.orders.values()].filter(({ isLive }) => isLive);
  }

  /** Adds an accepted order. */
  add(order: VenueOrder): void {
    this.orders.set(order.terms.clientOrderId, order);
    this.live += 1;
  }

  /** Notes that an order has ended, and forgets the oldest finished one beyond the maximum. */
  close(order: VenueOrder): void {
    this.live -= 1;
    this.finished.push(order.terms.clientOrderId);
    const { rememberedMax } = this;
    if (this.finished.length - this.forgotten <= rememberedMax) return;
    const oldest = this.finished[this.forgotten];
    if (oldest !== undefined) this.orders.delete(oldest);
    this.forgotten += 1;
    if (this.forgotten < rememberedMax) return;
    this.finished.splice(0, this.forgotten);
    this.forgotten = 0;
  }

  /** Adds a fill. */
  addFill(fill: FillReport): void {
    this.fills.push(fill);
  }

  /** Remembered fills of one order, oldest first. */
  fillsOf(clientOrderId: ClientOrderId): readonly FillReport[] {
    return this.fills.select(fill => fill.clientOrderId === clientOrderId, this.rememberedMax, false);
  }

  /** Remembered fills of one instrument since a moment, oldest first. */
  fillsSince(instrumentId: InstrumentId, sinceMs: number): readonly FillReport[] {
    const isMeant = (fill: FillReport): boolean =>
      fill.instrumentId === instrumentId && (fill.brokerageTimeMs ?? 0) >= sinceMs;
    return this.fills.select(isMeant, this.rememberedMax, false);
  }
}
