import type { ParamSet, SearchDimension, SearchReportParam, SearchSpace } from '@trader/sim';
import type { OptimizeConfig, ParamRange } from '../config/optimize-config.ts';
import { parseCondition } from './condition.ts';

/** The space as the search takes it. */
export function toSearchSpace(params: OptimizeConfig['params']): SearchSpace {
  return Object.fromEntries(Object.entries(params).map(([name, range]) => [name, toDimension(range)]));
}

function toDimension(range: OptimizeConfig['params'][string]): SearchDimension {
  if (isList(range)) return { type: 'choice', values: range };
  const { from, to, step, scale, gridPoints } = range;
  if (isInteger(range)) return { type: 'integer', from, to, ...(step === undefined ? {} : { step }) };
  return {
    type: 'real',
    from,
    to,
    ...(scale === undefined ? {} : { scale }),
    ...(gridPoints === undefined ? {} : { gridPoints }),
  };
}

function isInteger({ type, from, to, scale, gridPoints }: ParamRange): boolean {
  if (type !== undefined) return type === 'integer';
  return Number.isInteger(from) && Number.isInteger(to) && scale === undefined && gridPoints === undefined;
}

function isList(range: OptimizeConfig['params'][string]): range is Extract<typeof range, readonly unknown[]> {
  return Array.isArray(range);
}

/** The space in words. */
export function describeSpace(params: OptimizeConfig['params']): readonly SearchReportParam[] {
  return Object.entries(params).map(([name, range]) => {
    if (isList(range)) return { name, values: range.map(String).join(', ') };
    const { from, to, step = 1, scale } = range;
    const steps = isInteger(range) ? ` by ${step}` : scale === 'log' ? ', logarithmic' : '';
    return { name, values: `${from} to ${to}${steps}` };
  });
}

/** Whether a set keeps all conditions; params that are not searched have the configuration's value. */
export function allowedBy(where: readonly string[], fixed: ParamSet): (params: ParamSet) => boolean {
  const conditions = where.flatMap(text => parseCondition(text) ?? []);
  return params => conditions.every(({ holds }) => holds({ ...fixed, ...params }));
}
