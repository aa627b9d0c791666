import type { Capabilities } from '@trader/core';
import { dateResolutionMs } from './http/server-clock.ts';
import type { LunoSettings } from './luno-options.ts';

/** What no option changes. */
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

/** What the Luno adapter can do: literal where no option changes it. */
export interface LunoCapabilities extends Capabilities {
  /** Stop orders are stop-limit. */
  readonly orderTypes: readonly ['market', 'limit', 'stop-limit'];
  /** Post-only goes with `GTC` only. */
  readonly timesInForce: readonly ['GTC', 'IOC', 'FOK'];
  /** A post-only order that would take is canceled. */
  readonly postOnly: 'cancels';
  /** How much quote to spend. */
  readonly marketBuySizing: 'quote';
  /** How much base to sell. */
  readonly marketSellSizing: 'base';
  /** Up to 255 letters, digits and `_ ; , . -`. */
  readonly clientOrderId: {
    /** Longest id, in characters. */
    readonly lengthMax: 255;
    /** Characters accepted. */
    readonly characters: '0-9A-Za-z_;,.-';
  };
  /** Running totals per order; trade ids exist only in a list that may lag. */
  readonly fills: 'cumulative';
  /** Either, also both at once. */
  readonly feeAssets: readonly ['base', 'quote'];
  /** Spot only. */
  readonly shortSelling: false;
}

/** Levels per side that a polled book has at most: Luno's own bound. */
const polledBookDepthMax = 100;

/** What the adapter can do with the given settings: streams that are off, or lack the key they need, are polled. */
export function lunoCapabilities(settings: LunoSettings): LunoCapabilities {
  const hasKey = settings.credentials !== undefined;
  const marketStream = hasKey && settings.streams.market;
  const pushed = hasKey && settings.streams.private && !settings.marketDataOnly;
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
