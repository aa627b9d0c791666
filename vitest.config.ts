import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Sibling packages are read from their sources, so no build comes before a test.
  ssr: { resolve: { conditions: ['@trader/source', 'module', 'node', 'development|production'] } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'examples/*/{src,test,strategies}/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    restoreMocks: true,
  },
});
