import type { Clock } from '@trader/core';
import PQueue from 'p-queue';
import type { LunoSettings } from '../luno-options.ts';

/** Who goes first when the budget is short. */
export type Priority = 'cancel' | 'look-up' | 'place' | 'data';

/** Someone who wants to send a request. */
export interface TurnRequest {
  /** Who goes first. */
  readonly priority: Priority;
  /** Gives up waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Local time after which the turn is worthless, in milliseconds since the epoch. */
  readonly expiresAtMs?: number | undefined;
  /** Longest wait, in milliseconds. */
  readonly waitMs?: number | undefined;
}

/** What became of waiting for a turn; only `granted` allows a request. */
export type Turn = 'granted' | 'aborted' | 'expired' | 'waited-out' | 'full' | 'closed';

const ranks: Readonly<Record<Priority, number>> = { cancel: 3, 'look-up': 2, place: 1, data: 0 };
const minuteMs = 60_000;

/**
 * Rations requests: a burst, then a steady rate, so that no 60 seconds see more than the maximum; cancels pass first and
 * keep a share that others cannot use. p-queue holds the order of those who wait; time comes from the clock.
 */
export class RateBudget {
  readonly #limits: LunoSettings['rateBudget'];
  readonly #clock: Clock;
  readonly #queue = new PQueue({ concurrency: 1, autoStart: false });
  readonly #waiting = new Map<number, number>();
  readonly #leavers = new Set<(why: Turn) => void>();
  readonly #ratePerMs: number;
  #permits: number;
  #refilledMs: number;
  #cancelRefill: (() => void) | undefined;
  #cancelPause: (() => void) | undefined;
  #pauseEndMs = 0;
  #pausesInARow = 0;
  #closed = false;

  constructor(limits: LunoSettings['rateBudget'], clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#permits = limits.burst;
    this.#ratePerMs = (limits.requestsPerMinuteMax - limits.burst) / minuteMs;
    this.#refilledMs = clock.nowMs();
  }

