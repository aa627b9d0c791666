import { isTradingError, type LogFields, type Logger } from '@trader/core';
import { createLunoSandbox } from '../luno-sandbox.ts';
import type { CommandProcess } from './command-process.ts';
import { type CommandFlags, parseCommand } from './parse-command.ts';

/**
 * Runs a sandbox until SIGTERM, SIGINT or, when asked for, the end of standard input. Prints one JSON line when it listens; logs go
 * to standard error.
 *
 * @returns The exit code: 0 after a clean stop, 2 for wrong flags, 1 when the sandbox cannot start.
 */
export async function runCommand(argv: readonly string[], host: CommandProcess): Promise<number> {
  const parsed = parseCommand(argv, host);
  if ('exitCode' in parsed) return parsed.exitCode;
  const logger = jsonLogger(host, parsed.verbose);
  const stop = listenForStop(host, parsed);
  try {
    const sandbox = await createLunoSandbox({ ...parsed.options, logger });
    const [user] = sandbox.users;
    const [key] = user?.keys ?? [];
    const { url, streamUrl } = sandbox;
    host.stdout.write(`${JSON.stringify({ ready: true, url, streamUrl, keyId: key?.id, keySecret: key?.secret })}\n`);
    logger.info('sandbox stops', { reason: await stop.asked });
    await sandbox.close();
    return 0;
  } catch (error) {
    host.stderr.write(`luno-sandbox cannot start: ${explain(error, parsed)}\n`);
    return isTradingError(error, 'system/invalid-options') ? 2 : 1;
  } finally {
    stop.forget();
  }
}

function explain(error: unknown, { options }: CommandFlags): string {
  if (!(error instanceof Error)) return String(error);
  const isTaken = 'code' in error && error.code === 'EADDRINUSE';
  return isTaken ? `port ${options.port} is in use; choose another one, or --port 0 for a free one` : error.message;
}

interface StopRequest {
  /** Resolves with the reason to stop. */
  readonly asked: Promise<string>;
  /** Takes every listener back, so that nothing keeps the process alive. */
  forget(): void;
}

function listenForStop(host: CommandProcess, { exitWithStdin }: CommandFlags): StopRequest {
  let resolveAsked: (reason: string) => void = () => undefined;
  const asked = new Promise<string>(resolve => {
    resolveAsked = resolve;
  });
  const onTerminate = () => resolveAsked('SIGTERM');
  const onInterrupt = () => resolveAsked('SIGINT');
  const onEnd = () => resolveAsked('standard input ended');
  host.once('SIGTERM', onTerminate);
  host.once('SIGINT', onInterrupt);
  if (exitWithStdin) {
    host.stdin.once('end', onEnd);
    host.stdin.once('close', onEnd);
    host.stdin.resume();
  }
  return {
    asked,
    forget() {
      host.off('SIGTERM', onTerminate);
      host.off('SIGINT', onInterrupt);
      host.stdin.off('end', onEnd);
      host.stdin.off('close', onEnd);
      if (exitWithStdin) host.stdin.destroy();
    },
  };
}

function jsonLogger(host: CommandProcess, verbose: boolean): Logger {
  const write = (level: string) => (message: string, fields?: LogFields) => {
    host.stderr.write(`${JSON.stringify({ level, message, ...fields })}\n`);
  };
  return {
    debug: verbose ? write('debug') : () => undefined,
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}
