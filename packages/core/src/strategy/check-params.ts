import { TradingError } from '../errors/trading-error.ts';
import type { StrategyId } from '../order/order.ts';
import type { SchemaIssue, StandardSchema } from './standard-schema.ts';
import type { StrategyClass } from './strategy-base.ts';

/**
 * The params of a strategy, checked and completed by the schema on its class; as given when it declares none.
 *
 * @throws TradingError `strategy/invalid` naming the field and what is wrong with it.
 */
export function checkParams(id: StrategyId, strategy: StrategyClass, params: unknown): unknown {
  const schema = strategy.params;
  if (schema === undefined) return params ?? {};
  if (!isStandardSchema(schema)) {
    throw invalid(id, 'static params', 'is not a Standard Schema; use z.object({ … }) from zod, or valibot or arktype');
  }
  const result = schema['~standard'].validate(params ?? {});
  if (result instanceof Promise) {
    throw invalid(
      id,
      'static params',
      'checks asynchronously; params are checked at once, remove asynchronous refinements',
    );
  }
  if (result.issues === undefined) return result.value;
  const [first] = result.issues;
  const reasons = result.issues.map(issue => `${describePath(issue)}: ${issue.message}`).join('; ');
  throw invalid(id, first === undefined ? 'params' : describePath(first), reasons);
}

function invalid(strategy: StrategyId, field: string, reason: string): TradingError<'strategy/invalid'> {
  return new TradingError('strategy/invalid', `strategy "${strategy}": ${reason}`, { strategy, field, reason });
}

function describePath(issue: SchemaIssue): string {
  const steps = (issue.path ?? []).map(step => String(typeof step === 'object' ? step.key : step));
  return ['params', ...steps].join('.');
}

function isStandardSchema(value: unknown): value is StandardSchema {
  const isHolder = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isHolder && '~standard' in value;
}
