import { expect, test } from 'vitest';
import { BoundedList } from './bounded-list.ts';

test('keeps the newest entries and counts all', () => {
  const list = new BoundedList<number>(10);
  for (let entry = 0; entry < 1_000; entry += 1) {
    list.push(entry);
    expect(list.entries().length).toBeLessThan(20);
    expect(list.entries().slice(-10)).toEqual(
      Array.from({ length: Math.min(10, entry + 1) }, (_, index) => Math.max(0, entry - 9) + index),
    );
  }
  expect([list.count, list.last()]).toEqual([1_000, 999]);
  expect(list.since(998)).toEqual([998, 999]);
  expect(list.since(0)[0]).toBeGreaterThan(0);
});
