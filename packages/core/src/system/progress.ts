import type { Clock } from '../clock/clock.ts';

/** Lets starts and stops wait until something has come true, looking again whenever progress was made. */
export class Progress {
  readonly #clock: Clock;
  readonly #waits = new Set<() => void>();

  /** @param clock - For time limits. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Says that something has changed. Outcomes leave the count of calls one turn after their events, so it is looked a turn later. */
  made(): void {
    if (this.#waits.size === 0) return;
    this.#clock.defer(() => {
      for (const look of this.#waits) look();
    });
  }

  /** Waits until it is done, at most for `timeoutMs` and until the signal aborts; says whether it was done. */
  until(isDone: () => boolean, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    return new Promise(resolve => {
      const finish = (done: boolean): void => {
        this.#waits.delete(look);
        cancelTimer();
        signal?.removeEventListener('abort', giveUp);
        resolve(done);
      };
      const giveUp = (): void => finish(false);
      const look = (): void => {
        if (isDone()) finish(true);
      };
      const cancelTimer = this.#clock.setTimer(timeoutMs, giveUp);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#waits.add(look);
    });
  }
}
