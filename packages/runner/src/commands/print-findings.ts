import { isTradingError } from '@trader/core';
import picocolors from 'picocolors';
import { type Finding, formatFinding } from '../config/finding.ts';
import type { CommandContext } from './command-context.ts';

/** Writes findings for people, one line each, the errors last so that they stay in sight. */
export function printFindings(findings: readonly Finding[], context: CommandContext): void {
  const colours = picocolors.createColors(context.colour && context.stdout.isTTY === true);
  const paints = { error: colours.red, warning: colours.yellow, info: colours.dim };
  for (const level of ['info', 'warning', 'error'] as const) {
    for (const finding of findings.filter(each => each.level === level)) {
      context.stdout.write(`${paints[level](level.padEnd(7))}  ${formatFinding(finding)}\n`);
    }
  }
}

/** The findings that an error carries; `undefined` for errors that carry none. */
export function findingsOfError(error: unknown): readonly Finding[] | undefined {
  if (!isTradingError(error, 'config/invalid')) return undefined;
  return error.context.findings.map(finding => ({ level: 'error', kind: 'config', ...finding }));
}
