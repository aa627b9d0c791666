import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/** Where Chromium is; `undefined` where there is none. */
export const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** What to add to the name of a test that needs Chromium. */
export const skippedWithoutChromium =
  chromium === undefined ? ' (SKIPPED: no Chromium on this machine; apt-get install chromium)' : '';

/** Something that gives a text, in a file. */
export interface Subject {
  /** The file, absolute; packages are looked for beside it. */
  readonly file: string;
  /** The function of it that gives the text. */
  readonly name: string;
}

/** Bundles a subject for a place without Node: a built-in module that got in would fail the build. */
export async function bundle({ file, name }: Subject, ending: string, conditions: readonly string[]): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { ${name} as run } from './${path.basename(file)}';\n${ending}`,
      resolveDir: path.dirname(file),
    },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    conditions: [...conditions],
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error('esbuild gave no file');
  return script.text;
}

/** What a subject gives in headless Chromium: `done` and its text, or `failed` and why. */
export async function runInBrowser(subject: Subject, folder: string, conditions: readonly string[]): Promise<string> {
  const script = await bundle(
    subject,
    `run().then(
      text => { document.body.textContent = 'done ' + text; },
      error => { document.body.textContent = 'failed ' + error.stack; },
    );`,
    conditions,
  );
  const page = path.join(folder, 'page.html');
  await writeFile(
    page,
    `<!doctype html><meta charset="utf-8"><body><script>${script.replaceAll('</script', '<\\/script')}</script></body>`,
  );
  const { stdout } = await promisify(execFile)(
    chromium ?? '',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${folder}/profile`,
      '--virtual-time-budget=5000',
      '--dump-dom',
      `file://${page}`,
    ],
    { maxBuffer: 16 * 1024 * 1024 },
  );
  const shown =
    /<body>(?:<script>[\s\S]*<\/script>)?((?:done|failed)[\s\S]*?)<\/body>/.exec(stdout)?.[1] ?? stdout.slice(-500);
  return shown.trim().replaceAll('&quot;', '"');
}
