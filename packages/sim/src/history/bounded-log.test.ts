import { describe, expect, test } from 'vitest';
import { BoundedLog } from './bounded-log.ts';

function logOf(lengthMax: number, count: number): BoundedLog<number> {
  const log = new BoundedLog<number>(lengthMax);
  for (let entry = 1; entry <= count; entry += 1) log.push(entry);
  return log;
}

describe('a bounded log', () => {
  test('hands back the entry that it forgets', () => {
    const log = logOf(2, 2);
    expect([log.push(3), log.push(4), log.push(5)]).toEqual([1, 2, 3]);
    expect(log.length).toBe(2);
  });

  test.each([
    [0, []],
    [2, [1, 2]],
    [3, [1, 2, 3]],
    [4, [2, 3, 4]],
    [8, [6, 7, 8]],
  ])('of 3 remembers the newest of %i', (count, entries) => {
    const log = logOf(3, count);
    expect(log.select(() => true, 100, false)).toEqual(entries);
    expect(log.select(() => true, 100, true)).toEqual([...entries].reverse());
    expect([log.at(-1), log.at(log.length)]).toEqual([undefined, undefined]);
  });

  test('selects what matches from the end that is asked for', () => {
    const log = logOf(10, 14);
    const even = (entry: number) => entry % 2 === 0;
    expect(log.select(even, 2, false)).toEqual([6, 8]);
    expect(log.select(even, 2, true)).toEqual([14, 12]);
    expect(log.select(even, 0, true)).toEqual([]);
  });
});
