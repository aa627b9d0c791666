import { groups, operations, pairs, places, scales } from './workload.mjs';

// Every operation gets a loop of its own, made from text: in one shared loop the engine could inline none of them.
const createLoop = () =>
  new Function(
    'compute',
    'as',
    'bs',
    'results',
    'units',
    `for (let index = 0; index < units; index += 1) {
      const place = index & ${pairs - 1};
      results[place] = compute(as[place], bs[place]);
    }`,
  );

/**
 * An adapter that times every operation of a library by itself.
 *
 * @param library.create - The operations for a group: functions of two values; `parse` gets text.
 * @param library.read - Text to a value of the library, for a group and a side.
 * @param library.text - A result as canonical text, for a group and an operation.
 */
export const createDecimalAdapter = ({ create, read, text }) => ({
  repeats: 5,
  prepare: input => {
    const values = {};
    for (const group of groups) {
      const { left, right } = input.groups[group].texts;
      const as = left.map(each => read(each, group, 'left'));
      const bs = right.map(each => read(each, group, 'right'));
      const compute = create(group, scales[group], places);
      const products = as.map((a, index) => compute.times(a, bs[index]));
      values[group] = { as, bs, texts: right, products, compute };
    }
    return { values, loops: createLoops() };
  },
  run({ values, loops }, input) {
    const parts = {};
    const texts = {};
    for (const group of groups) {
      for (const operation of operations) {
        const part = `${operation} ${group}`;
        const { as, bs, texts: words, products, compute } = values[group];
        const lefts = operation === 'parse' ? words : operation === 'round' ? products : as;
        const results = new Array(pairs);
        const started = performance.now();
        loops[part](compute[operation], lefts, bs, results, input.units);
        parts[part] = performance.now() - started;
        texts[part] = results.map(result =>
          operation === 'compare' ? String(result) : text(result, group, operation),
        );
      }
    }
    return { parts, texts };
  },
});

// One set for all repeats of a process, so that the later ones are warm.
let shared;

function createLoops() {
  shared ??= Object.fromEntries(
    groups.flatMap(group => operations.map(operation => [`${operation} ${group}`, createLoop()])),
  );
  return shared;
}
