import { pathToFileURL } from 'node:url';

/** What a file exports, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/** Runs a file of the project, or a package's, and gives its exports; whatever it throws comes through. */
export async function importModule(file: string): Promise<ModuleExports> {
  const module = (await import(pathToFileURL(file).href)) as ModuleExports;
  const inner = module['default'];
  // A CommonJS file that was written as a module keeps its exports one level deeper.
  return typeof inner === 'object' && inner !== null && '__esModule' in inner ? inner : module;
}
