import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { root } from './workspace.ts';

/** A TypeScript block of a page, under a made-up file name that resolves packages as a root test does. */
interface Example {
  readonly from: string;
  readonly file: string;
  readonly text: string;
}

const pages = [
  'README.md',
  ...readdirSync(path.join(root, 'packages')).map(room => `packages/${room}/README.md`),
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.md') && !file.startsWith('api'))
    .map(file => `docs/${file}`),
].filter(page => existsSync(path.join(root, page)));

const examples = pages.flatMap(examplesOf);
const problems = typeProblems(examples);

test.each(examples)('the example at $from compiles', ({ file }) => {
  expect(problems.get(file) ?? []).toEqual([]);
});

test('the front page shows a strategy', () => {
  expect(examples.some(each => each.from.startsWith('README.md') && each.text.includes('StrategyBase'))).toBe(true);
});

/** The ```ts blocks of a page; each is a module of its own. */
function examplesOf(page: string): readonly Example[] {
  const text = readFileSync(path.join(root, page), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match, index) => ({
    from: `${page}:${text.slice(0, match.index).split('\n').length}`,
    file: path.join(root, 'test', `${page.replace(/\W/g, '-')}-${index}.ts`).replaceAll(path.sep, '/'),
    text: match[1] ?? '',
  }));
}

function typeProblems(examples: readonly Example[]): ReadonlyMap<string, readonly string[]> {
  const options = { ...strictOptions(), noUnusedLocals: false, noUnusedParameters: false };
  const texts = new Map(examples.map(each => [each.file, each.text]));
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: file => texts.has(file) || disk.fileExists(file),
    readFile: file => texts.get(file) ?? disk.readFile(file),
    getSourceFile: (file, language, ...rest) => {
      const text = texts.get(file);
      if (text === undefined) return disk.getSourceFile(file, language, ...rest);
      return ts.createSourceFile(file, text, language);
    },
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return new Map(
    examples.map(({ file }) => {
      const source = program.getSourceFile(file);
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [file, found.map(sentence)];
    }),
  );
}

function strictOptions(): ts.CompilerOptions {
  const file = path.join(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, name => ts.sys.readFile(name)) as { config: unknown };
  return ts.parseJsonConfigFileContent(config, ts.sys, root, {}, file).options;
}

function sentence(problem: ts.Diagnostic): string {
  const line = problem.file?.getLineAndCharacterOfPosition(problem.start ?? 0).line ?? 0;
  return `line ${line + 1}: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}`;
}
