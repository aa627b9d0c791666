import type { StrategyManager } from '../strategy/strategy-manager.ts';
import type { StrategyRuntime } from '../strategy/strategy-runtime.ts';
import type { OrderDesk } from './order-desk.ts';
import type { Turn } from './turn.ts';

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
  /** Attempts so far by strategy and symbol. */
  readonly #attempts = new Map<StrategyRuntime, Map<string, number>>();

  /** @param strategies - All strategies; @param desk - where orders go; @param turn - the event in progress. */
  constructor(strategies: StrategyManager, desk: OrderDesk, turn: Turn) {
    this.#strategies = strategies;
    this.#desk = desk;
    this.#turn = turn;
  }

  /** Whether any position is still being closed. */
  get isActive(): boolean {
    return this.#attempts.size > 0;
  }

  /** Begins to close all positions of a strategy. */
  begin(runtime: StrategyRuntime): void {
    runtime.isClosing = true;
    for (const order of runtime.orders.standing) this.#desk.cancel(order);
    if (!this.#attempts.has(runtime)) this.#attempts.set(runtime, new Map());
    this.#continue(runtime);
  }

  /** Goes on with what could not be done at once; called on every heartbeat. */
  continue(): void {
    for (const runtime of this.#strategies.runtimes) if (this.#attempts.has(runtime)) this.#continue(runtime);
  }

  #continue(runtime: StrategyRuntime): void {
    if (runtime.orders.standing.length > 0) return;
    let working = false;
    for (const symbol of runtime.instrumentIds.keys()) working = this.#close(runtime, symbol) || working;
    if (working) return;
    this.#attempts.delete(runtime);
    runtime.isClosing = false;
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
