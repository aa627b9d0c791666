import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const source = new URL('../src/', import.meta.url);

test('no path of Luno that moves money out is named anywhere in the sources', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(30);
  for (const file of files) {
    const paths = readFileSync(new URL(file, source), 'utf8').match(/api\/(exchange\/)?\d\/[a-z_/]+/g) ?? [];
    for (const path of paths)
      expect(path).not.toMatch(/send|withdraw|beneficiar|move|transfer|convert|address|funding/);
  }
});
