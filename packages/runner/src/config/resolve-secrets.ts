import type { Environment } from './environment.ts';
import { pathText } from './explain-issue.ts';
import { errorFinding, type Finding } from './finding.ts';
import { suggest } from './suggest.ts';
import type { ConfigPath, YamlDocument } from './yaml-document.ts';

/** Adapter options with every `env:NAME` replaced, and the values that must never be shown. */
export interface ResolvedOptions {
  /** The options as the adapter gets them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Values that came from the environment, plain addresses left out. */
  readonly secrets: readonly string[];
  /** References that no variable can have, and secrets that are written into the file. */
  readonly findings: readonly Finding[];
  /** References to variables that are not set; what they stand for is left out of the options. */
  readonly missing: readonly Finding[];
}

const optionsPath = ['brokerage', 'options'] as const;
const secretKey = /secret|passw|passphrase|token|credential|private.?key|api.?key|key.?id/i;

/** Replaces `env:NAME` in the adapter's options: the only place where the environment reaches into a configuration. */
export function resolveSecrets(document: YamlDocument, environment: Environment): ResolvedOptions {
  const resolver = new Resolver(document, environment);
  const brokerage = (document.value as { brokerage?: { options?: unknown } } | null)?.brokerage;
  const options = resolver.resolve(brokerage?.options ?? {}, optionsPath);
  resolver.refuseElsewhere(document.value, []);
  const secrets = [...new Set(resolver.secrets)];
  const { findings, missing } = resolver;
  return { options: options as Record<string, unknown>, secrets, findings, missing };
}

class Resolver {
  readonly secrets: string[] = [];
  readonly findings: Finding[] = [];
  readonly missing: Finding[] = [];
  readonly #document: YamlDocument;
  readonly #environment: Environment;

  constructor(document: YamlDocument, environment: Environment) {
    this.#document = document;
    this.#environment = environment;
  }

  resolve(value: unknown, path: ConfigPath): unknown {
    if (Array.isArray(value)) return value.map((item, index) => this.resolve(item, [...path, index]));
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).map(([key, item]) => [key, this.resolve(item, [...path, key])] as const);
      // What stands for a variable that is not set is left out.
      return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
    }
    if (typeof value !== 'string') return value;
    if (value.startsWith('env:')) return this.#lookUp(value.slice('env:'.length), path);
    this.#refuseLiteralSecret(path);
    return value;
  }

  /** An `env:` that would be taken literally is a mistake that nobody would notice. */
  refuseElsewhere(value: unknown, path: ConfigPath): void {
    if (path.length === 2 && path[0] === optionsPath[0] && path[1] === optionsPath[1]) return;
    if (typeof value === 'string' && value.startsWith('env:')) {
      const problem = `${pathText(path)} names a variable, and variables are read in brokerage.options only`;
      this.findings.push(errorFinding(this.#document.placeOf(path), problem, 'Write the value itself'));
    }
    if (typeof value !== 'object' || value === null) return;
    const entries: (readonly [PropertyKey, unknown])[] = Array.isArray(value)
      ? value.map((item, index) => [index, item] as const)
      : Object.entries(value);
    for (const [key, item] of entries) this.refuseElsewhere(item, [...path, key]);
  }

  #lookUp(name: string, path: ConfigPath): string | undefined {
    const place = this.#document.placeOf(path);
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      const problem = `${pathText(path)} was "env:${name}", and "${name}" is not the name of a variable`;
      this.findings.push(errorFinding(place, problem, 'Write env: and a name of letters, digits and _'));
      return undefined;
    }
    const value = this.#environment.variables[name];
    if (value !== undefined && value !== '') {
      if (!isPlainAddress(value)) this.secrets.push(value);
      return value;
    }
    const { file, fileNames } = this.#environment;
    const state = value === '' ? 'is empty' : `is set neither in the environment nor in ${file}`;
    const near = suggest(name, fileNames);
    const remedy = `Add ${name}=… to ${file}${near === undefined ? '' : ` (it has ${near})`}`;
    const problem = `${pathText(path)} wants the variable ${name}, which ${state}`;
    this.missing.push(errorFinding(place, problem, remedy, 'credentials'));
    return undefined;
  }

  #refuseLiteralSecret(path: ConfigPath): void {
    const key = path.findLast(part => typeof part === 'string') ?? '';
    if (!secretKey.test(key)) return;
    const name = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
    const problem = `${pathText(path)} is a secret that is written into the file`;
    const remedy = `Put it into .env and write env:${name} here; if this file was shared, make a new key`;
    this.findings.push(errorFinding(this.#document.placeOf(path), problem, remedy, 'credentials'));
  }
}

/** Addresses come from the environment in tests and containers; hiding them would only hide what is going on. */
function isPlainAddress(value: string): boolean {
  if (!/^(https?|wss?):\/\//.test(value) || !URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username === '' && password === '';
}
