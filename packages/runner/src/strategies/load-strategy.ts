import path from 'node:path';
import type { StrategyClass } from '@trader/core';
import { errorFinding, type Finding } from '../config/finding.ts';
import { explainLoadFailure } from '../modules/explain-load-failure.ts';
import { importModule, type ModuleExports } from '../modules/import-module.ts';

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
  let module: ModuleExports;
  try {
    module = await importModule(file);
  } catch (error) {
    return { finding: await explainLoadFailure(error, file, projectDir) };
  }
  const exported = module['default'];
  if (isStrategyClass(exported)) return { strategy: exported };
  if (!('default' in module)) return { finding: noDefaultExport(place, module) };
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

function noDefaultExport(place: string, module: ModuleExports): Finding {
  const named = Object.entries(module).find(([, value]) => isStrategyClass(value))?.[0];
  const remedy =
    named === undefined
      ? 'Write: export default class … extends StrategyBase { … }'
      : `It exports the strategy ${named} by name; write: export default class ${named}`;
  return errorFinding(place, 'the file has no default export', remedy);
}

function kindOf(value: unknown): string {
  if (typeof value === 'function') return value.name === '' ? 'another class or function' : `${value.name}`;
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
