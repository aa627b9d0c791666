import type { Bar, CallOptions, Capabilities, InstrumentId, MarketData, MarketSubscription } from '@trader/core';
import type { FillModel } from '../fill-models/fill-model.ts';

/** Levels per side of the books that a fill model needs and nobody else asked for. */
const bookDepth = 10;

/** The market data of a real brokerage, with what the fill model needs beside what strategies ask for. */
export class FedMarketData implements MarketData {
  readonly #live: MarketData;
  readonly #capabilities: Capabilities;
  readonly #fills: FillModel | undefined;

  /** @param live - The real one; @param capabilities - what it can do; @param fills - how orders fill. */
  constructor(live: MarketData, capabilities: Capabilities, fills: FillModel | undefined) {
    this.#live = live;
    this.#capabilities = capabilities;
    this.#fills = fills;
  }

  subscribe(subscription: MarketSubscription, options: CallOptions): Promise<void> {
    const needs = this.#fills?.needs ?? [];
    const depth = needs.includes('book') ? Math.min(bookDepth, this.#capabilities.bookDepthMax) : 0;
    const wanted = {
      ...subscription,
      trade: subscription.trade || needs.includes('trade'),
      bookDepth: Math.max(subscription.bookDepth, depth),
    };
    return this.#live.subscribe(wanted, options);
  }

  unsubscribe(instrumentId: InstrumentId): Promise<void> {
    return this.#live.unsubscribe(instrumentId);
  }

  pull(options: CallOptions): Promise<void> {
    return this.#live.pull(options);
  }

  history(query: Parameters<MarketData['history']>[0], options: CallOptions): Promise<readonly Bar[]> {
    return this.#live.history(query, options);
  }
}
