import type { TraderRecord } from '../journal/trader-record.ts';
import type { Bar } from '../market/market-event.ts';
import type { Effect } from './effect.ts';

/** What processing one event gave. */
export interface EngineOutput {
  /** Jobs to carry out, in order, once the records are durable. */
  readonly effects: readonly Effect[];
  /** What happened, in order: for the journal and for spectators. */
  readonly records: readonly TraderRecord[];
  /** Bars that the event completed, for spectators. */
  readonly bars: readonly Bar[];
}

/** The output of an event that changed nothing anybody needs to know. */
export const emptyOutput: EngineOutput = Object.freeze({
  effects: Object.freeze([]),
  records: Object.freeze([]),
  bars: Object.freeze([]),
});

/** Collects what processing gives; made anew for each event that has something to say. */
export class OutputCollector implements EngineOutput {
  /** Jobs to carry out. */
  readonly effects: Effect[] = [];
  /** What happened. */
  readonly records: TraderRecord[] = [];
  /** Completed bars. */
  readonly bars: Bar[] = [];
}
