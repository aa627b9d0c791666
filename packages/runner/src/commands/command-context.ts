import type { EnvironmentVariables } from '../config/environment.ts';
import { type LoadedConfig, loadConfig, loadConfigWithoutKeys, type ProjectOptions } from '../config/load-config.ts';
import type { OutputStream } from '../display/screen.ts';
import type { Redact } from '../log/redactor.ts';

/** What a command works with: everything of the process that it may touch. */
export interface CommandContext {
  /** Standard output. */
  readonly stdout: OutputStream;
  /** Standard error. */
  readonly stderr: OutputStream;
  /** Variables of the process. */
  readonly env: EnvironmentVariables;
  /** Is aborted when the command is to stop in order. */
  readonly signal: AbortSignal;
  /** Whether colours are used on a terminal. */
  readonly colour: boolean;
  /** Hides a project's secrets in both streams from now on. */
  readonly hide: (redact: Redact) => void;
}

/** Options of every command that works on a project. */
export interface ProjectFlags {
  /** The project's folder. */
  readonly project: string;
  /** The configuration file, relative to the project's folder. */
  readonly config?: string;
  /** One JSON object on standard output instead of text. */
  readonly json?: boolean;
}

/** Loads the project that the flags name; from then on nothing that is printed shows its secrets. */
export async function loadProject(flags: ProjectFlags, context: CommandContext): Promise<LoadedConfig> {
  const loaded = await loadConfig(toProjectOptions(flags, context));
  context.hide(loaded.redact);
  return loaded;
}

/** The same for a command that asks no brokerage: it works where the keys are not. */
export async function loadProjectWithoutKeys(flags: ProjectFlags, context: CommandContext): Promise<LoadedConfig> {
  const loaded = await loadConfigWithoutKeys(toProjectOptions(flags, context));
  context.hide(loaded.redact);
  return loaded;
}

/** The project that the flags name, as library calls take it. */
export function toProjectOptions(flags: ProjectFlags, context: CommandContext): ProjectOptions {
  return {
    projectDir: flags.project,
    env: context.env,
    ...(flags.config === undefined ? {} : { configFile: flags.config }),
  };
}

/** Where progress goes: to the terminal; results that go to a file or another program stay clean of it. */
export function progressStream({ stdout, stderr }: CommandContext, isJson: boolean): OutputStream {
  return stdout.isTTY === true && !isJson ? stdout : stderr;
}
