import { describe, expect, test } from 'vitest';
import { formatFinding } from './finding.ts';
import { readYaml } from './yaml-document.ts';

const problems = (text: string) => readYaml(text, 'a.yaml').findings.map(formatFinding);

test('reads plain values and knows their places', () => {
  const document = readYaml('a:\n  - b: text\n    c: 1.5\n', 'a.yaml');
  expect(document.value).toEqual({ a: [{ b: 'text', c: 1.5 }] });
  expect(document.placeOf(['a', 0, 'c'])).toBe('a.yaml:3:8');
  expect(document.placeOf(['a', 0, 'c'], 'key')).toBe('a.yaml:3:5');
});

test('points at the key around a value that is missing', () => {
  expect(readYaml('a:\n  b: 1\n', 'a.yaml').placeOf(['a', 'x', 'y'])).toBe('a.yaml:1:1');
});

test('words that older YAML took for booleans and dates stay text', () => {
  expect(readYaml('[NO, on, 2026-01-01, 0777]', 'a.yaml').value).toEqual(['NO', 'on', '2026-01-01', 777]);
});

describe('refuses', () => {
  test.each([
    ['broken indentation', 'a:\n  b: 1\n c: 2\n', /^a\.yaml:3:1: this is not readable YAML: /],
    ['a key that comes twice', 'a: 1\na: 2\n', /^a\.yaml:2:1: this is not readable YAML: Map keys must be unique/],
    [
      'a package name without quotes',
      'a: @trader/luno\n',
      /^a\.yaml:1:4: this is not readable YAML: .*@\. Put the text in quotes: '@scope\/name'\.$/,
    ],
    ['tags', 'a: !!js/function "x"\n', /^a\.yaml:1:4: this is not readable YAML: Unresolved tag/],
    ['several documents', 'a: 1\n---\nb: 2\n', /^a\.yaml:2:1: this is not readable YAML: /],
    [
      'keys that reach into objects',
      'a: { __proto__: { b: 1 } }\n',
      /^a\.yaml:1:6: the key __proto__ is never accepted\. Remove it\.$/,
    ],
    ['keys that are not text', '1: a\n', /^a\.yaml:1:1: a key is not text\. Put the key in quotes\.$/],
    ['infinity', 'a: .inf\n', /^a\.yaml:1:4: \.inf is not a finite number\. /],
    ['an alias of itself', 'a: &a [*a]\n', /nested more than 20 deep/],
    ['an alias of nothing', 'a: *b\n', /^a\.yaml:1:4: \*b repeats nothing\. /],
    ['deep nesting', '['.repeat(30) + ']'.repeat(30), /nested more than 20 deep/],
    [
      'large files',
      `a: ${'x'.repeat(300_000)}`,
      /^a\.yaml: the file has 300003 characters, at most 262144 are read\. /,
    ],
    [
      'aliases that multiply',
      `a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d]\n`,
      /the file holds more than 10000 values/,
    ],
  ])('%s', (_, text, problem) => {
    expect(problems(text)[0]).toMatch(problem);
  });

  test('a key named __proto__ without touching any prototype', () => {
    readYaml('__proto__: { polluted: true }\n', 'a.yaml');
    expect({}).not.toHaveProperty('polluted');
  });
});
