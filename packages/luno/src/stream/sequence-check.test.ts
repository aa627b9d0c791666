import { expect, test } from 'vitest';
import { sequenceBreak } from './sequence-check.ts';

test.each([
  [101, 102],
  [9007199254740991, 9007199254740992n],
  [9007199254740992n, 9007199254740993n],
])('%s is followed by %s', (last, next) => {
  expect(sequenceBreak(last, next)).toBeUndefined();
});

test.each([
  ['a gap', 101, 103],
  ['a repeat', 101, 101],
  ['an older number', 101, 100],
  ['a far older number', 101, 1],
  ['a gap beyond 2^53', 9007199254740992n, 9007199254740994n],
])('%s is a break that names both numbers', (_, last, sequence) => {
  expect(sequenceBreak(last, sequence)).toBe(`sequence ${sequence} came where ${BigInt(last) + 1n} was due`);
});
