import {
  Decimal,
  type FactRecord,
  type Fill,
  isLiveOrderState,
  type OrderTerms,
  type TraderRecord,
} from '@trader/core';
import type { Referee } from './referee.ts';
import type { WatchedOrder } from './watched-order.ts';

/** One contingent order as the journal has it. */
interface WatchedContingent {
  readonly quantity: Decimal | undefined;
  readonly entryId: string | undefined;
  readonly exits: string[];
}

/** What persons and strategies have wished, over all runs, and what has become of it: pauses, closing, exits, fills to be told. */
export class WishWatch {
  /** Strategies whose closing the present run has to take up again. */
  readonly toResume = new Set<string>();
  /** Whether the present run has sent anything: its start is over. */
  hasSent = false;
  readonly #strategies: readonly string[];
  readonly #paused = new Set<string>();
  /** Closing that a person asked for and that is not over. */
  readonly #closing = new Set<string>();
  /** The part of it that the present run has begun. */
  readonly #closingNow = new Set<string>();
  readonly #contingent = new Map<string, WatchedContingent>();
  readonly #contingentOf = new Map<string, WatchedContingent>();
  /** Strategies that have started in the present run, with what they are now. */
  readonly #status = new Map<string, string>();
  readonly #owed = new Map<string, number>();
  readonly #missed = new Map<string, string[]>();
  /** Fills that each strategy has been told of, as far as the journal shows it. */
  readonly #told = new Map<string, number>();
  /** Fills that each strategy is told of at its next start. */
  readonly #pending = new Map<string, number>();
  /** Orders of earlier runs that the present one has not compared with the brokerage yet. */
  readonly #uncompared = new Set<string>();

  /** @param strategies - Their ids. */
  constructor(strategies: readonly string[]) {
    this.#strategies = strategies;
  }

