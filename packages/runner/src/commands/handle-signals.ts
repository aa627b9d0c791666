import process from 'node:process';
import { type OutputStream, restoreTerminal } from '../display/screen.ts';
import { exitCodes } from '../run/exit-codes.ts';

/** How long a finished command may still hold the process, in milliseconds, before it is ended. */
const lingerMaxMs = 3_000;

/**
 * The first Ctrl-C (or SIGTERM) stops in order, the second leaves at once; what nobody caught ends the process. For the
 * command alone: a library leaves the process to its owner.
 */
export function handleSignals(stop: AbortController, stderr: OutputStream): void {
  const leave = (exitCode: number, message: string): never => leaveNow(exitCode, message, stderr);
  const onSignal = (name: NodeJS.Signals) => {
    if (stop.signal.aborted)
      leave(exitCodes.interrupted, 'Left at once: orders are as they were. Look at the account.');
    stop.abort(new Error(name));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('uncaughtException', error =>
    leave(exitCodes.failed, `This is a defect, please report it: ${error.stack ?? error}`),
  );
  // Whoever read our output is gone: nobody watches any more, so stop in order.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // Other than a reader that left, a full disk is nothing that anybody wanted.
      if (error.code !== 'EPIPE' && stream === process.stdout) {
        stderr.write(`error  the output cannot be written, stopping in order: ${error.message}\n`);
        process.exitCode = exitCodes.failed;
      }
      stop.abort(new Error('the reader of the output is gone'));
    });
  }
}

/** Ends the process if something still holds it well after the command has finished. */
export function exitIfHeld(exitCode: number): void {
  setTimeout(
    () => leaveNow(exitCode, 'Something still held the process; it was ended.', process.stderr),
    lingerMaxMs,
  ).unref();
}

function leaveNow(exitCode: number, message: string, stderr: OutputStream): never {
  if (process.stdout.isTTY) process.stdout.write(restoreTerminal);
  stderr.write(`\n${message}\n`);
  process.exit(exitCode);
}
