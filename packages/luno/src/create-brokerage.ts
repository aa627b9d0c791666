import type { Brokerage, Logger } from '@trader/core';
import { createLuno } from './luno-brokerage.ts';
import type { LunoCapabilities } from './luno-capabilities.ts';
import type { LunoOptions } from './luno-options.ts';

/**
 * {@link createLuno} under the name by which a runner loads adapters from its configuration; the runner's log is used unless the
 * options name another, and a runner that wants market data only gets no more.
 *
 * @throws `brokerage/invalid-options`, naming the field and what to do.
 */
export function createBrokerage(
  options: LunoOptions,
  context: { readonly logger?: Logger | undefined; readonly marketDataOnly?: boolean | undefined } = {},
): Brokerage<LunoCapabilities> {
  const { logger, marketDataOnly } = context;
  return createLuno({ logger, ...options, ...(marketDataOnly === true ? { marketDataOnly } : {}) });
}
