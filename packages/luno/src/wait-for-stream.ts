import { isTradingError, TradingError } from '@trader/core';
import type { LunoSettings } from './luno-options.ts';

/** A stream that can be waited for. */
interface Opening {
  whenLive(signal: AbortSignal): Promise<void>;
}

/**
 * Waits until a stream brings its first data, at most as long as the settings allow, retries included.
 *
 * @param subject - What it is called in the error, such as `user stream`.
 * @throws `brokerage/unreachable` when time is up, `system/aborted` by the signal, and what Luno refuses.
 */
export async function waitForStream(
  stream: Opening,
  subject: string,
  settings: LunoSettings,
  signal: AbortSignal | undefined,
): Promise<void> {
  const giveUp = new AbortController();
  let isTimeUp = false;
  const onAbort = (): void => giveUp.abort();
  const cancelTimer = settings.clock.setTimer(settings.reconnect.openTimeoutMs, () => {
    isTimeUp = true;
    giveUp.abort();
  });
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) onAbort();
  try {
    await stream.whenLive(giveUp.signal);
  } catch (error) {
    throw isTimeUp && isTradingError(error, 'system/aborted') ? notInTime(subject, settings) : error;
  } finally {
    cancelTimer();
    signal?.removeEventListener('abort', onAbort);
  }
}

function notInTime(subject: string, settings: LunoSettings): TradingError<'brokerage/unreachable'> {
  const reason = `the ${subject} at ${settings.streamUrl} did not come up within ${settings.reconnect.openTimeoutMs} ms`;
  const message = `Luno: ${reason}; check the network, or poll instead: the option streams turns streams off`;
  return new TradingError('brokerage/unreachable', message, { brokerage: settings.name, operation: subject, reason });
}
