import type { Effect } from '../engine/effect.ts';
import type { EngineOptions } from '../engine/engine-options.ts';
import type { TraderEvent } from '../event/trader-event.ts';
import type { JournalEntry } from '../journal/trader-record.ts';
import type { StrategyEntry } from '../strategy/strategy-entry.ts';
import type { RecordingNote } from './recording-note.ts';

/** A strategy as a recording keeps it: everything but its class. */
export type RecordedStrategy = Omit<StrategyEntry, 'strategy'>;

/** What an engine was made of, without what is code. */
export interface RecordedEngineOptions extends Omit<EngineOptions, 'strategies' | 'riskRules' | 'logger'> {
  /** The strategies, in order. */
  readonly strategies: readonly RecordedStrategy[];
}

/** What a run began with: enough to make its engine again, given the classes of its strategies and its journal. */
export interface RecordingHead {
  /** Version of the recording's form. */
  readonly format: 1;
  /** Version of the core package that ran. */
  readonly coreVersion: string;
  /** Sequence of the run's last entry before its first event: the journal up to and with it is what the engine was restored from. */
  readonly journalSequence: number;
  /** What the engine was made of. */
  readonly engine: RecordedEngineOptions;
  /** Names of the user's own risk rules. */
  readonly riskRules: readonly string[];
}

/** One event as the engine consumed it, after conflation, with what it decided. */
export interface ConsumedEvent {
  /** The event. */
  readonly event: TraderEvent;
  /** The stamp that it was processed with, in milliseconds since the epoch. */
  readonly stampMs: number;
  /** The jobs that it gave. */
  readonly effects: readonly Effect[];
  /** The journal entries that it gave. */
  readonly entries: readonly JournalEntry[];
}

/**
 * Where everything that an engine consumes is kept for replay: market data, actions, heartbeats and timers, in order. A recording is a
 * diagnosis and never a condition of trading: it may lose its end, and when it fails the system goes on without it.
 */
export interface Recording {
  /** Begins the recording of a run; called once, before the first event. */
  begin(head: RecordingHead): void;
  /** Takes in one consumed event, after its effects were handed out. Returns at once; what waits to be written is bounded. */
  record(consumed: ConsumedEvent): void;
  /** Takes what the journal should know and does not yet: finished segments, dropped ones, a failure. */
  takeNotes(): readonly RecordingNote[];
  /** Writes what is left; idempotent. */
  close(): Promise<void> | void;
}
