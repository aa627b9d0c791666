import process from 'node:process';
import { checkBooks, checkFold, checkQueues, checkStrategies, disagreement } from './checks.ts';
import type { FaultCounts } from './faults.ts';
import { Machine } from './machine.ts';
import { World } from './world.ts';

/** How far one seed is run. */
export interface SimulationOptions {
  /** Names everything that happens. */
  readonly seed: number;
  /** Steps of the troubled phase; the calm phase comes on top. */
  readonly steps: number;
}

/** A promise that was found broken, and how to see it again. */
export interface SimulationFailure {
  /** Short name of the invariant: `I5`, `L2`, … */
  readonly invariant: string;
  /** What was seen. */
  readonly message: string;
  /** At which step. */
  readonly step: number;
  /** The last events before it, oldest first. */
  readonly lastEvents: readonly string[];
}

/** What one seed brought. */
export interface SimulationResult {
  /** Which seed. */
  readonly seed: number;
  /** Steps taken, those of the calm phase included. */
  readonly steps: number;
  /** Runs of the system, the first one included. */
  readonly runs: number;
  /** Orders that the brokerage accepted from us. */
  readonly orders: number;
  /** Executions of them. */
  readonly trades: number;
  /** How often the whole journal was folded and compared. */
  readonly folds: number;
  /** How often each fault fired. */
  readonly faults: FaultCounts;
  /** Names all that happened: the same seed gives the same hash, in any process. */
  readonly hash: string;
  /** The first broken promise; `undefined` when all were kept. */
  readonly failure: SimulationFailure | undefined;
}

/** Steps between two checks of everything but the fold. */
const checkEvery = 20;
/** Steps between two looks at the queues, which need a snapshot of everything. */
const queuesEvery = 200;
/** Folds of the journal in the troubled phase, spread over its steps; two more follow when everything is calm. */
const foldsMin = 4;
/** How long everything may take to agree once the trouble is over, in milliseconds. */
const calmMs = 300_000;

/** Runs one seed: a phase with trouble, then one without, in which everything has to agree with the brokerage to the last unit. */
export async function simulate({ seed, steps }: SimulationOptions): Promise<SimulationResult> {
  const simulation = new Simulation(new World(seed), steps);
  await simulation.run();
  return simulation.result();
}

class Simulation {
  readonly #world: World;
  readonly #machine: Machine;
  readonly #steps: number;
  #step = 0;
  #folds = 0;
  #foldIsDue = false;

  constructor(world: World, steps: number) {
    this.#world = world;
    this.#steps = steps;
    this.#machine = new Machine(world);
  }

