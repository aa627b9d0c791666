import { isTradingError } from '@trader/core';
import { onlyCredentials } from '../config/finding.ts';
import type { RunSummary } from './run-summary.ts';

/** What the `trader` command's exit code says. */
export const exitCodes = {
  /** Everything was done. */
  ok: 0,
  /** The run failed, or a strategy failed and is paused. */
  failed: 1,
  /** The command line was wrong. */
  usage: 2,
  /** The configuration, a strategy file or the project is wrong. */
  config: 3,
  /** A key is missing, refused, or may not do what is needed. */
  credentials: 4,
  /** The brokerage cannot be reached. */
  unreachable: 5,
  /** The run stopped, and orders are left that the stop policy wanted gone, or whose outcome is unknown. */
  incomplete: 6,
  /** A replay decided something else than its run, or a strategy called what differs in every run. */
  differs: 7,
  /** A recording or its journal is not there to its end; what is there replayed alike. */
  unrepeatable: 8,
  /** The event loop stood still, and the process was ended; orders stay as they were. */
  stalled: 9,
  /** A second Ctrl-C ended it at once; orders stay as they were. */
  interrupted: 130,
} as const;

/** The exit code for a run that ended in order. */
export function exitCodeOfSummary(summary: RunSummary): number {
  if (summary.endedBy === 'failure') return exitCodes.failed;
  if (!summary.complete || summary.unknown.length > 0) return exitCodes.incomplete;
  return summary.strategies.some(({ status }) => status === 'paused') ? exitCodes.failed : exitCodes.ok;
}

/** The exit code for an error that ended a command. */
export function exitCodeOfError(error: unknown): number {
  if (!isTradingError(error)) return exitCodes.failed;
  if (isTradingError(error, 'config/invalid')) {
    return onlyCredentials(error.context.findings) ? exitCodes.credentials : exitCodes.config;
  }
  switch (error.code) {
    case 'brokerage/unauthorized':
    case 'brokerage/forbidden':
      return exitCodes.credentials;
    case 'brokerage/unreachable':
    case 'brokerage/timed-out':
    case 'brokerage/rate-limited':
      return exitCodes.unreachable;
    case 'brokerage/invalid-options':
    case 'instrument/unknown':
    case 'strategy/invalid':
    case 'system/invalid-options':
      return exitCodes.config;
    default:
      return exitCodes.failed;
  }
}
