import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { createRedactor } from '../log/redactor.ts';
import { configJsonSchema, configSchema } from './config-schema.ts';
import { type EnvironmentVariables, readEnvironment } from './environment.ts';
import { explainIssue, pathText } from './explain-issue.ts';
import { configInvalid, errorFinding, type Finding } from './finding.ts';
import { type ConfigOverride, overrideConfig } from './override-config.ts';
import { separatePaper } from './paper-config.ts';
import { resolveSecrets } from './resolve-secrets.ts';
import type { TraderConfig } from './trader-config.ts';
import { readYaml, type YamlDocument } from './yaml-document.ts';

/** Where the configuration is, inside a project. */
const defaultConfigFile = path.join('configs', 'global_strategy_config.yaml');

/** Which project to read. */
export interface ProjectOptions {
  /** The project's folder. */
  readonly projectDir: string;
  /** The configuration, relative to the project's folder. Default `configs/global_strategy_config.yaml`. */
  readonly configFile?: string;
  /** Variables that `env:NAME` may name, beside those of the project's `.env`. Default: those of the process. */
  readonly env?: EnvironmentVariables;
  /** Values in place of what the file says. Default: none. */
  readonly overrides?: readonly ConfigOverride[];
}

/** A project's configuration, checked. Secrets are not part of it: they come out of {@link LoadedConfig.brokerageOptions} alone. */
export interface LoadedConfig {
  /** The project's folder, absolute. */
  readonly projectDir: string;
  /** The configuration file, relative to the project's folder. */
  readonly file: string;
  /** The checked content with its defaults; secrets are still `env:NAME`. */
  readonly config: TraderConfig;
  /** What should be looked at and does not stop a run. */
  readonly warnings: readonly Finding[];
  /** `file:line:column` of a value: `placeOf(['strategies', 0, 'symbols'])`. */
  placeOf(path: readonly PropertyKey[], part?: 'key' | 'value'): string;
  /** The adapter's options with every `env:NAME` replaced. */
  brokerageOptions(): Readonly<Record<string, unknown>>;
  /** Hides every secret of the configuration in a text. */
  readonly redact: (text: string) => string;
}

/**
 * Reads and checks a project's configuration and its `.env`.
 *
 * @throws `config/invalid` with everything that is wrong, one finding each.
 */
export function loadConfig(options: ProjectOptions): Promise<LoadedConfig> {
  return load(options, true);
}

/**
 * The same for what asks no brokerage: variables that are not set are left out of the adapter's options.
 *
 * @throws `config/invalid` with everything else that is wrong, one finding each.
 */
export function loadConfigWithoutKeys(options: ProjectOptions): Promise<LoadedConfig> {
  return load(options, false);
}

async function load(options: ProjectOptions, needsKeys: boolean): Promise<LoadedConfig> {
  const projectDir = path.resolve(options.projectDir);
  const file = options.configFile ?? defaultConfigFile;
  const written = readYaml(await readConfigText(projectDir, file), file);
  if (written.findings.length > 0) throw configInvalid(written.findings);
  const document = overrideConfig(written, options.overrides ?? []);
  const environment = await readEnvironment(projectDir, options.env ?? process.env);
  const parsed = configSchema.safeParse(document.value);
  const resolved = resolveSecrets(document, environment);
  // On paper the brokerage's public data will do: what is not there is left out, and the adapter says if it cannot go without.
  const isPaper = parsed.success && parsed.data.mode === 'paper';
  const missing = isPaper || !needsKeys ? [] : resolved.missing;
  const findings = [...issuesOf(parsed, document), ...repeatedIds(document), ...resolved.findings, ...missing];
  if (!parsed.success || findings.length > 0) throw configInvalid(inOrderOfPlace(findings));
  return {
    projectDir,
    file,
    config: separatePaper(parsed.data),
    warnings: environment.findings,
    placeOf: (where, part) => document.placeOf(where, part),
    brokerageOptions: () => structuredClone(resolved.options),
    redact: createRedactor(resolved.secrets),
  };
}

async function readConfigText(projectDir: string, file: string): Promise<string> {
  try {
    return await readFile(path.resolve(projectDir, file), 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const problem = `the configuration ${unreadable[code] ?? `cannot be read (${(error as Error).message})`} in ${projectDir}`;
    const remedy =
      'Name the project with --project DIR or the file with --config FILE, or make one with: trader init DIR';
    throw configInvalid([errorFinding(file, problem, remedy)], error);
  }
}

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist: there is no such folder',
  EISDIR: 'is a folder',
  EACCES: 'may not be read',
};

function issuesOf(parsed: z.ZodSafeParseResult<TraderConfig>, document: YamlDocument): readonly Finding[] {
  if (parsed.success) return [];
  const schema = configJsonSchema();
  return parsed.error.issues.flatMap(issue => explainIssue(issue, document, schema));
}

/** Checked beside the schema, so that a repeated id is told together with whatever else is wrong. */
function repeatedIds(document: YamlDocument): readonly Finding[] {
  const strategies = (document.value as { strategies?: unknown } | null)?.strategies;
  if (!Array.isArray(strategies)) return [];
  const ids = strategies.map(each => (each as { id?: unknown } | null)?.id);
  return ids.flatMap((id, index) => {
    const first = ids.indexOf(id);
    if (typeof id !== 'string' || first === index) return [];
    const where = ['strategies', index, 'id'];
    const problem = `${pathText(where)} was "${id}", as strategies[${first}].id is`;
    return [errorFinding(document.placeOf(where), problem, 'Give each strategy an id of its own')];
  });
}

function inOrderOfPlace(findings: readonly Finding[]): readonly Finding[] {
  // Those of the command line have no line, and come first.
  const numbers = (place: string) =>
    place
      .split(':')
      .slice(-2)
      .map(part => Number(part) || 0);
  return [...findings].sort((a, b) => {
    const [lineA = 0, columnA = 0] = numbers(a.place);
    const [lineB = 0, columnB = 0] = numbers(b.place);
    return lineA - lineB || columnA - columnB;
  });
}
