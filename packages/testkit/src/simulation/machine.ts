import {
  type CapitalView,
  type Logger,
  type Order,
  type StrategyEntry,
  TradingSystem,
  type TradingSystemOptions,
} from '@trader/core';
import { JournalWatch } from './journal-watch.ts';
import { ModelMarketplace } from './model-market.ts';
import { createRandomStrategy, type StrategyProbe } from './random-strategy.ts';
import { type Registry, SimulatedBrokerage } from './simulated-brokerage.ts';
import { JournalStore, SimulatedJournal } from './simulated-journal.ts';
import { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** What each strategy owns at the beginning; the rest of the account is unallocated. */
const openingCapital: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  busy: { ZAR: '150000', XBT: '5', ETH: '50' },
  calm: { ZAR: '100000', XBT: '3' },
};

/** What runs in one process. */
export interface Run {
  readonly process: SimulatedProcess;
  readonly brokerage: SimulatedBrokerage;
  readonly journal: SimulatedJournal;
  readonly options: TradingSystemOptions & { readonly runId: string };
  readonly system: TradingSystem;
  /** What `onSave` had given when the run began. */
  readonly savedBefore: ReadonlyMap<string, string>;
  isStopping: boolean;
}

/** The machine on which one process after another runs the system under test, on one disk. */
export class Machine {
  readonly world: World;
  readonly store = new JournalStore();
  readonly watch: JournalWatch;
  readonly marketplace: ModelMarketplace;
  /** Runs that were begun. */
  runs = 0;
  /** What runs at present. */
  run: Run | undefined;
  /** Order views that strategies of the present run were handed. */
  placed: Order[] = [];
  /** Those that came out of hooks which threw. */
  thrown: Order[] = [];
  /** What each strategy of the present run owns and holds, as it sees it itself. */
  readonly capital = new Map<string, CapitalView>();
  /** Strategies of the present run that got back what they had saved. */
  readonly loaded = new Set<string>();
  readonly #registry: Registry = { sentIds: new Set() };

  /** @param world - Where it stands. */
  constructor(world: World) {
    this.world = world;
    this.watch = new JournalWatch(world, openingCapital);
    this.marketplace = new ModelMarketplace(world);
    world.exchange.listeners.add({
      onOrder: () => undefined,
      onBalance: () => undefined,
      onAccepted: order => {
        if (order.isOurs) this.watch.onAccepted(order.request.clientOrderId ?? '');
      },
    });
  }

  /** Begins a new run. */
  boot(): void {
    const { world } = this;
    this.runs += 1;
    const process = new SimulatedProcess(world, world.streams.run.hex(32), dead => this.#onDeath(dead));
    this.watch.begin(this.store.entries);
    const savedBefore = new Map(this.watch.saved);
    this.placed = [];
    this.thrown = [];
    this.loaded.clear();
    this.capital.clear();
    const brokerage = new SimulatedBrokerage(process, this.marketplace, this.#registry);
    const journal = new SimulatedJournal(this.store, process, this.watch);
    const options = {
      brokerage,
      journal,
      clock: process,
      runId: process.runId,
      seed: `${world.seed} ${this.runs}`,
      strategies: this.#strategies(savedBefore),
      logger: this.#logger(),
      placeWithinMs: world.scenario.placeWithinMs,
      closedOrdersMax: world.scenario.closedOrdersMax,
      risk: { openOrdersMax: 30 },
    };
    const run: Run = {
      process,
      brokerage,
      journal,
      options,
      savedBefore,
      isStopping: false,
      system: new TradingSystem(options),
    };
    this.run = run;
    this.#watchSystem(run);
    world.trace.note(`boot ${this.runs}`);
    run.system.start().then(
      () => this.#onStarted(run),
      (error: unknown) => this.#onStartFailed(run, error),
    );
  }

  /** Stops the present run in order, and begins another some time later. */
  stop(policy: 'keep' | 'cancel', bootAgain: boolean): void {
    const { run } = this;
    if (run === undefined || run.isStopping || run.system.state !== 'running') return;
    run.isStopping = true;
    this.world.trace.note(`stop ${policy}`);
    void run.system.stop({ policy, timeoutMs: 20_000 }).then(() => this.#onStopped(run, bootAgain));
  }

  #onStarted(run: Run): void {
    if (!run.process.isAlive) return;
    this.world.trace.note('started');
  }

  #onStartFailed(run: Run, error: unknown): void {
    if (!run.process.isAlive) return;
    const reason = error instanceof Error ? error.message : String(error);
    this.world.trace.note(`start failed: ${reason}`);
    const expected = /could not be read/.test(reason) || this.watch.hasFailed;
    const timedOut = /could not be reconciled/.test(reason);
    this.world.referee.must(expected || timedOut, 'L3', () => `the start failed without a reason: ${reason}`);
    this.#onStopped(run, true);
  }

  #onStopped(run: Run, bootAgain: boolean): void {
    // What was deferred to the next turn may still run; anything later is a leak.
    this.world.time.plan(1, 'stopped', () => {
      if (!run.process.isAlive) return;
      const { pendingTimers } = run.process;
      this.world.referee.must(pendingTimers === 0, 'L4', () => `${pendingTimers} timers are left after the stop`);
      run.process.retire();
      run.brokerage.drop();
      run.journal.loseTail();
      this.run = undefined;
      if (bootAgain) this.bootLater();
    });
  }

