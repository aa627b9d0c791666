import type { Account } from '../account/account.ts';
import type { ContingentOrders } from '../contingent/contingent-orders.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { ActionEvent } from '../event/trader-event.ts';
import type { JournalEntry, OrderChangedRecord, TraderRecord } from '../journal/trader-record.ts';
import type { ClientOrderId, OrderTerms, StrategyId } from '../order/order.ts';
import type { HoldTerms } from '../order/order-hold.ts';
import type { OrderManagement } from '../order/order-management.ts';
import type { StrategyManager } from '../strategy/strategy-manager.ts';
import type { Halt } from './halt.ts';
import type { OrderDesk } from './order-desk.ts';
import type { Turn } from './turn.ts';

/** What a {@link Restorer} works with; owned by the engine. */
export interface RestorerParts {
  /** The event in progress. */
  readonly turn: Turn;
  /** All orders. */
  readonly orders: OrderManagement;
  /** All strategies. */
  readonly strategies: StrategyManager;
  /** Where orders change. */
  readonly desk: OrderDesk;
  /** Balances. */
  readonly account: Account;
  /** Whether new risk is taken. */
  readonly halt: Halt;
  /** The live contingent orders. */
  readonly contingent: ContingentOrders;
}

/** What earlier runs left. */
export interface RestoredState {
  /** Sequence of the last entry; 0 for an empty journal. */
  readonly lastSequence: number;
  /** What each strategy's last `onSave` gave. */
  readonly saved: ReadonlyMap<StrategyId, unknown>;
  /** How many runs the journal has seen. */
  readonly runs: number;
}

/** Folds journaled facts into a new engine. It runs no strategy and hands out no effect: evidence is only applied again. */
export class Restorer {
  readonly #parts: RestorerParts;
  readonly #saved = new Map<StrategyId, unknown>();
  readonly #resolveByMs = new Map<ClientOrderId, number | undefined>();
  #runs = 0;

  /** @param parts - What it works with. */
  constructor(parts: RestorerParts) {
    this.#parts = parts;
  }

  /**
   * Folds entries in order.
   *
   * @throws TradingError `journal/failed` when the sequence has a hole, or when live orders belong to nobody any more.
   */
  restore(entries: Iterable<JournalEntry>): RestoredState {
    const { orders, strategies } = this.#parts;
    let lastSequence = 0;
    for (const { sequence, timeMs, record } of entries) {
      if (lastSequence !== 0 && sequence !== lastSequence + 1) throw holeAfter(lastSequence, sequence);
      lastSequence = sequence;
      this.#parts.turn.begin(timeMs);
      this.#fold(record);
    }
    this.#forgetCallsInFlight();
    const orphan = orders.standing().find(({ strategy }) => strategies.get(strategy) === undefined);
    if (orphan !== undefined) throw orphaned(orphan.terms);
    this.#refuseOrphans();
    return { lastSequence, saved: this.#saved, runs: this.#runs };
  }

  /** An exit that nobody would place any more is lost, so a live contingent order needs its strategy and its symbol. */
  #refuseOrphans(): void {
    const { contingent, strategies } = this.#parts;
    const orphan = contingent.live().find(each => !strategies.get(each.strategy)?.instrumentIds.has(each.symbol));
    if (orphan !== undefined) throw orphaned({ ...orphan.terms, clientOrderId: orphan.id });
  }