  /** How many wait. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** Waits for permission to send one request; never throws. */
  async turn(request: TurnRequest): Promise<Turn> {
    if (this.#closed) return 'closed';
    if (request.signal?.aborted === true) return 'aborted';
    if (this.#isExpired(request)) return 'expired';
    // A cancel is never turned away: it reduces risk, and there are no more of them than orders.
    if (this.#queue.size >= this.#limits.waitingMax && request.priority !== 'cancel') return 'full';
    return this.#wait(request);
  }

  /**
   * After a 429: nobody is sent for a while; a pause under way is never shortened. Returns for how many milliseconds.
   *
   * Nothing is sent during a pause, so that a 429 that comes meanwhile answers what left before it: a burst that is refused counts
   * once, or it would hold cancels back for the longest pause at once.
   */
  pause(retryAfterMs: number | undefined): number {
    const nowMs = this.#clock.nowMs();
    if (this.#cancelPause === undefined) this.#pausesInARow += 1;
    const wantedMs =
      retryAfterMs === undefined ? this.#backOffMs() : Math.min(retryAfterMs, this.#limits.retryAfterMaxMs);
    const pauseMs = Math.max(wantedMs, this.#pauseLeftMs(nowMs), 1);
    if (this.#closed) return pauseMs;
    this.#cancelPause?.();
    // Requests under way when the limit was hit may still be counted: the burst is empty, and only the time of the pause fills it.
    this.#permits = 0;
    this.#refilledMs = nowMs;
    this.#pauseEndMs = nowMs + pauseMs;
    this.#cancelPause = this.#clock.setTimer(pauseMs, () => {
      this.#cancelPause = undefined;
      this.#gate();
    });
    this.#gate();
    return pauseMs;
  }

  /** After an answer that was not a 429: the next pause is short again. */
  calm(): void {
    this.#pausesInARow = 0;
  }

  /** Sends everyone who waits away and stops all timers. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const leave of [...this.#leavers]) leave('closed');
    this.#cancelPause?.();
    this.#cancelRefill?.();
  }

  #backOffMs(): number {
    const { pauseMs, pauseMaxMs } = this.#limits;
    const doublings = Math.min(Math.max(this.#pausesInARow - 1, 0), 16);
    return Math.min(pauseMs * 2 ** doublings, pauseMaxMs);
  }

  /** What is left of the pause under way; a clock that jumps back makes it no longer than a pause may be. */
  #pauseLeftMs(nowMs: number): number {
    if (this.#cancelPause === undefined) return 0;
    return Math.min(this.#pauseEndMs - nowMs, Math.max(this.#limits.pauseMaxMs, this.#limits.retryAfterMaxMs));
  }

  async #wait(request: TurnRequest): Promise<Turn> {
    const rank = ranks[request.priority];
    const gone = new AbortController();
    let isWaiting = true;
    const stopWaiting = (): void => {
      if (isWaiting) this.#count(rank, -1);
      isWaiting = false;
    };
    const leave = (why: Turn): void => {
      stopWaiting();
      // The gate goes first: removing a waiter lets p-queue start the next one at once if it is open.
      this.#gate();
      gone.abort(why);
    };
    const release = this.#watch(request, leave);
    this.#count(rank, 1);
    try {
      const take = (): Turn => {
        stopWaiting();
        return this.#take(request);
      };
      const turn = this.#queue.add(take, { priority: rank, signal: gone.signal });
      this.#gate();
      return await turn;
    } catch {
      return gone.signal.reason as Turn;
    } finally {
      release();
    }
  }

  /** Runs inside the queue, one at a time, when it is somebody's turn. */
  #take(request: TurnRequest): Turn {
    const expired = this.#isExpired(request);
    if (!expired) this.#permits -= 1;
    this.#gate();
    return expired ? 'expired' : 'granted';
  }

  /** Everything that may send a waiter away before its turn; returns how to stop watching. */
  #watch(request: TurnRequest, leave: (why: Turn) => void): () => void {
    const cancels: (() => void)[] = [];
    this.#leavers.add(leave);
    const { signal, expiresAtMs, waitMs } = request;
    if (signal !== undefined) {
      const onAbort = (): void => leave('aborted');
      signal.addEventListener('abort', onAbort, { once: true });
      cancels.push(() => signal.removeEventListener('abort', onAbort));
    }
    if (expiresAtMs !== undefined) {
      cancels.push(this.#clock.setTimer(expiresAtMs - this.#clock.nowMs(), () => leave('expired')));
    }
    if (waitMs !== undefined) cancels.push(this.#clock.setTimer(waitMs, () => leave('waited-out')));
    return () => {
      this.#leavers.delete(leave);
      for (const cancel of cancels) cancel();
    };
  }

  /** Opens the queue when its first waiter may go, else closes it until then. */
  #gate(): void {
    this.#cancelRefill?.();
    this.#cancelRefill = undefined;
    const rank = this.#highestWaiting();
    if (rank === undefined || this.#closed || this.#cancelPause !== undefined) {
      this.#queue.pause();
      return;
    }
    this.#refill();
    const missing = this.#floor(rank) + 1 - this.#permits;
    if (missing <= 0) {
      this.#queue.start();
      return;
    }
    this.#queue.pause();
    this.#cancelRefill = this.#clock.setTimer(Math.ceil(missing / this.#ratePerMs), () => this.#gate());
  }

  #refill(): void {
    const nowMs = this.#clock.nowMs();
    // A clock that jumps back refills nothing; one that jumps ahead fills the burst once.
    const elapsedMs = Math.max(nowMs - this.#refilledMs, 0);
    this.#refilledMs = nowMs;
    this.#permits = Math.min(this.#permits + elapsedMs * this.#ratePerMs, this.#limits.burst);
  }

  #floor(rank: number): number {
    return rank >= ranks['look-up'] ? 0 : this.#limits.reservedForCancels;
  }

  #highestWaiting(): number | undefined {
    for (const rank of Object.values(ranks)) if ((this.#waiting.get(rank) ?? 0) > 0) return rank;
    return undefined;
  }

  #count(rank: number, by: number): void {
    this.#waiting.set(rank, (this.#waiting.get(rank) ?? 0) + by);
  }

  #isExpired(request: TurnRequest): boolean {
    return request.expiresAtMs !== undefined && this.#clock.nowMs() >= request.expiresAtMs;
  }
}
