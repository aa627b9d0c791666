import { defineConfig } from 'tsup';

/** One build for every package: ESM, types beside the code, siblings read through their built declarations. */
export function packageBuild(entry: readonly string[]) {
  return defineConfig({
    entry: [...entry],
    format: ['esm'],
    target: 'node20',
    platform: 'node',
    removeNodeProtocol: false,
    // `customConditions: []` makes the declarations of siblings come from their `dist`, not from their sources.
    dts: { compilerOptions: { customConditions: [], ignoreDeprecations: '6.0' } },
    sourcemap: true,
    clean: true,
    treeshake: true,
    // Several entries of one package share their classes instead of holding two copies.
    splitting: true,
  });
}
