import type { Clock } from '@trader/core';
import type { FaultKind } from './faults.ts';
import type { World } from './world.ts';

/** After how long a call that hangs was surely given up, by the clock of the system under test, in milliseconds. */
const givenUpMs = 155_000;

/**
 * One process that runs the system under test. When it is killed, nothing that it does afterwards has any effect: its timers never
 * fire, its calls reach nobody, its journal takes nothing. That is how code inside a call that killed it can go on to its end.
 */
export class SimulatedProcess implements Clock {
  readonly world: World;
  /** Names this run: 32 hexadecimal digits. */
  readonly runId: string;
  /** Whose: which of the systems on this account it runs. */
  readonly owner: string;
  /** Whether the start is over. */
  hasStarted = false;
  #isAlive = true;
  #pendingTimers = 0;
  /** When the last call was made that hangs, and by how much clocks had been set then, both in milliseconds. */
  #hang: { readonly atMs: number; readonly movedMs: number } | undefined;
  readonly #onDeath: (process: SimulatedProcess) => void;

  /** @param world - Where it runs; @param owner - whose it is; @param runId - its name; @param onDeath - told once when it was killed. */
  constructor(world: World, owner: string, runId: string, onDeath: (process: SimulatedProcess) => void) {
    this.world = world;
    this.owner = owner;
    this.runId = runId;
    this.#onDeath = onDeath;
  }

  /** Whether it has not been killed. */
  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** A call was made that hangs. */
  noteHang(): void {
    this.#hang = { atMs: this.world.time.nowMs, movedMs: this.world.clocksMovedMs };
  }

  /** Whether the system under test may still wait for a call that hangs. */
  get mayWait(): boolean {
    if (this.#hang === undefined) return false;
    const { atMs, movedMs } = this.#hang;
    return this.world.time.nowMs < atMs + givenUpMs + this.world.clocksMovedMs - movedMs;
  }

  /** Timers of the system under test that wait. */
  get pendingTimers(): number {
    return this.#pendingTimers;
  }

  /** Kills it, as SIGKILL would. */
  kill(kind: FaultKind): void {
    if (!this.#isAlive || (this.world.troubled && !this.world.allows(kind))) return;
    this.world.fired(kind);
    this.#isAlive = false;
    this.#onDeath(this);
  }

  /** Ends it after a stop in order: nothing is left to do. */
  retire(): void {
    this.#isAlive = false;
  }

  /** Kills it now with the odds of this seed, times `share`; says whether it is dead. */
  mayDie(kind: FaultKind, share = 1): boolean {
    const { crash } = this.world.streams;
    const odds = this.world.scenario.odds.crashInPort * share;
    if (this.#isAlive && this.world.troubled && odds > 0 && crash.chance(odds)) this.kill(kind);
    return !this.#isAlive;
  }

  /** The machine's clock, which may be wrong and may jump. */
  nowMs(): number {
    return this.world.machineMs;
  }

  /** Runs `callback` after a delay, if the process is still alive then. */
  setTimer(delayMs: number, callback: () => void): () => void {
    let isPending = true;
    this.#pendingTimers += 1;
    const done = (): void => {
      if (isPending) this.#pendingTimers -= 1;
      isPending = false;
    };
    const cancel = this.world.time.plan(delayMs, 'timer', () => {
      done();
      if (this.#isAlive) callback();
    });
    return () => {
      done();
      cancel();
    };
  }

  /** Runs `callback` soon. */
  defer(callback: () => void): void {
    this.setTimer(0, callback);
  }
}
