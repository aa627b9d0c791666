import type { ParamSet } from '@trader/sim';

/** A condition between params. */
export interface Condition {
  /** Names of the params that it speaks of. */
  readonly names: readonly string[];
  /** Whether a set keeps it; a param that is not there breaks it. */
  readonly holds: (params: ParamSet) => boolean;
}

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
};

const pattern = /^\s*([A-Za-z_$][\w$]*|-?\d+(?:\.\d+)?)\s*(<=|>=|==|!=|<|>)\s*([A-Za-z_$][\w$]*|-?\d+(?:\.\d+)?)\s*$/;

/** Reads `fast < slow` or `stop >= 0.01`; `undefined` when it is no such comparison, or compares no param. */
export function parseCondition(text: string): Condition | undefined {
  const [, left, sign, right] = pattern.exec(text) ?? [];
  const compare = sign === undefined ? undefined : comparisons[sign];
  if (left === undefined || right === undefined || compare === undefined) return undefined;
  const names = [left, right].filter(part => Number.isNaN(Number(part)));
  if (names.length === 0) return undefined;
  return { names, holds: params => compare(numberOf(left, params), numberOf(right, params)) };
}

function numberOf(part: string, params: ParamSet): number {
  const number = Number(part);
  return Number.isNaN(number) ? Number(params[part] ?? Number.NaN) : number;
}
