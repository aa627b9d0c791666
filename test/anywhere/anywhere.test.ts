import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backtestOnce } from './backtest.ts';
import { liveOnce } from './life.ts';

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
let folder = '';

/** What is run: a file of this folder, the function of it that gives a text, and the same function here. */
const subjects = [
  { what: 'a trading system', file: './life.ts', name: 'liveOnce', run: liveOnce },
  { what: 'a backtest', file: './backtest.ts', name: 'backtestOnce', run: backtestOnce },
] as const;

type Subject = (typeof subjects)[number];

/** Bundles a subject for a place without Node: a built-in module that got in would fail the build. */
async function bundle({ file, name }: Subject, ending: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { ${name} as run } from '${file}';\n${ending}`,
      resolveDir: path.dirname(fileURLToPath(import.meta.url)),
    },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@trader/source'],
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error('esbuild gave no file');
  return script.text;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'trader-anywhere-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(subjects)('$what ends the same way', subject => {
  test('in a worker thread as in the main thread', async () => {
    const life = await bundle(subject, 'globalThis.life = run();');
    const script = `${life}\nglobalThis.life.then(text => require('node:worker_threads').parentPort.postMessage(text));`;
    const worker = new Worker(script, { eval: true });
    const text = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(text).toBe(await subject.run());
  });

  test.skipIf(chromium === undefined)(
    `in a browser as in Node${chromium === undefined ? ' (SKIPPED: no Chromium on this machine; apt-get install chromium)' : ''}`,
    { timeout: 60_000 },
    async () => {
      const script = await bundle(
        subject,
        `run().then(
        text => { document.body.textContent = 'done ' + text; },
        error => { document.body.textContent = 'failed ' + error.stack; },
      );`,
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
      expect(shown.trim().replaceAll('&quot;', '"')).toBe(`done ${await subject.run()}`);
    },
  );
});
