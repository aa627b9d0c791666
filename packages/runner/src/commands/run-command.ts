import type { Command } from '@trader/core';
import type { LoadedConfig } from '../config/load-config.ts';
import { exitCodeOfSummary } from '../run/exit-codes.ts';
import type { RunSummary } from '../run/run-summary.ts';
import { runLoaded } from '../run/run-trader.ts';
import { startWatchdog } from '../watchdog/watchdog.ts';
import { type CommandContext, loadProject, type ProjectFlags, toProjectOptions } from './command-context.ts';
import { type PersonFlags, toCommands } from './person-commands.ts';

/** Flags of `trader run`. */
export interface RunFlags extends ProjectFlags, PersonFlags {
  /** Stop in order after this many seconds. */
  readonly for?: number;
  /** Take the journal for this account's, whichever it belonged to. */
  readonly acceptAccount?: boolean;
  /** Lines instead of the live table. */
  readonly plain?: boolean;
}

/** `trader run`: trades until asked to stop. */
export async function runCommand(flags: RunFlags, context: CommandContext): Promise<number> {
  const commands = toCommands(flags);
  const loaded = await loadProject(flags, context);
  const { projectDir, config } = loaded;
  const watchdog = startWatchdog({ projectDir, stallTimeoutMs: config.stallTimeoutMs });
  try {
    return exitCodeOfSummary(await trade(loaded, flags, context, commands, () => watchdog.arm()));
  } finally {
    await watchdog.close();
  }
}

function trade(
  loaded: LoadedConfig,
  flags: RunFlags,
  context: CommandContext,
  commands: readonly Command[],
  onReady: () => void,
): Promise<RunSummary> {
  return runLoaded(loaded, {
    ...toProjectOptions(flags, context),
    signal: context.signal,
    stdout: context.stdout,
    stderr: context.stderr,
    json: flags.json ?? false,
    plain: flags.plain ?? false,
    acceptAccount: flags.acceptAccount ?? false,
    colour: context.colour,
    commands,
    onReady,
    ...(flags.for === undefined ? {} : { forMs: flags.for * 1_000 }),
  });
}
