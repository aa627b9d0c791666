import { createHash, type Hash } from 'node:crypto';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import {
  createReplayEngine,
  type Engine,
  type EngineOutput,
  encodeEffect,
  encodeRecord,
  type RecordedEvent,
  type StrategyClass,
} from '@trader/core';
import type { NondeterminismTrap, TrappedCall } from '@trader/sim';
import { describeEvent } from '../explain/describe-record.ts';
import type { JournalReader } from '../journal/journal-reader.ts';
import { type OpenedRecording, RecordingReader } from '../recording/recording-reader.ts';
import { type DecisionDifference, firstDifference } from './first-difference.ts';
import { JournalRun, readPrefix, readSegmentNotes } from './journal-run.ts';
import type { ReplayReport } from './replay-report.ts';

/** What a replay works with. */
export interface ReplayRunParts {
  /** The project's folder, absolute. */
  readonly projectDir: string;
  /** The folder of recordings. */
  readonly dir: string;
  /** The run. */
  readonly recording: OpenedRecording;
  /** Its journal. */
  readonly journal: JournalReader;
  /** The strategies of today by id. */
  readonly strategies: ReadonlyMap<string, StrategyClass>;
  /** What is not as it was. */
  readonly changes: readonly string[];
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Events replayed between two looks at the signal. */
const eventsPerTurn = 1_000;

/** Runs engine and strategies again on what a run consumed, and compares every decision with what it decided then. */
export async function replayRun(parts: ReplayRunParts): Promise<ReplayReport> {
  const { trapNondeterminism } = await import('@trader/sim');
  return trapNondeterminism(trap => new Replay(parts, trap).run());
}

class Replay {
  readonly #parts: ReplayRunParts;
  readonly #trap: NondeterminismTrap;
  readonly #hash: Hash = createHash('sha256');
  #events = 0;
  #orders = 0;
  #endedMs: number | undefined;

  constructor(parts: ReplayRunParts, trap: NondeterminismTrap) {
    this.#parts = parts;
    this.#trap = trap;
  }

  async run(): Promise<ReplayReport> {
    const { dir, recording, journal, signal } = this.#parts;
    const { journalSequence } = recording.head;
    if (journal.beginning > journalSequence)
      return this.#report('incomplete', { problem: compacted(journal, journalSequence) });
    const engine = this.#createEngine();
    if (this.#trap.calls.length > 0) return this.#report('trapped');
    const reader = new RecordingReader(dir, recording.run, readSegmentNotes(journal, journalSequence));
    const entries = new JournalRun(journal, journalSequence);
    for await (const recorded of reader.read()) {
      const difference = this.#step(engine, recorded, entries);
      if (this.#trap.calls.length > 0) return this.#report('trapped');
      if (entries.isShort) {
        return this.#report('incomplete', {
          problem: `the journal ends before event ${recorded.sequence} of the recording`,
        });
      }
      if (difference !== undefined) return this.#report('differs', { difference: told(difference, recorded) });
      this.#events += 1;
      if (this.#events % eventsPerTurn === 0) await turn();
      if (signal.aborted) return this.#report('incomplete', { problem: 'it was asked to stop' });
    }
    if (reader.damage === undefined) return this.#report('identical');
    return this.#report('incomplete', { problem: `${reader.damage.file} ${reader.damage.problem}` });
  }

  #createEngine(): Engine {
    const { recording, journal, strategies } = this.#parts;
    const guarded = new Map([...strategies].map(([id, strategy]) => [id, this.#trap.guard(strategy, id)]));
    const entries = readPrefix(journal, recording.head.journalSequence);
    return createReplayEngine(recording.head, { strategies: guarded, entries });
  }

  #step(engine: Engine, recorded: RecordedEvent, entries: JournalRun): DecisionDifference | undefined {
    const { sequence, event, stampMs, effects, journal } = recorded;
    const output = processed(engine, recorded);
    const replayed = { records: output.records.map(encodeRecord), effects: output.effects.map(encodeEffect) };
    const difference = firstDifference({ records: entries.take(journal), effects }, replayed);
    if (difference !== undefined) return difference;
    this.#hash.update(`${sequence} ${stampMs} ${event.type}\n`);
    for (const text of replayed.records) this.#hash.update(`${text}\n`);
    for (const text of replayed.effects) this.#hash.update(`${text}\n`);
    this.#orders += output.records.filter(({ type }) => type === 'order-requested').length;
    this.#endedMs = stampMs;
    return undefined;
  }

  #report(
    outcome: ReplayReport['outcome'],
    { difference, problem }: Partial<Pick<ReplayReport, 'difference' | 'problem'>> = {},
  ): ReplayReport {
    const { recording, changes } = this.#parts;
    return {
      outcome,
      run: recording.runId,
      startedMs: recording.head.engine.startMs,
      endedMs: this.#endedMs,
      events: this.#events,
      orders: this.#orders,
      hash: this.#hash.digest('hex').slice(0, 32),
      difference,
      trapped: this.#trapped(),
      problem,
      changes,
    };
  }

  #trapped(): TrappedCall | undefined {
    const [first] = this.#trap.calls;
    if (first?.place === undefined) return first;
    const inside = path.relative(this.#parts.projectDir, first.place);
    return inside.startsWith('..') ? first : { ...first, place: inside };
  }
}

function compacted({ beginning }: JournalReader, journalSequence: number): string {
  return `the journal was compacted: it begins with entry ${beginning} now, and the run began with entry ${journalSequence}`;
}

/** As the loop does it: what an event had given before processing threw counts. */
function processed(engine: Engine, { event, stampMs }: RecordedEvent): EngineOutput {
  try {
    return engine.process(event, stampMs);
  } catch {
    return engine.unfinished();
  }
}

function told(difference: DecisionDifference, { sequence, event, stampMs }: RecordedEvent): ReplayReport['difference'] {
  const eventText = JSON.stringify(event);
  return { ...difference, event: sequence, eventText, eventInWords: describeEvent(event), timeMs: stampMs };
}
