import { TradingError } from '../errors/trading-error.ts';
import type { ActionEvent } from '../event/trader-event.ts';
import type { SnapshotRecord } from '../journal/snapshot-record.ts';
import type { JournalEntry, OrderChangedRecord, StrategyRecord, TraderRecord } from '../journal/trader-record.ts';
import type { OrderTerms, StrategyId } from '../order/order.ts';
import type { HoldTerms } from '../order/order-hold.ts';
import type { Adoption } from './adoption.ts';
import type { CrashCount } from './crash-count.ts';
import { type EngineMemory, type EngineStateParts, loadState } from './engine-state.ts';
import type { OrderDesk } from './order-desk.ts';
import type { Turn } from './turn.ts';

/** What a {@link Restorer} works with; owned by the engine. */
export interface RestorerParts extends EngineStateParts {
  /** The event in progress. */
  readonly turn: Turn;
  /** Where orders change. */
  readonly desk: OrderDesk;
  /** What makes orders of others a strategy's. */
  readonly adoption: Adoption;
  /** Runs that did not end in order. */
  readonly crashes: CrashCount;
}

/** What earlier runs left. */
export interface RestoredState extends EngineMemory {
  /** Sequence of the last entry; 0 for an empty journal. */
  readonly lastSequence: number;
  /** How many entries came after the newest snapshot. */
  readonly entriesSinceSnapshot: number;
  /** Engine time of the newest snapshot, or of the first entry, in milliseconds since the epoch; 0 for an empty journal. */
  readonly snapshotMs: number;
}

/** Halts that no single fact stands behind. */
const selfMadeHalts: ReadonlySet<string> = new Set(['unexplained-balance', 'another-instance', 'crash-loop']);

/** Folds journaled facts into a new engine. It runs no strategy and hands out no effect: evidence is only applied again. */
export class Restorer {
  readonly #parts: RestorerParts;
  #saved = new Map<StrategyId, unknown>();
  /** Strategies that heard of what happened when it did; the others hear of fills at their start. */
  readonly #listening = new Set<StrategyId>();
  #runs = 0;
  #lastSequence = 0;
  #entriesSinceSnapshot = 0;
  #snapshotMs = 0;

  /** @param parts - What it works with. */
  constructor(parts: RestorerParts) {
    this.#parts = parts;
  }

  /**
   * Folds the next entry. The first one is the journal's first or a snapshot.
   *
   * @throws TradingError `journal/failed` when the sequence has a hole.
   */
  fold({ sequence, timeMs, record }: JournalEntry): void {
    const before = this.#lastSequence;
    if (before === 0 && sequence !== 1 && record.type !== 'snapshot') throw beginsLate(sequence);
    if (before !== 0 && sequence !== before + 1) throw holeAfter(before, sequence);
    this.#lastSequence = sequence;
    this.#parts.turn.begin(timeMs);
    this.#entriesSinceSnapshot += 1;
    if (before === 0) this.#snapshotMs = timeMs;
    if (record.type !== 'snapshot') {
      this.#parts.crashes.note(record, timeMs);
      this.#fold(record);
      this.#forgetHeard();
      return;
    }
    this.#entriesSinceSnapshot = 0;
    this.#snapshotMs = timeMs;
    // Whoever has folded everything before it has all of it already.
    if (before === 0) this.#load(record, timeMs);
  }

  /**
   * Ends the fold.
   *
   * @throws TradingError `journal/failed` when live orders belong to nobody any more.
   */
  finish(): RestoredState {
    const { orders, strategies } = this.#parts;
    this.#forgetCallsInFlight();
    this.#parts.desk.beginRun();
    const orphan = orders.standing().find(({ strategy }) => strategies.get(strategy) === undefined);
    if (orphan !== undefined) throw orphaned(orphan.terms);
    this.#refuseOrphans();
    return {
      lastSequence: this.#lastSequence,
      saved: this.#saved,
      runs: this.#runs,
      entriesSinceSnapshot: this.#entriesSinceSnapshot,
      snapshotMs: this.#snapshotMs,
    };
  }

  #load(record: SnapshotRecord, timeMs: number): void {
    const { runs, saved } = loadState(record, this.#parts, timeMs);
    this.#runs = runs;
    this.#saved = new Map(saved);
    this.#parts.desk.resumeCancels();
    for (const { strategy, hasStarted } of record.strategies) if (hasStarted) this.#listening.add(strategy);
  }

  /** An exit that nobody would place any more is lost, so a live contingent order needs its strategy and its symbol. */
  #refuseOrphans(): void {
    const { contingent, strategies } = this.#parts;
    const orphan = contingent.live().find(each => !strategies.get(each.strategy)?.instrumentIds.has(each.symbol));
    if (orphan !== undefined) throw orphaned({ ...orphan.terms, clientOrderId: orphan.id });
  }

  #fold(record: Exclude<TraderRecord, SnapshotRecord>): void {
    const { desk, orders, halt, audit, wishes } = this.#parts;
    switch (record.type) {
      case 'run-started':
        this.#runs += 1;
        this.#parts.foreign.addRun(record.runId);
        this.#listening.clear();
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
        if (order === undefined) return;
        order.intentResolveByMs = record.resolveByMs;
        desk.advance(order, { input: 'approve' });
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
        if (record.severity === 'halt' && selfMadeHalts.has(record.code)) halt.begin(record.code, record.message);
        return;
      case 'strategy-saved':
        this.#saved.set(record.strategy, record.value);
        return;
      case 'strategy':
        this.#foldStatus(record);
        return;
      case 'account-identified':
        this.#parts.account.identity = record.account;
        return;
      case 'account-base':
        audit.foldBase(record);
        return;
      case 'balance-difference':
        audit.foldDifference(record);
        return;
      case 'order-adopted':
        this.#parts.adoption.fold(record);
        return;
      case 'closing':
        if (record.isActive) wishes.closing.add(record.strategy);
        else wishes.closing.delete(record.strategy);
        return;
      case 'fill':
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
        desk.applyFindOutcome(event);
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
          const { state, note, totals } = command;
          desk.advance(order, { input: 'settle', state, by, note, totals });
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
    const { strategies, wishes } = this.#parts;
    if (status === 'paused') wishes.paused.add(strategy);
    else wishes.paused.delete(strategy);
    const runtime = strategies.get(strategy);
    if (runtime !== undefined) runtime.status = status;
  }

  /** A strategy that began to run was told of what it had missed, and from then on hears of everything. */
  #foldStatus({ strategy, status }: StrategyRecord): void {
    if (status !== 'running') return;
    this.#listening.add(strategy);
    this.#parts.strategies.get(strategy)?.missedFills.take();
  }

  /** A fill that its strategy heard of when it was booked is not told again. */
  #forgetHeard(): void {
    for (const runtime of this.#parts.strategies.runtimes) {
      if (runtime.missedFills.length > 0 && this.#listening.has(runtime.id)) runtime.missedFills.take();
    }
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
        const resolveByMs = order.intentResolveByMs;
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
  }
}

function beginsLate(sequence: number): TradingError<'journal/failed'> {
  const reason = `it begins with entry ${sequence}, which is no snapshot`;
  return new TradingError(
    'journal/failed',
    `the journal is not complete: ${reason}; nothing is guessed, so it cannot be used: restore it from a copy, or start a new one after settling open orders by hand`,
    { operation: 'read', reason },
  );
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
