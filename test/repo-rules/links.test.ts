import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './workspace.ts';

const skipped = /(^|\/)(node_modules|dist|api|\.[^/]+|fixtures|CHANGELOG\.md)(\/|$)/;

const pages = ['.', 'docs', 'packages', 'examples', 'test']
  .flatMap(folder => markdownIn(folder))
  .filter((page, index, all) => all.indexOf(page) === index);

test.each(pages)('%s links only to files that exist', page => {
  const text = readFileSync(path.join(root, page), 'utf8');
  const targets = [...text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map(match => match[1] ?? '');
  const dead = targets.filter(target => !existsSync(path.join(root, path.dirname(page), decodeURIComponent(target))));
  expect(dead).toEqual([]);
});

function markdownIn(folder: string): readonly string[] {
  const directory = path.join(root, folder);
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: folder !== '.', encoding: 'utf8' })
    .map(file => path.posix.join(folder, file.replaceAll(path.sep, '/')))
    .filter(file => file.endsWith('.md') && !skipped.test(file));
}
