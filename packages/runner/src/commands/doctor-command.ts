import picocolors from 'picocolors';
import type { Diagnosis } from '../doctor/diagnosis.ts';
import { examineProject } from '../doctor/examine-project.ts';
import { exitCodes } from '../run/exit-codes.ts';
import { type CommandContext, type ProjectFlags, toProjectOptions } from './command-context.ts';

/** `trader doctor`: asks the machine, the project and the brokerage whether a run would work; sends no order. */
export async function doctorCommand(flags: ProjectFlags, context: CommandContext): Promise<number> {
  const colours = picocolors.createColors(context.colour && context.stdout.isTTY === true);
  const paints = { ok: colours.green, warn: colours.yellow, fail: colours.red };
  const diagnoses: Diagnosis[] = [];
  for await (const diagnosis of examineProject({ ...toProjectOptions(flags, context), signal: context.signal })) {
    diagnoses.push(diagnosis);
    if (flags.json === true) continue;
    const { level, subject, finding, remedy } = diagnosis;
    const advice = remedy === '' ? '' : ` ${remedy}.`;
    context.stdout.write(`${paints[level](level.padEnd(4))}  ${subject.padEnd(12)} ${finding}.${advice}\n`);
  }
  const failed = diagnoses.filter(({ level }) => level === 'fail');
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify({ ok: failed.length === 0, diagnoses })}\n`);
  } else {
    context.stdout.write(failed.length === 0 ? 'Ready to run.\n' : `${failed.length} to mend before a run.\n`);
  }
  return failed[0]?.exitCode ?? exitCodes.ok;
}
