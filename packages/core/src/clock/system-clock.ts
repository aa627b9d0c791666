import type { Clock } from './clock.ts';

// The runtime's own timers: the same in Node, workers and browsers. Declared here because core is checked without the
// types of any one runtime.
declare function setTimeout(callback: () => void, delayMs: number): unknown;
declare function clearTimeout(timer: unknown): void;
declare class MessageChannel {
  readonly port1: { onmessage: (() => void) | null; unref?(): void; ref?(): void; close(): void };
  readonly port2: { postMessage(value: unknown): void; unref?(): void };
}
declare const setImmediate: ((callback: () => void) => unknown) | undefined;

/** Longest delay that runtimes hold without overflow: 2^31 − 1 ms, about 24.8 days. */
const delayMaxMs = 2_147_483_647;

/** The clock of the machine: the only place in core that reads time or sets timers. */
export class SystemClock implements Clock {
  readonly #delayMaxMs: number;

  /** @param delayMsMax - Longest delay that is given to the runtime at once, in milliseconds; longer ones are waited for in parts. */
  constructor(delayMsMax: number = delayMaxMs) {
    this.#delayMaxMs = delayMsMax;
  }

  /** Milliseconds since the epoch, UTC. */
  nowMs(): number {
    return Date.now();
  }

  /** Runs `callback` once after `delayMs`, however long that is; the returned function says “never mind”. */
  setTimer(delayMs: number, callback: () => void): () => void {
    let timer: unknown;
    const wait = (leftMs: number): void => {
      const partMs = Math.min(leftMs, this.#delayMaxMs);
      timer = setTimeout(() => (leftMs > partMs ? wait(leftMs - partMs) : callback()), partMs);
    };
    wait(Math.max(delayMs, 0));
    return () => clearTimeout(timer);
  }

  /** Runs `callback` soon, after pending input and output had their turn. */
  defer(callback: () => void): void {
    if (typeof setImmediate === 'function') {
      setImmediate(callback);
      return;
    }
    // Browsers slow nested time-outs down to 4 ms; a message channel is not slowed.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      callback();
    };
    channel.port2.postMessage(undefined);
  }
}
