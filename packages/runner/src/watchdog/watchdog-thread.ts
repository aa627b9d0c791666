import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import process from 'node:process';
import { workerData } from 'node:worker_threads';
import { findStall, stallText } from './stall-text.ts';
import type { WatchdogData } from './watchdog.ts';

// The thread of a watchdog. It must not need the watched thread for anything: no console, no messages.

const data = workerData as WatchdogData;
const cells = new Int32Array(data.cells);

/** The stack of the watched thread, asked for inside of it, so that lines are those of the sources. */
const askForStack = `(() => {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  try { return String(new Error().stack); } finally { Error.stackTraceLimit = before; }
})()`;

/** How long an interrupted thread may take to end the process by itself, in milliseconds. */
const leaveWithinMs = 2_000;

let seen = -1;
let stillMs = 0;
let isTold = false;
let isEnding = false;

// Looks are counted, not measured: a machine that slept did not stand still.
setInterval(() => {
  const count = Atomics.load(cells, 0);
  if (count !== seen) {
    if (isTold) say('The event loop goes on.');
    seen = count;
    stillMs = 0;
    isTold = false;
    return;
  }
  stillMs += data.beatMs;
  const endAfterMs = Atomics.load(cells, 1) === 1 ? data.endAfterMs : data.endStartAfterMs;
  if (!isTold && stillMs >= data.tellAfterMs) tell(endAfterMs);
  if (!isEnding && endAfterMs > 0 && stillMs >= endAfterMs) end(endAfterMs);
}, data.beatMs);

function tell(endAfterMs: number): void {
  isTold = true;
  const seconds = stillMs / 1_000;
  const rest = endAfterMs === 0 ? '.' : `; after ${endAfterMs / 1_000} s the process is ended.`;
  interrupt(askForStack, stack => {
    // It may have gone on before it could be asked.
    if (Atomics.load(cells, 0) === seen) say(`${stallText(findStall(stack, data.projectDir), seconds)}${rest}`);
  });
}

function end(endAfterMs: number): void {
  isEnding = true;
  say(
    `The event loop has stood still for ${endAfterMs / 1_000} s, so the process is ended. Orders are as they were; the next start looks them up.`,
  );
  // In order if the thread can be interrupted: what watches the exit of the process hears of it.
  interrupt(`process.exit(${data.exitCode})`, () => undefined);
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), leaveWithinMs);
}

/** Runs an expression inside of whatever the watched thread is running, and hands out the text that it gives. */
function interrupt(expression: string, onText: (text: string) => void): void {
  const session = new Session();
  session.connectToMainThread();
  session.on('Debugger.paused', ({ params }) => {
    const callFrameId = params.callFrames[0]?.callFrameId ?? '';
    session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression }, (_, found) => {
      onText(String(found?.result.value ?? ''));
      session.post('Debugger.resume', () => session.disconnect());
    });
  });
  session.post('Debugger.enable', () => session.post('Debugger.pause'));
}

function say(text: string): void {
  try {
    writeSync(2, `${data.restore}\n${text}\n`);
  } catch {
    // Nobody listens any more.
  }
}
