import { TradingError } from '../errors/trading-error.ts';
import type { SystemState } from './system-state.ts';

/** The start's signal was aborted, or the system was stopped meanwhile. */
export function startAborted(cause: unknown): TradingError<'system/aborted'> {
  return new TradingError(
    'system/aborted',
    'the start was given up because its signal was aborted or the system was stopped',
    { operation: 'start' },
    { cause },
  );
}

/** Orders and balances could not be compared with the brokerage in time. */
export function reconcileTimedOut(timeoutMs: number): TradingError<'system/timed-out'> {
  return new TradingError(
    'system/timed-out',
    `orders and balances could not be reconciled within ${timeoutMs / 1_000} s; check the connection and start again, nothing was placed`,
    { operation: 'reconcile', timeoutMs },
  );
}

/** Something was asked for that the present state does not allow. */
export function wrongState(state: SystemState, operation: string, remedy: string): TradingError<'system/wrong-state'> {
  return new TradingError('system/wrong-state', `cannot ${operation} while the system is ${state}; ${remedy}`, {
    state,
    operation,
  });
}
