import { Portfolio } from '../account/portfolio.ts';
import type { BrokerageEvent } from '../brokerage/brokerage-event.ts';
import type { Clock } from '../clock/clock.ts';
import { SystemClock } from '../clock/system-clock.ts';
import type { Engine } from '../engine/engine.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { Command } from '../event/command.ts';
import { EventBus } from '../event/event-bus.ts';
import { Spectators } from '../event/spectators.ts';
import type { TraderEvent } from '../event/trader-event.ts';
import type { Journal } from '../journal/journal.ts';
import { MemoryJournal } from '../journal/memory-journal.ts';
import type { JournalEntry } from '../journal/trader-record.ts';
import { type Logger, silentLogger } from '../log/logger.ts';
import type { Order, StrategyId } from '../order/order.ts';
import { coreVersion } from '../version.ts';
import { checkOptions } from './check-options.ts';
import { EffectPerformer } from './effect-performer.ts';
import { EventLoop, type ProcessedEvent } from './event-loop.ts';
import { Heartbeat } from './heartbeat.ts';
import { logEntry } from './log-entry.ts';
import { checkCapital, prepareEngine, readAccount, readWarmUp, subscribeMarkets } from './prepare-engine.ts';
import { createRunId } from './run-id.ts';
import { showBatch } from './show-batch.ts';
import { type SystemSnapshot, takeSnapshot } from './snapshot.ts';
import type { SpectatorEvents } from './spectator-events.ts';
import type { StopReport, SystemState } from './system-state.ts';
import type { StopPolicy, TradingSystemOptions } from './trading-system-options.ts';

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
  readonly #bus: EventBus;
  readonly #spectators: Spectators<SpectatorEvents>;
  readonly #performer: EffectPerformer;
  readonly #abort = new AbortController();
  #machinery: Machinery | undefined;
  #state: SystemState = 'new';
  #stopping: Promise<StopReport> | undefined;
  #onProgress: (() => void) | undefined;

  /**
   * @param options - What to run, and where.
   * @throws TradingError `system/invalid-options` or `strategy/invalid`, naming the field and what would be accepted.
   */
  constructor(options: TradingSystemOptions) {
    checkOptions(options);
    this.#options = options;
    this.#clock = options.clock ?? new SystemClock();
    this.#logger = options.logger ?? silentLogger;
    this.#journal = options.journal ?? new MemoryJournal();
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
    throw this.#wrongState('read the portfolio', 'start() it first');
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
      brokerage: this.#options.brokerage.name,
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
    this.#bus.push({ type: 'command', command, by });
  }

  /** Enters a signal from outside, for one strategy or for all. */
  signal(name: string, payload: unknown, strategy?: StrategyId): void {
    this.#bus.push({ type: 'signal', name, payload, strategy });
  }

  /**
   * Starts: journals the run, connects, loads instruments, reconciles, subscribes, warms up, calls `onStart`, begins to beat.
   * No order leaves before all of that is done.
   *
   * @param options - `signal`: gives up the start when aborted, and stops the running system when aborted later.
   * @throws TradingError with the reason; everything that was opened is closed again and the state is `failed`.
   */
  async start(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.#state !== 'new') throw this.#wrongState('start', 'make a new TradingSystem for a new run');
    this.#setState('starting');
    const { signal } = options;
    const onAbort = (): void => this.#onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      if (signal?.aborted === true) this.#abort.abort(signal.reason);
      await this.#bringUp();
    } catch (error) {
      signal?.removeEventListener('abort', onAbort);
      const givenUp = this.#abort.signal.aborted;
      await this.#tearDown('failed');
      throw givenUp ? this.#aborted(error) : error;
    }
    this.#setState('running');
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

  async #bringUp(): Promise<void> {
    const { brokerage } = this.#options;
    const { signal } = this.#abort;
    signal.throwIfAborted();
    const startMs = this.#clock.nowMs();
    const entries = await readJournal(this.#journal);
    const started = this.#runStarted(entries.at(-1)?.sequence ?? 0, startMs);
    this.#journal.append(started);
    await this.#journal.commit();
    await brokerage.connect((event: BrokerageEvent) => this.#bus.push(event), { signal });
    const engine = await prepareEngine({
      options: this.#options,
      runId: this.runId,
      logger: this.#logger,
      startMs,
      signal,
    });
    engine.restore([...entries, started]);
    const machinery = this.#assemble(engine, started.sequence);
    this.#machinery = machinery;
    machinery.loop.start();
    await this.#reconcile(machinery, entries.length > 0);
    machinery.portfolio.acceptUnallocated();
    await subscribeMarkets(brokerage, engine, signal);
    for (const runtime of engine.strategies.runtimes) {
      const bars = await readWarmUp(brokerage, runtime, this.#clock.nowMs(), signal);
      if (bars.length > 0) engine.warmUp(runtime, bars, this.#clock.nowMs());
    }
    signal.throwIfAborted();
    this.#bus.push({ type: 'lifecycle', phase: 'start' });
    machinery.heartbeat.start();
  }

  /** Compares what is remembered with the brokerage: complete when every order was listed or looked up once. */
  async #reconcile(machinery: Machinery, restarted: boolean): Promise<void> {
    const snapshot = await readAccount(this.#options.brokerage, this.#abort.signal);
    if (snapshot === undefined) return;
    if (!restarted) checkCapital(this.#options, snapshot);
    this.#bus.push(snapshot);
    this.#bus.push({ type: 'check-order-status' });
    const done = await this.#waitUntil(() => this.#isQuiet(machinery), reconcileTimeoutMs);
    this.#abort.signal.throwIfAborted();
    if (!done) {
      throw new TradingError(
        'system/timed-out',
        `orders and balances could not be reconciled within ${reconcileTimeoutMs / 1_000} s; check the connection and start again, nothing was placed`,
        { operation: 'reconcile', timeoutMs: reconcileTimeoutMs },
      );
    }
  }

  #runStarted(lastSequence: number, timeMs: number): JournalEntry {
    const { brokerage, strategies } = this.#options;
    const record = {
      type: 'run-started',
      runId: this.runId,
      brokerage: brokerage.name,
      strategies: strategies.map(({ id }) => id),
      coreVersion,
    } as const;
    return { sequence: lastSequence + 1, timeMs, record };
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
    const portfolio = new Portfolio(
      engine.strategies.runtimes.map(({ positions }) => positions),
      engine.account,
    );
    return { engine, loop, heartbeat, portfolio };
  }

  #release(engine: Engine, batch: readonly ProcessedEvent[], durable: boolean): void {
    for (const { event, output } of batch) {
      if (event.type === 'check-order-status') this.#machinery?.heartbeat.beatWasProcessed();
      for (const effect of output.effects) {
        if (durable || effect.type !== 'place') this.#performer.perform(effect);
        else this.#performer.refuse(effect, 'journal-failed', 'the journal failed, so nothing new is sent');
      }
    }
    for (const { entries } of batch) for (const entry of entries) logEntry(entry, this.#logger);
    showBatch(batch, engine, this.#spectators);
    this.#onProgress?.();
  }

  async #stop(policy: StopPolicy, timeoutMs: number): Promise<StopReport> {
    if (this.#state === 'starting') {
      this.#abort.abort();
      return this.#report(true);
    }
    const machinery = this.#machinery;
    if (machinery === undefined || (this.#state !== 'running' && this.#state !== 'failed')) {
      if (this.#state === 'new') this.#setState('stopped');
      return this.#report(true);
    }
    const failed = this.#state === 'failed';
    this.#setState('stopping');
    this.#bus.push({ type: 'lifecycle', phase: 'stop' });
    if (policy === 'cancel') this.command({ command: 'cancel-all' }, 'stop');
    if (policy === 'close') this.command({ command: 'close-all' }, 'stop');
    const complete = await this.#waitUntil(() => this.#isDone(machinery, policy), timeoutMs);
    const report = this.#report(complete);
    await this.#tearDown(failed ? 'failed' : 'stopped');
    return report;
  }

  #isQuiet({ loop }: Machinery): boolean {
    return loop.isIdle && this.#performer.callsInFlight === 0;
  }

  #isDone(machinery: Machinery, policy: StopPolicy): boolean {
    const { engine } = machinery;
    if (!this.#isQuiet(machinery) || engine.isClosing) return false;
    const standing = engine.orders.standing();
    return policy === 'keep' ? standing.every(({ state }) => state === 'open') : standing.length === 0;
  }

  #waitUntil(isDone: () => boolean, timeoutMs: number): Promise<boolean> {
    return new Promise(resolve => {
      const finish = (done: boolean): void => {
        cancelTimer();
        this.#onProgress = undefined;
        resolve(done);
      };
      const cancelTimer = this.#clock.setTimer(timeoutMs, () => finish(false));
      // Outcomes leave the count of calls one turn after their events were pushed, so progress is looked at a turn later.
      this.#onProgress = () => this.#clock.defer(() => isDone() && this.#onProgress !== undefined && finish(true));
    });
  }

  async #tearDown(state: 'stopped' | 'failed'): Promise<void> {
    this.#machinery?.heartbeat.stop();
    this.#machinery?.loop.stop();
    this.#performer.close();
    this.#abort.abort();
    await this.#quietly('close the brokerage', () => this.#options.brokerage.close());
    await this.#quietly('close the journal', () => this.#journal.close());
    this.#setState(state);
  }

  async #quietly(operation: string, run: () => Promise<void> | void): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#logger.error(`could not ${operation}`, { reason: error instanceof Error ? error.message : String(error) });
    }
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
  }

  #onAbort(): void {
    if (this.#state === 'starting') this.#abort.abort();
    else void this.stop();
  }

  #onOverflow(): void {
    const lengthMax = this.#options.actionQueueMax ?? 10_000;
    this.command(
      {
        command: 'halt',
        reason: `the action queue passed its bound of ${lengthMax}; nothing was dropped, resume when it has drained`,
      },
      'system',
    );
  }

  #onJournalFailure(error: TradingError<'journal/failed'>): void {
    this.#logger.error(error.message);
    this.#setState('failed');
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

  #wrongState(operation: string, remedy: string): TradingError<'system/wrong-state'> {
    return new TradingError('system/wrong-state', `cannot ${operation} while the system is ${this.#state}; ${remedy}`, {
      state: this.#state,
      operation,
    });
  }

  #aborted(cause: unknown): TradingError<'system/aborted'> {
    return new TradingError(
      'system/aborted',
      'the start was given up because its signal was aborted',
      { operation: 'start' },
      { cause },
    );
  }
}

async function readJournal(journal: Journal): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.read(1)) entries.push(entry);
  return entries;
}
