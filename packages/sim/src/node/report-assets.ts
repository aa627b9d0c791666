import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReportAsset } from '../report/render-page.ts';
import type { ReportAssets } from '../report/render-report.ts';

/** Where the page's own script and style are, inside of this package. */
const pageDir = path.join('src', 'report', 'page');

/** Reads what `renderReport` puts into its page: the chart library with its licence, and the page's script and style. */
export function reportAssets(): ReportAssets {
  const library = path.dirname(createRequire(import.meta.url).resolve('lightweight-charts/package.json'));
  const page = path.join(packageDir(), pageDir);
  return {
    scripts: [
      asset(path.join(library, 'dist', 'lightweight-charts.standalone.production.js')),
      asset(path.join(page, 'report-page.js')),
      asset(path.join(page, 'report-charts.js')),
    ],
    style: withDark(path.join(page, 'report-page.css')),
    licence: readFileSync(path.join(library, 'LICENSE'), 'utf8'),
  };
}

/** Pages without script follow the device, too: the dark colours stand in the style once and are used twice. */
function withDark(file: string): ReportAsset {
  const text = readFileSync(file, 'utf8');
  const [, colours] = /:root\[data-theme="dark"\] (\{[^}]*\})/.exec(text) ?? [];
  if (colours === undefined) throw new Error(`${file} has no dark colours`);
  return toAsset(file, `${text}\n@media (prefers-color-scheme: dark) {\n:root:not([data-theme]) ${colours}\n}\n`);
}

function asset(file: string): ReportAsset {
  return toAsset(file, readFileSync(file, 'utf8'));
}

function toAsset(file: string, text: string): ReportAsset {
  if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error(`${file} cannot stand inside of a page`);
  return { text, sha256: createHash('sha256').update(text).digest('base64') };
}

/** The folder of this package, whether it runs from its sources or as built. */
function packageDir(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  return folder;
}
