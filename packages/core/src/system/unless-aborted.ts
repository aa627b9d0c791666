/** What a call gives, or the signal's reason as soon as it aborts: also for a call that takes no notice of the signal. */
export function unlessAborted<Result>(call: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    void call.then(resolve, reject).then(() => signal.removeEventListener('abort', giveUp));
  });
}
