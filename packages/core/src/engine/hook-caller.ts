import type { StrategyId } from '../order/order.ts';
import type { StrategyManager } from '../strategy/strategy-manager.ts';
import type { HookFailure, HookName, StrategyRuntime } from '../strategy/strategy-runtime.ts';
import type { FollowUps } from './follow-ups.ts';
import type { OrderDesk } from './order-desk.ts';
import type { Turn } from './turn.ts';

/** Hooks that one event may cause in all; a strategy that passes it is caught in a loop and is paused. */
const followUpsPerEventMax = 10_000;

/** What a {@link HookCaller} works with; owned by the engine. */
export interface HookCallerParts {
  /** All strategies. */
  readonly strategies: StrategyManager;
  /** Where what hooks ask for is carried out. */
  readonly desk: OrderDesk;
  /** Hooks waiting to be called. */
  readonly followUps: FollowUps;
  /** The event in progress. */
  readonly turn: Turn;
}

/** Calls the hooks of strategies: what a hook asked for is carried out when it returns, a hook that fails pauses its strategy. */
export class HookCaller {
  readonly #parts: HookCallerParts;
  #touched = new Set<StrategyRuntime>();

  /** @param parts - What it works with. */
  constructor(parts: HookCallerParts) {
    this.#parts = parts;
  }

  /** Calls a hook now. */
  call(runtime: StrategyRuntime, hook: HookName, first?: unknown, second?: unknown): void {
    const failure = runtime.call(hook, first, second);
    if (failure !== undefined) this.fail(runtime, failure);
    else if (runtime.hasActions) this.#carryOut(runtime, hook, first);
    if (runtime.savesState) this.#touched.add(runtime);
  }

  #carryOut(runtime: StrategyRuntime, hook: HookName, subject: unknown): void {
    const { desk, turn } = this.#parts;
    turn.actFor(hook, subject);
    desk.carryOut(runtime, runtime.takeActions());
    turn.actFor(undefined);
  }

  /** Whether a hook of a strategy with state to save was called since the last time. */
  get hasTouched(): boolean {
    return this.#touched.size > 0;
  }

  /** Takes the strategies with state to save whose hooks were called since the last time. */
  takeTouched(): ReadonlySet<StrategyRuntime> {
    if (this.#touched.size === 0) return none;
    const touched = this.#touched;
    this.#touched = new Set();
    return touched;
  }

  /** Calls a hook of the strategy with this id, if there is one. */
  callById(id: StrategyId, hook: HookName, argument: unknown): void {
    const runtime = this.#parts.strategies.get(id);
    if (runtime !== undefined) this.call(runtime, hook, argument);
  }

  /**
   * Calls what the event has caused, in order, until nothing is left.
   *
   * @param calledBefore - Hooks that the event has caused so far.
   * @returns How many those are now: whoever drains more than once in an event hands it back, so that no loop escapes the bound.
   */
  drainFollowUps(calledBefore = 0): number {
    const { followUps } = this.#parts;
    let called = calledBefore;
    for (let next = followUps.take(); next !== undefined; next = followUps.take()) {
      called += 1;
      if (called <= followUpsPerEventMax) this.call(next.runtime, next.hook, next.first, next.second);
      else this.fail(next.runtime, { hook: next.hook, reason: tooMany });
    }
    return called;
  }

  /** Pauses a strategy whose hook failed; nothing of what the hook asked for is carried out. */
  fail(runtime: StrategyRuntime, { hook, reason }: HookFailure): void {
    const { desk, turn } = this.#parts;
    const message = `strategy "${runtime.id}" failed in ${hook}: ${reason}`;
    // The alarm tells all of it; told here as well, people would read it twice.
    this.setStatus(runtime, 'paused', `${hook} failed`);
    turn.actFor(hook);
    desk.discard(runtime.takeActions(), {
      code: 'hook-failed',
      message: `${hook} failed, so what it asked for was not carried out`,
    });
    turn.actFor(undefined);
    turn.alarm(
      'warning',
      'strategy-paused',
      `${message}; it is paused and its open orders stay: mend it, or resume it by command`,
      runtime.id,
    );
  }

  /** Changes whether a strategy's hooks are called. */
  setStatus(runtime: StrategyRuntime, status: StrategyRuntime['status'], reason: string): void {
    const { followUps, turn } = this.#parts;
    if (runtime.status === status) return;
    runtime.status = status;
    if (status !== 'running') followUps.forget(runtime);
    turn.record({ type: 'strategy', strategy: runtime.id, status, reason });
  }
}

const none: ReadonlySet<StrategyRuntime> = new Set();

const tooMany = `one event caused more than ${followUpsPerEventMax} hooks; look for orders placed in answer to their own denial`;
