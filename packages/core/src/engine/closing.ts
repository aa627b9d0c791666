import type { StrategyManager } from '../strategy/strategy-manager.ts';
import type { StrategyRuntime } from '../strategy/strategy-runtime.ts';
import type { OrderDesk } from './order-desk.ts';
import type { Turn } from './turn.ts';
import type { Wishes } from './wishes.ts';

/** Market orders tried for one position before a person is asked. */
const attemptsMax = 5;

/**
 * Closes positions on a person's word: cancels what is live, waits until every order of the instrument has ended (an unknown
 * one may still fill), then sells or buys back what is left.
 */
export class Closing {
  readonly #strategies: StrategyManager;
  readonly #desk: OrderDesk;
  readonly #turn: Turn;
  readonly #wishes: Wishes;
  /** Attempts so far by strategy and symbol. */
  readonly #attempts = new Map<StrategyRuntime, Map<string, number>>();

  /** @param strategies - All strategies; @param desk - where orders go; @param turn - the event in progress; @param wishes - what outlives runs. */
  constructor(strategies: StrategyManager, desk: OrderDesk, turn: Turn, wishes: Wishes) {
    this.#strategies = strategies;
    this.#desk = desk;
    this.#turn = turn;
    this.#wishes = wishes;
  }

  /** Whether any position is still being closed. */
  get isActive(): boolean {
    return this.#attempts.size > 0;
  }

  /**
   * Begins to close all positions of a strategy.
   *
   * @param runtime - Whose positions.
   * @param isLasting - Whether the next run goes on with it, should this one end before: a person's wish lasts, a stop's does not.
   */
  begin(runtime: StrategyRuntime, isLasting: boolean): void {
    if (isLasting && !this.#wishes.closing.has(runtime.id)) {
      this.#wishes.closing.add(runtime.id);
      this.#turn.record({ type: 'closing', strategy: runtime.id, isActive: true });
    }
    runtime.isClosing = true;
    for (const order of runtime.orders.standing) this.#desk.cancel(order);
    if (!this.#attempts.has(runtime)) this.#attempts.set(runtime, new Map());
    this.#continue(runtime);
  }

  /** Strategies whose closing goes on place no orders of their own from their first hook on; called before they start. */
  hold(): void {
    for (const runtime of this.#strategies.runtimes) {
      if (this.#wishes.closing.has(runtime.id)) runtime.isClosing = true;
    }
  }

  /** Goes on with what the run before had not finished; called once the system is ready. */
  resume(): void {
    for (const runtime of this.#strategies.runtimes) {
      if (!this.#wishes.closing.has(runtime.id)) continue;
      const message = `the positions of strategy "${runtime.id}" were being closed when the last run ended; closing goes on`;
      this.#turn.alarm('warning', 'closing-resumed', message, runtime.id);
      this.begin(runtime, true);
    }
  }

  /** Goes on with what could not be done at once; called on every heartbeat. */
  continue(): void {
    for (const runtime of this.#strategies.runtimes) if (this.#attempts.has(runtime)) this.#continue(runtime);
  }

  #continue(runtime: StrategyRuntime): void {
    const { standing } = runtime.orders;
    // Orders may have become the strategy's since closing began; its own market orders are what closes.
    for (const order of standing) if (order.type !== 'market') this.#desk.cancel(order);
    if (standing.length > 0) return;
    let working = false;
    for (const symbol of runtime.instrumentIds.keys()) working = this.#close(runtime, symbol) || working;
    if (working) return;
    this.#attempts.delete(runtime);
    runtime.isClosing = false;
    if (!this.#wishes.closing.delete(runtime.id)) return;
    this.#turn.record({ type: 'closing', strategy: runtime.id, isActive: false });
  }

  #close(runtime: StrategyRuntime, symbol: string): boolean {
    const attempts = this.#attempts.get(runtime);
    const attempt = (attempts?.get(symbol) ?? 0) + 1;
    if (attempt > attemptsMax) return false;
    const order = runtime.createClosingOrder(symbol);
    if (order === undefined) return false;
    attempts?.set(symbol, attempt);
    this.#desk.place(runtime, order, true);
    if (attempt < attemptsMax) return true;
    this.#turn.alarm(
      'warning',
      'closing-failed',
      `the position of strategy "${runtime.id}" in ${symbol} took ${attemptsMax} attempts to close; if it is still open, look at the orders' reasons and close it by hand`,
      runtime.id,
    );
    return false;
  }
}
