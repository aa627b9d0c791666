import { type Logger, type StrategyClass, TradingError } from '@trader/core';
import { type AmbientCall, ambientCalls, dateInstead } from './ambient-calls.ts';
import { callerPlace } from './caller-place.ts';
import { guardStrategy } from './guard-strategy.ts';

/** A call in a hook whose answer differs from run to run. */
export interface TrappedCall {
  /** Whose hook. */
  readonly strategy: string;
  /** Which hook; `constructor` for what runs when the strategy is made. */
  readonly hook: string;
  /** What was called, such as `Date.now`. */
  readonly call: string;
  /** `file:line:column` of the call; `undefined` where the runtime tells no places. */
  readonly place: string | undefined;
  /** What to do instead. */
  readonly instead: string;
}

/** What watches strategies while {@link trapNondeterminism} runs. */
export interface NondeterminismTrap {
  /** The class, watched: what its hooks may not call throws `strategy/nondeterministic` there, and is remembered. */
  guard(strategy: StrategyClass, id: string): StrategyClass;
  /** The logger, free to read the clock although a hook calls it. */
  guardLogger(logger: Logger): Logger;
  /** What was called, in order; at most the first 100. */
  readonly calls: readonly TrappedCall[];
}

/** Calls remembered; a hook that swallows the error may make any number. */
const callsMax = 100;

/** A hook that runs at this moment, and where its trapped calls go. */
interface Frame {
  readonly strategy: string;
  readonly hook: string;
  readonly calls: TrappedCall[];
}

// Globals are one per process, so this is too: however many traps are set at once, the globals are replaced once, and put back
// when the last one is gone. Hooks are synchronous, so at most one runs at a time.
let running: Frame | undefined;
let traps = 0;
let putBack: (() => void)[] = [];

/**
 * Runs something with clocks, dice, timers and the network of the runtime trapped inside the hooks of guarded strategies, and
 * nowhere else: engine, adapters and everybody else in the process find them as they were. They are put back when `run` has ended,
 * its promise included, however it ended.
 *
 * What a strategy imports under a name of its own (`node:crypto`, a captured `setTimeout`) is not seen.
 */
export function trapNondeterminism<Result>(run: (trap: NondeterminismTrap) => Result): Result {
  setTraps();
  let result: Result;
  try {
    result = run(new Trap());
  } catch (error) {
    removeTraps();
    throw error;
  }
  if (!isPromise(result)) {
    removeTraps();
    return result;
  }
  return result.finally(removeTraps) as Result;
}

class Trap implements NondeterminismTrap {
  readonly calls: TrappedCall[] = [];

  guard(strategy: StrategyClass, id: string): StrategyClass {
    return guardStrategy(strategy, hook => {
      const frame: Frame = { strategy: id, hook, calls: this.calls };
      return {
        call: (hookFunction, self, first, second) => {
          const outer = running;
          running = frame;
          try {
            return hookFunction.call(self, first, second);
          } finally {
            running = outer;
          }
        },
      };
    });
  }

  guardLogger(logger: Logger): Logger {
    const level = (name: keyof Logger): Logger['info'] => {
      return (message, fields) => outsideHooks(() => logger[name](message, fields));
    };
    return { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') };
  }
}

function outsideHooks(run: () => void): void {
  const outer = running;
  running = undefined;
  try {
    run();
  } finally {
    running = outer;
  }
}

function setTraps(): void {
  traps += 1;
  if (traps > 1) return;
  putBack = [...ambientCalls().map(replaceCall), replaceDate()];
}

function removeTraps(): void {
  traps -= 1;
  if (traps > 0) return;
  for (const put of putBack.reverse()) put();
  putBack = [];
}

function replaceCall({ holder, key, name, instead }: AmbientCall): () => void {
  const original = (holder as Record<string, unknown>)[key] as (...args: unknown[]) => unknown;
  const watched = function (this: unknown, ...args: unknown[]): unknown {
    if (running !== undefined) caught(running, name, instead, watched);
    return Reflect.apply(original, this, args);
  };
  // What hangs on the function itself (`hrtime.bigint`, promisified timers) stays in reach.
  Object.setPrototypeOf(watched, original);
  return replace(holder as object, key, watched);
}

function replaceDate(): () => void {
  const construct: NonNullable<ProxyHandler<DateConstructor>['construct']> = (target, args, newTarget) => {
    if (running !== undefined && args.length === 0) caught(running, 'new Date()', dateInstead, construct);
    return Reflect.construct(target, args, newTarget) as object;
  };
  const apply: NonNullable<ProxyHandler<DateConstructor>['apply']> = (target, self, args) => {
    if (running !== undefined) caught(running, 'Date()', dateInstead, apply);
    return Reflect.apply(target, self, args) as unknown;
  };
  return replace(globalThis, 'Date', new Proxy(Date, { construct, apply }));
}

/** Replaces a property, own or inherited, where the runtime lets it; the returned function puts it back as it was. */
function replace(holder: object, key: string, value: unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(holder, key);
  const enumerable = own?.enumerable ?? false;
  if (!Reflect.defineProperty(holder, key, { value, configurable: true, writable: true, enumerable })) return doNothing;
  return () => {
    if (own === undefined) Reflect.deleteProperty(holder, key);
    else Object.defineProperty(holder, key, own);
  };
}

const doNothing = (): void => undefined;

function caught(frame: Frame, name: string, instead: string, callee: (...args: never[]) => unknown): never {
  const { strategy, hook, calls } = frame;
  const call = name.endsWith(')') ? name : `${name}()`;
  const place = callerPlace(callee);
  if (calls.length < callsMax) calls.push({ strategy, hook, call, place, instead });
  const where = place === undefined ? '' : ` at ${place}`;
  throw new TradingError(
    'strategy/nondeterministic',
    `strategy "${strategy}" called ${call} in ${hook}${where}; its answer is another one in every run: ${instead}`,
    { strategy, hook, call, place },
  );
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'finally' in value && typeof value.finally === 'function';
}
