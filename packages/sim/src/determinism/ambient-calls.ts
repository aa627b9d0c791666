/** One function of the runtime whose answer, or whose moment, is another in every run. */
export interface AmbientCall {
  /** Where it hangs; `undefined` where this runtime has none. */
  readonly holder: object | undefined;
  /** Its name there. */
  readonly key: string;
  /** What people call it. */
  readonly name: string;
  /** What a strategy uses instead. */
  readonly instead: string;
}

const clock = 'use this.now(), engine time in milliseconds';
const dice = 'use this.random(), which is seeded';
const timer = 'use this.setTimer(name, delayMs) and onTimer';
const outside = 'read it outside the strategy, and bring it in as a signal: onSignal';

/** Every such function that this runtime has, `Date` as a class aside. */
export function ambientCalls(): readonly AmbientCall[] {
  const root = globalThis as unknown as Readonly<Record<string, object | undefined>>;
  const onRoot = (key: string, instead: string): AmbientCall => ({ holder: globalThis, key, name: key, instead });
  const on = (name: string, key: string, instead: string): AmbientCall => {
    return { holder: root[name], key, name: `${name}.${key}`, instead };
  };
  const calls = [
    on('Date', 'now', clock),
    on('performance', 'now', clock),
    on('process', 'hrtime', clock),
    on('Math', 'random', dice),
    on('crypto', 'getRandomValues', dice),
    on('crypto', 'randomUUID', dice),
    ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'].map(key =>
      onRoot(key, timer),
    ),
    on('process', 'nextTick', timer),
    onRoot('fetch', outside),
  ];
  return calls.filter(
    ({ holder, key }) => typeof (holder as Record<string, unknown> | undefined)?.[key] === 'function',
  );
}

/** What is said about `new Date()` and `Date()`. */
export const dateInstead = 'use this.now(), or new Date(this.now())';
