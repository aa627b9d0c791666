import { describe, expect, test } from 'vitest';
import { textTable } from './text-table.ts';

const columns = [
  { title: 'NAME', shrinks: true },
  { title: 'PRICE', align: 'right' },
  { title: 'NOTE', dropOrder: 1 },
  { title: 'AGE', align: 'right', dropOrder: 2 },
] as const;
const rows = [
  ['a', '1', 'fine', '2 s'],
  ['a longer name', '12,345', 'x', '12 s'],
];
const texts = (width: number) => textTable(columns, rows, width).map(({ text }) => text);

test('columns are as wide as their widest cell, numbers go right', () => {
  expect(texts(80)).toEqual([
    'NAME            PRICE  NOTE   AGE',
    'a                   1  fine   2 s',
    'a longer name  12,345  x     12 s',
  ]);
});

describe('what does not fit', () => {
  test.each([
    [33, 'a longer name  12,345  x     12 s'],
    [32, 'a longer name  12,345  x'],
    [26, 'a longer name  12,345'],
    [20, 'a longer na…  12,345'],
    [12, 'a l…  12,345'],
    [5, 'a l…'],
  ])('in %i characters is dropped in order, then cut', (width, last) => {
    expect(texts(width).at(-1)).toBe(last);
  });
});

test('colours take no width, and control characters of outsiders are not obeyed', () => {
  const [, row] = textTable([{ title: 'A' }], [[{ text: 'a\u001B[2Jb', paint: text => `<red>${text}</red>` }]], 80);
  expect(row).toEqual({ text: '<red>a [2Jb</red>', width: 6 });
});

test('a table without rows has its headings', () => {
  expect(textTable([{ title: 'A' }, { title: 'B' }], [], 80).map(({ text }) => text)).toEqual(['A  B']);
});
