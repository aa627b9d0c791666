import { Decimal } from '@trader/core';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Scalar,
} from 'yaml';
import { errorFinding, type Finding, withoutStop } from './finding.ts';

/** The largest configuration that is read, in characters. */
const lengthMax = 256 * 1024;
/** The most values in one configuration, those that aliases repeat included. */
const valuesMax = 10_000;
/** How deep values may be nested. */
const depthMax = 20;
/** Keys that would reach into JavaScript's own objects. */
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The way to a value: `['strategies', 0, 'symbols']`. */
export type ConfigPath = readonly PropertyKey[];

/** A configuration file as plain values, with the place of each of them. */
export interface YamlDocument {
  /** The whole content; meaningless when there are findings. */
  readonly value: unknown;
  /** Everything that is wrong with the text itself. */
  readonly findings: readonly Finding[];
  /** `file:line:column` of a value, of its key (`key`), or of the nearest value around it that is there. */
  placeOf(path: ConfigPath, part?: 'key' | 'value'): string;
}

/** Reads YAML 1.2 with the core schema: no tags, no merge keys, no dates; size, depth and aliases are bounded. */
export function readYaml(text: string, file: string): YamlDocument {
  return new YamlReader(text, file).read();
}

class YamlReader {
  readonly #text: string;
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #places = new Map<string, { readonly key: number; readonly value: number }>();
  readonly #findings: Finding[] = [];
  #values = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  read(): YamlDocument {
    const value = this.#text.length > lengthMax ? this.#tooLarge() : this.#parse();
    return {
      value,
      findings: this.#findings,
      placeOf: (path, part = 'value') => this.#placeOf(path, part),
    };
  }

  #parse(): unknown {
    const document = parseDocument(this.#text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: true,
      prettyErrors: false,
      lineCounter: this.#lines,
    });
    for (const { code, pos, message } of [...document.errors, ...document.warnings]) {
      this.#report(pos[0], `this is not readable YAML: ${withoutStop(message)}`, remedyOf(code));
    }
    return this.#findings.length > 0 ? undefined : this.#convert(document, document.contents, [], 0);
  }

  #tooLarge(): undefined {
    const problem = `the file has ${this.#text.length} characters, at most ${lengthMax} are read`;
    this.#findings.push(errorFinding(this.#file, problem, 'Keep data in files of its own'));
  }

  #convert(document: Document, node: unknown, path: ConfigPath, keyOffset: number): unknown {
    const offset = offsetOf(node) ?? keyOffset;
    this.#places.set(keyOf(path), { key: keyOffset, value: offset });
    this.#values += 1;
    if (this.#values === valuesMax + 1) {
      this.#report(offset, `the file holds more than ${valuesMax} values`, 'Remove aliases that repeat large parts');
    }
    if (path.length === depthMax + 1) {
      this.#report(offset, `values are nested more than ${depthMax} deep`, 'Flatten that part');
    }
    if (this.#values > valuesMax || path.length > depthMax) return undefined;
    if (isAlias(node)) return this.#convertAlias(document, node, path, keyOffset);
    if (isSeq(node)) return this.#convertList(document, node.items, path, offset);
    if (isMap(node)) return this.#convertMap(document, node.items, path);
    return isScalar(node) ? this.#convertScalar(node, offset) : null;
  }

  #convertAlias(document: Document, alias: Alias, path: ConfigPath, keyOffset: number): unknown {
    const target = alias.resolve(document);
    if (target !== undefined) return this.#convert(document, target, path, keyOffset);
    this.#report(
      offsetOf(alias) ?? keyOffset,
      `*${alias.source} repeats nothing`,
      `Mark the value to repeat with &${alias.source}`,
    );
    return undefined;
  }

  #convertList(document: Document, items: readonly unknown[], path: ConfigPath, offset: number): readonly unknown[] {
    return items.map((item, index) => this.#convert(document, item, [...path, index], offsetOf(item) ?? offset));
  }

  #convertMap(document: Document, pairs: readonly unknown[], path: ConfigPath): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    for (const pair of pairs) {
      if (!isPair(pair)) continue;
      const keyOffset = offsetOf(pair.key) ?? 0;
      const key = isScalar(pair.key) ? pair.key.value : undefined;
      if (typeof key !== 'string') {
        this.#report(keyOffset, 'a key is not text', 'Put the key in quotes');
        continue;
      }
      if (forbiddenKeys.has(key)) {
        this.#report(keyOffset, `the key ${key} is never accepted`, 'Remove it');
        continue;
      }
      entries.push([key, this.#convert(document, pair.value, [...path, key], keyOffset)]);
    }
    return Object.fromEntries(entries);
  }

  #convertScalar(node: Scalar, offset: number): unknown {
    const { value } = node;
    if (typeof value !== 'number') return value;
    if (!Number.isFinite(value)) {
      this.#report(offset, `${node.source ?? value} is not a finite number`, 'Write digits, such as 12.5');
    } else if (!isExact(value, node.source)) {
      const problem = `the number ${node.source} has more digits than a number can hold`;
      this.#report(offset, problem, `Put it in quotes: '${node.source}'`);
    }
    return value;
  }

  #placeOf(path: ConfigPath, part: 'key' | 'value'): string {
    for (let length = path.length; length > 0; length -= 1) {
      const place = this.#places.get(keyOf(path.slice(0, length)));
      // What is missing itself is pointed at by the key of the value that should hold it.
      if (place !== undefined) return this.#at(length < path.length || part === 'key' ? place.key : place.value);
    }
    return `${this.#file}:1:1`;
  }

  #at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.#file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  }

  #report(offset: number, problem: string, remedy: string): void {
    this.#findings.push(errorFinding(this.#at(offset), problem, remedy));
  }
}

/** Whether a number still says what the text said: money must not lose digits on its way in. */
function isExact(value: number, source: string | undefined): boolean {
  const plain = source?.replace(/^\+/, '').replace(/^(-?)\./, '$10.');
  if (plain === undefined || !/^-?\d+(\.\d+)?$/.test(plain)) return true;
  return Decimal.parse(plain).equals(Decimal.from(value));
}

function offsetOf(node: unknown): number | undefined {
  const range = (node as { range?: readonly [number, number, number] | null } | null)?.range;
  return range?.[0];
}

function keyOf(path: ConfigPath): string {
  return JSON.stringify(path.map(String));
}

function remedyOf(code: string): string {
  if (code === 'BAD_SCALAR_START') return "Put the text in quotes: '@scope/name'";
  if (code === 'TAB_AS_INDENT') return 'Indent with spaces';
  return code === 'DUPLICATE_KEY' ? 'Keep one of them' : 'Mend the text at that place';
}
