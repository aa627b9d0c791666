import type { AccountIdentity } from '../account/account-identity.ts';
import { Portfolio } from '../account/portfolio.ts';
import type { BrokerageEvent } from '../brokerage/brokerage-event.ts';
import type { Clock } from '../clock/clock.ts';
import { SystemClock } from '../clock/system-clock.ts';
import { Engine } from '../engine/engine.ts';
import { isTradingError, type TradingError } from '../errors/trading-error.ts';
import type { Command } from '../event/command.ts';
import { EventBus } from '../event/event-bus.ts';
import { Spectators } from '../event/spectators.ts';
import type { TraderEvent } from '../event/trader-event.ts';
import type { Journal } from '../journal/journal.ts';
import { MemoryJournal } from '../journal/memory-journal.ts';
import { guardLogger } from '../log/guard-logger.ts';
import { type Logger, silentLogger } from '../log/logger.ts';
import type { Order, StrategyId } from '../order/order.ts';
import { Recorder } from '../recording/recorder.ts';
import { checkOptions, copyPayload } from './check-options.ts';
import { closeQuietly } from './close-quietly.ts';
import { EffectPerformer } from './effect-performer.ts';
import { EventLoop, type ProcessedEvent } from './event-loop.ts';
import { Heartbeat } from './heartbeat.ts';
import { checkIdentity, readIdentity } from './identify-account.ts';
import { logEntry } from './log-entry.ts';
import {
  checkCapital,
  prepareEngineOptions,
  readAccount,
  readWarmUp,
  runStarted,
  subscribeMarkets,
} from './prepare-engine.ts';
import { Progress } from './progress.ts';
import { readTail, restoreEngine } from './recovery.ts';
import { createRunId } from './run-id.ts';
import { showBatch, showNotes } from './show-batch.ts';
import { type SystemSnapshot, takeSnapshot } from './snapshot.ts';
import type { SpectatorEvents } from './spectator-events.ts';
import { reconcileTimedOut, startAborted, wrongState } from './start-errors.ts';
import type { StopReport, SystemState } from './system-state.ts';
import type { StopPolicy, TradingSystemOptions } from './trading-system-options.ts';
import { unlessAborted } from './unless-aborted.ts';

/** How long a stop waits for orders to end when nothing else is said, in milliseconds. */
const stopTimeoutMsDefault = 10_000;

/** How long the start waits for orders and balances to be reconciled, in milliseconds. */
const reconcileTimeoutMs = 60_000;

/** What exists once the start has made it. */
interface Machinery {
  readonly engine: Engine;
  readonly portfolio: Portfolio;
  readonly loop: EventLoop;
  readonly heartbeat: Heartbeat;
}

/**
 * A trading system: a brokerage, strategies, and the loop between them. Many may live in one process; each is started once and
 * stopped once, and leaves no timer, socket or listener behind.
 *
 * @example
 * ```ts
 * const system = new TradingSystem({ brokerage, strategies: [{ id: 'dip', strategy: BuyTheDip, symbols: ['XBTZAR'], capital: { ZAR: '1000' } }] });
 * system.on('fill', ({ fill }) => console.log(`${fill.side} ${fill.quantity} at ${fill.price}`));
 * await system.start();
 * ```
 */
export class TradingSystem {
  /** 128 random bits that name this run: part of every client order id. */
  readonly runId: string;
  readonly #options: TradingSystemOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #journal: Journal;
  readonly #recorder: Recorder;
  readonly #bus: EventBus;
  readonly #spectators: Spectators<SpectatorEvents>;
  readonly #performer: EffectPerformer;
  readonly #abort = new AbortController();
  #machinery: Machinery | undefined;
  #state: SystemState = 'new';
  #stopping: Promise<StopReport> | undefined;
  /** The signal of the start; listened to until everything is closed. */
  #signal: AbortSignal | undefined;
  #isClosed = false;
  #journalFailed = false;
  readonly #progress: Progress;
  readonly #onAbort = (): void => {
    if (this.#state === 'starting') this.#abort.abort();
    else void this.stop();
  };