  async run(): Promise<void> {
    this.#machine.boot();
    this.#planTrouble();
    const foldEvery = Math.max(1, Math.floor(this.#steps / foldsMin));
    while (this.#step < this.#steps && this.#isFine) {
      await this.#next();
      if (this.#step % foldEvery === 0) this.#foldIsDue = true;
      if (this.#foldIsDue) this.#fold();
      if (this.#step % queuesEvery === 0) checkQueues(this.#machine);
      if (this.#step % checkEvery === 0) checkBooks(this.#machine);
    }
    if (this.#isFine) await this.#calmDown();
  }

  result(): SimulationResult {
    const { seed, exchange, referee, trace, faults } = this.#world;
    const ours = [...exchange.orders.values()].filter(({ isOurs }) => isOurs);
    const { violation } = referee;
    return {
      seed,
      steps: this.#step,
      runs: this.#machine.runs,
      orders: ours.length,
      trades: ours.reduce((sum, { trades }) => sum + trades.length, 0),
      folds: this.#folds,
      faults,
      hash: trace.hash,
      failure: violation === undefined ? undefined : { ...violation, step: this.#step, lastEvents: trace.last },
    };
  }

  get #isFine(): boolean {
    return this.#world.referee.violation === undefined;
  }

  /** One step: the next planned event, and everything that it sets off at once. */
  async #next(): Promise<void> {
    const { time, trace, referee } = this.#world;
    const label = time.runNext();
    referee.must(label !== undefined, 'L3', () => 'nothing is planned any more');
    this.#step += 1;
    trace.note(`${this.#step} ${time.nowMs} ${label}`);
    await allPromises();
  }

  #fold(): void {
    if (!checkFold(this.#machine)) return;
    this.#folds += 1;
    this.#foldIsDue = false;
  }

  /** Once a second: crashes, stops, jumps of the clock, wishes of a person. */
  #planTrouble(): void {
    const world = this.#world;
    world.time.plan(1_000, 'trouble', () => {
      if (!world.troubled) return;
      this.#planTrouble();
      const { odds } = world.scenario;
      const { crash, run } = world.streams;
      const process = this.#machine.run?.process;
      if (crash.chance(odds.crash)) process?.kill(process.hasStarted ? 'crash-between-steps' : 'crash-in-start');
      if (this.#machine.run?.system.state === 'running' && world.fires('clean-restart', run, odds.cleanRestart)) {
        this.#machine.stop(run.pick(['keep', 'cancel']), true);
      }
      if (world.fires('clock-jump', run, odds.clockJump)) world.skewMs += run.integer(-15_000, 15_000);
      if (world.fires('operator', run, odds.operator)) this.#wish();
    });
  }

  #wish(): void {
    const system = this.#machine.run?.system;
    if (system?.state !== 'running') return;
    const strategy = this.#world.streams.run.pick(['busy', 'calm']);
    switch (this.#world.streams.run.integer(0, 6)) {
      case 0:
        system.command({ command: 'halt', reason: 'a test' }, 'ann');
        this.#world.time.plan(5_000, 'resume', () => {
          const later = this.#machine.run?.system;
          if (later?.state === 'running') later.command({ command: 'resume' }, 'ann');
        });
        return;
      case 1:
        system.command({ command: 'cancel-all' }, 'ann');
        return;
      case 2:
        system.command({ command: 'close-all', strategy }, 'ann');
        return;
      case 3:
        system.command({ command: 'pause-strategy', strategy }, 'ann');
        return;
      case 4:
        system.signal('cancel', null, strategy);
        return;
      default:
        system.command({ command: 'resume-strategy', strategy }, 'ann');
        system.command({ command: 'resume' }, 'ann');
    }
  }

  async #calmDown(): Promise<void> {
    const world = this.#world;
    world.troubled = false;
    world.quiet = true;
    world.trace.note('calm');
    const calmFromMs = world.time.nowMs;
    // In every other seed nothing trades any more, so that no fill ends what a cancel should have ended.
    const tradesForMs = world.seed % 2 === 0 ? 20_000 : 0;
    let reason: string | undefined = 'not looked yet';
    let decidedMs = calmFromMs;
    let decisions = -1;
    while (reason !== undefined && this.#isFine) {
      await this.#next();
      const passedMs = world.time.nowMs - calmFromMs;
      if (passedMs >= tradesForMs) this.#machine.marketplace.isTrading = false;
      if (passedMs > 60_000) this.#settleUnknown();
      if (decisions !== this.#machine.watch.decisions) decidedMs = world.time.nowMs;
      decisions = this.#machine.watch.decisions;
      if (passedMs < 25_000) continue;
      // Positions that are being closed are closed first.
      reason =
        disagreement(this.#machine) ?? (world.time.nowMs - decidedMs < 5_000 ? 'L1: it still decides' : undefined);
      const told = reason;
      world.referee.must(passedMs < calmMs, told?.slice(0, 2) ?? '', () => told ?? '');
    }
    if (!this.#isFine) return;
    checkBooks(this.#machine);
    checkStrategies(this.#machine);
    this.#foldIsDue = true;
    this.#fold();
    await this.#reconcileTwice();
    await this.#stop();
  }

  /** Where requests never expire nothing can prove that one was never accepted: a person looks, and says so. */
  #settleUnknown(): void {
    const { scenario, exchange } = this.#world;
    const { run } = this.#machine;
    if (scenario.capabilities.requestExpiry !== undefined || run?.system.state !== 'running') return;
    for (const { clientOrderId, state } of run.system.orders()) {
      if (state !== 'unknown' || exchange.byClientId.has(clientOrderId)) continue;
      run.system.command({ command: 'settle', clientOrderId, state: 'rejected', note: 'not there' }, 'ann');
    }
  }

  /** I24: comparing with the brokerage once more changes nothing. */
  async #reconcileTwice(): Promise<void> {
    const { world, watch, run } = this.#machine;
    for (let time = 0; time < 2; time += 1) {
      const before = watch.decisions;
      run?.brokerage.pretendGap();
      const untilMs = world.time.nowMs + 10_000;
      while (world.time.nowMs < untilMs && this.#isFine) await this.#next();
      const decided = watch.decisions - before;
      world.referee.must(decided === 0, 'I24', () => `comparing once more led to ${decided} records`);
    }
  }

  /** L4, and the state after a stop and a new start is the state before. */
  async #stop(): Promise<void> {
    const { world, run } = this.#machine;
    const before = disagreement(this.#machine);
    this.#machine.stop('keep', true);
    const untilMs = world.time.nowMs + 60_000;
    while (world.time.nowMs < untilMs && this.#isFine) {
      await this.#next();
      if (this.#machine.run !== undefined && this.#machine.run !== run && disagreement(this.#machine) === before) break;
    }
    const after = disagreement(this.#machine);
    world.referee.must(after === before, 'L2', () => `after a stop and a start: ${after}`);
    if (this.#isFine) {
      this.#foldIsDue = true;
      this.#fold();
    }
  }
}

/** Resolves when every promise that can settle has settled: ticks run when the queue of microtasks is empty. */
function allPromises(): Promise<void> {
  return new Promise(resolve => {
    process.nextTick(resolve);
  });
}
