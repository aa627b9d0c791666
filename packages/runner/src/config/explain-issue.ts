import type { z } from 'zod';
import { errorFinding, type Finding, withoutStop } from './finding.ts';
import { suggest } from './suggest.ts';
import type { ConfigPath, YamlDocument } from './yaml-document.ts';

/** The parts of a JSON Schema node that explanations are made from. */
interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

/** What a schema issue means to the person who wrote the file: one finding, or one for each unknown key. */
export function explainIssue(issue: z.core.$ZodIssue, document: YamlDocument, schema: unknown): readonly Finding[] {
  const meant = issue.code === 'invalid_union' ? meantBranch(issue) : undefined;
  if (meant !== undefined) return meant.flatMap(each => explainIssue(each, document, schema));
  const node = nodeAt(schema as SchemaNode, issue.path);
  const value = valueAt(document.value, issue.path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => unknownKey(issue.path, key, document, node));
  const name = pathText(issue.path);
  if (value === undefined && issue.code !== 'invalid_key') {
    return [errorFinding(document.placeOf(issue.path), `${name} is missing`, howToWrite(issue.path, node))];
  }
  const { problem, remedy } = explainValue(issue, name, value, node);
  return [errorFinding(document.placeOf(issue.path), problem, remedy)];
}

/** Of several ways to write a value, the issues of the only one that it has the form of. */
function meantBranch({ errors, path }: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  const hasForm = (issues: readonly z.core.$ZodIssue[]) =>
    issues.every(each => each.path.length > 0 || each.code === 'unrecognized_keys');
  const [branch, ...others] = errors.filter(hasForm);
  return others.length > 0 ? undefined : branch?.map(each => ({ ...each, path: [...path, ...each.path] }));
}

/** A path as people write it: `strategies[0].symbols`. */
export function pathText(path: ConfigPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

function unknownKey(path: ConfigPath, key: string, document: YamlDocument, node: SchemaNode | undefined): Finding {
  const whole = [...path, key];
  const known = Object.keys(propertiesOf(node) ?? {}).filter(name => name !== '$schema');
  const near = suggest(key, known);
  const remedy = near === undefined ? `Known here: ${known.join(', ')}` : `Did you mean "${near}"?`;
  return errorFinding(document.placeOf(whole, 'key'), `${pathText(whole)} is not a known key`, remedy);
}

function explainValue(
  issue: z.core.$ZodIssue,
  name: string,
  value: unknown,
  node: SchemaNode | undefined,
): { readonly problem: string; readonly remedy: string } {
  const was = `${name === '' ? 'the file' : name} was ${shown(value)}`;
  switch (issue.code) {
    case 'invalid_type':
      return { problem: `${was}, and must be ${typeWords(issue.expected)}`, remedy: example(node) };
    case 'invalid_value': {
      const near = typeof value === 'string' ? suggest(value, issue.values.map(String)) : undefined;
      const choices = `One of: ${issue.values.map(String).join(', ')}`;
      return {
        problem: `${was}, which is not a choice`,
        remedy: near === undefined ? choices : `Did you mean "${near}"? ${choices}`,
      };
    }
    case 'too_small':
      return { problem: sizeProblem(was, name, value, 'at least', issue.minimum), remedy: example(node) };
    case 'too_big':
      return { problem: sizeProblem(was, name, value, 'at most', issue.maximum), remedy: example(node) };
    case 'invalid_key':
      return { problem: `${name} is not an asset code`, remedy: 'Write the code as the brokerage does, such as ZAR' };
    default:
      return { problem: `${was}; it ${issue.message}`, remedy: example(node) };
  }
}

function sizeProblem(was: string, name: string, value: unknown, words: string, bound: number | bigint): string {
  if (!Array.isArray(value) && typeof value !== 'string') return `${was}, and must be ${words} ${bound}`;
  return value.length === 0
    ? `${name} is empty`
    : `${name} has ${value.length} entries, and must have ${words} ${bound}`;
}

/** How a missing value would be written. */
function howToWrite(path: ConfigPath, node: SchemaNode | undefined): string {
  const key = String(path.at(-1) ?? '');
  const sample = node?.examples?.[0];
  const description = withoutStop(node?.description ?? '');
  const write = sample === undefined ? `Add ${key}` : `Add ${key}: ${inYaml(sample)}`;
  return description === '' ? write : `${write} (${description.charAt(0).toLowerCase()}${description.slice(1)})`;
}

function example(node: SchemaNode | undefined): string {
  const sample = node?.examples?.[0];
  if (sample !== undefined) return `For example: ${inYaml(sample)}`;
  return withoutStop(node?.description ?? '');
}

/** JSON is YAML; single quotes read better in it. */
function inYaml(value: unknown): string {
  return JSON.stringify(value).replaceAll('"', "'");
}

function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
};

function typeWords(expected: string): string {
  return words[expected] ?? expected;
}

function nodeAt(schema: SchemaNode, path: ConfigPath): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>(
    (node, part) => (typeof part === 'number' ? itemsOf(node) : propertiesOf(node)?.[String(part)]),
    schema,
  );
}

function itemsOf(node: SchemaNode | undefined): SchemaNode | undefined {
  return node?.items ?? node?.anyOf?.find(each => each.items !== undefined)?.items;
}

function propertiesOf(node: SchemaNode | undefined): SchemaNode['properties'] {
  return node?.properties ?? node?.anyOf?.find(each => each.properties !== undefined)?.properties;
}

function valueAt(value: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>((inner, part) => {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, part)) return undefined;
    return (inner as Record<PropertyKey, unknown>)[part];
  }, value);
}
