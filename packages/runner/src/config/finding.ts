import { TradingError } from '@trader/core';

/** One thing that was found in a project: where it is, what it is, what to do about it. */
export interface Finding {
  /** `error`: cannot run; `warning`: runs, look at it; `info`: good to know. */
  readonly level: 'error' | 'warning' | 'info';
  /** `credentials` when a key or its variable is the reason, otherwise `config`. */
  readonly kind: 'config' | 'credentials';
  /** Where: `configs/global_strategy_config.yaml:12:5`, or a file of the project. */
  readonly place: string;
  /** What is wrong, without the last full stop. */
  readonly problem: string;
  /** What to do, without the last full stop; empty when there is nothing to do. */
  readonly remedy: string;
}

/** A finding that stops a run. */
export function errorFinding(
  place: string,
  problem: string,
  remedy: string,
  kind: Finding['kind'] = 'config',
): Finding {
  return { level: 'error', kind, place, problem, remedy };
}

/** A finding as the one line that people see. */
export function formatFinding(finding: Finding): string {
  const sentences = [finding.problem, finding.remedy].filter(text => text !== '').map(withStop);
  return oneLine(`${finding.place}: ${sentences.join(' ')}`);
}

/** The error that carries findings out of a library call; its message has one line per finding. */
export function configInvalid(findings: readonly Finding[], cause?: unknown): TradingError<'config/invalid'> {
  const errors = findings.filter(each => each.level === 'error');
  const options = cause === undefined ? undefined : { cause };
  return new TradingError('config/invalid', errors.map(formatFinding).join('\n'), { findings: errors }, options);
}

/** Whether every error among the findings is about credentials. */
export function onlyCredentials(findings: readonly object[]): boolean {
  return findings.length > 0 && findings.every(each => 'kind' in each && each.kind === 'credentials');
}

/** A sentence without its last full stop: findings get theirs when they are shown. */
export function withoutStop(text: string): string {
  return text.trim().replace(/\.$/, '');
}

function withStop(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
