import type { Clock } from '@trader/core';
import type { MarketFeed } from './market-feed.ts';

/** Sends an update without content on every feed that was silent for so long. Returns a function that ends it. */
export function createNoOpUpdates(
  feeds: readonly MarketFeed[],
  silenceMs: number,
  clock: Clock,
  nowMs: () => number,
): () => void {
  if (silenceMs <= 0) return () => undefined;
  let cancel = () => {};
  const plan = (delayMs: number) => {
    cancel = clock.setTimer(delayMs, () => {
      let nextMs = silenceMs;
      for (const feed of feeds) {
        const silentMs = nowMs() - feed.lastUpdateMs();
        if (silentMs >= silenceMs) feed.noOp(nowMs());
        else nextMs = Math.min(nextMs, silenceMs - silentMs);
      }
      plan(nextMs);
    });
  };
  plan(silenceMs);
  return () => cancel();
}
