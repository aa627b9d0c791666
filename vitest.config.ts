import { defineConfig } from 'vitest/config';

/** `vitest` alone leaves the slow tests out; `npm test` runs `vitest run --mode all`. */
export default defineConfig(({ mode }) => ({
  // Sibling packages are read from their sources, so no build comes before a test.
  ssr: { resolve: { conditions: ['@trader/source', 'module', 'node', 'development|production'] } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'examples/*/{src,test,strategies}/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    testTimeout: 15_000,
    hookTimeout: 15_000,
    tags: [{ name: 'slow', description: 'Takes tens of seconds: builds, packs, installs.', timeout: 300_000 }],
    ...(mode === 'all' ? {} : { tagsFilter: ['!slow'] }),
  },
}));
