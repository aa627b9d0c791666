import path from 'node:path';
import { exitCodes } from '../run/exit-codes.ts';
import { initProject } from '../scaffold/init-project.ts';
import type { CommandContext } from './command-context.ts';

/** Flags of `trader init`. */
export interface InitFlags {
  /** One JSON object on standard output instead of text. */
  readonly json?: boolean;
}

/** `trader init DIR`: writes a project that works. */
export async function initCommand(directory: string, flags: InitFlags, context: CommandContext): Promise<number> {
  const files = await initProject(directory);
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify({ directory: path.resolve(directory), files })}\n`);
    return exitCodes.ok;
  }
  for (const file of files) context.stdout.write(`wrote ${path.join(directory, file)}\n`);
  context.stdout.write(
    `\nNext:\n  cd ${shellWord(directory)}\n  npm install\n  npx trader backtest\n  npx trader run\n`,
  );
  return exitCodes.ok;
}

/** A folder as a shell takes it, spaces and all. */
function shellWord(text: string): string {
  return /^[\w./:\\~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
