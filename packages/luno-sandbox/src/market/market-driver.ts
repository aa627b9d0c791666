import type { Clock, Logger } from '@trader/core';

/** Something that moves a market by one step. */
export interface MarketMover {
  /** Moves by one step at this exchange time, in milliseconds since the epoch. */
  step(timeMs: number): void;
}

/** Moves markets at a steady pace. */
export interface MarketDriver {
  /** Moves every market, or the named one, by so many steps now. */
  step(steps: number, symbol?: string): void;
  /** Goes on at the pace; does nothing while it runs. */
  start(): void;
  /** Stands still until started again. */
  stop(): void;
  /** Whether it runs. */
  readonly running: boolean;
  /** Steps made so far, all markets together. */
  readonly steps: number;
}

/** A driver of these movers by market; it stands still at first. */
export function createMarketDriver(
  movers: ReadonlyMap<string, MarketMover>,
  stepMs: number,
  clock: Clock,
  nowMs: () => number,
  logger: Logger,
): MarketDriver {
  let cancel: (() => void) | undefined;
  let steps = 0;
  const step = (count: number, symbol?: string) => {
    for (let done = 0; done < count; done += 1) {
      for (const [name, mover] of movers) {
        if (symbol !== undefined && symbol !== name) continue;
        mover.step(nowMs());
        steps += 1;
      }
    }
  };
  const plan = () => {
    cancel = clock.setTimer(stepMs, () => {
      plan();
      try {
        step(1);
      } catch (error) {
        logger.error('a market step failed', { error: String(error) });
      }
    });
  };
  return {
    step,
    start() {
      if (cancel === undefined) plan();
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
