import type { StrategyClass } from '@trader/core';
import { pathText } from '../config/explain-issue.ts';
import { errorFinding, type Finding } from '../config/finding.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { suggest } from '../config/suggest.ts';
import type { ConfigPath } from '../config/yaml-document.ts';

/** The part of a Standard Schema's answer that findings are made from. */
interface SchemaAnswer {
  readonly issues?: readonly {
    readonly message: string;
    /** Unknown keys of an object, as zod tells them: its path names what holds them. */
    readonly keys?: unknown;
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
  return (answer?.issues ?? []).flatMap(({ message, path = [], keys }) => {
    const steps = path.map(step => (typeof step === 'object' ? step.key : step));
    const where = ['strategies', index, 'params', ...steps];
    if (isTexts(keys)) return keys.map(key => unknownParam([...where, key], steps, strategy, loaded));
    const problem = `${pathText(where)}: ${lowerFirst(message.replace(/\.$/, ''))}`;
    return [
      errorFinding(
        loaded.placeOf(where),
        problem,
        `Correct it; static params of ${strategy.name} says what is allowed`,
      ),
    ];
  });
}

/**
 * The params of a search that a strategy class's own schema does not know, each with its line. Values are left to the trials: a
 * set that the schema refuses is one that failed.
 */
export function checkParamNames(
  strategy: StrategyClass,
  params: Readonly<Record<string, unknown>>,
  { path, loaded }: { readonly path: ConfigPath; readonly loaded: LoadedConfig },
): readonly Finding[] {
  const issues = validate(strategy.params, params)?.issues ?? [];
  return issues.flatMap(({ path: inside = [], keys }) =>
    inside.length === 0 && isTexts(keys) ? keys.map(key => unknownParam([...path, key], [], strategy, loaded)) : [],
  );
}

/** `inside` leads from all params to what holds the unknown one: names are known of the outermost alone. */
function unknownParam(where: ConfigPath, inside: ConfigPath, strategy: StrategyClass, loaded: LoadedConfig): Finding {
  const { shape } = strategy.params as { readonly shape?: unknown };
  const known = inside.length === 0 && typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
  const near = suggest(String(where.at(-1)), known);
  const remedy =
    near === undefined ? `static params of ${strategy.name} says what is allowed` : `Did you mean "${near}"?`;
  return errorFinding(loaded.placeOf(where, 'key'), `${pathText(where)} is not a known param`, remedy);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(each => typeof each === 'string');
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
