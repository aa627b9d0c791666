import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClientOrderIdRules } from '../brokerage/capabilities.ts';
import { isTradingError } from '../errors/trading-error.ts';
import { ClientOrderIds, renderClientOrderId, sequenceMax } from './client-order-id.ts';

const runId = '0123456789abcdef0123456789abcdef';
const otherRunId = '0123456789abcdef0123456789abcdee';

const brokerages: readonly { readonly name: string; readonly rules: ClientOrderIdRules; readonly length: number }[] = [
  { name: 'both cases, as much as it wants', rules: { lengthMax: 255, characters: '0-9A-Za-z_;,.-' }, length: 29 },
  { name: 'both cases, 20', rules: { lengthMax: 20, characters: '0-9A-Za-z' }, length: 20 },
  { name: 'one case, 36', rules: { lengthMax: 36, characters: '0-9a-z-' }, length: 33 },
  { name: 'upper case, 20', rules: { lengthMax: 20, characters: 'A-Z0-9' }, length: 20 },
  { name: 'hexadecimal, 32', rules: { lengthMax: 32, characters: '0-9a-f' }, length: 32 },
  { name: 'digits, 52', rules: { lengthMax: 52, characters: '0-9' }, length: 52 },
];

describe.each(brokerages)('where $name are allowed', ({ rules, length }) => {
  const ids = new ClientOrderIds(runId, rules);

  test('ids have one length within the limit and allowed characters only', () => {
    for (const sequence of [0, 1, 61, 62, 1_000_000, sequenceMax]) {
      const id = ids.render(sequence);
      expect(id).toHaveLength(length);
      expect(id).toMatch(new RegExp(`^[${rules.characters}]{1,${rules.lengthMax}}$`));
    }
  });

  test('an id tells its run, also that of another instance, and an id of something else has none', () => {
    const others = new ClientOrderIds('fedcba9876543210fedcba9876543210', rules);
    expect(ids.runOf(ids.render(7))).toBe(ids.run);
    expect(ids.runOf(others.render(1_000_000))).toBe(others.run);
    expect(others.run).not.toBe(ids.run);
    const made = others.render(0);
    expect(ids.runOf(made.slice(1))).toBeUndefined();
    expect(ids.runOf(`-${made.slice(1)}`)).toBeUndefined();
    // As long and made of the same characters, but no run counts so far.
    expect(ids.runOf(others.render(sequenceMax))).toBeUndefined();
  });

  test('every sequence reads back from its id, and ids sort by sequence', () => {
    const sequence = fc.integer({ min: 0, max: sequenceMax });
    fc.assert(
      fc.property(sequence, sequence, (a, b) => {
        expect(ids.sequenceOf(ids.render(a))).toBe(a);
        expect(ids.render(a) < ids.render(b)).toBe(a < b);
      }),
    );
  });

  test('ids of another run are not ours', () => {
    expect(ids.isOurs(new ClientOrderIds(otherRunId, rules).render(1))).toBe(false);
    expect(ids.isOurs(ids.render(1))).toBe(true);
    for (const foreign of ['', 'x', `${ids.render(1)}0`, ids.render(1).slice(1), `${ids.render(1).slice(0, -1)}*`]) {
      expect(ids.isOurs(foreign)).toBe(false);
    }
  });

  test('two runs never share an id where the run fits, and hardly ever where it is cut', () => {
    const run = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map(bits => bits.toString(16).padStart(32, '0'));
    fc.assert(
      fc.property(run, run, (a, b) => {
        expect(new ClientOrderIds(a, rules).render(7) === new ClientOrderIds(b, rules).render(7)).toBe(a === b);
      }),
    );
  });
});

test('one id needs no scheme', () => {
  const rules = { lengthMax: 255, characters: '0-9A-Za-z' };
  expect(renderClientOrderId(runId, 42, rules)).toBe(new ClientOrderIds(runId, rules).render(42));
  expect(renderClientOrderId(runId, 42, rules)).toBe('0296tiiBb3U904RIpygpjj000000g');
});

test.each([-1, 1.5, Number.NaN, sequenceMax + 1])('sequence %s is refused', sequence => {
  expect(() => new ClientOrderIds(runId, { lengthMax: 36, characters: '0-9a-z' }).render(sequence)).toThrow(RangeError);
});

test.each([
  { field: 'clientOrderId.lengthMax', run: runId, rules: { lengthMax: 19, characters: '0-9' } },
  { field: 'clientOrderId.characters', run: runId, rules: { lengthMax: 36, characters: 'a-z' } },
  { field: 'clientOrderId.characters', run: runId, rules: { lengthMax: 36, characters: 'z-a' } },
  { field: 'runId', run: 'abc', rules: { lengthMax: 36, characters: '0-9' } },
])('$field that cannot be used is named', ({ field, run, rules }) => {
  let thrown: unknown;
  try {
    new ClientOrderIds(run, rules);
  } catch (error) {
    thrown = error;
  }
  expect(isTradingError(thrown, 'system/invalid-options') && thrown.context.field).toBe(field);
});
