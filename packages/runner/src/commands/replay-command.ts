import { replayProject } from '../replay/replay-project.ts';
import type { ReplayReport } from '../replay/replay-report.ts';
import { replayText } from '../replay/replay-text.ts';
import { exitCodes } from '../run/exit-codes.ts';
import { type CommandContext, loadProjectWithoutKeys, type ProjectFlags } from './command-context.ts';

/** Flags of `trader replay`. */
export interface ReplayFlags extends ProjectFlags {
  /** The run: the beginning of its id, or its folder's name. */
  readonly run?: string;
}

const exitCodeOf: Readonly<Record<ReplayReport['outcome'], number>> = {
  identical: exitCodes.ok,
  differs: exitCodes.differs,
  trapped: exitCodes.differs,
  incomplete: exitCodes.unrepeatable,
};

/** `trader replay`: runs engine and strategies again on a recording, and names the first decision that differs. */
export async function replayCommand(flags: ReplayFlags, context: CommandContext): Promise<number> {
  const loaded = await loadProjectWithoutKeys(flags, context);
  const report = await replayProject(loaded, { run: flags.run, signal: context.signal });
  context.stdout.write(flags.json === true ? `${JSON.stringify(report)}\n` : replayText(report));
  return exitCodeOf[report.outcome];
}