  /**
   * @param options - What to run, and where.
   * @throws TradingError `system/invalid-options` or `strategy/invalid`, naming the field and what would be accepted.
   */
  constructor(options: TradingSystemOptions) {
    checkOptions(options);
    this.#options = options;
    this.#clock = options.clock ?? new SystemClock();
    this.#progress = new Progress(this.#clock);
    this.#logger = guardLogger(options.logger ?? silentLogger);
    this.#journal = options.journal ?? new MemoryJournal();
    this.#recorder = new Recorder(options.recording, this.#logger);
    this.runId = options.runId ?? createRunId();
    this.#spectators = new Spectators((name, error) => {
      this.#logger.error(`a listener of "${name}" threw; it did not disturb trading`, { reason: String(error) });
    });
    this.#bus = new EventBus({
      actionQueueMax: options.actionQueueMax ?? 10_000,
      marketQueueMax: options.marketQueueMax ?? 4_096,
      onOverflow: () => this.#onOverflow(),
      onEvent: () => this.#machinery?.loop.wake(),
    });
    const push = (event: TraderEvent): void => this.#bus.push(event);
    this.#performer = new EffectPerformer({ trading: options.brokerage.trading, clock: this.#clock, push });
  }

  /** Where it is in its life. */
  get state(): SystemState {
    return this.#state;
  }

  /**
   * Positions, results and capital of all strategies.
   *
   * @throws TradingError `system/wrong-state` before the start has loaded the instruments.
   */
  get portfolio(): Portfolio {
    if (this.#machinery !== undefined) return this.#machinery.portfolio;
    throw wrongState(this.#state, 'read the portfolio', 'start() it first');
  }

  /** Calls `listener` for every event of this name from now on; the returned function unsubscribes. A throwing listener harms nobody. */
  on<K extends keyof SpectatorEvents>(name: K, listener: (value: SpectatorEvents[K]) => void): () => void {
    return this.#spectators.on(name, listener);
  }

  /** Everything a person wants to see, as plain data. */
  snapshot(): SystemSnapshot {
    return takeSnapshot({
      engine: this.#machinery?.engine,
      portfolio: this.#machinery?.portfolio,
      state: this.#state,
      runId: this.runId,
      brokerage: this.#options.brokerage,
      queues: this.#bus.depths,
    });
  }

  /** Live and remembered ended orders of one strategy or of all, oldest first within each; views that follow the orders. */
  orders(strategy?: StrategyId): readonly Order[] {
    const runtimes = this.#machinery?.engine.strategies.runtimes ?? [];
    const chosen = strategy === undefined ? runtimes : runtimes.filter(({ id }) => id === strategy);
    return chosen.flatMap(({ orders }) => [...orders.closed, ...orders.standing]);
  }

  /** Enters a person's wish. */
  command(command: Command, by = 'operator'): void {
    this.#enter({ type: 'command', command, by });
  }

  /**
   * Enters a signal from outside, for one strategy or for all. The payload is kept as JSON would bring it back.
   *
   * @throws TradingError `system/invalid-options` when the payload is not JSON-friendly: it could not be journaled.
   */
  signal(name: string, payload: unknown, strategy?: StrategyId): void {
    this.#enter({ type: 'signal', name, payload: copyPayload(name, payload), strategy });
  }

  /**
   * Starts: journals the run, connects, loads instruments, reconciles, subscribes, warms up, calls `onStart`, begins to beat.
   * No order leaves before all of that is done.
   *
   * @param options - `signal`: gives up the start when aborted, and stops the running system when aborted later.
   * @throws TradingError with the reason; everything that was opened is closed again and the state is `failed`.
   */
  async start(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.#state !== 'new') throw wrongState(this.#state, 'start', 'make a new TradingSystem for a new run');
    this.#setState('starting');
    this.#signal = options.signal;
    this.#signal?.addEventListener('abort', this.#onAbort, { once: true });
    try {
      if (this.#signal?.aborted === true) this.#abort.abort();
      await this.#bringUp();
    } catch (error) {
      const { aborted, reason } = this.#abort.signal;
      await this.#tearDown('failed');
      if (isTradingError(reason, 'journal/failed')) throw reason;
      throw aborted ? startAborted(error) : error;
    }
  }

  /**
   * Stops in order: `onStop`, then the stop policy (`keep`, `cancel` or `close`), then waits for orders to end, then closes
   * everything. Idempotent: later calls get the same report.
   *
   * @param options - `timeoutMs`: how long to wait for orders, default 10,000; `policy`: instead of the configured one.
   */
  stop(options: { readonly timeoutMs?: number; readonly policy?: StopPolicy } = {}): Promise<StopReport> {
    this.#stopping ??= this.#stop(
      options.policy ?? this.#options.stopPolicy ?? 'cancel',
      options.timeoutMs ?? stopTimeoutMsDefault,
    );
    return this.#stopping;
  }

  #enter(event: TraderEvent): void {
    if (!this.#isClosed) this.#bus.push(event);
    else this.#logger.warn(`a ${event.type} came after the system was closed; nothing was done`, { runId: this.runId });
  }

  async #bringUp(): Promise<void> {
    const { brokerage } = this.#options;
    const { signal } = this.#abort;
    signal.throwIfAborted();
    const tail = await unlessAborted(readTail(this.#journal), signal);
    // The clock may have been set back since the last run; the times of the journal never are.
    const startMs = Math.max(this.#clock.nowMs(), tail.lastTimeMs);
    const started = runStarted(this.#options, this.runId, tail.lastSequence, startMs);
    this.#journal.append(started);
    await unlessAborted(Promise.resolve(this.#journal.commit()), signal);
    await unlessAborted(
      brokerage.connect((event: BrokerageEvent) => this.#bus.push(event), { signal }),
      signal,
    );
    const preparation = { options: this.#options, runId: this.runId, logger: this.#logger, startMs, signal };
    const engineOptions = await unlessAborted(prepareEngineOptions(preparation), signal);
    const engine = new Engine(engineOptions);
    const { acceptAccount = false } = this.#options;
    const identify = async (journaled: AccountIdentity | undefined) =>
      checkIdentity(journaled, await readIdentity(this.#options, signal), acceptAccount);
    const restored = restoreEngine({ engine, journal: this.#journal, tail, started, identify });
    const lastSequence = await unlessAborted(restored, signal);
    this.#recorder.begin(engineOptions, lastSequence);
    const machinery = this.#assemble(engine, lastSequence);
    this.#machinery = machinery;
    machinery.loop.start();
    await this.#reconcile(machinery);
    await unlessAborted(subscribeMarkets(brokerage, engine, signal), signal);
    for (const runtime of engine.strategies.runtimes) {
      const bars = await unlessAborted(readWarmUp(brokerage, runtime, this.#clock.nowMs(), signal), signal);
      if (bars.length > 0) this.#bus.push({ type: 'warm-up', strategy: runtime.id, bars });
    }
    signal.throwIfAborted();
    this.#bus.push({ type: 'lifecycle', phase: 'start' });
    machinery.heartbeat.start();
    // From here on, and not a turn later, a stop is a stop: nobody may find it starting when strategies are told to start.
    this.#setState('running');
  }

  /** Compares what is remembered with the brokerage: complete when every order was listed or looked up once. */
  async #reconcile(machinery: Machinery): Promise<void> {
    const { signal } = this.#abort;
    const snapshot = await unlessAborted(readAccount(this.#options.brokerage, signal), signal);
    if (snapshot === undefined) return;
    // What was traded is not where it was; until then the account has to hold what was promised.
    if (!machinery.engine.hasTraded) checkCapital(this.#options, snapshot);
    this.#bus.push(snapshot);
    this.#bus.push({ type: 'check-order-status' });
    const done = await this.#progress.until(() => this.#isQuiet(machinery), reconcileTimeoutMs, signal);
    signal.throwIfAborted();
    if (!done) throw reconcileTimedOut(reconcileTimeoutMs);
  }

  #assemble(engine: Engine, lastSequence: number): Machinery {
    const { brokerage, heartbeatMs = 1_000 } = this.#options;
    const loop = new EventLoop({
      bus: this.#bus,
      engine,
      journal: this.#journal,
      clock: this.#clock,
      lastSequence,
      release: (batch, durable) => this.#release(engine, batch, durable),
      recorder: this.#recorder,
      show: notes => showNotes(notes, engine, this.#spectators, this.#logger),
      onJournalFailure: error => this.#onJournalFailure(error),
      onDefect: (error, event) => this.#onDefect(error, event),
    });
    const heartbeat = new Heartbeat({
      brokerage,
      clock: this.#clock,
      heartbeatMs,
      push: event => this.#bus.push(event),
      logger: this.#logger,
    });
    const managers = engine.strategies.runtimes.map(({ positions }) => positions);
    const portfolio = new Portfolio(managers, engine.account, engine.explained);
    return { engine, loop, heartbeat, portfolio };
  }

  #release(engine: Engine, batch: readonly ProcessedEvent[], durable: boolean): void {
    for (const { event, effects } of batch) {
      if (event.type === 'check-order-status') this.#machinery?.heartbeat.beatWasProcessed();
      for (const effect of effects) {
        if (durable || effect.type !== 'place') this.#performer.perform(effect);
        else this.#performer.refuse(effect, 'journal-failed', 'the journal failed, so nothing new is sent');
      }
    }
    for (const { entries } of batch) for (const entry of entries) logEntry(entry, this.#logger);
    showBatch(batch, engine, this.#spectators);
    this.#progress.made();
  }

  async #stop(policy: StopPolicy, timeoutMs: number): Promise<StopReport> {
    if (this.#state === 'starting') {
      this.#abort.abort();
      return this.#report(await this.#progress.until(() => this.#isClosed && this.#state === 'failed', timeoutMs));
    }
    if (this.#state === 'new') this.#setState('stopped');
    const machinery = this.#machinery;
    if (machinery === undefined || this.#isClosed) return this.#report(this.#isSettled(policy));
    this.#setState('stopping');
    this.#bus.push({ type: 'lifecycle', phase: 'stop' });
    if (policy === 'cancel') this.command({ command: 'cancel-all' }, 'stop');
    if (policy === 'close') this.command({ command: 'close-all' }, 'stop');
    const complete = await this.#progress.until(() => this.#isDone(machinery, policy), timeoutMs);
    const report = this.#report(complete);
    await this.#tearDown(this.#journalFailed ? 'failed' : 'stopped');
    return report;
  }

  #isQuiet({ loop }: Machinery): boolean {
    return loop.isIdle && this.#performer.callsInFlight === 0;
  }

  #isDone(machinery: Machinery, policy: StopPolicy): boolean {
    const { loop, engine } = machinery;
    // Once no order can change, no call can tell anything that the next start would not read anew.
    const isAnswered = this.#performer.callsInFlight === 0 || engine.orders.standingCount === 0;
    return loop.isIdle && isAnswered && !engine.isClosing && this.#isSettled(policy);
  }

  #isSettled(policy: StopPolicy): boolean {
    const standing = this.#machinery?.engine.orders.standing() ?? [];
    return policy === 'keep' ? standing.every(({ state }) => state === 'open') : standing.length === 0;
  }

  async #tearDown(state: 'stopped' | 'failed'): Promise<void> {
    this.#isClosed = true;
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#machinery?.heartbeat.stop();
    this.#machinery?.loop.stop();
    this.#performer.close();
    this.#abort.abort();
    const parts = { clock: this.#clock, logger: this.#logger };
    await closeQuietly('brokerage', () => this.#options.brokerage.close(), parts);
    await closeQuietly('recording', () => this.#machinery?.loop.closeRecording() ?? this.#recorder.close(), parts);
    await closeQuietly('journal', () => this.#journal.close(), parts);
    this.#setState(state);
  }

  #report(complete: boolean): StopReport {
    const standing = this.#machinery?.engine.orders.standing() ?? [];
    const unknown = standing.filter(({ state }) => state === 'unknown' || state === 'submitted');
    return { open: standing.filter(order => !unknown.includes(order)), unknown, complete };
  }

  #setState(to: SystemState): void {
    const from = this.#state;
    if (from === to) return;
    this.#state = to;
    this.#logger.info(`the system is ${to}`, { runId: this.runId });
    this.#spectators.show('state', { from, to });
    this.#progress.made();
  }

  #onOverflow(): void {
    const lengthMax = this.#options.actionQueueMax ?? 10_000;
    const reason = `the action queue passed its bound of ${lengthMax}; nothing was dropped, resume when it has drained`;
    // Not behind the line that is too long: orders that the waiting events cause must not leave.
    this.#bus.pushFirst({ type: 'command', command: { command: 'halt', reason }, by: 'system' });
  }

  #onJournalFailure(error: TradingError<'journal/failed'>): void {
    this.#logger.error(error.message);
    this.#journalFailed = true;
    if (this.#state === 'starting') {
      this.#abort.abort(error);
      return;
    }
    if (this.#state === 'running') this.#setState('failed');
    this.command({ command: 'halt', reason: error.message }, 'system');
    void this.stop();
  }

  #onDefect(error: unknown, event: TraderEvent): void {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#logger.error(`a defect: processing "${event.type}" threw; new risk is halted, please report this`, {
      reason,
    });
    if (event.type !== 'command')
      this.command({ command: 'halt', reason: `processing "${event.type}" threw: ${reason}` }, 'system');
  }
}
