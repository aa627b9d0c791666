import type { Machine } from './machine.ts';
import { startSecondInstance } from './second-instance.ts';
import type { World } from './world.ts';

/** What happens from outside once a second: crashes, stops, clocks that are set, second instances, wishes of a person. */
export class Trouble {
  readonly #world: World;
  readonly #machines: readonly Machine[];

  /** @param world - Where it happens; @param machines - to whom. */
  constructor(world: World, machines: readonly Machine[]) {
    this.#world = world;
    this.#machines = machines;
  }

  /** Begins; ends with the troubled phase. */
  plan(): void {
    const world = this.#world;
    world.time.plan(1_000, 'trouble', () => {
      if (!world.troubled) return;
      this.plan();
      for (const machine of this.#machines) this.#disturb(machine);
      this.#setClocks();
    });
  }

  #disturb(machine: Machine): void {
    const world = this.#world;
    const { odds } = world.scenario;
    const { crash, run } = world.streams;
    const process = machine.run?.process;
    if (crash.chance(odds.crash)) process?.kill(process.hasStarted ? 'crash-between-steps' : 'crash-in-start');
    if (machine.run?.system.state !== 'running') return;
    if (world.fires('second-instance', run, odds.secondInstance)) startSecondInstance(machine);
    if (world.fires('operator', run, odds.operator)) this.#wish(machine);
    if (world.fires('clean-restart', run, odds.cleanRestart)) machine.stop(run.pick(['keep', 'cancel', 'close']), true);
  }

  #setClocks(): void {
    const world = this.#world;
    const { odds } = world.scenario;
    const { run } = world.streams;
    if (world.fires('clock-jump', run, odds.clockJump)) this.#setOurs(run.integer(-15_000, 15_000));
    if (world.fires('clock-jump-far', run, odds.clockJumpFar)) {
      this.#setOurs(run.pick([-1, 1]) * run.integer(60_000, 600_000));
    }
    if (world.fires('brokerage-clock-step', run, odds.brokerageClockStep)) {
      const byMs = run.pick([run.integer(-2_000, 2_000), run.integer(-60_000, 60_000)]);
      world.exchange.clock.step(byMs);
      world.clocksMovedMs += Math.abs(byMs);
    }
  }

  #setOurs(byMs: number): void {
    this.#world.skewMs += byMs;
    this.#world.clocksMovedMs += Math.abs(byMs);
  }

  #wish(machine: Machine): void {
    const system = machine.run?.system;
    const strategy = this.#world.streams.run.pick(Object.keys(machine.opening));
    switch (this.#world.streams.run.integer(0, 6)) {
      case 0:
        system?.command({ command: 'halt', reason: 'a test' }, 'ann');
        this.#world.time.plan(5_000, 'resume', () => {
          const later = machine.run?.system;
          if (later?.state === 'running') later.command({ command: 'resume' }, 'ann');
        });
        return;
      case 1:
        system?.command({ command: 'cancel-all' }, 'ann');
        return;
      case 2:
        system?.command({ command: 'close-all', strategy }, 'ann');
        return;
      case 3:
        system?.command({ command: 'pause-strategy', strategy }, 'ann');
        return;
      case 4:
        system?.signal('cancel', null, strategy);
        return;
      default:
        system?.command({ command: 'resume-strategy', strategy }, 'ann');
        system?.command({ command: 'resume' }, 'ann');
    }
  }
}
