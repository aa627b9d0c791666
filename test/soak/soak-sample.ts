import { getEventListeners } from 'node:events';
import process from 'node:process';
import { getHeapCodeStatistics } from 'node:v8';

/** Everything that could grow, at one moment, after a full collection of the heap; small, since samples are in that heap too. */
export interface SoakSample {
  /** Since the run began, in milliseconds. */
  readonly timeMs: number;
  /** Bytes of the heap that are in use. */
  readonly heapUsed: number;
  /** Bytes of it that are compiled code with what belongs to it: it grows until V8 has compiled what is hot. */
  readonly code: number;
  /** Bytes outside of the heap: buffers and what libraries hold. */
  readonly external: number;
  /** Bytes of the process. */
  readonly rss: number;
  /** What keeps the process alive: sockets, timers, requests of the file system. */
  readonly handles: number;
  /** Listeners on this process and on the signal that the system was started with. */
  readonly listeners: number;
  /** Events that spectators were shown so far. */
  readonly events: number;
}

/** Collects the heap and looks. */
export function takeSample(signal: AbortSignal, events: number, startedMs: number): SoakSample {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('start Node with --expose-gc');
  // What the first collection finalises, the second one frees.
  gc();
  gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  const { code_and_metadata_size: machineCode, bytecode_and_metadata_size: bytecode } = getHeapCodeStatistics();
  return {
    timeMs: performance.now() - startedMs,
    heapUsed,
    code: machineCode + bytecode,
    external,
    rss,
    handles: process.getActiveResourcesInfo().length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0) + listenersOn(signal),
    events,
  };
}

function listenersOn(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}
