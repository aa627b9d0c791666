import process from 'node:process';
import { Calm, type CalmHost } from './calm.ts';
import { checkBooks, checkQueues } from './checks.ts';
import type { FaultCounts, FaultKind } from './faults.ts';
import { checkFold } from './fold-check.ts';
import { Machine, mainCapital, rivalCapital } from './machine.ts';
import { byHand, ModelMarketplace } from './model-market.ts';
import { Trouble } from './trouble.ts';
import { World } from './world.ts';

/** How far one seed is run. */
export interface SimulationOptions {
  /** Names everything that happens. */
  readonly seed: number;
  /** Steps of the troubled phase; the calm phase comes on top. */
  readonly steps: number;
  /** Kinds of faults that do not happen, although the seed would have them. Default none. */
  readonly off?: readonly FaultKind[];
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
/** Folds of each journal in the troubled phase, spread over its steps; one more follows when everything is calm. */
const foldsMin = 4;
/** Steps between two folds at least, when some are overdue. */
const foldDistance = 100;

/** Runs one seed: a phase with trouble, then one without, in which everything has to agree with the brokerage to the last unit. */
export async function simulate({ seed, steps, off }: SimulationOptions): Promise<SimulationResult> {
  // Ticks wait for microtasks only when they were asked for by one: otherwise the first step would depend on who called.
  await Promise.resolve();
  const simulation = new Simulation(new World(seed, off), steps);
  await simulation.run();
  return simulation.result();
}

class Simulation implements CalmHost {
  readonly #world: World;
  readonly #machines: readonly Machine[];
  readonly #steps: number;
  #step = 0;
  #folds = 0;
  #foldsDue = 0;
  #foldedStep = 0;

  constructor(world: World, steps: number) {
    this.#world = world;
    this.#steps = steps;
    const shared = { world, marketplace: new ModelMarketplace(world), registry: { sentIds: new Set<string>() } };
    const main = new Machine({ ...shared, name: 'main', capital: mainCapital });
    const rival = world.scenario.hasRival ? [new Machine({ ...shared, name: 'rival', capital: rivalCapital })] : [];
    this.#machines = [main, ...rival];
  }

  async run(): Promise<void> {
    const world = this.#world;
    for (const machine of this.#machines) machine.boot();
    if (world.scenario.hasRival) world.fired('rival');
    new Trouble(world, this.#machines).plan();
    const foldEvery = Math.max(1, Math.floor(this.#steps / foldsMin));
    while (this.#step < this.#steps && this.#isFine) {
      await this.next();
      if (this.#step % foldEvery === 0) this.#foldsDue += 1;
      if (this.#foldsDue > 0 && this.#step - this.#foldedStep >= foldDistance) this.fold();
      if (this.#step % queuesEvery === 0) this.#machines.forEach(checkQueues);
      if (this.#step % checkEvery === 0) this.#machines.forEach(checkBooks);
    }
    if (!this.#isFine) return;
    await new Calm(world, this.#machines, this).run();
    // Where the trouble left too few moments to fold, what is calm is folded once more.
    while (this.#isFine && this.#folds < foldsMin + 1) this.fold();
  }

  result(): SimulationResult {
    const { seed, exchange, referee, trace, faults } = this.#world;
    const ours = [...exchange.orders.values()].filter(({ owner }) => owner !== byHand);
    const { violation } = referee;
    return {
      seed,
      steps: this.#step,
      runs: this.#machines.reduce((sum, { runs }) => sum + runs, 0),
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
  async next(): Promise<void> {
    const { time, trace, referee } = this.#world;
    const label = time.runNext();
    referee.must(label !== undefined, 'L3', () => 'nothing is planned any more');
    this.#step += 1;
    trace.note(`${this.#step} ${time.nowMs} ${label}`);
    await allPromises();
  }

  /** Folds every journal whose system runs; counts when that of the first one could be folded. */
  fold(): void {
    const [isFolded] = this.#machines.map(checkFold);
    if (isFolded !== true) return;
    this.#folds += 1;
    this.#foldsDue = Math.max(0, this.#foldsDue - 1);
    this.#foldedStep = this.#step;
  }
}

/** Resolves when every promise that can settle has settled: ticks run when the queue of microtasks is empty. */
function allPromises(): Promise<void> {
  return new Promise(resolve => {
    process.nextTick(resolve);
  });
}
