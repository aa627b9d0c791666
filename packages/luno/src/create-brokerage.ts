import type { Brokerage, Logger } from '@trader/core';
import { createLuno } from './luno-brokerage.ts';
import type { LunoCapabilities } from './luno-capabilities.ts';
import type { LunoOptions } from './luno-options.ts';

/**
 * {@link createLuno} under the name by which a runner loads adapters from its configuration; the runner's log is used unless the
 * options name another.
 *
 * @throws `brokerage/invalid-options`, naming the field and what to do.
 */
export function createBrokerage(
  options: LunoOptions,
  context: { readonly logger?: Logger | undefined } = {},
): Brokerage<LunoCapabilities> {
  return createLuno({ logger: context.logger, ...options });
}
