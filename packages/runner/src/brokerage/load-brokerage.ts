import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Brokerage, isTradingError, type Logger } from '@trader/core';
import { configInvalid, errorFinding, type Finding, withoutStop } from '../config/finding.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { explainLoadFailure } from '../modules/explain-load-failure.ts';
import { importModule, type ModuleExports } from '../modules/import-module.ts';
import { resolveFromProject } from '../modules/resolve-from-project.ts';

const adapterPath = ['brokerage', 'adapter'] as const;

/** What the runner lends to an adapter beside its options. */
export interface AdapterContext {
  /** The run's log; secrets are hidden in it. */
  readonly logger: Logger;
  /** The project's folder, absolute: where relative paths among the options start. */
  readonly projectDir: string;
  /** Whether nothing but market data is used (`mode: paper`): the adapter makes no private call, and leaves `trading` out if it can. */
  readonly marketDataOnly: boolean;
}

/** What an adapter's module exports as `createBrokerage`. It connects to nothing yet and throws `brokerage/invalid-options`. */
export type CreateBrokerage = (
  options: Readonly<Record<string, unknown>>,
  context: AdapterContext,
) => Brokerage | Promise<Brokerage>;

/**
 * Makes the brokerage that a configuration names: the adapter's `createBrokerage(options, context)`, where the adapter is a package
 * as the project resolves it, or a file of the project. Nothing is connected yet.
 *
 * @throws `config/invalid` when there is no such adapter or its options are wrong.
 */
export async function loadBrokerage(loaded: LoadedConfig, logger: Logger): Promise<Brokerage> {
  const create = await loadAdapter(loaded);
  try {
    const marketDataOnly = loaded.config.mode === 'paper';
    return await create(loaded.brokerageOptions(), { logger, projectDir: loaded.projectDir, marketDataOnly });
  } catch (error) {
    throw configInvalid([optionsFinding(error, loaded)], error);
  }
}

async function loadAdapter(loaded: LoadedConfig): Promise<CreateBrokerage> {
  const { adapter } = loaded.config.brokerage;
  const refuse = (problem: string, remedy: string): never => {
    throw configInvalid([errorFinding(loaded.placeOf(adapterPath), problem, remedy)]);
  };
  const file = adapterFile(loaded, refuse);
  let module: ModuleExports;
  try {
    module = await importModule(file);
  } catch (error) {
    throw configInvalid([await explainLoadFailure(error, file, loaded.projectDir)], error);
  }
  const create = module['createBrokerage'];
  if (typeof create === 'function') return create as CreateBrokerage;
  const names = Object.keys(module).join(', ');
  return refuse(
    `the adapter ${adapter} exports no createBrokerage (it exports ${names === '' ? 'nothing' : names})`,
    'Name an adapter; its module has: export function createBrokerage(options): Brokerage',
  );
}

function adapterFile(loaded: LoadedConfig, refuse: (problem: string, remedy: string) => never): string {
  const { projectDir, config } = loaded;
  const { adapter } = config.brokerage;
  if (!adapter.startsWith('.') && !path.isAbsolute(adapter)) {
    const found = resolveFromProject(adapter, projectDir);
    const remedy = `Install it there: npm install ${adapter}; a file of the project starts with ./`;
    return found ?? refuse(`the package ${adapter} is not installed in ${projectDir}`, remedy);
  }
  const file = path.resolve(projectDir, adapter);
  if (path.relative(projectDir, file).startsWith('..'))
    refuse(`${file} is outside the project`, 'Move it into the project');
  return existsSync(file) ? file : refuse(`${file} does not exist`, 'Correct the path; it starts at the project');
}

/** An adapter that names the field gets the line of that field. */
function optionsFinding(error: unknown, loaded: LoadedConfig): Finding {
  const base = ['brokerage', 'options'];
  if (isTradingError(error, 'brokerage/invalid-options')) {
    const { field, reason } = error.context;
    const place = loaded.placeOf([...base, ...field.split('.')]);
    return errorFinding(
      place,
      `brokerage.options.${field}: ${loaded.redact(withoutStop(reason))}`,
      'Correct that option',
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  const problem = `the adapter ${loaded.config.brokerage.adapter} refused its options: ${loaded.redact(withoutStop(message))}`;
  return errorFinding(loaded.placeOf(base), problem, 'Correct the options; the README of the adapter lists them');
}
