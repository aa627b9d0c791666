import { checkBooks, checkEnd, checkStrategies, checkTransfers, disagreement, stateOf } from './checks.ts';
import type { Machine } from './machine.ts';
import type { World } from './world.ts';

/** How long everything may take to agree once the trouble is over, in milliseconds; as much longer as clocks were set. */
const calmMs = 300_000;
/** How long nothing may be decided any more before everything counts as settled, in milliseconds. */
const settledMs = 5_000;

/** What the calm phase asks of the simulation that it belongs to. */
export interface CalmHost {
  /** Runs one step. */
  next(): Promise<void>;
  /** Folds every journal and compares. */
  fold(): void;
}

/** The phase without trouble, in which everything has to agree with the brokerage to the last unit, and to stay so. */
export class Calm {
  readonly #world: World;
  readonly #machines: readonly Machine[];
  readonly #host: CalmHost;

  /** @param world - Where; @param machines - which have to agree; @param host - who runs the steps. */
  constructor(world: World, machines: readonly Machine[], host: CalmHost) {
    this.#world = world;
    this.#machines = machines;
    this.#host = host;
  }

  /** Runs it. */
  async run(): Promise<void> {
    this.#begin();
    await this.#settle();
    if (!this.#isFine) return;
    for (const machine of this.#machines) {
      checkBooks(machine);
      checkStrategies(machine);
      checkEnd(machine);
      checkTransfers(machine);
    }
    this.#host.fold();
    await this.#reconcileTwice();
    await this.#startAgain('a crash', machine => machine.run?.process.kill('crash-between-steps'));
    await this.#startAgain('a stop', machine => machine.stop('keep', true));
  }

  get #isFine(): boolean {
    return this.#world.referee.violation === undefined;
  }

  /** The network heals, and somebody sets our clock right. */
  #begin(): void {
    const world = this.#world;
    world.troubled = false;
    world.quiet = true;
    world.skewMs = Math.max(world.skewMs, world.shownMs - world.time.nowMs);
    world.trace.note('calm');
  }

  async #settle(): Promise<void> {
    const world = this.#world;
    const fromMs = world.time.nowMs;
    // In every other seed nothing trades any more, so that no fill ends what a cancel should have ended.
    const tradesForMs = world.seed % 2 === 0 ? 8_000 : 0;
    let reason: string | undefined = 'not looked yet';
    let decidedMs = fromMs;
    let decisions = -1;
    while (reason !== undefined && this.#isFine) {
      await this.#host.next();
      const passedMs = world.time.nowMs - fromMs;
      for (const { marketplace } of this.#machines) if (passedMs >= tradesForMs) marketplace.isTrading = false;
      if (world.scenario.usesExits && passedMs < 60_000) this.#cancelExits();
      if (passedMs > 60_000) for (const machine of this.#machines) this.#settleUnknown(machine);
      if (decisions !== this.#decisions) decidedMs = world.time.nowMs;
      decisions = this.#decisions;
      // Positions that are being closed are closed first.
      if (passedMs < 12_000) continue;
      reason = world.time.nowMs - decidedMs < settledMs ? 'L1: it still decides' : this.#disagreement();
      const told = reason;
      world.referee.must(passedMs < calmMs + world.clocksMovedMs, told?.slice(0, 2) ?? '', () => told ?? '');
    }
  }

  /** Exits that the engine holds go on trying for ever; a person takes them back. */
  #cancelExits(): void {
    for (const { run, watch } of this.#machines) {
      if (run?.system.state !== 'running' || watch.facts.contingent.size === 0) continue;
      if (this.#world.time.nowMs % 4_000 === 0) run.system.command({ command: 'cancel-all' }, 'ann');
    }
  }

  get #decisions(): number {
    return this.#machines.reduce((sum, { watch }) => sum + watch.decisions, 0);
  }

  #disagreement(): string | undefined {
    for (const machine of this.#machines) {
      const reason = disagreement(machine);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  /** Where requests never expire nothing can prove that one was never accepted: a person looks, and says so. */
  #settleUnknown({ run }: Machine): void {
    const { scenario, exchange } = this.#world;
    if (scenario.capabilities.requestExpiry !== undefined || run?.system.state !== 'running') return;
    for (const { clientOrderId, state } of run.system.orders()) {
      if (state !== 'unknown' || exchange.byClientId.has(clientOrderId)) continue;
      run.system.command({ command: 'settle', clientOrderId, state: 'rejected', note: 'not there' }, 'ann');
    }
  }

  /** I24: comparing with the brokerage once more changes nothing. */
  async #reconcileTwice(): Promise<void> {
    const world = this.#world;
    const { referee } = world;
    // What waits for a call that hangs compares nothing.
    const mayWait = (): boolean => this.#machines.some(({ run }) => run?.process.mayWait === true);
    if (mayWait()) await this.#wait(calmMs + world.clocksMovedMs, () => !mayWait());
    // What no message ever told, such as the fill of an order placed by hand, is found by the balances, which are read twice for that.
    for (const { run } of this.#machines) run?.brokerage.pretendGap();
    await this.#wait(45_000, () => false);
    for (let time = 0; time < 2; time += 1) {
      const before = this.#decisions;
      for (const { run } of this.#machines) run?.brokerage.pretendGap();
      await this.#wait(4_000, () => false);
      const decided = this.#decisions - before;
      referee.must(decided === 0, 'I24', () => `comparing once more led to ${decided} records`);
    }
  }

  /** Ending a run and beginning another changes nothing, whether it was stopped or killed. */
  async #startAgain(how: string, end: (machine: Machine) => void): Promise<void> {
    if (!this.#isFine) return;
    const before = this.#machines.map(machine => [machine, machine.run, stateOf(machine)] as const);
    for (const machine of this.#machines) end(machine);
    const isBack = (): boolean =>
      before.every(([machine, run]) => machine.run !== undefined && machine.run !== run) &&
      this.#disagreement() === undefined;
    await this.#wait(60_000, isBack);
    for (const [machine, , state] of before) {
      const reason = disagreement(machine);
      this.#world.referee.must(reason === undefined, 'L2', () => `after ${how} and a start: ${reason}`);
      const after = stateOf(machine);
      this.#world.referee.must(
        after === state,
        'I27',
        () => `before ${how}\n    ${state}\n  after a start\n    ${after}`,
      );
    }
  }

  async #wait(forMs: number, isOver: () => boolean): Promise<void> {
    const { time } = this.#world;
    const untilMs = time.nowMs + forMs;
    while (time.nowMs < untilMs && this.#isFine && !isOver()) await this.#host.next();
  }
}