  #fold(record: TraderRecord): void {
    const { desk, orders, halt } = this.#parts;
    switch (record.type) {
      case 'run-started':
        this.#runs += 1;
        // What the run before had under way was never answered.
        this.#forgetCallsInFlight();
        return;
      case 'order-requested':
        this.#createOrder(record.terms, record.hold);
        return;
      case 'contingent-order-requested':
      case 'contingent-order-leg':
      case 'contingent-order-changed':
        this.#parts.contingent.restore(record);
        return;
      case 'order-submitted': {
        const order = orders.get(record.clientOrderId);
        this.#resolveByMs.set(record.clientOrderId, record.resolveByMs);
        if (order !== undefined) desk.advance(order, { input: 'approve' });
        return;
      }
      case 'order-changed':
        this.#foldOwnDecision(record);
        return;
      case 'fact':
        this.#foldFact(record.event);
        return;
      case 'alarm':
        // Halts by evidence and by command are folded from the facts behind them; these have no fact of their own.
        if (record.severity === 'halt' && record.code === 'unexplained-balance')
          halt.begin(record.code, record.message);
        return;
      case 'strategy-saved':
        this.#saved.set(record.strategy, record.value);
        return;
      case 'fill':
      case 'strategy':
      case 'order-reviewed':
      case 'recording':
        return;
      default:
        record satisfies never;
    }
  }

  /** Denials and wishes to cancel are our own decisions, so no fact from outside repeats them. */
  #foldOwnDecision({ clientOrderId, to, cancelRequested, reason }: OrderChangedRecord): void {
    const { desk, orders } = this.#parts;
    const order = orders.get(clientOrderId);
    if (order === undefined) return;
    if (to === 'denied' && order.state === 'requested' && reason !== undefined) {
      desk.advance(order, { input: 'deny', reason });
    } else if (cancelRequested && !order.cancelRequested && order.isLive) desk.cancel(order);
  }

  #foldFact(event: ActionEvent): void {
    const { desk, account, halt, orders } = this.#parts;
    switch (event.type) {
      case 'order-report':
        desk.applyReport(event, 'stream');
        return;
      case 'fill-report':
        desk.applyFill(event);
        return;
      case 'place-outcome':
        desk.applyPlaceOutcome(event.clientOrderId, event.outcome);
        return;
      case 'cancel-outcome':
        desk.applyCancelOutcome(event.clientOrderId, event.outcome);
        return;
      case 'look-up-outcome':
        desk.applyFindOutcome(event.clientOrderId, event.outcome);
        return;
      case 'balance':
        account.applyBalance(event);
        return;
      case 'account-snapshot':
        for (const balance of event.balances) account.applyBalance(balance);
        for (const report of event.openOrders) desk.applyReport(report, 'list');
        return;
      case 'command': {
        const { command, by } = event;
        if (command.command === 'halt') halt.begin('halted', `${by}: ${command.reason}`);
        if (command.command === 'resume') halt.end();
        if (command.command === 'pause-strategy') this.#setStatus(command.strategy, 'paused');
        if (command.command === 'resume-strategy') this.#setStatus(command.strategy, 'starting');
        const order = command.command === 'settle' ? orders.get(command.clientOrderId) : undefined;
        if (order !== undefined && command.command === 'settle') {
          desk.advance(order, { input: 'settle', state: command.state, by, note: command.note });
        }
        return;
      }
      case 'fault':
        if (event.severity === 'fatal') halt.begin(event.code, event.message);
        return;
      default:
        // Signals, links and gaps left nothing behind.
        return;
    }
  }

  /** A strategy that a person paused stays so until a person resumes it; one that failed starts anew. */
  #setStatus(strategy: StrategyId, status: 'paused' | 'starting'): void {
    const runtime = this.#parts.strategies.get(strategy);
    if (runtime !== undefined) runtime.status = status;
  }

  /** Orders of a strategy that is not configured any more are kept too: what it owned is unallocated, but none may be live. */
  #createOrder(terms: OrderTerms, hold: HoldTerms): void {
    const { strategies, orders } = this.#parts;
    const runtime = strategies.get(terms.strategy);
    if (runtime !== undefined && !runtime.instrumentIds.has(terms.symbol)) throw orphaned(terms);
    this.#parts.contingent.adopt(orders.create(terms, hold));
  }

  /** Calls that had not come back when their run ended never will: their orders are unknown until evidence says more. */
  #forgetCallsInFlight(): void {
    const { orders, desk } = this.#parts;
    for (const order of orders.standing()) {
      if (order.state === 'requested') {
        const reason = { code: 'never-sent', message: 'the run ended before it was approved' };
        desk.advance(order, { input: 'deny', reason });
      } else if (order.state === 'submitted') {
        const message = 'the run ended before the brokerage answered; it is looked up';
        const resolveByMs = this.#resolveByMs.get(order.clientOrderId);
        desk.advance(order, {
          input: 'place-outcome',
          outcome: { outcome: 'unknown', code: 'restarted', message, resolveByMs },
        });
      }
      if (order.cancelInFlight) {
        const message = 'the run ended before the brokerage answered';
        desk.advance(order, { input: 'cancel-outcome', outcome: { outcome: 'unknown', code: 'restarted', message } });
      }
    }
    // Last, because what was just forgotten asks for look-ups, and none of them leaves while entries are folded.
    for (const order of orders.awaitingLookUp()) orders.endLookUp(order);
    this.#resolveByMs.clear();
  }
}

function holeAfter(before: number, after: number): TradingError<'journal/failed'> {
  const reason = `entry ${after} follows entry ${before}`;
  return new TradingError(
    'journal/failed',
    `the journal has a hole: ${reason}; nothing is guessed, so it cannot be used: restore it from a copy, or start a new one after settling open orders by hand`,
    { operation: 'read', reason },
  );
}

function orphaned({
  strategy,
  symbol,
  clientOrderId,
}: Pick<OrderTerms, 'strategy' | 'symbol'> & { readonly clientOrderId: string }): TradingError<'journal/failed'> {
  const reason = `order ${clientOrderId} belongs to strategy "${strategy}" on ${symbol}, which is not configured`;
  return new TradingError(
    'journal/failed',
    `the journal has orders of strategy "${strategy}" on ${symbol}, and it is not configured; configure it (it may be paused), or start a new journal`,
    { operation: 'restore', reason },
  );
}
