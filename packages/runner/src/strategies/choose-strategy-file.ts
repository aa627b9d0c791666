import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorFinding, type Finding } from '../config/finding.ts';
import { suggest } from '../config/suggest.ts';
import { type StrategyFile, strategiesDir } from './find-strategies.ts';

/** Either the one file that is meant, or why there is none. */
export type ChosenFile = { readonly file: string } | { readonly finding: Finding };

/** What the configuration says about one strategy's file. */
export interface StrategyReference {
  /** The name or path, as written; the strategy's id when none is. */
  readonly wanted: string;
  /** `file:line:column` of it. */
  readonly place: string;
  /** Whether it is the id. */
  readonly byId: boolean;
}

/** Finds the file that a configuration means: by name with or without `_strategy` and extension, or by path. */
export async function chooseStrategyFile(
  reference: StrategyReference,
  files: readonly StrategyFile[],
  projectDir: string,
): Promise<ChosenFile> {
  const { wanted, byId } = reference;
  if (!byId && /[\\/]/.test(wanted)) return insideProject(reference, path.resolve(projectDir, wanted), projectDir);
  const base = wanted.replace(/\.(?:ts|js|mts|mjs)$/, '');
  const named = files.filter(each => each.name === base || each.name === `${base}_strategy`);
  const exact = named.filter(each => path.basename(each.file) === wanted);
  const candidates = exact.length === 1 ? exact : named;
  const [only] = candidates;
  if (only === undefined) return { finding: noSuchFile(reference, files, projectDir) };
  if (candidates.length > 1) return { finding: twoFiles(reference, candidates) };
  return insideProject(reference, only.file, projectDir);
}

function noSuchFile(reference: StrategyReference, files: readonly StrategyFile[], projectDir: string): Finding {
  const { wanted, place, byId } = reference;
  const near = suggest(
    shortName(wanted),
    files.map(({ name }) => shortName(name)),
  );
  const found = files.map(({ name }) => name).join(', ');
  const choices = found === '' ? `${strategiesDir}/ has no *_strategy.ts file` : `There is: ${found}`;
  const hint = near === undefined ? choices : `Did you mean "${near}"? ${choices}`;
  const remedy = byId ? `${hint}; name the file with file: when it differs from the id` : hint;
  const folder = path.join(projectDir, strategiesDir);
  return errorFinding(place, `no file in ${folder} is called ${fileNameOf(wanted)}`, remedy);
}

function twoFiles({ wanted, place }: StrategyReference, files: readonly StrategyFile[]): Finding {
  const names = files.map(({ file }) => path.basename(file));
  const problem = `"${wanted}" may mean ${names.join(' or ')}`;
  return errorFinding(place, problem, 'Remove or rename one of them, or name the file with its extension');
}

/** Code is run from inside the project only, and only when nobody else on the machine can write it. */
async function insideProject({ place }: StrategyReference, file: string, projectDir: string): Promise<ChosenFile> {
  try {
    const real = await realpath(file);
    const relative = path.relative(await realpath(projectDir), real);
    if (relative.startsWith('..') || path.isAbsolute(relative)) {
      return { finding: errorFinding(place, `${file} is outside the project`, 'Move the file into the project') };
    }
    const { mode } = await stat(real);
    if (process.platform !== 'win32' && (mode & 0o002) !== 0) {
      const problem = `every user of this machine may write ${relative}, and it runs with your keys`;
      return { finding: errorFinding(place, problem, `Run: chmod o-w ${file}`) };
    }
    return { file };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { finding: errorFinding(place, `${file} does not exist`, 'Correct the path; it starts at the project') };
  }
}

function fileNameOf(wanted: string): string {
  return /_strategy(\.\w+)?$/.test(wanted) ? wanted : `${wanted}_strategy.ts`;
}

/** What tells strategy files apart: the suffix is the same for all. */
function shortName(name: string): string {
  return name.replace(/(_strategy)?(\.\w+)?$/, '');
}
