import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'dotenv';
import type { Finding } from './finding.ts';

/** Variables by name, as `process.env` holds them. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** The variables that a project may name: those of the process, and those of its `.env` where the process has none. */
export interface Environment {
  /** The `.env` file, whether it exists or not. */
  readonly file: string;
  /** Every variable; the process wins over the file. */
  readonly variables: EnvironmentVariables;
  /** Names that the `.env` file sets. */
  readonly fileNames: readonly string[];
  /** What should be mended about the file. */
  readonly findings: readonly Finding[];
}

/** Reads the `.env` of a project beside the given variables; nothing is written into `process.env`. */
export async function readEnvironment(projectDir: string, variables: EnvironmentVariables): Promise<Environment> {
  const file = path.join(projectDir, '.env');
  const text = await readIfThere(file);
  if (text === undefined) return { file, variables, fileNames: [], findings: [] };
  const fromFile = parse(text);
  return {
    file,
    variables: { ...fromFile, ...withoutUndefined(variables) },
    fileNames: Object.keys(fromFile),
    findings: await modeFindings(file),
  };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Secrets that others on the machine can read are no secrets. Windows has no such modes. */
async function modeFindings(file: string): Promise<readonly Finding[]> {
  if (process.platform === 'win32') return [];
  const { mode } = await stat(file);
  if ((mode & 0o077) === 0) return [];
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  return [
    {
      level: 'warning',
      kind: 'credentials',
      place: '.env',
      problem: `other users of this machine may read it (mode ${octal})`,
      remedy: `Run: chmod 600 ${file}`,
    },
  ];
}

function withoutUndefined(variables: EnvironmentVariables): EnvironmentVariables {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}
