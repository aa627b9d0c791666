import type { TraderRecord } from '../journal/trader-record.ts';
import type { Bar } from '../market/market-event.ts';
import type { Effect } from './effect.ts';

/** What processing one event gave. */
export interface EngineOutput {
  /** Jobs to carry out, in order, once the records are durable. */
  readonly effects: readonly Effect[];
  /** What happened, in order: for the journal and for spectators. */
  readonly records: readonly TraderRecord[];
  /** Bars that were built and that the event completed, for spectators; a bar that is itself the event is not among them. */
  readonly bars: readonly Bar[];
}

// Shared by all outputs, and replaced by a list of its own where there is something to say.
const nothing: readonly never[] = Object.freeze([]);

/** The output of an event that changed nothing anybody needs to know. */
export const emptyOutput: EngineOutput = Object.freeze({ effects: nothing, records: nothing, bars: nothing });

/** Collects what processing gives; made anew for each event that has something to say. */
export class OutputCollector implements EngineOutput {
  /** Jobs to carry out. */
  effects: readonly Effect[] = nothing;
  /** What happened. */
  records: readonly TraderRecord[] = nothing;
  /** Completed bars. */
  bars: readonly Bar[] = nothing;

  /** Adds a job. */
  addEffect(effect: Effect): void {
    this.effects = added(this.effects, effect);
  }

  /** Adds what happened. */
  addRecord(record: TraderRecord): void {
    this.records = added(this.records, record);
  }

  /** Adds a completed bar. */
  addBar(bar: Bar): void {
    this.bars = added(this.bars, bar);
  }
}

/** The list with one more item; every list but the shared empty one is the collector's own. */
function added<T>(list: readonly T[], item: T): readonly T[] {
  if (list === nothing) return [item];
  (list as T[]).push(item);
  return list;
}
