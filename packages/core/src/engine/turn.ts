import type { AlarmRecord, TraderRecord } from '../journal/trader-record.ts';
import type { Bar } from '../market/market-event.ts';
import type { StrategyId } from '../order/order.ts';
import type { Effect } from './effect.ts';
import { type EngineOutput, emptyOutput, OutputCollector } from './engine-output.ts';

/** The processing of one event: its time, and what it gives. One object serves all turns of an engine, one after another. */
export class Turn {
  #nowMs = 0;
  #output: OutputCollector | undefined;

  /** Engine time of the event in progress, in milliseconds since the epoch; never runs backwards. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Begins the turn of one event; a stamp older than the last one counts as the last one. */
  begin(stampMs: number): void {
    if (stampMs > this.#nowMs) this.#nowMs = stampMs;
    this.#output = undefined;
  }

  /** Ends the turn and hands out what it gave. */
  end(): EngineOutput {
    return this.#output ?? emptyOutput;
  }

  /** Hands out a job. */
  effect(effect: Effect): void {
    this.#collector().addEffect(effect);
  }

  /** Remembers what happened. */
  record(record: TraderRecord): void {
    this.#collector().addRecord(record);
  }

  /** Shows a completed bar. */
  bar(bar: Bar): void {
    this.#collector().addBar(bar);
  }

  /** Remembers something that a person should know. */
  alarm(severity: AlarmRecord['severity'], code: string, message: string, strategy?: StrategyId): void {
    this.record({ type: 'alarm', code, message, severity, strategy });
  }

  #collector(): OutputCollector {
    this.#output ??= new OutputCollector();
    return this.#output;
  }
}
