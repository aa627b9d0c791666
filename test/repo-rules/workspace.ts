import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The parts of a package manifest that the rules look at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly license?: string;
  readonly author?: string;
  readonly homepage?: string;
  readonly bugs?: unknown;
  readonly type?: string;
  readonly sideEffects?: boolean;
  readonly engines?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly repository?: Readonly<{ type: string; url: string; directory: string }>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly publishConfig?: Readonly<{ access: string; exports: Readonly<Record<string, unknown>> }>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** One package under `packages/`. */
export interface WorkspacePackage {
  readonly room: string;
  readonly directory: string;
  readonly manifest: Manifest;
}

/** Every package that is published, in alphabetical order. */
export function publishedPackages(): readonly WorkspacePackage[] {
  return readdirSync(path.join(root, 'packages'))
    .sort()
    .map(room => ({ room, directory: path.join(root, 'packages', room) }))
    .filter(({ directory }) => existsSync(path.join(directory, 'package.json')))
    .map(({ room, directory }) => ({ room, directory, manifest: readManifest(directory) }));
}

/** The manifest in a directory. */
export function readManifest(directory: string): Manifest {
  return JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')) as Manifest;
}

/** The TypeScript sources of a package that ship: no tests, no fixtures. */
export function shippedSources(room: string): readonly { readonly file: string; readonly text: string }[] {
  const source = path.join(root, 'packages', room, 'src');
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map(file => file.replaceAll(path.sep, '/'))
    .filter(file => file.endsWith('.ts') && !/\.test(-d)?\.ts$|(^|\/)fixtures\//.test(file))
    .sort()
    .map(file => ({ file, text: readFileSync(path.join(source, file), 'utf8') }));
}
