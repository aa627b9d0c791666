import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { errorFinding, type Finding } from '../config/finding.ts';

/** What an error means that came while a file of the project was loaded: with the line where it can be found out. */
export async function explainLoadFailure(error: unknown, file: string, projectDir: string): Promise<Finding> {
  const failure = toFailure(error);
  const isSyntax = failure.name === 'SyntaxError' || failure.name === 'TransformError';
  const notExported = /'([^']+)' does not provide an export named '([^']+)'/.exec(failure.message);
  const position = positionIn(`${failure.message}\n${failure.stack}`, file);
  const checked = isSyntax && notExported === null && position === undefined ? await positionByCheck(file) : position;
  const place = `${path.relative(projectDir, file)}${checked ?? ''}`;
  const name = path.basename(file);
  if (notExported !== null) {
    const [, from = '', what = ''] = notExported;
    return errorFinding(place, `${name} imports ${what} from ${from}, which has no such export`, 'Correct the import');
  }
  const missing = /Cannot find (?:package|module) '([^']+)'/.exec(failure.message)?.[1];
  if (missing !== undefined)
    return errorFinding(place, `${name} imports ${missing}, which is not there`, remedyFor(missing));
  if (failure.code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    const remedy = 'Run it with the trader command, call registerTypeScript() first, or start Node with --import tsx';
    return errorFinding(place, 'this Node cannot run TypeScript as it is', remedy);
  }
  if (isSyntax) return errorFinding(place, `syntax error: ${syntaxMessage(failure.message)}`, 'Mend the file there');
  const problem = `it failed while it was loaded: ${failure.name}: ${failure.message.split('\n')[0] ?? ''}`;
  return errorFinding(place, problem, 'Mend the file; what it does at its top level runs while it is loaded');
}

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly code: string | undefined;
}

function toFailure(error: unknown): Failure {
  if (typeof error !== 'object' || error === null) {
    return { name: 'Error', message: String(error), stack: '', code: undefined };
  }
  // Errors that cross from a loader's thread may have lost their class.
  const { name, message, stack, code } = error as Partial<Failure>;
  return { name: name ?? 'Error', message: message ?? '', stack: stack ?? '', code };
}

/** `:line` or `:line:column` of a file, from esbuild's message, from the head that V8 puts on syntax errors, or from the stack. */
function positionIn(text: string, file: string): string | undefined {
  const plain = text.replace(/file:\/\/[^\s():?]*/g, url => fileURLToPath(url));
  const index = plain.indexOf(`${file}:`);
  return index < 0 ? undefined : /^(?::\d+){1,2}/.exec(plain.slice(index + file.length))?.[0];
}

/** Behind a loader Node forgets where a syntax error is; a Node of its own that only checks the file still knows. */
function positionByCheck(file: string): Promise<string | undefined> {
  return new Promise(resolve => {
    execFile(process.execPath, ['--check', file], { timeout: 5_000, env: {} }, (_, __, stderr) => {
      resolve(positionIn(stderr, file));
    });
  });
}

function syntaxMessage(message: string): string {
  const line = message.split('\n').find(each => each.includes('ERROR:')) ?? message.split('\n')[0] ?? '';
  return line.replace(/^.*ERROR:\s*/, '').trim();
}

function remedyFor(missing: string): string {
  if (/^[./]|^file:/.test(missing)) return 'Correct the path of the import, extension included';
  return `Install it in the project: npm install ${missing}`;
}
