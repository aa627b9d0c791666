import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backtestOnce } from './backtest.ts';
import { bundle, chromium, runInBrowser, skippedWithoutChromium } from './in-browser.ts';
import { liveOnce } from './life.ts';

/** Siblings are read from their sources. */
const conditions = ['@trader/source'];
let folder = '';

/** What is run: a file of this folder, the function of it that gives a text, and the same function here. */
const subjects = [
  { what: 'a trading system', file: beside('life.ts'), name: 'liveOnce', run: liveOnce },
  { what: 'a backtest', file: beside('backtest.ts'), name: 'backtestOnce', run: backtestOnce },
] as const;

function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'trader-anywhere-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(subjects)('$what ends the same way', subject => {
  test('in a worker thread as in the main thread', async () => {
    const life = await bundle(subject, 'globalThis.life = run();', conditions);
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
    `in a browser as in Node${skippedWithoutChromium}`,
    { timeout: 60_000 },
    async () => {
      expect(await runInBrowser(subject, folder, conditions)).toBe(`done ${await subject.run()}`);
    },
  );
});
