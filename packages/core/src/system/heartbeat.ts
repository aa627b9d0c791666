import type { Brokerage, MarketData } from '../brokerage/brokerage.ts';
import type { Clock } from '../clock/clock.ts';
import type { TraderEvent } from '../event/trader-event.ts';
import type { Logger } from '../log/logger.ts';

/** A beat later than this, in milliseconds, says that the process stood still: what streams told meanwhile may be lost. */
const standstillMs = 30_000;

/** A beat later than this, in milliseconds, lets input go first that came while the process was busy. */
const lateMs = 100;

/** How long a pull may take before the next one does not wait for it any more, in milliseconds. */
const pullMsMax = 120_000;

/** What a {@link Heartbeat} works with. */
export interface HeartbeatParts {
  /** Whose market data is pulled where it is not pushed. */
  readonly brokerage: Brokerage;
  /** For the pace. */
  readonly clock: Clock;
  /** The pace, in milliseconds. */
  readonly heartbeatMs: number;
  /** Where beats go. */
  readonly push: (event: TraderEvent) => void;
  /** Where failed pulls are told. */
  readonly logger: Logger;
}

/**
 * What paces the system: every beat pulls market data where none is pushed, then queues a heartbeat and a check of order
 * states. A beat is left out while the one before has not been processed, so that a slow consumer is not buried in beats.
 */
export class Heartbeat {
  readonly #parts: HeartbeatParts;
  readonly #abort = new AbortController();
  #cancelTimer: (() => void) | undefined;
  #beatPending = false;
  /** When the pull under way began, in milliseconds since the epoch; `undefined` while there is none. */
  #pullingSinceMs: number | undefined;
  #nextBeatMs = 0;
  #lastBeatMs = 0;

  /** @param parts - What it works with. */
  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  /** Begins to beat. */
  start(): void {
    this.#nextBeatMs = this.#parts.clock.nowMs();
    this.#lastBeatMs = this.#nextBeatMs;
    this.#schedule();
    this.#pull();
  }

  /** Ends it. */
  stop(): void {
    this.#cancelTimer?.();
    this.#abort.abort();
  }

  /** Says that everything the last beat queued has been processed. */
  beatWasProcessed(): void {
    this.#beatPending = false;
  }

  #schedule(): void {
    const { clock, heartbeatMs } = this.#parts;
    const nowMs = clock.nowMs();
    // Beats keep to their grid; after a pause or a jump of the clock the grid begins anew instead of catching up.
    const next = this.#nextBeatMs + heartbeatMs;
    this.#nextBeatMs = next > nowMs && next <= nowMs + heartbeatMs ? next : nowMs + heartbeatMs;
    this.#cancelTimer = clock.setTimer(this.#nextBeatMs - nowMs, () => this.#beat());
  }

  #beat(): void {
    const { clock } = this.#parts;
    const isLate = clock.nowMs() - this.#nextBeatMs > lateMs;
    this.#schedule();
    this.#checkStandstill();
    this.#pull();
    if (this.#beatPending) return;
    this.#beatPending = true;
    // Timers come before input: what streams brought meanwhile belongs to the time that a late beat says is over.
    if (isLate) clock.defer(() => this.#tell());
    else this.#tell();
  }

  #tell(): void {
    if (this.#abort.signal.aborted) return;
    this.#parts.push({ type: 'heartbeat' });
    this.#parts.push({ type: 'check-order-status' });
  }

  /** A suspended machine, a blocked process or a clock set forward: prices count again from the next tick, the account is read anew. */
  #checkStandstill(): void {
    const { clock, heartbeatMs, push, logger } = this.#parts;
    const fromMs = this.#lastBeatMs;
    const toMs = clock.nowMs();
    this.#lastBeatMs = toMs;
    if (toMs - fromMs - heartbeatMs < standstillMs) return;
    const reason = `the process or its clock stood still for ${Math.round((toMs - fromMs) / 1_000)} s`;
    logger.warn(`${reason}; prices wait for the next tick, the account is read again`);
    push({ type: 'gap', stream: 'market', instrumentId: undefined, fromMs, toMs, reason });
    push({ type: 'gap', stream: 'private', instrumentId: undefined, fromMs, toMs, reason });
  }

  #pull(): void {
    const { market, capabilities } = this.#parts.brokerage;
    if (market === undefined || capabilities.marketStream) return;
    const nowMs = this.#parts.clock.nowMs();
    const sinceMs = this.#pullingSinceMs;
    if (sinceMs !== undefined) {
      if (nowMs - sinceMs < pullMsMax) return;
      this.#parts.logger.warn(`market data did not come back within ${pullMsMax / 1_000} s; it is pulled again`);
    }
    this.#pullingSinceMs = nowMs;
    void this.#pullFrom(market).then(() => {
      // One that comes back late must not end the wait for the one after it.
      if (this.#pullingSinceMs === nowMs) this.#pullingSinceMs = undefined;
    });
  }

  async #pullFrom(market: MarketData): Promise<void> {
    try {
      await market.pull({ signal: this.#abort.signal });
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#parts.logger.warn('market data could not be pulled; orders wait until it is fresh again', {
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }
}
