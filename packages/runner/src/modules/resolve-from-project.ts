import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

/**
 * The file that a package name means when the project imports it; `undefined` when the project has no such package. The
 * project decides which copy is used, not the place where the runner is installed.
 */
export function resolveFromProject(specifier: string, projectDir: string): string | undefined {
  try {
    return createRequire(path.join(projectDir, 'package.json')).resolve(specifier);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A package that is there and lets itself be imported only, not required.
    return code === 'ERR_PACKAGE_PATH_NOT_EXPORTED' ? importEntry(specifier, projectDir) : undefined;
  }
}

function importEntry(specifier: string, projectDir: string): string | undefined {
  const packageName = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  const folder = packageFolder(packageName, projectDir);
  if (folder === undefined) return undefined;
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { exports?: unknown };
  const entry = `.${specifier.slice(packageName.length)}`;
  const target = pick(entryOf(manifest.exports, entry), importConditions());
  return target === undefined ? undefined : path.join(folder, target);
}

function packageFolder(packageName: string, from: string): string | undefined {
  const folder = path.join(from, 'node_modules', packageName);
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(from);
  return parent === from ? undefined : packageFolder(packageName, parent);
}

function entryOf(exports: unknown, entry: string): unknown {
  const hasEntries =
    typeof exports === 'object' && exports !== null && Object.keys(exports).some(key => key.startsWith('.'));
  if (!hasEntries) return entry === '.' ? exports : undefined;
  return (exports as Readonly<Record<string, unknown>>)[entry];
}

/** The first target whose conditions all hold, in the order of the manifest, as Node picks it. */
function pick(target: unknown, conditions: ReadonlySet<string>): string | undefined {
  if (typeof target === 'string') return target;
  if (Array.isArray(target)) return target.map(each => pick(each, conditions)).find(each => each !== undefined);
  if (typeof target !== 'object' || target === null) return undefined;
  for (const [condition, inner] of Object.entries(target)) {
    const found = conditions.has(condition) ? pick(inner, conditions) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function importConditions(): ReadonlySet<string> {
  const extra = process.execArgv.flatMap(each => /^(?:--conditions|-C)=(.+)$/.exec(each)?.[1] ?? []);
  return new Set(['import', 'module-sync', 'node', 'default', ...extra]);
}
