import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import arrows from '../../scripts/package-arrows.json' with { type: 'json' };
import { publishedPackages, readManifest, root } from './workspace.ts';

/** The siblings that each package may name; the same table binds the imports in `.dependency-cruiser.cjs`. */
const mayDependOn: Readonly<Record<string, readonly string[]>> = arrows;

const packages = publishedPackages();

test('every package has a row in the table of arrows', () => {
  expect(packages.map(each => each.room)).toEqual(Object.keys(mayDependOn).sort());
});

describe.each(packages)('$manifest.name', ({ room, directory, manifest }) => {
  test('depends at run time only on the siblings it may', () => {
    const siblings = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
      .filter(name => name.startsWith('@trader/'))
      .map(name => name.slice('@trader/'.length));
    expect(mayDependOn[room]).toEqual(expect.arrayContaining(siblings));
  });

  test('shares one copy of core with its user', () => {
    if (room === 'core') return;
    expect(manifest.dependencies ?? {}).not.toHaveProperty(['@trader/core']);
    expect(manifest.peerDependencies).toHaveProperty(['@trader/core'], 'workspace:^');
    expect(manifest.devDependencies).toHaveProperty(['@trader/core'], 'workspace:^');
  });

  test('pins every third-party version in the catalog', () => {
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    for (const [name, version] of versions) {
      expect(version, name).toBe(name.startsWith('@trader/') ? 'workspace:^' : 'catalog:');
    }
  });

  test('says what it is, whose it is and where it lives', () => {
    expect(manifest).toMatchObject({
      name: `@trader/${room}`,
      license: 'MIT',
      author: 'The Trader authors',
      type: 'module',
      sideEffects: false,
      repository: { type: 'git', url: 'git+https://github.com/trader-sdk/trader.git', directory: `packages/${room}` },
      engines: readManifest(root).engines,
    });
    expect(manifest.private).toBeUndefined();
    expect(manifest.description?.length).toBeGreaterThan(40);
    expect(manifest.keywords?.length).toBeGreaterThan(4);
    expect(manifest.homepage).toContain(`packages/${room}`);
    expect(manifest.bugs).toBeDefined();
  });

  test('publishes its entries without the source condition, otherwise unchanged', () => {
    const published = Object.fromEntries(
      Object.entries(manifest.exports).map(([entry, target]) => [entry, withoutSource(target)]),
    );
    expect(manifest.publishConfig).toEqual({ access: 'public', exports: published });
  });

  test('puts the source condition first and types before code', () => {
    for (const [entry, target] of Object.entries(manifest.exports)) {
      if (typeof target === 'string') continue;
      expect(Object.keys(target), entry).toEqual(['@trader/source', 'types', 'default']);
      expect(existsSync(path.join(directory, target['@trader/source'] ?? '')), entry).toBe(true);
    }
  });

  test('has a source behind every command', () => {
    for (const target of Object.values(manifest.bin ?? {})) {
      const source = target.replace('./dist/', 'src/').replace(/\.js$/, '.ts');
      expect(readFileSync(path.join(directory, source), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    }
  });

  test('ships a README, the license and no tests', () => {
    expect(readFileSync(path.join(directory, 'README.md'), 'utf8')).toMatch(/```ts\n/);
    expect(readFileSync(path.join(directory, 'LICENSE'), 'utf8')).toBe(
      readFileSync(path.join(root, 'LICENSE'), 'utf8'),
    );
    expect(manifest.files).toEqual(['dist', 'src', '!src/**/*.test.ts', '!src/**/*.test-d.ts', '!src/**/fixtures']);
  });

  test('knows its public names by heart', () => {
    const snapshot = path.join(directory, 'src/index.test.ts');
    expect(existsSync(snapshot), 'write src/index.test.ts: the sorted list of exported names').toBe(true);
  });
});

function withoutSource(target: string | Readonly<Record<string, string>>): unknown {
  if (typeof target === 'string') return target;
  const { '@trader/source': _, ...published } = target;
  return published;
}
