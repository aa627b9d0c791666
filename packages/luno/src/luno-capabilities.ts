import type { Capabilities } from '@trader/core';
import { dateResolutionMs } from './http/server-clock.ts';
import type { LunoSettings } from './luno-options.ts';

/** What Luno can do whatever the options say, as literal data that narrows order requests. */
const fixed = {
  orderTypes: ['market', 'limit', 'stop-limit'],
  timesInForce: ['GTC', 'IOC', 'FOK'],
  postOnly: 'cancels',
  marketBuySizing: 'quote',
  marketSellSizing: 'base',
  clientOrderId: { lengthMax: 255, characters: '0-9A-Za-z_;,.-' },
  fills: 'cumulative',
  feeAssets: ['base', 'quote'],
  shortSelling: false,
} as const satisfies Partial<Capabilities>;

/** What the Luno adapter can do. */
export type LunoCapabilities = Capabilities & typeof fixed;

/** Levels per side that a polled book has at most: Luno's own bound. */
export const polledBookDepthMax = 100;

/** What the adapter can do with the given settings: streams that are off, or lack the key they need, are polled. */
export function lunoCapabilities(settings: LunoSettings): LunoCapabilities {
  const hasKey = settings.credentials !== undefined;
  const marketStream = hasKey && settings.streams.market;
  const pushed = hasKey && settings.streams.private;
  return {
    ...fixed,
    requestExpiry: {
      timeToLiveMs: settings.timeToLiveMs,
      readLagMs: settings.readLagMs,
      clockResolutionMs: dateResolutionMs,
    },
    privateStream: { orders: pushed, fills: pushed, balances: pushed },
    marketStream,
    bookDepthMax: marketStream ? settings.bookDepth : Math.min(settings.bookDepth, polledBookDepthMax),
    rateLimit: { requestsMax: settings.rateBudget.requestsPerMinuteMax, windowMs: 60_000 },
  };
}
