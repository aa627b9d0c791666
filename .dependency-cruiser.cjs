// Who may know whom. An arrow that is not listed there does not exist.
const mayImport = require('./scripts/package-arrows.json');

const packages = Object.keys(mayImport);
const testFile = '\\.test\\.ts$|\\.test-d\\.ts$|/fixtures/|^packages/[^/]+/test/';
const purePackages = '^packages/(core|sim)/src/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...packages.map(name => ({
      name: `${name}-imports-only-what-it-may`,
      severity: 'error',
      comment: `${name} may import ${mayImport[name].join(' and ') || 'no other package'}.`,
      from: { path: `^packages/${name}/` },
      to: { path: '^packages/([^/]+)/', pathNot: `^packages/(${[name, ...mayImport[name]].join('|')})/` },
    })),
    {
      name: 'packages-are-in-the-table',
      severity: 'error',
      comment: 'A new package gets a row in the table of this file first.',
      from: { path: '^packages/', pathNot: `^packages/(${packages.join('|')})/` },
      to: {},
    },
    {
      name: 'siblings-by-name',
      severity: 'error',
      comment: 'A sibling package is imported by its published entry, never by a path into its sources.',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/([^/]+)/src/', pathNot: '^packages/$1/|^packages/[^/]+/src/(node/)?index\\.ts$' },
    },
    {
      name: 'packages-do-not-reach-out',
      severity: 'error',
      comment: 'Root tests, examples and benchmarks know the packages; the packages do not know them.',
      from: { path: '^packages/' },
      to: { path: '^(test|examples|bench|scripts)/' },
    },
    {
      name: 'pure-packages-have-no-node',
      severity: 'error',
      comment: 'core and sim run in a browser: no Node built-in.',
      from: { path: purePackages, pathNot: `${testFile}|^packages/sim/src/node/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-depends-on-eventemitter3-alone',
      severity: 'error',
      comment: 'core has one run-time dependency.',
      from: { path: '^packages/core/src/', pathNot: testFile },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg'], pathNot: 'eventemitter3' },
    },
    {
      name: 'sources-do-not-use-dev-dependencies',
      severity: 'error',
      comment: 'What ships must be installed with the package.',
      // Templates are text that goes into new projects, which install what they import themselves.
      from: { path: '^packages/[^/]+/src/', pathNot: [testFile, '^packages/runner/src/scaffold/template/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer'] },
    },
    {
      name: 'sources-do-not-import-tests',
      severity: 'error',
      comment: 'Tests and fixtures are not part of what ships.',
      from: { path: '^packages/[^/]+/src/', pathNot: testFile },
      to: { path: testFile },
    },
    {
      name: 'no-undeclared-dependencies',
      severity: 'error',
      comment: 'Every import is resolvable and declared in the manifest next to it.',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Import cycles, type imports included, hide who owns what.',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^packages/[^/]+/dist/|^docs/api/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@trader/source', 'import', 'types', 'node', 'default'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.json'],
    },
    cache: false,
  },
};
