import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StrategyClass } from '@trader/core';
import { errorFinding, type Finding } from '../config/finding.ts';
import { explainLoadFailure } from './explain-load-failure.ts';

/** Either the class of a strategy file, or why there is none. */
export type LoadedStrategy = { readonly strategy: StrategyClass } | { readonly finding: Finding };

/** The actions that a strategy inherits: what tells it from other classes, whichever copy of core it extends. */
const inheritedActions = [
  'buy',
  'sell',
  'placeOrder',
  'cancelOrder',
  'cancelAll',
  'closePosition',
  'setTimer',
] as const;

/** Runs a strategy file and takes its default export, which must be a class that extends `StrategyBase`. */
export async function loadStrategy(file: string, projectDir: string): Promise<LoadedStrategy> {
  const place = path.relative(projectDir, file);
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    return { finding: await explainLoadFailure(error, file, projectDir) };
  }
  const exported = defaultExport(module);
  if (isStrategyClass(exported)) return { strategy: exported };
  if (exported === undefined) return { finding: noDefaultExport(place, module) };
  const problem = `the default export is ${kindOf(exported)}, not a class that extends StrategyBase`;
  return {
    finding: errorFinding(
      place,
      problem,
      "Write: export default class … extends StrategyBase, with StrategyBase from '@trader/core'",
    ),
  };
}

/** Whether a value is a class that extends `StrategyBase`, from any copy of core. */
function isStrategyClass(value: unknown): value is StrategyClass {
  if (typeof value !== 'function') return false;
  const prototype: unknown = value.prototype;
  if (typeof prototype !== 'object' || prototype === null) return false;
  return inheritedActions.every(name => typeof (prototype as Record<string, unknown>)[name] === 'function');
}

/** A CommonJS file that was written as a module keeps its exports one level deeper. */
function defaultExport(module: Readonly<Record<string, unknown>>): unknown {
  const exported = module['default'];
  if (typeof exported !== 'object' || exported === null || !('__esModule' in exported)) return exported;
  return (exported as Record<string, unknown>)['default'];
}

function noDefaultExport(place: string, module: Readonly<Record<string, unknown>>): Finding {
  const named = Object.entries(module).find(([, value]) => isStrategyClass(value))?.[0];
  const remedy =
    named === undefined
      ? 'Write: export default class … extends StrategyBase { … }'
      : `It exports the strategy ${named} by name; write: export default class ${named}`;
  return errorFinding(place, 'the file has no default export', remedy);
}

function kindOf(value: unknown): string {
  if (typeof value === 'function') return value.name === '' ? 'another class or function' : `${value.name}`;
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
