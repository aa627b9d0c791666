import type { Clock } from '../clock/clock.ts';
import { Stamps } from '../clock/stamps.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineOutput } from '../engine/engine-output.ts';
import { isTradingError, TradingError } from '../errors/trading-error.ts';
import type { EventBus } from '../event/event-bus.ts';
import type { TraderEvent } from '../event/trader-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry, TraderRecord } from '../journal/trader-record.ts';
import type { Recorder } from '../recording/recorder.ts';
import type { ConsumedEvent } from '../recording/recording.ts';

/** Events processed between two commits; larger batches share a commit, smaller ones let effects out sooner. */
const batchMax = 256;

/** One processed event with what it gave, on its way to effects and spectators. */
export interface ProcessedEvent extends ConsumedEvent {
  /** Bars that it completed, for spectators. */
  readonly bars: EngineOutput['bars'];
}

/** What an {@link EventLoop} works with. */
export interface EventLoopParts {
  /** Where events come from. */
  readonly bus: EventBus;
  /** Who processes them. */
  readonly engine: Engine;
  /** Where records go before anything leaves. */
  readonly journal: Journal;
  /** Where stamps come from. */
  readonly clock: Clock;
  /** Gets everything of a batch once it is durable; `durable` is false when the journal failed and only cancels may leave. */
  readonly release: (batch: readonly ProcessedEvent[], durable: boolean) => void;
  /** Gets everything of a batch after that. */
  readonly recorder: Recorder;
  /** Shows entries that belong to no event: what the recorder has to say. */
  readonly show: (entries: readonly JournalEntry[]) => void;
  /** Told once when the journal fails. */
  readonly onJournalFailure: (error: TradingError<'journal/failed'>) => void;
  /** Told about a defect: processing threw. */
  readonly onDefect: (error: unknown, event: TraderEvent) => void;
  /** Sequence of the last entry that the journal already has. */
  readonly lastSequence: number;
}

/**
 * Takes events from the bus in batches, processes them, appends the records, commits once, and only then lets effects and
 * spectators have what happened. Events queue while a commit is under way.
 */
export class EventLoop {
  readonly #parts: EventLoopParts;
  readonly #stamps: Stamps;
  #sequence: number;
  #scheduled = false;
  #committing = false;
  #running = false;
  #journalBroken = false;

  /** @param parts - What it works with. */
  constructor(parts: EventLoopParts) {
    this.#parts = parts;
    this.#stamps = new Stamps(parts.clock, parts.engine.nowMs);
    this.#sequence = parts.lastSequence;
  }

  /** Whether nothing waits and nothing is being committed. */
  get isIdle(): boolean {
    return this.#parts.bus.length === 0 && !this.#committing;
  }

  /** Begins to take events. */
  start(): void {
    this.#running = true;
    this.wake();
  }

  /** Takes no more events; what is being committed is still released. */
  stop(): void {
    this.#running = false;
  }

  /** Says that an event waits. */
  wake(): void {
    if (this.#scheduled || this.#committing || !this.#running) return;
    this.#scheduled = true;
    void Promise.resolve().then(() => this.#turn());
  }

  /** Ends the recording, and journals what is to be known of its end. */
  async closeRecording(): Promise<void> {
    await this.#parts.recorder.close();
    if (this.#appendNotes().length > 0) await this.#attempt('commit', () => this.#parts.journal.commit());
  }

  #turn(): void {
    this.#scheduled = false;
    if (!this.#running || this.#committing) return;
    const batch = this.#takeBatch();
    if (batch.length === 0) return;
    this.#commit(batch);
    // Input and output get their turn between two batches, so that a flood of data cannot starve them.
    if (!this.#committing && this.#parts.bus.length > 0) this.#scheduleLater();
  }

  #scheduleLater(): void {
    if (this.#scheduled || !this.#running) return;
    this.#scheduled = true;
    this.#parts.clock.defer(() => this.#turn());
  }

  #takeBatch(): readonly ProcessedEvent[] {
    const batch: ProcessedEvent[] = [];
    const { bus } = this.#parts;
    while (batch.length < batchMax) {
      const event = bus.take();
      if (event === undefined) break;
      batch.push(this.#process(event));
    }
    return batch;
  }

  #process(event: TraderEvent): ProcessedEvent {
    const { engine, onDefect } = this.#parts;
    const stampMs = this.#stamps.next();
    let output: EngineOutput;
    try {
      output = engine.process(event, stampMs);
    } catch (error) {
      onDefect(error, event);
      // What had changed before stays changed, so it is journaled, and what it asked for is carried out.
      output = engine.unfinished();
    }
    return this.#journal(event, stampMs, output);
  }

  #journal(event: TraderEvent, stampMs: number, { records, effects, bars }: EngineOutput): ProcessedEvent {
    const entries = records.length === 0 ? noEntries : records.map(record => this.#append(record));
    return { event, stampMs, effects, entries, bars };
  }

  #appendNotes(): readonly JournalEntry[] {
    const records = this.#parts.recorder.takeRecords();
    return records.length === 0 ? noEntries : records.map(record => this.#append(record));
  }

  #append(record: TraderRecord): JournalEntry {
    this.#sequence += 1;
    const entry = { sequence: this.#sequence, timeMs: this.#parts.engine.nowMs, record };
    if (!this.#journalBroken) void this.#attempt('append', () => this.#parts.journal.append(entry));
    return entry;
  }

  #commit(batch: readonly ProcessedEvent[]): void {
    const notes = this.#appendNotes();
    const hasEntries = notes.length > 0 || batch.some(({ entries }) => entries.length > 0);
    const pending =
      hasEntries && !this.#journalBroken ? this.#attempt('commit', () => this.#parts.journal.commit()) : undefined;
    if (pending === undefined) {
      this.#release(batch, notes);
      return;
    }
    this.#committing = true;
    void pending
      .then(undefined, (error: unknown) => this.#fail('commit', error))
      .then(() => {
        this.#committing = false;
        this.#release(batch, notes);
        if (this.#parts.bus.length > 0) this.#scheduleLater();
      });
  }

  /** What is recorded costs no order its time: effects leave first. */
  #release(batch: readonly ProcessedEvent[], notes: readonly JournalEntry[]): void {
    this.#parts.release(batch, !this.#journalBroken);
    this.#parts.recorder.record(batch);
    if (notes.length > 0) this.#parts.show(notes);
  }

  #attempt(operation: string, run: () => Promise<void> | void): Promise<void> | undefined {
    try {
      return run() ?? undefined;
    } catch (error) {
      this.#fail(operation, error);
      return undefined;
    }
  }

  #fail(operation: string, error: unknown): void {
    if (this.#journalBroken) return;
    this.#journalBroken = true;
    const text = error instanceof Error ? error.message : String(error);
    // A journal that says what failed is not to be told so again.
    const isSaid = isTradingError(error, 'journal/failed');
    this.#parts.onJournalFailure(
      new TradingError(
        'journal/failed',
        `${isSaid ? text : `the journal failed to ${operation}: ${text}`}; nothing new is sent, open orders are treated by the stop policy: mend the storage and start again`,
        isSaid ? error.context : { operation, reason: text },
        { cause: error },
      ),
    );
  }
}

const noEntries: readonly JournalEntry[] = [];
