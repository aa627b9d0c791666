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
import { liveOnce } from './life.ts';

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
let folder = '';

/** Bundles the life for a place without Node: a built-in module that got in would fail the build. */
async function bundle(ending: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { liveOnce } from './life.ts';\n${ending}`,
      resolveDir: path.dirname(fileURLToPath(import.meta.url)),
    },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@trader/source'],
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild gave no file');
  return file.text;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'trader-anywhere-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a trading system ends the same way', () => {
  test('in a worker thread as in the main thread', async () => {
    const life = await bundle('globalThis.life = liveOnce();');
    const script = `${life}\nglobalThis.life.then(text => require('node:worker_threads').parentPort.postMessage(text));`;
    const worker = new Worker(script, { eval: true });
    const text = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(text).toBe(await liveOnce());
  });

  test.skipIf(chromium === undefined)(
    `in a browser as in Node${chromium === undefined ? ' (SKIPPED: no Chromium on this machine; apt-get install chromium)' : ''}`,
    { timeout: 60_000 },
    async () => {
      const script = await bundle(`liveOnce().then(
        text => { document.body.textContent = 'done ' + text; },
        error => { document.body.textContent = 'failed ' + error.stack; },
      );`);
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
      expect(shown.trim().replaceAll('&quot;', '"')).toBe(`done ${await liveOnce()}`);
    },
  );
});
