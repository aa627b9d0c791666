import { Account } from '../account/account.ts';
import type { ExplainedBalances } from '../account/explained-balances.ts';
import type { PositionManager } from '../account/position-manager.ts';
import type { BrokerageFault } from '../brokerage/brokerage-event.ts';
import { ContingentDesk } from '../contingent/contingent-desk.ts';
import { ContingentOrders } from '../contingent/contingent-orders.ts';
import type { HeldStop } from '../contingent/held-stop.ts';
import type { ActionEvent, SignalEvent, TraderEvent } from '../event/trader-event.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { SnapshotRecord } from '../journal/snapshot-record.ts';
import type { JournalEntry } from '../journal/trader-record.ts';
import type { InstrumentMarket } from '../market/instrument-market.ts';
import type { Bar, Gap, Link } from '../market/market-event.ts';
import { defaultLookUpPolicy } from '../order/look-up-schedule.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { OrderReason } from '../order/order.ts';
import { OrderManagement } from '../order/order-management.ts';
import { StrategyManager } from '../strategy/strategy-manager.ts';
import type { StrategyRuntime } from '../strategy/strategy-runtime.ts';
import { AccountDesk } from './account-desk.ts';
import { BrokerageTime } from './brokerage-time.ts';
import { Closing } from './closing.ts';
import { CrashCount } from './crash-count.ts';
import { createMarkets } from './create-markets.ts';
import { createRules } from './create-rules.ts';
import { createRuntimes } from './create-runtimes.ts';
import type { EngineOptions } from './engine-options.ts';
import type { EngineOutput } from './engine-output.ts';
import { type EngineStateParts, takeState } from './engine-state.ts';
import { FollowUps } from './follow-ups.ts';
import { createForeignOrders, type ForeignOrders } from './foreign-orders.ts';
import { Halt } from './halt.ts';
import { HookCaller } from './hook-caller.ts';
import { isFact } from './is-fact.ts';
import { MarketDesk } from './market-desk.ts';
import { OperatorDesk } from './operator-desk.ts';
import { OrderDesk } from './order-desk.ts';
import { type RestoredState, Restorer } from './restorer.ts';
import { RetiredLedgers } from './retired-ledgers.ts';
import { SnapshotSchedule } from './snapshot-schedule.ts';
import { StateSaver } from './state-saver.ts';
import { StrategyLife } from './strategy-life.ts';
import { Turn } from './turn.ts';
import { Wishes } from './wishes.ts';

/**
 * The heart of the system: takes one event after another and answers with effects and records. Synchronous and deterministic:
 * it reads no clock, draws no chance, awaits nothing; the same events with the same stamps give the same output, byte for byte.
 */
export class Engine {
  /** All strategies. @internal */
  readonly strategies: StrategyManager;
  /** All orders. @internal */
  readonly orders: OrderManagement;
  /** The account's balances. @internal */
  readonly account = new Account();
  /** Orders at the brokerage that are not ours. @internal */
  readonly foreign: ForeignOrders;
  /** What strategies traded that are not configured any more. @internal */
  readonly retired = new RetiredLedgers();
  readonly #contingent = new ContingentOrders();
  readonly #contingentDesk: ContingentDesk;
  readonly #turn: Turn;
  readonly #halt = new Halt();
  readonly #followUps = new FollowUps();
  readonly #orderDesk: OrderDesk;
  readonly #marketDesk: MarketDesk;
  readonly #operatorDesk: OperatorDesk;
  readonly #hooks: HookCaller;
  readonly #closing: Closing;
  readonly #restorer: Restorer;
  readonly #saver: StateSaver;
  readonly #life: StrategyLife;
  readonly #brokerageClock = new BrokerageTime();
  readonly #accountDesk: AccountDesk;
  readonly #wishes = new Wishes();
  readonly #crashes = new CrashCount();
  readonly #stateParts: EngineStateParts;
  readonly #schedule: SnapshotSchedule;
  readonly #startMs: number;
  #isRestoring = false;
  #runs = 0;

