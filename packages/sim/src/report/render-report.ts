import type { BacktestReport } from './backtest-report.ts';
import { chartData } from './chart-data.ts';
import { type Html, html, scriptJson } from './html.ts';
import { dateText, numberText } from './number-words.ts';
import { renderCards, renderDefinitions, renderFigures, renderMonths } from './render-figures.ts';
import { type ReportAsset, renderPage } from './render-page.ts';
import { renderSettings } from './render-settings.ts';
import { reportNotices } from './report-notices.ts';
import { tableData } from './table-data.ts';

/** What a page is made of beside the report; `reportAssets()` of `@trader/sim/node` reads it. */
export interface ReportAssets {
  /** Scripts in their order, the chart library first. */
  readonly scripts: readonly ReportAsset[];
  /** The page's style. */
  readonly style: ReportAsset;
  /** Licence of the chart library, as it demands to go with it. */
  readonly licence: string;
}

/**
 * One HTML page that holds everything: it asks no network for anything, runs from a file, and its content security policy lets nothing else
 * run. Text of users is escaped.
 */
export function renderReport(report: BacktestReport, assets: ReportAssets): string {
  return renderPage({
    kind: 'Backtest',
    title: report.title,
    subtitle: subtitle(report),
    notices: reportNotices(report),
    main: [
      renderCards(report),
      renderCharts(report),
      renderFigures(report),
      renderMonths(report),
      renderTables(report),
      renderSettings(report),
      renderDefinitions(),
    ],
    footer: footer(),
    style: assets.style,
    scripts: assets.scripts,
    data: [scriptData('chart-data', chartData(report)), scriptData('table-data', tableData(report))],
    comment: assets.licence,
  });
}

function scriptData(id: string, value: unknown): Html {
  return html`<script type="application/json" id="${id}">${scriptJson(value)}</script>`;
}

function subtitle({ startMs, endMs, bars, data, rows, seed }: BacktestReport): Html {
  const symbols = new Set([...data, ...bars].map(({ symbol }) => symbol));
  return html`${[...symbols].join(', ')} · ${dateText(startMs)} to ${dateText(endMs)} · ${numberText(rows, 0)} rows · seed ${seed}`;
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
  return html`<p>A backtest tells what would have happened under its assumptions, not what will happen.</p>
<p>Charts: TradingView Lightweight Charts™, Copyright © TradingView, Inc., Apache License 2.0,
<a href="https://www.tradingview.com/" rel="noopener noreferrer">www.tradingview.com</a></p>`;
}
