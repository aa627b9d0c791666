import {
  type CapitalView,
  type ContingentOrder,
  type Logger,
  type Order,
  type StopPolicy,
  type StrategyEntry,
  TradingSystem,
  type TradingSystemOptions,
} from '@trader/core';
import { BarWatch } from './bar-watch.ts';
import { JournalWatch } from './journal-watch.ts';
import type { ModelMarketplace } from './model-market.ts';
import { createRandomStrategy, type StrategyProbe } from './random-strategy.ts';
import { type Registry, SimulatedBrokerage } from './simulated-brokerage.ts';
import { JournalStore, SimulatedJournal } from './simulated-journal.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { instruments, type World } from './world.ts';

/** What each strategy of a machine owns at the beginning; the rest of the account is nobody's. */
export type OpeningCapital = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Two strategies on the machine that every seed has. */
export const mainCapital: OpeningCapital = {
  busy: { ZAR: '150000', XBT: '5', ETH: '50' },
  calm: { ZAR: '100000', XBT: '3' },
};

/** One on the other machine that some seeds have, with the same account. */
export const rivalCapital: OpeningCapital = { busy: { ZAR: '40000', XBT: '2', ETH: '20' } };

/** The strategy of every machine that sees each price at once. */
const eventPaced = 'busy';

/** What a machine is. */
export interface MachineOptions {
  readonly world: World;
  readonly marketplace: ModelMarketplace;
  readonly registry: Registry;
  /** Its name: whose orders they are at the brokerage. */
  readonly name: string;
  readonly capital: OpeningCapital;
}

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

/** Prices are shown at least this often where nothing is broken, in milliseconds. */
const ticksMsMax = 20_000;

/** The machine on which one process after another runs the system under test, on one disk. */
export class Machine {
  readonly world: World;
  /** Its name: whose orders they are at the brokerage. */
  readonly name: string;
  /** What its strategies own at the beginning. */
  readonly opening: OpeningCapital;
  readonly store: JournalStore;
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
  /** The exits that the engine holds for each strategy of the present run. */
  readonly exits = new Map<string, () => readonly ContingentOrder[]>();
  /** When each strategy of the present run last heard of a timer, or set its first. */
  readonly timers = new Map<string, number>();
  /** When a strategy of the present run last saw a price, in milliseconds of true time. */
  tickMs = 0;
  /** Fills that strategies of any run were told of. */
  readonly heardOf = new Set<string>();
  /** Strategies of the present run that got back what they had saved. */
  readonly loaded = new Set<string>();
  readonly #registry: Registry;
  #bars: BarWatch | undefined;

  /** @param options - What it is, and where it stands. */
  constructor({ world, marketplace, registry, name, capital }: MachineOptions) {
    this.world = world;
    this.name = name;
    this.opening = capital;
    this.store = new JournalStore(world.scenario.keepsText);
    this.watch = new JournalWatch(world, capital);
    this.marketplace = marketplace;
    this.#registry = registry;
    world.exchange.listeners.add({
      onOrder: () => undefined,
      onBalance: () => undefined,
      onAccepted: order => {
        if (order.owner === name) this.watch.onAccepted(order.request.clientOrderId ?? '');
      },
    });
  }

  /** For how long no price was shown although somebody would see it, in milliseconds; `undefined` while all is well. */
  get blindForMs(): number | undefined {
    const silentMs = this.world.time.nowMs - this.tickMs;
    const { strategies = [] } = this.run?.system.snapshot() ?? {};
    const isWatching = strategies.some(({ id, status }) => id === eventPaced && status === 'running');
    return isWatching && silentMs > ticksMsMax ? silentMs : undefined;
  }

