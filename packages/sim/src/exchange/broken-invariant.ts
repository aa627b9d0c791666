import { TradingError } from '@trader/core';

/**
 * The error for something that the exchange itself rules out: a mistake in this package, never of a client or host.
 *
 * @param operation - What was being done.
 * @param state - What was found and must not be.
 */
export function brokenInvariant(operation: string, state: string): TradingError<'system/wrong-state'> {
  const message = `${operation}: ${state}; this is a mistake in @trader/sim, please report it with the commands that led to it`;
  return new TradingError('system/wrong-state', message, { operation, state });
}
