import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { resolveFromProject } from './resolve-from-project.ts';

/** A project whose node_modules holds one package of this manifest. */
function makeProject(manifest: Readonly<Record<string, unknown>>): {
  readonly folder: string;
  readonly packageDir: string;
} {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'trader-resolve-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const packageDir = path.join(folder, 'node_modules', '@a', 'b');
  mkdirSync(path.join(packageDir, 'dist'), { recursive: true });
  mkdirSync(path.join(folder, 'inner'));
  writeFileSync(path.join(packageDir, 'package.json'), JSON.stringify({ name: '@a/b', ...manifest }));
  for (const file of ['index.js', 'extra.js', 'node.js']) writeFileSync(path.join(packageDir, 'dist', file), '');
  return { folder, packageDir };
}

test.each([
  ['main', { main: './dist/index.js' }, '@a/b', 'dist/index.js'],
  ['one export', { exports: './dist/index.js' }, '@a/b', 'dist/index.js'],
  [
    'a default export',
    { exports: { '.': { types: './x.d.ts', default: './dist/index.js' } } },
    '@a/b',
    'dist/index.js',
  ],
  ['an export for imports only', { exports: { '.': { import: './dist/index.js' } } }, '@a/b', 'dist/index.js'],
  ['conditions without an entry', { exports: { import: './dist/index.js' } }, '@a/b', 'dist/index.js'],
  [
    'nested conditions',
    { exports: { '.': { import: { node: './dist/node.js', default: './dist/index.js' } } } },
    '@a/b',
    'dist/node.js',
  ],
  ['alternatives', { exports: { '.': { import: ['./dist/index.js'] } } }, '@a/b', 'dist/index.js'],
  ['another entry', { exports: { './extra': { import: './dist/extra.js' } } }, '@a/b/extra', 'dist/extra.js'],
])('a package with %s is found where the project has it', (_, manifest, specifier, file) => {
  const { folder, packageDir } = makeProject(manifest);
  expect(resolveFromProject(specifier, folder)).toBe(path.join(packageDir, file));
  expect(resolveFromProject(specifier, path.join(folder, 'inner'))).toBe(path.join(packageDir, file));
});

test('what is not there is not found', () => {
  const { folder } = makeProject({ exports: { '.': { import: './dist/index.js' } } });
  expect(resolveFromProject('@a/c', folder)).toBeUndefined();
  expect(resolveFromProject('@a/b/none', folder)).toBeUndefined();
});
