import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The manifest of this package, as far as it is of use at run time. */
export interface OwnManifest {
  /** Its version. */
  readonly version: string;
}

/** The folder of this package, whether it runs from its sources or as built. */
export function packageDir(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  return folder;
}

/** The manifest of this package. */
export function ownManifest(): OwnManifest {
  return JSON.parse(readFileSync(path.join(packageDir(), 'package.json'), 'utf8')) as OwnManifest;
}