  /** Begins a new run. */
  boot(): void {
    const { world } = this;
    this.runs += 1;
    const process = new SimulatedProcess(world, this.name, world.streams.run.hex(32), dead => this.#onDeath(dead));
    this.watch.begin(this.store.entries);
    this.#bars = new BarWatch(world, this.marketplace.trades);
    this.store.compact(world);
    const savedBefore = new Map(this.watch.saved);
    this.placed = [];
    this.thrown = [];
    this.loaded.clear();
    this.tickMs = world.time.nowMs;
    this.capital.clear();
    this.timers.clear();
    this.exits.clear();
    const brokerage = new SimulatedBrokerage(process, this.marketplace, this.#registry);
    this.watch.brokenForMs = () => brokerage.market.brokenForMs;
    const journal = new SimulatedJournal(this.store, process, this.watch);
    const options = {
      brokerage,
      journal,
      clock: process,
      runId: process.runId,
      seed: `${world.seed} ${this.runs}`,
      strategies: this.#strategies(process, savedBefore),
      logger: this.#logger(),
      placeWithinMs: world.scenario.placeWithinMs,
      closedOrdersMax: world.scenario.closedOrdersMax,
      foreignOrders: world.scenario.foreignOrders,
      unexplainedBalances: world.scenario.unexplainedBalances,
      snapshotEvery: world.scenario.snapshotEvery,
      auditMs: world.scenario.auditMs,
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
  stop(policy: StopPolicy, bootAgain: boolean): void {
    const { run } = this;
    if (run === undefined || run.isStopping || run.system.state !== 'running') return;
    run.isStopping = true;
    this.world.trace.note(`stop ${policy}`);
    this.#planCrash(run);
    void run.system.stop({ policy, timeoutMs: 20_000 }).then(() => this.#onStopped(run, bootAgain));
  }

  /** Some stops are cut short. */
  #planCrash({ process }: Run): void {
    const { crash } = this.world.streams;
    if (!this.world.troubled || this.world.scenario.odds.crash === 0 || !crash.chance(0.3)) return;
    this.world.time.plan(crash.integer(0, 100), 'crash in a stop', () => process.kill('crash-in-stop'));
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
      if (to === 'running') {
        process.hasStarted = true;
        this.#bars?.start();
      }
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

  #strategies(process: SimulatedProcess, savedBefore: ReadonlyMap<string, string>): readonly StrategyEntry[] {
    const { world } = this;
    const probe: StrategyProbe = {
      onStarted: (strategy, capital, exits) => {
        this.capital.set(strategy, capital);
        this.exits.set(strategy, exits);
        this.timers.set(strategy, world.time.nowMs);
      },
      onFill: fillId => {
        this.heardOf.add(fillId);
      },
      onTick: (strategy, symbol) => {
        if (strategy !== eventPaced) return;
        this.tickMs = world.time.nowMs;
        this.watch.distrusted.delete(symbol);
      },
      onGap: (strategy, { stream }) => {
        if (strategy !== eventPaced || stream !== 'market') return;
        for (const { symbol } of instruments) this.watch.distrusted.add(symbol);
        this.watch.books.onGap(instruments.map(({ symbol }) => symbol));
      },
      onBook: (strategy, book) => {
        if (strategy === eventPaced) this.watch.books.onBook(book);
      },
      onBar: bar => this.#bars?.onBar(bar),
      onLook: (strategy, symbol, book) => {
        // Of what a process decides after its end, pauses included, nothing is written.
        const isOver = !process.isAlive || this.watch.hasFailed;
        if (strategy === eventPaced && !isOver) this.watch.books.onLook(symbol, book);
      },
      onTimer: strategy => {
        this.timers.set(strategy, world.time.nowMs);
      },
      onPlaced: (order: Order): void => {
        this.placed.push(order);
      },
      onThrowing: (strategy: string, order: Order | undefined): void => {
        if (order !== undefined) this.thrown.push(order);
        this.#planResumption(strategy);
      },
      mayDie: () => {
        process.mayDie('crash-in-hook', 0.2);
      },
      onLoaded: (strategy: string, saved: unknown): void => {
        this.loaded.add(strategy);
        const expected = savedBefore.get(strategy);
        const got = JSON.stringify(saved);
        world.referee.must(got === expected, 'I15', () => `${strategy} was given ${got}, it had saved ${expected}`);
      },
    };
    return Object.entries(this.opening).map(([id, capital]) => ({
      id,
      strategy: createRandomStrategy(world, id === eventPaced ? 'event' : 'heartbeat', probe),
      symbols: ['XBTZAR', 'ETHZAR'],
      capital,
    }));
  }

  /** A person finds most strategies that failed, and lets them go on. */
  #planResumption(strategy: string): void {
    const { time, streams, troubled } = this.world;
    if (!troubled || streams.run.chance(0.2)) return;
    time.plan(streams.run.integer(500, 15_000), 'resumption', () => {
      const system = this.run?.system;
      if (system?.state === 'running') system.command({ command: 'resume-strategy', strategy }, 'ann');
    });
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
