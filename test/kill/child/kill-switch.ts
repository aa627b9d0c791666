import { appendFileSync } from 'node:fs';
import process from 'node:process';
import type { KillPointName } from '../kill-points.ts';

/** Where this process is to die; a process without it lives. */
export interface KillOrder {
  /** At which point. */
  readonly point: KillPointName;
  /** At which of its visits, from 1. */
  readonly time: number;
  /** A file that gets the point's name in the moment before. */
  readonly file: string;
}

/** The variable of the environment that holds a {@link KillOrder} as JSON. */
export const killOrderVariable = 'KILL_TEST_ORDER';

/** Modules of this process may be loaded more than once; the count is one. */
const key = Symbol.for('trader.kill-test');

interface Switch {
  readonly order: KillOrder | undefined;
  visits: number;
  /** Whether somebody asked the run to stop. */
  stopping: boolean;
}

function theSwitch(): Switch {
  const holder = globalThis as { [key]?: Switch };
  const text = process.env[killOrderVariable];
  holder[key] ??= {
    order: text === undefined ? undefined : (JSON.parse(text) as KillOrder),
    visits: 0,
    stopping: false,
  };
  return holder[key];
}

/** Comes by a point: the process ends here, by SIGKILL, when it was told to. */
export function reach(point: KillPointName): void {
  const state = theSwitch();
  const { order } = state;
  if (order?.point !== point) return;
  state.visits += 1;
  if (state.visits !== order.time) return;
  appendFileSync(order.file, `${point}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/** Says that the run is being stopped. */
export function beginStop(): void {
  theSwitch().stopping = true;
}

/** Whether the run is being stopped. */
export function isStopping(): boolean {
  return theSwitch().stopping;
}
