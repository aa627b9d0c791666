import { parse } from 'yaml';
import { configInvalid, errorFinding } from './finding.ts';
import { suggest } from './suggest.ts';
import type { ConfigPath, YamlDocument } from './yaml-document.ts';

/** A value that the command line puts in place of what the file says. */
export interface ConfigOverride {
  /** What messages point at: `--from`, `--set strategies.fast.params.length=10`. */
  readonly place: string;
  /** The way to the value, strategies by id: `['strategies', 'fast', 'params', 'length']`. */
  readonly path: readonly string[];
  /** The value, as YAML would give it. */
  readonly value: unknown;
}

const setFlag = '--set ';

/**
 * Reads `path=value` of a `--set` flag; the value is YAML.
 *
 * @throws `config/invalid` when it is not of that form.
 */
export function readOverride(text: string): ConfigOverride {
  const place = `${setFlag}${text}`;
  const at = text.indexOf('=');
  const path = text.slice(0, Math.max(at, 0)).split('.');
  const refuse = (problem: string) =>
    configInvalid([
      errorFinding(place, problem, 'Write a path and a value, such as strategies.naive_test.params.every=5'),
    ]);
  if (at < 1 || path.some(part => part === '')) throw refuse('this sets nothing');
  if (path.some(part => ['__proto__', 'constructor', 'prototype'].includes(part)))
    throw refuse('this key is never accepted');
  try {
    return {
      place,
      path,
      value: parse(text.slice(at + 1), { version: '1.2', schema: 'core', merge: false }) as unknown,
    };
  } catch (error) {
    throw refuse(`the value is not readable YAML: ${(error as Error).message.split('\n')[0] ?? ''}`);
  }
}

/**
 * The document with values replaced; messages about them point at the command line. Strategies are named by id.
 *
 * @throws `config/invalid` when a path leads through something that holds no values, or to a strategy that is not there.
 */
export function overrideConfig(document: YamlDocument, overrides: readonly ConfigOverride[]): YamlDocument {
  if (overrides.length === 0) return document;
  const value: unknown = structuredClone(document.value);
  const applied = overrides
    .filter(override => !isForMissingSection(value, override))
    .map(override => ({ place: override.place, ...apply(value, override) }));
  return {
    value,
    findings: document.findings,
    placeOf: (path, part) => {
      const found = applied.findLast(({ path: set, made }) => sharedKeys(set, path) >= made);
      if (found !== undefined) return found.place;
      // What holds the value is the file's, and may be wrong because of the value.
      const inside = applied.findLast(
        ({ path: set, place }) => path.length > 0 && sharedKeys(set, path) === path.length && place.startsWith(setFlag),
      );
      const place = document.placeOf(path, part);
      return inside === undefined ? place : `${place} with ${inside.place}`;
    },
  };
}

/** How many keys two ways begin with alike. */
function sharedKeys(first: ConfigPath, second: ConfigPath): number {
  const differs = first.findIndex((key, index) => second[index] !== key);
  return differs < 0 ? first.length : differs;
}

/** A flag such as `--trials` makes no section: that the section is missing is then what there is to say. */
function isForMissingSection(root: unknown, { path, place }: ConfigOverride): boolean {
  const [section = ''] = path;
  const isThere = typeof root === 'object' && root !== null && Object.hasOwn(root, section);
  return path.length > 1 && !isThere && !place.startsWith(setFlag);
}

/** Where a value was set, and how many keys of the way there are the first that the file does not have. */
interface AppliedOverride {
  readonly path: ConfigPath;
  readonly made: number;
}

/** Sets the value and gives the real path to it. */
function apply(root: unknown, { path, value, place }: ConfigOverride): AppliedOverride {
  const real: PropertyKey[] = [];
  let made = path.length;
  let holder = root;
  for (const [index, name] of path.entries()) {
    const key = Array.isArray(holder) ? placeInList(holder, name, place) : name;
    if (typeof holder !== 'object' || holder === null) throw notAHolder(real, place);
    real.push(key);
    const record = holder as Record<PropertyKey, unknown>;
    if (index === path.length - 1) record[key] = value;
    else if (!Object.hasOwn(record, key) || record[key] === null) {
      record[key] = {};
      made = Math.min(made, real.length);
    }
    holder = record[key];
  }
  return { path: real, made };
}

function placeInList(list: readonly unknown[], name: string, place: string): number {
  const ids = list.map(each => (each as { id?: unknown } | null)?.id);
  const found = ids.indexOf(name);
  if (found >= 0) return found;
  if (/^\d+$/.test(name) && Number(name) < list.length) return Number(name);
  const known = ids.filter(id => typeof id === 'string');
  const near = suggest(name, known);
  const remedy = near === undefined ? `There are: ${known.join(', ')}` : `Did you mean "${near}"?`;
  throw configInvalid([errorFinding(place, `there is nothing with the id "${name}"`, remedy)]);
}

function notAHolder(path: ConfigPath, place: string): Error {
  return configInvalid([
    errorFinding(place, `${path.map(String).join('.')} holds a value, not keys`, 'Shorten the path'),
  ]);
}
