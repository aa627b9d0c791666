import type { Clock } from '../clock/clock.ts';
import type { Logger } from '../log/logger.ts';

/** How long closing one part may take before the stop goes on without it, in milliseconds. */
const closeTimeoutMs = 5_000;

/** Closes a part, with at most a line in the log when that fails or does not end: a stop never waits for ever. */
export async function closeQuietly(
  what: string,
  close: () => Promise<void> | void,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<void> {
  let cancelTimer = (): void => undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const error = new Error(`it took longer than ${closeTimeoutMs / 1_000} s`);
    cancelTimer = clock.setTimer(closeTimeoutMs, () => reject(error));
  });
  try {
    await Promise.race([close(), tooLate]);
  } catch (error) {
    logger.error(`could not close the ${what}`, { reason: error instanceof Error ? error.message : String(error) });
  } finally {
    cancelTimer();
  }
}
