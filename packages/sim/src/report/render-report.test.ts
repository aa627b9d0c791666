import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import type { BacktestResult } from '../backtest/backtest-result.ts';
import { aResult, trip } from '../figures/fixtures/a-result.ts';
import { reportAssets } from '../node/report-assets.ts';
import { createBacktestReport } from './create-backtest-report.ts';
import { aBusyResult, reportOptions } from './fixtures/a-busy-result.ts';
import { renderReport } from './render-report.ts';

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const folder = mkdtempSync(path.join(tmpdir(), 'trader-report-'));
const assets = reportAssets();
const evil = '</script><img src=x onerror="document.title=\'broken\'">&\u2028';

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function evilReport() {
  const result = aBusyResult(30, 200);
  const [strategy] = result.strategies;
  if (strategy === undefined) throw new Error('the fixture has a strategy');
  return createBacktestReport(
    {
      ...result,
      seed: evil,
      halted: { code: 'test', message: evil },
      alarms: [{ timeMs: 0, code: evil, message: evil }],
      strategies: [{ ...strategy, name: evil, params: { [evil]: evil }, paused: evil }],
    },
    { ...reportOptions, title: evil },
  );
}

describe('the page', () => {
  const page = renderReport(evilReport(), assets);

  test('names nothing that a browser would load', () => {
    const withoutScripts = page.replace(/<script>[\s\S]*?<\/script>/g, '').replace(/<!--[\s\S]*?-->/g, '');
    expect(withoutScripts.match(/<(?:link|img|iframe|object|embed|base)\b|<[^>]*\ssrc=|@import|url\(/i)).toBeNull();
    expect(page.match(/<script[^>]*\ssrc=/g)).toBeNull();
  });

  test('lets its own scripts and style run and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(policy).toContain('default-src &#39;none&#39;');
    expect(policy).not.toContain('unsafe');
    const texts = [...page.matchAll(/<(script|style)>([\s\S]*?)<\/\1>/g)].map(([, , text = '']) => text);
    expect(texts).toHaveLength(4);
    for (const text of texts)
      expect(policy.replaceAll('&#39;', "'")).toContain(
        `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
      );
  });

  test('shows text of users as text, also inside of its data', () => {
    expect(page.includes('<img')).toBe(false);
    for (const [, json = ''] of page.matchAll(/<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/g)) {
      expect(json).not.toMatch(/[<>\u2028]/);
      expect(() => JSON.parse(json)).not.toThrow();
    }
  });

  test('carries the licence and the notice of the chart library', () => {
    for (const text of ['Apache License', 'https://www.tradingview.com/', 'TERMS AND CONDITIONS FOR USE, REPRODUCTION'])
      expect(page.includes(text), text).toBe(true);
  });

  test('is the same, byte for byte, for the same report', () => {
    expect(renderReport(evilReport(), assets) === page).toBe(true);
  });

  test('stays of bounded size with 50,000 fills, and says what it leaves out', () => {
    const report = createBacktestReport(aBusyResult(50_000), reportOptions);
    const busy = renderReport(report, assets);
    expect(busy.length).toBeLessThan(3_000_000);
    expect(busy.includes('"total":50000')).toBe(true);
  }, 60_000);
});

async function dumpDom(page: string): Promise<string> {
  const file = path.join(folder, 'page.html');
  writeFileSync(file, page);
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${folder}/profile`];
  const more = ['--virtual-time-budget=5000', '--window-size=1200,2000', '--enable-logging=stderr', '--dump-dom'];
  const { stdout, stderr } = await promisify(execFile)(chromium ?? '', [...flags, ...more, `file://${file}`], {
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(stderr.split('\n').filter(line => /CONSOLE/.test(line))).toEqual([]);
  return stdout;
}

describe.skipIf(chromium === undefined)(
  `in a browser${chromium === undefined ? ' (SKIPPED: no Chromium on this machine; apt-get install chromium)' : ''}`,
  { timeout: 60_000 },
  () => {
    test.each([
      ['no trades', () => aResult()],
      ['a few trades', () => aBusyResult(30, 300)],
      ['an open round trip', () => aResult({ roundTrips: [trip('-5', { isOpen: true })] })],
    ])('it draws its charts without a complaint in the console, with %s', (_, resultOf) => draws(resultOf()));

    test('it draws 50,000 fills', { tags: ['slow'] }, () => draws(aBusyResult(50_000)));

    async function draws(result: BacktestResult): Promise<void> {
      const dom = await dumpDom(renderReport(createBacktestReport(result, reportOptions), assets));
      expect(dom.match(/<canvas/g)?.length ?? 0).toBeGreaterThan(0);
      if (result.fills.length > 0) expect(/id="fills-table"><thead>[\s\S]*<tbody><tr>/.test(dom)).toBe(true);
    }

    test('it runs no text of users', async () => {
      const dom = await dumpDom(renderReport(evilReport(), assets));
      expect([dom.includes('<title>broken'), dom.includes('<img')]).toEqual([false, false]);
    });
  },
);

test('the page script and style hold no address', () => {
  const dir = path.join(import.meta.dirname, 'page');
  for (const file of ['report-page.js', 'report-charts.js', 'report-page.css'])
    expect(readFileSync(path.join(dir, file), 'utf8')).not.toMatch(/https?:|fetch\(|XMLHttpRequest|WebSocket/);
});
