import type { BacktestReport } from './backtest-report.ts';
import { chartData } from './chart-data.ts';
import { type Html, html, scriptJson } from './html.ts';
import { dateText, minuteText, numberText } from './number-words.ts';
import { renderCards, renderDefinitions, renderFigures, renderMonths } from './render-figures.ts';
import { renderSettings } from './render-settings.ts';
import { tableData } from './table-data.ts';

/** A text that the page runs or is styled by, and its hash for the page's content security policy. */
export interface ReportAsset {
  /** The text. */
  readonly text: string;
  /** SHA-256 of the text, base64. */
  readonly sha256: string;
}

/** What a page is made of beside the report; `reportAssets()` of `@trader/sim/node` reads it. */
export interface ReportAssets {
  /** Scripts in their order, the chart library first. */
  readonly scripts: readonly ReportAsset[];
  /** The page's style. */
  readonly style: ReportAsset;
  /** Licence of the chart library, as it demands to go with it. */
  readonly licence: string;
}

/** Runs shorter than this are extrapolated wildly by figures per year. */
const shortRunMs = 30 * 86_400_000;

/**
 * One HTML page that holds everything: it asks no network for anything, runs from a file, and its content security policy lets nothing else
 * run. Text of users is escaped.
 */
export function renderReport(report: BacktestReport, assets: ReportAssets): string {
  const scripts = assets.scripts.map(({ sha256 }) => `'sha256-${sha256}'`).join(' ');
  const policy = `default-src 'none'; script-src ${scripts}; style-src 'sha256-${assets.style.sha256}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Backtest: ${report.title}</title>
<style>${raw(assets.style.text)}</style>
</head>
<body>
<header><div><h1>${report.title}</h1>
<p>${subtitle(report)}</p></div>
<button type="button" id="theme" hidden>Dark</button></header>
<main>
${renderNotices(report)}
${renderCards(report)}
${renderCharts(report)}
${renderFigures(report)}
${renderMonths(report)}
${renderTables(report)}
${renderSettings(report)}
${renderDefinitions()}
</main>
${footer()}
<script type="application/json" id="chart-data">${scriptJson(chartData(report))}</script>
<script type="application/json" id="table-data">${scriptJson(tableData(report))}</script>
${assets.scripts.map(({ text }) => html`<script>${raw(text)}</script>`)}
<!--
${raw(assets.licence.replaceAll('--', '- -'))}
-->
</body>
</html>
`;
  return page.html;
}

/** Our own texts, which hold nothing from outside. */
function raw(text: string): Html {
  return { html: text };
}

function subtitle({ startMs, endMs, bars, data, rows, seed }: BacktestReport): Html {
  const symbols = new Set([...data, ...bars].map(({ symbol }) => symbol));
  return html`${[...symbols].join(', ')} · ${dateText(startMs)} to ${dateText(endMs)} · ${numberText(rows, 0)} rows · seed ${seed}`;
}

/** What somebody must know before believing any figure. */
function renderNotices(report: BacktestReport): Html {
  const notices = [
    ...(report.halted === null ? [] : [`Trading was halted: ${report.halted.message}`]),
    ...report.strategies.flatMap(({ id, paused }) => (paused === null ? [] : [`${id} was paused: ${paused}`])),
    ...report.alarms.slice(0, 5).map(({ timeMs, message }) => `${minuteText(timeMs)}: ${message}`),
    ...(report.alarms.length > 5 ? [`… and ${report.alarms.length - 5} more alarms; the JSON has them.`] : []),
    ...(report.fills.length === 0 ? ['Nothing was traded.'] : []),
    ...(report.endMs - report.startMs < shortRunMs
      ? [
          'The run is shorter than 30 days: figures per year (CAGR, volatility, Sharpe, Sortino, Calmar) are extrapolated and say little.',
        ]
      : []),
  ];
  if (notices.length === 0) return html``;
  return html`<ul class="notices" role="status">${notices.map(text => html`<li>${text}</li>`)}</ul>`;
}

function renderCharts(report: BacktestReport): Html {
  const hint =
    report.fills.length === 0
      ? html``
      : html`<p class="note">Below the prices: base quantity bought (up) and sold (down). <span id="price-hint" hidden>Zoom in to see each fill.</span></p>`;
  const prices =
    report.bars.length === 0
      ? html``
      : html`<section><div class="chart-head"><h2>Price and fills</h2><span class="choices" id="price-choices"></span></div>
<div class="legend" id="price-legend"></div><div class="chart tall" id="price-chart"></div>
${hint}</section>`;
  return html`<noscript><p class="note">Charts and lists need JavaScript; everything else is here.</p></noscript>
<section><div class="chart-head"><h2>Equity and drawdown</h2><span class="choices" id="equity-choices"></span></div>
<div class="legend" id="equity-legend"></div><div class="chart tall" id="equity-chart"></div></section>${prices}`;
}

function renderTables(report: BacktestReport): Html {
  const tables = [
    ['trips', 'Round trips', report.roundTrips.length],
    ['fills', 'Fills', report.fills.length],
  ] as const;
  return html`${tables
    .filter(([, , count]) => count > 0)
    .map(([name, title, count]) => {
      return html`<section><div class="chart-head"><h2>${title} <small>${numberText(count, 0)}</small></h2>
<span class="choices" id="${name}-pages"></span></div><div class="scroll"><table class="list" id="${name}-table"></table></div></section>`;
    })}`;
}

function footer(): Html {
  return html`<footer><p>A backtest tells what would have happened under its assumptions, not what will happen.</p>
<p>Charts: TradingView Lightweight Charts™, Copyright © TradingView, Inc., Apache License 2.0,
<a href="https://www.tradingview.com/" rel="noopener noreferrer">www.tradingview.com</a></p></footer>`;
}
