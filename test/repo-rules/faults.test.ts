import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { faultKinds } from '../../packages/testkit/src/simulation/faults.ts';
import { killPoints } from '../kill/kill-points.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** One row of the page. */
interface Row {
  readonly name: string;
  readonly cover: string;
}

const rows: readonly Row[] = readFileSync(path.join(root, 'docs/faults.md'), 'utf8')
  .split('\n')
  .flatMap(line => {
    const match = /^\| (F\d+) \| .+? \| (.+) \|$/.exec(line);
    return match === null ? [] : [{ name: match[1] ?? '', cover: match[2] ?? '' }];
  });

/** Every test that a row names: the sentences that follow a file, up to the next file. */
function namedTests({ cover }: Row): readonly { readonly file: string; readonly sentences: readonly string[] }[] {
  const parts = cover.split(/`([\w./-]+\.test\.ts)`/).slice(1);
  return parts.flatMap((file, index) => {
    if (index % 2 === 1) return [];
    const rest = (parts[index + 1] ?? '').split('`')[0] ?? '';
    return [{ file, sentences: [...rest.matchAll(/“([^”]+)”/g)].map(match => match[1] ?? '') }];
  });
}

function names({ cover }: Row, kind: 'sim' | 'kill'): readonly string[] {
  return [...cover.matchAll(new RegExp(`\`${kind} ([a-z-]+)\``, 'g'))].map(match => match[1] ?? '');
}

test('the page has a row for each of the seventy faults, in order', () => {
  expect(rows.map(({ name }) => name)).toEqual(Array.from({ length: 70 }, (_, index) => `F${index + 1}`));
});

test.each(rows)('$name names what covers it, or says the gap', row => {
  const isCovered = namedTests(row).length + names(row, 'sim').length + names(row, 'kill').length > 0;
  expect(isCovered || row.cover.includes('**Gap:**')).toBe(true);
});

test.each(rows)('every test that $name names exists', row => {
  for (const { file, sentences } of namedTests(row)) {
    expect(sentences.length, file).toBeGreaterThan(0);
    const text = readFileSync(path.join(root, file), 'utf8');
    for (const sentence of sentences) expect(text.includes(sentence), `${file} “${sentence}”`).toBe(true);
  }
});

test.each(rows)('every fault of the simulation and every moment of the kill test that $name names exists', row => {
  expect(faultKinds).toEqual(expect.arrayContaining([...names(row, 'sim')]));
  expect(killPoints.map(({ name }) => name)).toEqual(expect.arrayContaining([...names(row, 'kill')]));
});
