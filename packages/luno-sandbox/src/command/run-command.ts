import { isTradingError, type LogFields, type Logger } from '@trader/core';
import { createLunoSandbox } from '../luno-sandbox.ts';
import { type CommandFlags, parseCommand } from './parse-command.ts';

/** What the command needs of a process. */
export type CommandProcess = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'once' | 'off'>;

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
  try {
    const stopped = stopRequest(host, parsed);
    const sandbox = await createLunoSandbox({ ...parsed.options, logger });
    const [user] = sandbox.users;
    const [key] = user?.keys ?? [];
    const { url, streamUrl } = sandbox;
    host.stdout.write(`${JSON.stringify({ ready: true, url, streamUrl, keyId: key?.id, keySecret: key?.secret })}\n`);
    logger.info('sandbox stops', { reason: await stopped });
    await sandbox.close();
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    host.stderr.write(`luno-sandbox cannot start: ${message}\n`);
    return isTradingError(error, 'system/invalid-options') ? 2 : 1;
  }
}

/** Resolves with the reason to stop. */
function stopRequest(host: CommandProcess, { exitWithStdin }: CommandFlags): Promise<string> {
  return new Promise(resolve => {
    const onTerminate = () => stop('SIGTERM');
    const onInterrupt = () => stop('SIGINT');
    const onEnd = () => stop('standard input ended');
    const stop = (reason: string) => {
      host.off('SIGTERM', onTerminate);
      host.off('SIGINT', onInterrupt);
      host.stdin.off('end', onEnd);
      host.stdin.off('close', onEnd);
      if (exitWithStdin) host.stdin.destroy();
      resolve(reason);
    };
    host.once('SIGTERM', onTerminate);
    host.once('SIGINT', onInterrupt);
    if (!exitWithStdin) return;
    host.stdin.once('end', onEnd);
    host.stdin.once('close', onEnd);
    host.stdin.resume();
  });
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
