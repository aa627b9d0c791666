import { TradingError } from '../errors/trading-error.ts';

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
