import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** The folder of a project that strategies are found in. */
export const strategiesDir = 'strategies';

/** A strategy file of a project. */
export interface StrategyFile {
  /** Its name without extension: `naive_test_strategy`. */
  readonly name: string;
  /** Where it is, absolute. */
  readonly file: string;
}

const strategyFile = /^(.+_strategy)\.(?:ts|js|mts|mjs)$/;

/**
 * The strategy files of a project, by name: `strategies/*_strategy.{ts,js,mts,mjs}`. Nothing is loaded yet; a project
 * without the folder has none. Two files may have one name; whoever loads one of them refuses to guess.
 */
export async function findStrategies(projectDir: string): Promise<readonly StrategyFile[]> {
  const folder = path.resolve(projectDir, strategiesDir);
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return entries.sort().flatMap(entry => {
    const name = strategyFile.exec(entry)?.[1];
    return name === undefined || entry.endsWith('.d.ts') ? [] : [{ name, file: path.join(folder, entry) }];
  });
}
