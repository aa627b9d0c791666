import type { ContingentDesk } from '../contingent/contingent-desk.ts';
import type { Command } from '../event/command.ts';
import type { StrategyId } from '../order/order.ts';
import type { OrderManagement } from '../order/order-management.ts';
import type { StrategyManager } from '../strategy/strategy-manager.ts';
import type { StrategyRuntime } from '../strategy/strategy-runtime.ts';
import type { BalanceAudit } from './balance-audit.ts';
import type { Closing } from './closing.ts';
import type { Halt } from './halt.ts';
import type { OrderDesk } from './order-desk.ts';
import type { StrategyLife } from './strategy-life.ts';
import type { Turn } from './turn.ts';

/** What an {@link OperatorDesk} works with; owned by the engine. */
export interface OperatorDeskParts {
  /** All strategies. */
  readonly strategies: StrategyManager;
  /** All orders. */
  readonly orders: OrderManagement;
  /** Where orders change. */
  readonly desk: OrderDesk;
  /** What closes positions. */
  readonly closing: Closing;
  /** Whether new risk is taken. */
  readonly halt: Halt;
  /** What is done about contingent orders. */
  readonly contingent: Pick<ContingentDesk, 'cancelAll'>;
  /** What pauses and resumes strategies. */
  readonly life: StrategyLife;
  /** The event in progress. */
  readonly turn: Turn;
  /** Balances against what explains them. */
  readonly audit: BalanceAudit;
}

/** Carries out what a person wishes. */
export class OperatorDesk {
  readonly #parts: OperatorDeskParts;

  /** @param parts - What it works with. */
  constructor(parts: OperatorDeskParts) {
    this.#parts = parts;
  }

  /** Carries out one wish; `by` is who wished it. */
  carryOut(command: Command, by: string): void {
    const { desk, closing, life, contingent } = this.#parts;
    switch (command.command) {
      case 'halt':
        this.#halt(command.reason, by);
        return;
      case 'resume':
        this.#resume(by);
        return;
      case 'cancel-all':
        for (const { id, orders } of this.#chosen(command.strategy)) {
          contingent.cancelAll(id, { code: 'canceled', message: `${by} canceled all orders` });
          for (const order of orders.standing) desk.cancel(order);
        }
        return;
      case 'close-all':
        for (const runtime of this.#chosen(command.strategy)) {
          contingent.cancelAll(runtime.id, { code: 'canceled', message: `${by} closes all positions` });
          closing.begin(runtime, by !== 'stop');
        }
        return;
      case 'pause-strategy':
        for (const runtime of this.#chosen(command.strategy)) life.pause(runtime, `paused by ${by}`);
        return;
      case 'resume-strategy':
        for (const runtime of this.#chosen(command.strategy)) life.resume(runtime, `resumed by ${by}`);
        return;
      case 'settle':
        this.#settle(command, by);
        return;
      default:
        command satisfies never;
    }
  }

  #halt(reason: string, by: string): void {
    const { halt, turn } = this.#parts;
    halt.begin('halted', `${by}: ${reason}`);
    turn.alarm('halt', 'halted', `new risk was halted by ${by}: ${reason}`);
  }

  #resume(by: string): void {
    const { halt, turn, audit } = this.#parts;
    halt.end();
    const accepted = audit.accept(by);
    const explained = accepted === '' ? '' : `, who accepts the unexplained difference of ${accepted}`;
    turn.alarm('warning', 'resumed', `new risk is taken again, resumed by ${by}${explained}`);
  }

  #settle({ clientOrderId, state, note, totals }: Extract<Command, { command: 'settle' }>, by: string): void {
    const { orders, desk, turn } = this.#parts;
    const order = orders.get(clientOrderId);
    if (order !== undefined) desk.advance(order, { input: 'settle', state, by, note, totals });
    else turn.alarm('warning', 'order-not-found', `settle: no order ${clientOrderId} is known; check the id`);
  }

  #chosen(strategy: StrategyId | undefined): readonly StrategyRuntime[] {
    const { runtimes } = this.#parts.strategies;
    if (strategy === undefined) return runtimes;
    const chosen = runtimes.filter(({ id }) => id === strategy);
    if (chosen.length === 0) {
      const known = runtimes.map(({ id }) => id).join(', ');
      const message = `a command named strategy "${strategy}", which is not configured (${known}); nothing was done: check the id`;
      this.#parts.turn.alarm('warning', 'strategy-not-found', message);
    }
    return chosen;
  }
}
