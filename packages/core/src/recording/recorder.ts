import type { EngineOptions } from '../engine/engine-options.ts';
import type { TraderRecord } from '../journal/trader-record.ts';
import type { Logger } from '../log/logger.ts';
import { coreVersion } from '../version.ts';
import type { ConsumedEvent, Recording, RecordingHead } from './recording.ts';
import type { RecordingNote } from './recording-note.ts';

/** Stands between a system and its recording: whatever becomes of the recording, trading goes on, and the journal is told. */
export class Recorder {
  #recording: Recording | undefined;
  readonly #logger: Logger;
  readonly #notes: RecordingNote[] = [];
  #events = 0;

  /** @param recording - Where events go; @param logger - where failures are told. */
  constructor(recording: Recording | undefined, logger: Logger) {
    this.#recording = recording;
    this.#logger = logger;
  }

  /** Begins with what the engine was made of, and the place of the run's first entry in the journal. */
  begin(options: EngineOptions, journalSequence: number): void {
    this.#attempt(recording => recording.begin(recordingHead(options, journalSequence)));
  }

  /** Takes in a batch that was released. */
  record(batch: readonly ConsumedEvent[]): void {
    if (this.#recording === undefined) return;
    for (const consumed of batch) {
      this.#events += 1;
      this.#attempt(recording => recording.record(consumed));
    }
  }

  /** Takes what the journal should know. */
  takeRecords(): readonly TraderRecord[] {
    if (this.#recording === undefined && this.#notes.length === 0) return noRecords;
    this.#attempt(recording => this.#notes.push(...recording.takeNotes()));
    if (this.#notes.length === 0) return noRecords;
    return this.#notes.splice(0).flatMap(recordsOf);
  }

  /** Ends the recording; what the journal should know of its end can be taken afterwards. */
  async close(): Promise<void> {
    try {
      await this.#recording?.close();
    } catch (error) {
      this.#fail(error);
    }
  }

  #attempt(use: (recording: Recording) => void): void {
    if (this.#recording === undefined) return;
    try {
      use(this.#recording);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const failed = this.#recording;
    this.#recording = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    this.#notes.push({ note: 'gap', fromEvent: this.#events, reason });
    // It threw where it must not; whether it can still be closed is its own affair.
    void Promise.resolve(failed)
      .then(recording => recording?.close())
      .catch((cause: unknown) => this.#logger.warn('the recording could not be closed', { reason: String(cause) }));
  }
}

const noRecords: readonly TraderRecord[] = [];

/** What a recording of a run begins with. */
function recordingHead(options: EngineOptions, journalSequence: number): RecordingHead {
  const { logger: _, riskRules, strategies, ...data } = options;
  return {
    format: 1,
    coreVersion,
    journalSequence,
    engine: { ...data, strategies: strategies.map(({ strategy: __, ...entry }) => entry) },
    riskRules: riskRules.map(({ name }) => name),
  };
}

function recordsOf(note: RecordingNote): readonly TraderRecord[] {
  const record = { type: 'recording', note } as const;
  if (note.note !== 'gap') return [record];
  const message = `the recording failed: ${note.reason}; trading goes on, and what comes from event ${note.fromEvent} on cannot be replayed: mend the storage before the next run`;
  return [record, { type: 'alarm', code: 'recording-failed', message, severity: 'warning', strategy: undefined }];
}
