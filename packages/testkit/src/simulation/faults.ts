/** Every kind of fault that a simulation can bring about; a campaign counts only when each has fired. */
export const faultKinds = [
  'lose-request',
  'lose-reply',
  'late-request',
  'duplicate-request',
  'server-error-before',
  'server-error-after',
  'throttled',
  'not-sent',
  'failed-read',
  'stale-read',
  'drop-frame',
  'drop-frame-silently',
  'duplicate-frame',
  'replay-frames',
  'anonymous-frame',
  'link-down',
  'journal-delay',
  'journal-fail-commit',
  'journal-full',
  'journal-lose-tail',
  'journal-unconfirmed-tail',
  'clock-jump',
  'strategy-throws',
  'slow-cancel',
  'self-cancel',
  'self-expire',
  'foreign-order',
  'foreign-fill',
  'operator',
  'clean-restart',
  'crash-between-steps',
  'crash-in-append',
  'crash-before-commit',
  'crash-after-commit',
  'crash-in-place',
  'crash-in-cancel',
  'crash-in-look-up',
  'crash-in-start',
] as const;

/** One kind of fault. */
export type FaultKind = (typeof faultKinds)[number];

/** How often each kind has fired. */
export type FaultCounts = Record<FaultKind, number>;

/** Counts of zero for every kind. */
export function noFaults(): FaultCounts {
  return Object.fromEntries(faultKinds.map(kind => [kind, 0])) as FaultCounts;
}
