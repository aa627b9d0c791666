import type { StrategyId } from '../order/order.ts';
import type { StrategyRuntime } from '../strategy/strategy-runtime.ts';
import type { HookCaller } from './hook-caller.ts';
import type { Turn } from './turn.ts';

/**
 * Keeps what strategies want to remember. `onSave` is asked after every event that called one of its hooks, so that what it
 * remembers is journaled in the same commit as what it did; a value that has not changed is not written again.
 */
export class StateSaver {
  readonly #turn: Turn;
  readonly #hooks: HookCaller;
  readonly #values = new Map<StrategyId, unknown>();
  readonly #texts = new Map<StrategyId, string>();

  /** @param turn - The event in progress; @param hooks - who was called, and what pauses a strategy whose `onSave` fails. */
  constructor(turn: Turn, hooks: HookCaller) {
    this.#turn = turn;
    this.#hooks = hooks;
  }

  /** Whether there is a value of an earlier run for a strategy. */
  has(strategy: StrategyId): boolean {
    return this.#values.has(strategy);
  }

  /** The value of an earlier run. */
  valueOf(strategy: StrategyId): unknown {
    return this.#values.get(strategy);
  }

  /** What every strategy's last `onSave` gave, in this run or an earlier one. */
  get latest(): ReadonlyMap<StrategyId, unknown> {
    return new Map([...this.#texts].map(([strategy, text]) => [strategy, JSON.parse(text) as unknown]));
  }

  /** Takes in what earlier runs have saved. */
  remember(values: ReadonlyMap<StrategyId, unknown>): void {
    for (const [strategy, value] of values) {
      this.#values.set(strategy, value);
      this.#texts.set(strategy, JSON.stringify(value));
    }
  }

  /** Asks every strategy that the event has touched. */
  saveTouched(): void {
    if (!this.#hooks.hasTouched) return;
    for (const runtime of this.#hooks.takeTouched()) if (runtime.status === 'running') this.save(runtime);
  }

  /** Asks one strategy, and records its value when it has changed. */
  save(runtime: StrategyRuntime): void {
    if (!runtime.savesState) return;
    const { value, failure } = runtime.save();
    if (failure !== undefined) {
      this.#hooks.fail(runtime, failure);
      return;
    }
    let text: string | undefined;
    try {
      text = JSON.stringify(value);
    } catch (error) {
      const reason = `its value is not JSON-friendly: ${error instanceof Error ? error.message : String(error)}`;
      this.#hooks.fail(runtime, { hook: 'onSave', reason });
      return;
    }
    if (text === undefined || text === this.#texts.get(runtime.id)) return;
    this.#texts.set(runtime.id, text);
    // The value is kept as JSON would bring it back, so that later changes inside the strategy do not reach the journal.
    this.#turn.record({ type: 'strategy-saved', strategy: runtime.id, value: JSON.parse(text) as unknown });
  }
}
