import type { StrategyClass } from '@trader/core';
import { pathText } from '../config/explain-issue.ts';
import { errorFinding, type Finding } from '../config/finding.ts';
import type { LoadedConfig } from '../config/load-config.ts';

/** The part of a Standard Schema's answer that findings are made from. */
interface SchemaAnswer {
  readonly issues?: readonly {
    readonly message: string;
    readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  }[];
}

/**
 * Everything that a strategy class's own schema says about its params, each with its line. Core checks them again when the
 * system is made; it stops at the first strategy.
 */
export function checkParams(strategy: StrategyClass, index: number, loaded: LoadedConfig): readonly Finding[] {
  const params = loaded.config.strategies[index]?.params ?? {};
  const answer = validate(strategy.params, params);
  return (answer?.issues ?? []).map(({ message, path = [] }) => {
    const steps = path.map(step => (typeof step === 'object' ? step.key : step));
    const where = ['strategies', index, 'params', ...steps];
    const remedy = `Correct it; static params of ${strategy.name} says what is allowed`;
    return errorFinding(loaded.placeOf(where), `${pathText(where)}: ${lowerFirst(message.replace(/\.$/, ''))}`, remedy);
  });
}

/** Schemas that are none, or that check asynchronously, are core's to refuse. */
function validate(schema: unknown, value: unknown): SchemaAnswer | undefined {
  const standard = (schema as { '~standard'?: { validate?: (value: unknown) => unknown } } | undefined)?.['~standard'];
  const answer = standard?.validate?.(value);
  return answer instanceof Promise ? undefined : (answer as SchemaAnswer | undefined);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
