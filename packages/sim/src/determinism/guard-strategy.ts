import type { StrategyClass } from '@trader/core';

const hookNames = [
  'onStart',
  'onStop',
  'onTick',
  'onTrade',
  'onBar',
  'onBook',
  'onOrder',
  'onFill',
  'onTimer',
  'onSignal',
  'onGap',
  'onSave',
  'onLoad',
] as const;

/** Runs something in the name of a strategy's hook; made once per hook, so that a call allocates nothing. */
export type RunInHook = (hook: string) => {
  /** Calls a function with what the engine hands to a hook. */
  call(run: (...args: unknown[]) => unknown, self: unknown, first: unknown, second: unknown): unknown;
};

type Hook = (this: unknown, first: unknown, second: unknown) => unknown;

/** The class with its constructor and every hook of its objects run inside what `inHook` makes; all else is the class itself. */
export function guardStrategy(strategy: StrategyClass, inHook: RunInHook): StrategyClass {
  const construction = inHook('constructor');
  return new Proxy(strategy, {
    construct: (target, args, newTarget) => {
      const make = () => Reflect.construct(target, args, newTarget) as Record<string, unknown>;
      const made = construction.call(make, undefined, undefined, undefined) as Record<string, unknown>;
      for (const name of hookNames) {
        const hook = made[name];
        if (typeof hook !== 'function') continue;
        const frame = inHook(name);
        const run = hook as (...args: unknown[]) => unknown;
        const value: Hook = function (first, second) {
          return frame.call(run, this, first, second);
        };
        Object.defineProperty(made, name, { value, configurable: true, writable: true });
      }
      return made;
    },
  });
}