  #onDeath(process: SimulatedProcess): void {
    const { run } = this;
    if (run?.process !== process) return;
    run.brokerage.drop();
    run.journal.loseTail();
    this.run = undefined;
    this.bootLater();
  }

  /** Begins a new run some time later. */
  bootLater(): void {
    const delayMs = this.world.streams.run.integer(50, 4_000);
    this.world.time.plan(delayMs, 'boot', () => {
      if (this.run === undefined) this.boot();
    });
  }

  #watchSystem(run: Run): void {
    const { system, process } = run;
    const { referee } = this.world;
    system.on('state', ({ to }) => {
      if (to === 'running') process.hasStarted = true;
      if (to === 'failed' && !run.isStopping && process.hasStarted) {
        run.isStopping = true;
        void system.stop().then(() => this.#onStopped(run, true));
      }
    });
    system.on('record', ({ sequence }) => {
      if (!process.isAlive || this.watch.hasFailed) return;
      const durable = this.watch.durableSequence;
      referee.must(
        sequence <= durable,
        'I17',
        () => `record ${sequence} is shown, and ${durable} is the last durable one`,
      );
    });
  }

  #strategies(savedBefore: ReadonlyMap<string, string>): readonly StrategyEntry[] {
    const { world } = this;
    const probe: StrategyProbe = {
      onStarted: (strategy, capital) => {
        this.capital.set(strategy, capital);
      },
      onPlaced: (order: Order): void => {
        this.placed.push(order);
      },
      onThrowing: (order: Order | undefined): void => {
        if (order !== undefined) this.thrown.push(order);
      },
      onLoaded: (strategy: string, saved: unknown): void => {
        this.loaded.add(strategy);
        const expected = savedBefore.get(strategy);
        const got = JSON.stringify(saved);
        world.referee.must(got === expected, 'I15', () => `${strategy} was given ${got}, it had saved ${expected}`);
      },
    };
    return [
      {
        id: 'busy',
        strategy: createRandomStrategy(world, 'event', probe),
        symbols: ['XBTZAR', 'ETHZAR'],
        capital: openingCapital['busy'] ?? {},
      },
      {
        id: 'calm',
        strategy: createRandomStrategy(world, 'heartbeat', probe),
        symbols: ['XBTZAR', 'ETHZAR'],
        capital: openingCapital['calm'] ?? {},
      },
    ];
  }

  #logger(): Logger {
    const ignore = (): void => undefined;
    return {
      debug: ignore,
      info: ignore,
      warn: ignore,
      error: (message, fields) => {
        const isDefect = message.startsWith('a defect') || message.startsWith('a listener');
        this.world.referee.must(!isDefect, 'X2', () => `${message} ${JSON.stringify(fields ?? {})}`);
      },
    };
  }
}
