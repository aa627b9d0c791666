import type { Account } from '../account/account.ts';
import type { AccountSnapshotEvent } from '../event/trader-event.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { InstrumentMarket } from '../market/instrument-market.ts';
import type { Link } from '../market/market-event.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { OrderManagement } from '../order/order-management.ts';
import type { StrategyManager } from '../strategy/strategy-manager.ts';
import { Adoption } from './adoption.ts';
import { BalanceAudit } from './balance-audit.ts';
import type { EngineOptions } from './engine-options.ts';
import type { FollowUps } from './follow-ups.ts';
import type { ForeignOrders } from './foreign-orders.ts';
import type { Halt } from './halt.ts';
import type { OrderDesk } from './order-desk.ts';
import type { RetiredLedgers } from './retired-ledgers.ts';
import type { Turn } from './turn.ts';

/** How often the account is read although it is pushed, in milliseconds. */
const auditMsDefault = 30_000;

/** What an {@link AccountDesk} works with; owned by the engine. */
export interface AccountDeskParts {
  /** What the engine is made of. */
  readonly options: EngineOptions;
  /** The event in progress. */
  readonly turn: Turn;
  /** All orders. */
  readonly orders: OrderManagement;
  /** All strategies. */
  readonly strategies: StrategyManager;
  /** Whether new risk is taken. */
  readonly halt: Halt;
  /** Hooks to call when the event is processed. */
  readonly followUps: FollowUps;
  /** Where orders change. */
  readonly desk: OrderDesk;
  /** Balances. */
  readonly account: Account;
  /** Orders that are not ours. */
  readonly foreign: ForeignOrders;
  /** What strategies traded that are not configured any more. */
  readonly retired: RetiredLedgers;
  /** The market of an instrument; `undefined` for one that no strategy has. */
  readonly market: (instrumentId: InstrumentId) => InstrumentMarket | undefined;
}

/** Has the account read as a whole, and compares what comes back with what is known: orders, fills, balances. */
export class AccountDesk {
  /** Balances against what explains them. */
  readonly audit: BalanceAudit;
  /** What makes orders of others a strategy's. */
  readonly adoption: Adoption;
  readonly #parts: AccountDeskParts;
  /** Whether the brokerage pushes orders and balances. */
  readonly #tellsAll: boolean;
  /** Whether it does so at present. */
  #isTold: boolean;
  readonly #auditMs: number;
  /** When the account was last asked for as a whole. */
  #auditedMs: number;

  /** @param parts - What it works with. */
  constructor(parts: AccountDeskParts) {
    this.#parts = parts;
    const { capabilities, auditMs, startMs } = parts.options;
    this.#tellsAll = capabilities.privateStream.orders && capabilities.privateStream.balances;
    this.#isTold = this.#tellsAll;
    this.#auditMs = auditMs ?? auditMsDefault;
    this.#auditedMs = startMs;
    this.audit = new BalanceAudit(parts);
    this.adoption = new Adoption(parts);
  }

  /** A run begins at this moment: regular readings are counted from here. */
  beginRun(): void {
    this.#auditedMs = this.#parts.turn.nowMs;
    this.#parts.foreign.beginRun();
  }

  /** The private stream went up, down or stale. */
  applyLink({ state }: Link): void {
    this.#isTold = this.#tellsAll && state === 'up';
  }

  /** Messages may have been lost: everything is read again. */
  readAfterGap(): void {
    this.#parts.turn.effect({ type: 'read-account', reason: 'gap' });
  }

  /**
   * What is not pushed is read as a whole: one list of open orders instead of a look-up for each. What is pushed is read as well, only
   * rarely: a stream that looks healthy may have lost a message. What an audit found is looked at again soon.
   */
  check(): void {
    const { turn } = this.#parts;
    const isRegular = !this.#isTold || turn.nowMs - this.#auditedMs >= this.#auditMs;
    if (isRegular) this.audit.beginRound();
    else if (this.audit.wantsReading(this.#auditedMs)) this.audit.confirm();
    else return;
    this.#auditedMs = turn.nowMs;
    turn.effect({ type: 'read-account', reason: 'audit' });
  }

  /** The account was read. */
  applySnapshot(snapshot: AccountSnapshotEvent): void {
    const { account, orders, desk, foreign, turn } = this.#parts;
    for (const balance of snapshot.balances) account.applyBalance(balance);
    const listed = new Set<ManagedOrder>();
    for (const report of snapshot.openOrders) {
      const order = orders.route(report);
      if (order !== undefined) listed.add(order);
      desk.applyReport(report, 'list');
    }
    for (const order of this.adoption.adopt(snapshot.openOrders)) listed.add(order);
    // An order that is not among the open ones has ended, or was read too early: only a look-up can tell.
    for (const order of orders.standing()) {
      if (listed.has(order)) continue;
      // A start is not over before every order was looked up once, however little time has passed since its run ended.
      if (order.state === 'open' || snapshot.reason === 'start') desk.lookUp(order);
    }
    const listedIds = new Set(snapshot.openOrders.flatMap(({ brokerageOrderId }) => brokerageOrderId ?? []));
    for (const query of foreign.takeLookUps(listedIds)) turn.effect({ type: 'look-up', query });
    this.audit.judge(snapshot);
    for (const order of this.audit.takeDoubts()) desk.lookUp(order);
  }
}
