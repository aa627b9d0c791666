import { exitCodes } from '../run/exit-codes.ts';

/** One thing that was looked at. */
export interface Diagnosis {
  /** `ok`; `warn`: look at it; `fail`: a run would not work. */
  readonly level: 'ok' | 'warn' | 'fail';
  /** What was looked at. */
  readonly subject: string;
  /** What was found, without the last full stop. */
  readonly finding: string;
  /** What to do, without the last full stop; empty when there is nothing to do. */
  readonly remedy: string;
  /** The exit code when this is what stops a run. */
  readonly exitCode: number;
}

/** Something is as it should be. */
export function ok(subject: string, finding: string): Diagnosis {
  return { level: 'ok', subject, finding, remedy: '', exitCode: exitCodes.ok };
}

/** Something to look at. */
export function warn(subject: string, finding: string, remedy: string): Diagnosis {
  return { level: 'warn', subject, finding, remedy, exitCode: exitCodes.ok };
}

/** Something that would stop a run. */
export function fail(subject: string, finding: string, remedy: string, exitCode: number): Diagnosis {
  return { level: 'fail', subject, finding, remedy, exitCode };
}
