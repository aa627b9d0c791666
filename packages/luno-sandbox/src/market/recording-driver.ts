import type { Clock, Logger } from '@trader/core';
import type { MarketDriver, MarketMover } from './market-driver.ts';

/** A recording that can be played update by update. */
export interface Player extends MarketMover {
  /** Recorded time of the next update, in milliseconds since the epoch; `undefined` at the end. */
  nextRecordedMs(): number | undefined;
}

/** Updates played in one turn of the event loop at most, so that sockets and requests get theirs. */
const updatesPerTurnMax = 500;

/** Plays a recording at its own pace times `speed`. */
export function createRecordingDriver(
  symbol: string,
  player: Player,
  speed: number,
  clock: Clock,
  nowMs: () => number,
  logger: Logger,
): MarketDriver {
  let cancel: (() => void) | undefined;
  let steps = 0;
  /** Recorded time minus played time, scaled; set when playing starts. */
  let origin: { readonly recordedMs: number; readonly playedMs: number } | undefined;

  const step = (count: number, only?: string) => {
    if (only !== undefined && only !== symbol) return;
    for (let done = 0; done < count && player.nextRecordedMs() !== undefined; done += 1) {
      player.step(nowMs());
      steps += 1;
    }
  };
  const delayMs = (): number | undefined => {
    const recordedMs = player.nextRecordedMs();
    if (recordedMs === undefined || origin === undefined) return undefined;
    return Math.max(0, origin.playedMs + (recordedMs - origin.recordedMs) / speed - nowMs());
  };
  const plan = () => {
    const delay = delayMs();
    if (delay === undefined) {
      cancel = undefined;
      logger.info('the recording ended', { symbol, steps });
      return;
    }
    cancel = clock.setTimer(delay, () => {
      for (let played = 0; played < updatesPerTurnMax && delayMs() === 0; played += 1) step(1);
      plan();
    });
  };
  return {
    step,
    start() {
      const recordedMs = player.nextRecordedMs();
      if (cancel !== undefined || recordedMs === undefined) return;
      origin = { recordedMs, playedMs: nowMs() };
      plan();
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
    get running() {
      return cancel !== undefined;
    },
    get steps() {
      return steps;
    },
  };
}
