import { type Html, html } from './html.ts';

/** A text that the page runs or is styled by, and its hash for the page's content security policy. */
export interface ReportAsset {
  /** The text. */
  readonly text: string;
  /** SHA-256 of the text, base64. */
  readonly sha256: string;
}

/** What a page is made of. */
export interface PageParts {
  /** What it is about, for the browser's tab. */
  readonly kind: string;
  /** What people call it. */
  readonly title: string;
  /** The line below the title. */
  readonly subtitle: Html;
  /** What must be known before the rest is believed. */
  readonly notices: readonly string[];
  /** What is in it. */
  readonly main: readonly Html[];
  /** The end of the page. */
  readonly footer: Html;
  /** Its style. */
  readonly style: ReportAsset;
  /** Scripts in their order; none of them for a page that needs none. */
  readonly scripts?: readonly ReportAsset[];
  /** What the scripts read, in front of them. */
  readonly data?: readonly Html[];
  /** A text for those who read the source: licences. */
  readonly comment?: string;
}

/**
 * One HTML page that holds everything: it asks no network for anything, runs from a file, and its content security policy lets nothing else
 * run. Text of users is escaped.
 */
export function renderPage(parts: PageParts): string {
  const { kind, title, subtitle, notices, main, footer, style, scripts = [], data = [], comment } = parts;
  const theme = scripts.length === 0 ? html`` : html`<button type="button" id="theme" hidden>Dark</button>`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(style, scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${kind}: ${title}</title>
<style>${raw(style.text)}</style>
</head>
<body>
<header><div><h1>${title}</h1>
<p>${subtitle}</p></div>
${theme}</header>
<main>
${renderNotices(notices)}
${main}
</main>
<footer>${footer}</footer>
${data}
${scripts.map(({ text }) => html`<script>${raw(text)}</script>`)}
${comment === undefined ? html`` : raw(`<!--\n${comment.replaceAll('--', '- -')}\n-->`)}
</body>
</html>
`;
  return page.html;
}

function policy(style: ReportAsset, scripts: readonly ReportAsset[]): string {
  const hashes = (assets: readonly ReportAsset[]) => assets.map(({ sha256 }) => `'sha256-${sha256}'`).join(' ');
  const run = scripts.length === 0 ? '' : `script-src ${hashes(scripts)}; `;
  return `default-src 'none'; ${run}style-src ${hashes([style])}; img-src data:; base-uri 'none'; form-action 'none'`;
}

function renderNotices(notices: readonly string[]): Html {
  if (notices.length === 0) return html``;
  return html`<ul class="notices" role="status">${notices.map(text => html`<li>${text}</li>`)}</ul>`;
}

/** Our own texts, which hold nothing from outside. */
function raw(text: string): Html {
  return { html: text };
}
