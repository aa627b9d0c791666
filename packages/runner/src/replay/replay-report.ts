import type { TrappedCall } from '@trader/sim';
import type { DecisionDifference } from './first-difference.ts';

/** Where a replay first decided something else than the run. */
export interface ReplayDifference extends DecisionDifference {
  /** Number of the event in the run, from 1. */
  readonly event: number;
  /** The event, as JSON text. */
  readonly eventText: string;
  /** The event in words. */
  readonly eventInWords: string;
  /** The stamp that it was processed with, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** What came of a replay. */
export interface ReplayReport {
  /**
   * `identical`: every decision is the same; `differs`: one is not; `trapped`: a strategy called what differs in every run;
   * `incomplete`: as far as recording and journal go, every decision is the same.
   */
  readonly outcome: 'identical' | 'differs' | 'trapped' | 'incomplete';
  /** The run, 32 hexadecimal digits; its folder's name when its beginning is missing. */
  readonly run: string;
  /** When it began, in milliseconds since the epoch. */
  readonly startedMs: number | undefined;
  /** Stamp of the last event that was replayed. */
  readonly endedMs: number | undefined;
  /** Events whose decisions are the same. */
  readonly events: number;
  /** Orders that were asked for in them. */
  readonly orders: number;
  /** 128 bits of the SHA-256 of all events' stamps and decisions, hexadecimal. */
  readonly hash: string;
  /** The first decision that differs. */
  readonly difference: ReplayDifference | undefined;
  /** What a strategy called. */
  readonly trapped: TrappedCall | undefined;
  /** What is missing or damaged, as a sentence. */
  readonly problem: string | undefined;
  /** What is not as it was when the run began, one line each. */
  readonly changes: readonly string[];
}
