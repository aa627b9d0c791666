import type { Gap, InstrumentId, Link, MarketEvent } from '@trader/core';

/**
 * Tells market data that moves a market from what only sums up what has moved it already: a bar comes when it is over, and where quotes,
 * trades or books of its time were heard, its prices are the past. Of bars of several lengths the shortest move.
 */
export class FinestData {
  /** The shortest bars heard of each instrument, in milliseconds; 0 where something finer was. */
  readonly #intervals = new Map<InstrumentId, number>();

  /** Whether the event says something that was not known of its market. */
  isNews(event: Exclude<MarketEvent, Link | Gap>): boolean {
    if (event.type === 'instrument') return true;
    const lengthMs = event.type === 'bar' ? event.intervalMs : 0;
    const shortestMs = this.#intervals.get(event.instrumentId) ?? Number.POSITIVE_INFINITY;
    if (lengthMs < shortestMs) this.#intervals.set(event.instrumentId, lengthMs);
    return lengthMs <= shortestMs;
  }
}
