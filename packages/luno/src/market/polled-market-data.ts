import {
  type Bar,
  type CallOptions,
  type InstrumentId,
  isTradingError,
  type MarketData,
  type MarketSubscription,
} from '@trader/core';
import type { MarketPoller, Polled } from './market-poller.ts';
import { type HistoryParts, type HistoryQuery, readHistory } from './read-history.ts';

/** What polled market data needs from its owner. */
export interface PolledMarketDataParts extends HistoryParts {
  /** Pulls market data over REST. */
  readonly poller: MarketPoller;
}

/** Market data where no stream brings it: pulled when the heartbeat asks. */
export class PolledMarketData implements MarketData {
  readonly #parts: PolledMarketDataParts;
  readonly #polled = new Map<InstrumentId, Polled>();
  #pulling: Promise<void> | undefined;

  constructor(parts: PolledMarketDataParts) {
    this.#parts = parts;
  }

  /** Pulls once what is wanted, and again whenever {@link PolledMarketData.pull} is called; an aborted signal ends only the first pull. */
  async subscribe(subscription: MarketSubscription, options: CallOptions): Promise<void> {
    const { markets, poller } = this.#parts;
    const instrument = await markets.requireId(subscription.instrumentId, options.signal);
    const before = this.#polled.get(instrument.id);
    if (before !== undefined) before.isWanted = false;
    const polled: Polled = { instrument, subscription, isWanted: true, newest: before?.newest };
    this.#polled.set(instrument.id, polled);
    try {
      await poller.poll([polled], options.signal);
    } catch (error) {
      if (!isTradingError(error, 'system/aborted') || options.signal?.aborted !== true) throw error;
    }
  }

  /** Ends the polling of one instrument. */
  async unsubscribe(instrumentId: InstrumentId): Promise<void> {
    const polled = this.#polled.get(instrumentId);
    if (polled !== undefined) polled.isWanted = false;
    this.#polled.delete(instrumentId);
  }

  /** Pulls everything that is subscribed; while one pull is under way, further calls share it. */
  pull(options: CallOptions): Promise<void> {
    this.#pulling ??= this.#pull(options).finally(() => {
      this.#pulling = undefined;
    });
    return this.#pulling;
  }

  /** Complete bars between two moments, oldest first. */
  history(query: HistoryQuery, options: CallOptions): Promise<readonly Bar[]> {
    return readHistory(this.#parts, query, options);
  }

  async #pull(options: CallOptions): Promise<void> {
    await this.#parts.poller.poll([...this.#polled.values()], options.signal);
  }
}
