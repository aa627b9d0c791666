import { expect, test } from 'vitest';
import { configJsonSchema } from './config-schema.ts';

interface Node {
  readonly description?: string;
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly required?: readonly string[];
}

const schema = configJsonSchema() as Node;

/** Every object of the schema that has named keys, with its path. */
function objects(node: Node, path: string): readonly (readonly [string, Node])[] {
  if (node.anyOf !== undefined) return node.anyOf.flatMap(each => objects(each, path));
  const inner = Object.entries(node.properties ?? {}).flatMap(([key, each]) => objects(each, `${path}.${key}`));
  const items = node.items === undefined ? [] : objects(node.items, `${path}[]`);
  return [...(node.properties === undefined ? [] : [[path, node] as const]), ...inner, ...items];
}

test('editors are told which keys there are, and that there are no others', () => {
  expect(objects(schema, '').map(([path]) => path)).toEqual([
    '',
    '.brokerage',
    '.strategies[]',
    '.strategies[].risk',
    '.foreignOrders',
    '.risk',
    '.log',
    '.journal',
    '.simulation',
    '.simulation.fees',
    '.simulation.fills',
    '.simulation.latency',
    '.simulation.slippage',
    '.optimize',
    '.optimize.walkForward',
    '.backtest',
    '.backtest.data[]',
    '.backtest.instruments[]',
    '.recording',
  ]);
  for (const [path, node] of objects(schema, '')) expect(node.additionalProperties, path).toBe(false);
});

test('every key says what it is', () => {
  for (const [path, node] of objects(schema, '')) {
    for (const [key, each] of Object.entries(node.properties ?? {}))
      expect(each.description, `${path}.${key}`).toMatch(/\w/);
  }
});

test('only what must be written is required', () => {
  expect(schema.required).toEqual(['brokerage', 'strategies']);
  expect(schema.properties?.['strategies']?.items?.required).toEqual(['id', 'symbols']);
});
