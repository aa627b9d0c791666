import { type Bar, type Clock, type InstrumentId, isTradingError, type MarketData } from '@trader/core';

/** What a {@link BarPoller} works with. */
export interface BarPollerParts {
  /** Whose bars. */
  readonly market: MarketData;
  /** Which instruments. */
  readonly instrumentIds: readonly InstrumentId[];
  /** Length of the bars, in milliseconds. */
  readonly intervalMs: number;
  /** Where time comes from. */
  readonly clock: Clock;
  /** Ends calls that are under way. */
  readonly signal: AbortSignal;
  /** Hears every bar that was read, oldest first per instrument. */
  readonly onBar: (bar: Bar) => void;
  /** When the next wanted bar of an instrument opens, in milliseconds since the epoch. */
  readonly nextOpenMs: (instrumentId: InstrumentId) => number;
  /** Hears what a person should know. */
  readonly onNews: (text: string) => void;
}

/** How long the first repeated call waits where a bar is not there yet; each further one twice as long. */
const waitMs = 1_000;
/** The longest of these waits. */
const waitMaxMs = 60_000;

interface Polled {
  readonly id: InstrumentId;
  waitMs: number;
  retryMs: number;
  askedToMs: number;
  failure: string | undefined;
}

/**
 * Asks for bars as they end, where nobody pushes them: once an interval is over, then again in growing waits until its bar is there. What an
 * exchange has no bar for stays missing as soon as a later one is there.
 */
export class BarPoller {
  readonly #parts: BarPollerParts;
  readonly #polled: readonly Polled[];
  #polling: Promise<void> | undefined;

  /** @param parts - What it works with. */
  constructor(parts: BarPollerParts) {
    this.#parts = parts;
    this.#polled = parts.instrumentIds.map(id => ({ id, waitMs, retryMs: 0, askedToMs: 0, failure: undefined }));
  }

  /**
   * Asks for the last bar that ended, so that what the brokerage does not have is told at once and not when the first interval is over.
   *
   * @throws the brokerage's error.
   */
  async try(): Promise<void> {
    const { market, intervalMs, clock, signal } = this.#parts;
    const toMs = Math.floor(clock.nowMs() / intervalMs) * intervalMs;
    const [instrumentId] = this.#parts.instrumentIds;
    if (instrumentId !== undefined)
      await market.history({ instrumentId, intervalMs, fromMs: toMs - intervalMs, toMs }, { signal });
  }

  /** Asks for what is due. While one call is under way further ones do nothing. */
  poll(): void {
    this.#polling ??= this.#poll().finally(() => {
      this.#polling = undefined;
    });
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#polling;
  }

  async #poll(): Promise<void> {
    for (const polled of this.#polled) await this.#pollOne(polled);
  }

  async #pollOne(polled: Polled): Promise<void> {
    const { market, intervalMs, clock, signal, onBar, nextOpenMs } = this.#parts;
    const nowMs = clock.nowMs();
    const fromMs = nextOpenMs(polled.id);
    const toMs = Math.floor(nowMs / intervalMs) * intervalMs;
    if (toMs <= fromMs || signal.aborted) return;
    // Another interval is over: its bar is asked for at once.
    if (toMs > polled.askedToMs) polled.waitMs = waitMs;
    else if (nowMs < polled.retryMs) return;
    polled.askedToMs = toMs;
    try {
      const bars = await market.history({ instrumentId: polled.id, intervalMs, fromMs, toMs }, { signal });
      for (const bar of bars) onBar(bar);
      polled.failure = undefined;
    } catch (error) {
      if (!signal.aborted) this.#noteFailure(polled, error);
    }
    polled.retryMs = nowMs + polled.waitMs;
    polled.waitMs = Math.min(polled.waitMs * 2, waitMaxMs);
  }

  /** The same failure is told once. */
  #noteFailure(polled: Polled, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const failure = isTradingError(error) ? error.code : reason;
    if (polled.failure !== failure) this.#parts.onNews(`bars of ${polled.id} are not there: ${reason}; asked again`);
    polled.failure = failure;
  }
}