  /** Begins anew. */
  forget(): void {
    for (const each of [this.toResume, this.#paused, this.#closing, this.#closingNow]) each.clear();
    for (const each of [this.#contingent, this.#contingentOf, this.#status, this.#owed, this.#missed]) each.clear();
    for (const each of [this.#told, this.#pending]) each.clear();
    this.#uncompared.clear();
    this.hasSent = false;
  }

  /** Fills that were booked while a strategy ran or before it had started: all of them are told, whatever dies meanwhile. */
  owedTo(strategy: string): number {
    return this.#owed.get(strategy) ?? 0;
  }

  /** Fills that a strategy was told of when they were booked, or at a start since then. */
  toldTo(strategy: string): number {
    return this.#told.get(strategy) ?? 0;
  }

  /** Fills that were booked before a strategy had started in their run: its next start tells all of them. */
  missedBy(strategy: string): readonly string[] {
    return this.#missed.get(strategy) ?? [];
  }

  /** Compares a record with the wishes before it; call it before {@link note}. */
  check(record: TraderRecord, orders: ReadonlyMap<string, WatchedOrder>, referee: Referee): void {
    if (record.type === 'strategy' && record.status === 'running') {
      const { strategy } = record;
      referee.must(!this.#paused.has(strategy), 'I27', () => `${strategy} runs, and a person had paused it`);
    }
    if (record.type === 'run-started') {
      // Lists do not name adopted orders by an id of ours.
      for (const [id, { state, before }] of orders) {
        if (isLiveOrderState(state) && before === undefined) this.#uncompared.add(id);
      }
    }
    if (record.type === 'order-submitted') {
      const terms = orders.get(record.clientOrderId)?.terms;
      if (terms !== undefined) this.#checkSubmitted(terms, orders, referee);
    }
    if (record.type === 'order-changed' && record.to === 'denied' && record.reason?.code === 'closing') {
      const { strategy, clientOrderId } = record;
      referee.must(
        // What is told of a fill that was missed may ask for orders before closing goes on.
        this.#closingNow.has(strategy) || this.toResume.has(strategy),
        'I29',
        () => `order ${clientOrderId} is denied as if ${strategy} were being closed`,
      );
    }
  }

  /** Takes in one record; `learned` names our orders by the ids of the brokerage. */
  note(record: TraderRecord, learned: ReadonlyMap<string, string>): void {
    this.#noteContingent(record);
    switch (record.type) {
      case 'run-started':
        this.#beginRun();
        return;
      case 'order-submitted':
        this.hasSent = true;
        return;
      case 'closing':
        for (const each of [this.#closing, this.#closingNow]) {
          if (record.isActive) each.add(record.strategy);
          else each.delete(record.strategy);
        }
        return;
      case 'alarm':
        if (record.code !== 'closing-resumed' || record.strategy === undefined) return;
        this.#closingNow.add(record.strategy);
        this.toResume.delete(record.strategy);
        return;
      case 'strategy':
        if (this.#status.has(record.strategy) || record.status === 'running')
          this.#status.set(record.strategy, record.status);
        if (record.status === 'running') this.#tellPending(record.strategy);
        return;
      case 'fill':
        this.#noteFill(record.fill);
        return;
      case 'fact':
        this.#noteFact(record.event, learned);
        return;
      default:
        return;
    }
  }

  #noteFill({ strategy, fillId }: Fill): void {
    const status = this.#status.get(strategy);
    if (status === undefined) this.#missed.set(strategy, [...this.missedBy(strategy), fillId]);
    if (status === undefined || status === 'running') this.#owed.set(strategy, this.owedTo(strategy) + 1);
    if (status === undefined) this.#pending.set(strategy, (this.#pending.get(strategy) ?? 0) + 1);
    if (status === 'running') this.#told.set(strategy, this.toldTo(strategy) + 1);
  }

  #tellPending(strategy: string): void {
    this.#told.set(strategy, this.toldTo(strategy) + (this.#pending.get(strategy) ?? 0));
    this.#pending.delete(strategy);
  }

  #noteFact(event: FactRecord['event'], learned: ReadonlyMap<string, string>): void {
    if (event.type === 'look-up-outcome') this.#uncompared.delete(event.clientOrderId);
    if (event.type === 'account-snapshot') {
      for (const { clientOrderId, brokerageOrderId = '' } of event.openOrders) {
        this.#uncompared.delete(clientOrderId ?? learned.get(brokerageOrderId) ?? '');
      }
    }
    if (event.type !== 'command') return;
    const { command } = event;
    if (command.command !== 'pause-strategy' && command.command !== 'resume-strategy') return;
    for (const strategy of command.strategy === undefined ? this.#strategies : [command.strategy]) {
      if (command.command === 'pause-strategy') this.#paused.add(strategy);
      else this.#paused.delete(strategy);
    }
  }

  #beginRun(): void {
    this.#status.clear();
    this.#closingNow.clear();
    this.toResume.clear();
    for (const strategy of this.#closing) this.toResume.add(strategy);
    this.hasSent = false;
  }

  #noteContingent(record: TraderRecord): void {
    if (record.type === 'contingent-order-requested') {
      const { id, quantity, entryId } = record.terms;
      this.#contingent.set(id, { quantity, entryId, exits: [] });
    }
    if (record.type !== 'contingent-order-leg' || record.leg === 'entry') return;
    const contingent = this.#contingent.get(record.contingentOrderId);
    if (contingent === undefined) return;
    contingent.exits.push(record.clientOrderId);
    this.#contingentOf.set(record.clientOrderId, contingent);
  }

  #checkSubmitted(terms: OrderTerms, orders: ReadonlyMap<string, WatchedOrder>, referee: Referee): void {
    const { clientOrderId, strategy, quantity, tag } = terms;
    referee.must(
      !this.#closingNow.has(strategy) || tag === 'close',
      'I29',
      () => `order ${clientOrderId} leaves while the positions of ${strategy} are being closed`,
    );
    if (this.#closingNow.has(strategy)) {
      for (const [id, { terms: other, state }] of orders) {
        const mayFill = isLiveOrderState(state) && other.strategy === strategy && id !== clientOrderId;
        const isOther = !mayFill || other.instrumentId !== terms.instrumentId;
        referee.must(isOther, 'I29', () => `order ${clientOrderId} closes, and ${id} may still fill`);
      }
    }
    for (const id of this.#uncompared) {
      const state = orders.get(id)?.state;
      const isOver = state === undefined || !isLiveOrderState(state);
      referee.must(isOver, 'I23', () => `order ${clientOrderId} leaves before ${id} was compared with the brokerage`);
    }
    this.#uncompared.clear();
    const contingent = this.#contingentOf.get(clientOrderId);
    if (contingent === undefined) return;
    let exited = quantity ?? Decimal.zero;
    for (const id of contingent.exits) {
      const exit = orders.get(id);
      if (id === clientOrderId || exit === undefined) continue;
      exited = exited.plus(exit.base);
      referee.must(
        !isLiveOrderState(exit.state),
        'I30',
        () => `exit ${clientOrderId} leaves, and ${id} may still trade`,
      );
    }
    const entry = contingent.entryId === undefined ? undefined : orders.get(contingent.entryId);
    const target = contingent.quantity ?? entry?.base;
    referee.must(
      target === undefined || exited.lessThanOrEqual(target),
      'I30',
      () => `exits up to ${clientOrderId} are for ${exited.toString()} of ${target?.toString()}`,
    );
  }
}