  /** @param options - Data and pure parts only; see the fields. */
  constructor(options: EngineOptions) {
    const { capabilities, closedOrdersMax } = options;
    this.#startMs = options.startMs;
    this.#turn = new Turn(options);
    this.foreign = createForeignOrders(options, this.#halt);
    const markets = createMarkets(options);
    this.orders = new OrderManagement({
      capabilities,
      closedOrdersMax,
      strategies: options.strategies.map(({ id }) => id),
      // Where nothing is pushed the account is read as a whole, so open orders need no look-ups of their own.
      lookUps: { ...defaultLookUpPolicy(capabilities.privateStream), openIntervalMs: undefined },
    });
    const shared = { options, turn: this.#turn, orders: this.orders, halt: this.#halt, followUps: this.#followUps };
    const strategies = new StrategyManager(createRuntimes({ ...shared, markets, contingent: this.#contingent }));
    this.strategies = strategies;
    const desk = new OrderDesk({
      ...shared,
      strategies,
      account: this.account,
      foreign: this.foreign,
      retired: this.retired,
      brokerageClock: this.#brokerageClock,
      rules: createRules(options),
      marketOf: order => this.#marketOf(order),
      contingent: {
        place: (runtime, each, waiting) => this.#contingentDesk.place(runtime, each, waiting),
        discard: (each, reason) => this.#contingentDesk.discard(each, reason),
        cancel: (each, reason) => this.#contingentDesk.cancel(each, reason),
        note: order => this.#contingent.note(order),
      },
    });
    const contingent = this.#contingent;
    this.#contingentDesk = new ContingentDesk({
      ...shared,
      strategies,
      desk,
      contingent,
      market: id => markets.get(id),
    });
    this.#orderDesk = desk;
    this.#hooks = new HookCaller({ ...shared, strategies, desk });
    this.#saver = new StateSaver(this.#turn, this.#hooks);
    this.#marketDesk = new MarketDesk(markets.values(), strategies, this.#hooks, this.#turn);
    this.#schedule = new SnapshotSchedule(options.snapshotEvery);
    this.#closing = new Closing(strategies, desk, this.#turn, this.#wishes);
    const { account, foreign, retired } = this;
    const accountParts = { ...shared, strategies, desk, account, foreign, retired };
    this.#accountDesk = new AccountDesk({ ...accountParts, market: id => markets.get(id) });
    this.#life = new StrategyLife({
      ...shared,
      strategies,
      hooks: this.#hooks,
      saver: this.#saver,
      wishes: this.#wishes,
      tooManyCrashes: () => this.#crashes.reason(options.crashesMax),
    });
    this.#operatorDesk = new OperatorDesk({
      ...shared,
      strategies,
      desk,
      closing: this.#closing,
      life: this.#life,
      audit: this.#accountDesk.audit,
      contingent: this.#contingentDesk,
    });
    const { audit, adoption } = this.#accountDesk;
    this.#stateParts = { ...accountParts, audit, wishes: this.#wishes, contingent };
    this.#restorer = new Restorer({ ...this.#stateParts, turn: this.#turn, desk, adoption, crashes: this.#crashes });
  }

  /** Engine time of the last event, in milliseconds since the epoch. */
  get nowMs(): number {
    return this.#turn.nowMs;
  }

  /** Why new risk is halted; `undefined` while trading is on. */
  get halted(): OrderReason | undefined {
    return this.#halt.reason;
  }

  /** Whether a close-all is still at work. */
  get isClosing(): boolean {
    return this.#closing.isActive;
  }

  /** What the account should hold. @internal */
  get explained(): ExplainedBalances {
    return this.#accountDesk.audit.explained;
  }

  /** The market of an instrument; `undefined` for instruments that no strategy has. @internal */
  market(instrumentId: InstrumentId): InstrumentMarket | undefined {
    return this.#marketDesk.market(instrumentId);
  }

  /** The stops that are held on an instrument. @internal */
  heldStops(instrumentId: InstrumentId): readonly HeldStop[] {
    return this.#contingentDesk.heldStops(instrumentId);
  }

  /**
   * Processes one event.
   *
   * @param event - A fact.
   * @param stampMs - When it was taken from the queue, in milliseconds since the epoch; inside, time never runs backwards.
   * @returns What to do and what happened. An event that changed nothing of note gives one shared empty output.
   */
  process(event: TraderEvent, stampMs: number): EngineOutput {
    this.#turn.begin(stampMs, event);
    // Stops and targets first: what strategies see of them is as the prices of this event leave them.
    if (!this.#contingent.isEmpty) this.#contingentDesk.onEvent(event);
    switch (event.type) {
      case 'tick':
        this.#marketDesk.applyTick(event);
        break;
      case 'trade':
        this.#marketDesk.applyTrade(event);
        break;
      case 'book':
        this.#marketDesk.applyBook(event);
        break;
      case 'bar':
        this.#marketDesk.applyBar(event);
        break;
      case 'instrument':
        this.#marketDesk.applyInstrument(event);
        break;
      case 'link':
        this.#onLink(event);
        break;
      case 'gap':
        this.#onGap(event);
        break;
      default:
        this.#onAction(event);
    }
    this.#settle();
    this.#saver.saveTouched();
    if (event.type === 'heartbeat' && this.#schedule.isDue(this.nowMs)) this.#takeSnapshot();
    const output = this.#turn.end();
    this.#schedule.count(output.records.length);
    return output;
  }

  /**
   * Folds what earlier runs have journaled, before the first event: orders, fills, positions, capital and halts are again what they
   * were. Strategies are not run; calls that were under way count as unanswered. @internal
   */
  restore(entries: Iterable<JournalEntry>): RestoredState {
    for (const entry of entries) this.fold(entry);
    return this.finishRestoring();
  }

  /** Folds one journaled entry, as {@link restore} does with all of them. @internal */
  fold(entry: JournalEntry): void {
    if (!this.#isRestoring) this.#turn.rewind();
    this.#isRestoring = true;
    this.#restorer.fold(entry);
  }

  /** Ends the fold of journaled entries. @internal */
  finishRestoring(): RestoredState {
    const restored = this.#restorer.finish();
    this.#isRestoring = false;
    this.#turn.begin(this.#startMs);
    this.#saver.remember(restored.saved);
    this.#accountDesk.beginRun();
    this.#schedule.restore(restored);
    this.#runs = restored.runs;
    return restored;
  }

  /** Everything that a later run needs to know, as the record that a fold may begin with. @internal */
  takeState(): SnapshotRecord {
    return takeState(this.#stateParts, { runs: this.#runs, saved: this.#saver.latest });
  }

  /** Whether any fill was ever booked. @internal */
  get hasTraded(): boolean {
    const hasFills = ({ all }: PositionManager): boolean => all.length > 0;
    return this.retired.all.some(hasFills) || this.strategies.runtimes.some(({ tradeLog }) => tradeLog.count > 0);
  }

  /** Shows bars of the past to one strategy through `onBar`, oldest first; orders are denied meanwhile. @internal */
  warmUp(runtime: StrategyRuntime, bars: readonly Bar[], stampMs: number): EngineOutput {
    return this.process({ type: 'warm-up', strategy: runtime.id, bars }, stampMs);
  }

  /** What the event in progress had given when processing threw: its effects belong to what has changed already. @internal */
  unfinished(): EngineOutput {
    return this.#turn.end();
  }

  /** Last in its event, so that it holds everything before it. */
  #takeSnapshot(): void {
    this.#turn.record(this.takeState());
    this.#schedule.taken(this.nowMs);
  }

  #onAction(event: Exclude<ActionEvent, Link | Gap>): void {
    if (this.#turn.recordsAll && isFact(event)) this.#turn.record({ type: 'fact', event });
    switch (event.type) {
      case 'order-report':
        this.#orderDesk.applyReport(event, 'stream');
        return;
      case 'fill-report':
        this.#orderDesk.applyFill(event);
        return;
      case 'place-outcome':
        this.#orderDesk.applyPlaceOutcome(event.clientOrderId, event.outcome);
        return;
      case 'cancel-outcome':
        this.#orderDesk.applyCancelOutcome(event.clientOrderId, event.outcome);
        return;
      case 'look-up-outcome':
        this.#orderDesk.applyFindOutcome(event);
        return;
      case 'balance':
        this.account.applyBalance(event);
        return;
      case 'account-snapshot':
        this.#accountDesk.applySnapshot(event);
        return;
      case 'fault':
        this.#onFault(event);
        return;
      case 'clock':
        this.#brokerageClock.apply(event.offsetMs);
        return;
      case 'heartbeat':
        this.#marketDesk.beat(this.#brokerageClock.toBrokerageMs(this.nowMs));
        this.#closing.continue();
        return;
      case 'check-order-status':
        this.#orderDesk.checkOrderStatus();
        this.#accountDesk.check();
        return;
      case 'timer':
        if (!this.#contingentDesk.onTimer(event.name)) this.#life.fireTimer(event.strategy, event.name);
        return;
      case 'signal':
        this.#onSignal(event);
        return;
      case 'command':
        this.#operatorDesk.carryOut(event.command, event.by);
        return;
      case 'lifecycle':
        if (event.phase === 'stop') this.#life.stop();
        else {
          this.#marketDesk.start(this.#brokerageClock.toBrokerageMs(this.nowMs));
          this.#contingentDesk.start();
          this.#closing.hold();
          this.#life.start();
          this.#closing.resume();
        }
        return;
      case 'warm-up': {
        const runtime = this.strategies.get(event.strategy);
        if (runtime !== undefined) this.#life.warmUp(runtime, event.bars);
        return;
      }
      default:
        event satisfies never;
    }
  }

  /** Tells strategies what the event has caused, and does what contingent orders need, until neither causes anything more. */
  #settle(): void {
    // Most market events cause nothing.
    if (this.#followUps.isEmpty && !this.#contingentDesk.hasWork) return;
    let called = 0;
    do {
      this.#contingentDesk.settle();
      called = this.#hooks.drainFollowUps(called);
    } while (this.#contingentDesk.hasWork);
  }

  #onLink(link: Link): void {
    if (link.stream === 'market') {
      this.#marketDesk.applyLink(link);
      return;
    }
    this.#turn.record({ type: 'fact', event: link });
    this.#accountDesk.applyLink(link);
  }

  #onGap(gap: Gap): void {
    if (gap.stream === 'market') this.#marketDesk.applyGap(gap);
    else {
      this.#turn.record({ type: 'fact', event: gap });
      this.#accountDesk.readAfterGap();
    }
    for (const runtime of this.#marketDesk.watching(gap.instrumentId)) this.#followUps.add(runtime, 'onGap', gap);
  }

  #onFault(fault: BrokerageFault): void {
    const severity = fault.severity === 'fatal' ? 'halt' : 'warning';
    if (severity === 'halt') this.#halt.begin(fault.code, fault.message);
    this.#turn.alarm(severity, fault.code, fault.message);
  }

  #onSignal({ strategy, name, payload }: SignalEvent): void {
    const signal = { name, payload };
    if (strategy !== undefined) this.#hooks.callById(strategy, 'onSignal', signal);
    else for (const runtime of this.strategies.runtimes) this.#hooks.call(runtime, 'onSignal', signal);
  }

  #marketOf(order: ManagedOrder): InstrumentMarket {
    const market = this.market(order.instrumentId);
    // Orders are made for watched instruments only, and markets are never removed.
    if (market === undefined) throw new Error(`no market for ${order.instrumentId}`);
    return market;
  }
}
