import type { TraderEvent } from '../event/trader-event.ts';
import type { ActionCause, AlarmRecord, TraderRecord } from '../journal/trader-record.ts';
import type { Bar } from '../market/market-event.ts';
import type { StrategyId } from '../order/order.ts';
import type { HookName } from '../strategy/strategy-runtime.ts';
import { actionCause } from './action-cause.ts';
import type { Effect } from './effect.ts';
import type { EngineOptions } from './engine-options.ts';
import { type EngineOutput, emptyOutput, OutputCollector } from './engine-output.ts';

/** The processing of one event: its time, and what it gives. One object serves all turns of an engine, one after another. */
export class Turn {
  #nowMs = 0;
  #output: OutputCollector | undefined;
  #event: TraderEvent | undefined;
  #hook: HookName | undefined;
  #subject: unknown;

  /** Whether everything is recorded, or only what a result is made of; see `EngineOptions.recordsAll`. */
  readonly recordsAll: boolean;

  /** @param options - What the engine is made of: from when on, and what is recorded. */
  constructor({ startMs, recordsAll = true }: Pick<EngineOptions, 'startMs' | 'recordsAll'>) {
    this.recordsAll = recordsAll;
    this.begin(startMs);
  }

  /** Engine time of the event in progress, in milliseconds since the epoch; never runs backwards. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Begins the turn of one event; a stamp older than the last one counts as the last one. */
  begin(stampMs: number, event?: TraderEvent): void {
    if (stampMs > this.#nowMs) this.#nowMs = stampMs;
    this.#output = undefined;
    this.#event = event;
  }

  /** Goes back to the beginning of time: what is folded from now on happened earlier. */
  rewind(): void {
    this.#nowMs = 0;
  }

  /** Says in whose name actions are carried out from now on: a hook's with what it was shown, or nobody's. */
  actFor(hook: HookName | undefined, subject?: unknown): void {
    this.#hook = hook;
    this.#subject = subject;
  }

  /** Why something is asked for at this moment; `undefined` where only a result is wanted. */
  cause(): ActionCause | undefined {
    return this.#event === undefined || !this.recordsAll
      ? undefined
      : actionCause(this.#event, this.#hook, this.#subject);
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
