import { figureDefinitions } from '../figures/figure-definitions.ts';
import type { FigureName } from '../figures/figures.ts';
import type { BacktestReport, ReportAccount } from './backtest-report.ts';
import { type Html, html } from './html.ts';
import { dateText, figureText, moneyText, numberText, percentText } from './number-words.ts';

const groups: readonly (readonly [title: string, names: readonly FigureName[]])[] = [
  ['Result', ['startEquity', 'endEquity', 'totalReturn', 'annualReturn', 'buyAndHoldReturn']],
  [
    'Risk',
    [
      'volatility',
      'sharpeRatio',
      'sortinoRatio',
      'calmarRatio',
      'maxDrawdown',
      'maxDrawdownLengthMs',
      'longestDrawdownMs',
      'buyAndHoldMaxDrawdown',
    ],
  ],
  [
    'Round trips',
    [
      'roundTrips',
      'winRate',
      'profitFactor',
      'expectancy',
      'averageRoundTripMs',
      'grossProfit',
      'grossLoss',
      'openRoundTrips',
      'openProfit',
    ],
  ],
  [
    'Trading',
    [
      'orders',
      'refusedOrders',
      'fills',
      'traded',
      'turnover',
      'fees',
      'feesInQuote',
      'timeInMarket',
      'averageExposure',
    ],
  ],
];

/** The few figures that everybody looks for first. */
export function renderCards(report: BacktestReport): Html {
  const { figures } = report.total;
  const asset = report.reportingAsset;
  const { startEquity, endEquity } = figures;
  const change = startEquity === null || endEquity === null ? '' : `${signedText(endEquity - startEquity)} ${asset}`;
  return html`<section class="cards" aria-label="Key figures">
${[
  card('totalReturn', figures, change, toneOf(figures.totalReturn)),
  card('annualReturn', figures, 'per year', toneOf(figures.annualReturn)),
  card('buyAndHoldReturn', figures, 'without fees', toneOf(figures.buyAndHoldReturn)),
  card(
    'maxDrawdown',
    figures,
    figures.maxDrawdown === 0 ? 'never fell' : `over ${figureText(figures.maxDrawdownLengthMs, 'duration')}`,
    figures.maxDrawdown === 0 ? '' : 'bad',
  ),
  card('sharpeRatio', figures, `Sortino ${figureText(figures.sortinoRatio, 'ratio')}`, toneOf(figures.sharpeRatio)),
  card('winRate', figures, `of ${numberText(figures.roundTrips, 0)} round trips`, ''),
  card(
    'profitFactor',
    figures,
    `expectancy ${figureText(figures.expectancy, 'money', quoteOf(figures))}`,
    figures.profitFactor === null ? '' : toneOf(figures.profitFactor - 1),
  ),
  card('fees', figures, `${numberText(figures.fills, 0)} fills`, ''),
]}
</section>`;
}

function card(name: FigureName, figures: ReportAccount['figures'], note: string, tone: string): Html {
  const { title, unit, definition } = figureDefinitions[name];
  return html`<a class="card" href="#figure-${name}" title="${definition}"><span class="card-title">${title}</span>
<strong class="${tone}">${figureText(figures[name], unit)}</strong><span class="card-note">${note}</span></a>`;
}

function toneOf(value: number | null): string {
  return value === null || value === 0 ? '' : value > 0 ? 'good' : 'bad';
}

function signedText(value: number): string {
  const text = moneyText(
    String(Number(value.toFixed(8))).includes('e') ? value.toFixed(8) : String(Number(value.toFixed(8))),
  );
  return value > 0 ? `+${text}` : text;
}

/** All figures of the account and of each strategy, side by side. */
export function renderFigures(report: BacktestReport): Html {
  const accounts = shownAccounts(report);
  const parts = groups.map(([title, names]) => {
    const heads = accounts.map(({ strategy }) =>
      accounts.length === 1 ? html`<th></th>` : html`<th scope="col">${strategy ?? 'Total'}</th>`,
    );
    return html`<tbody><tr class="group"><th scope="col">${title}</th>${heads}</tr>
${names.map(name => figureRow(name, accounts, report.reportingAsset))}</tbody>`;
  });
  // One account leaves room for two groups beside each other; several need columns that stand in line.
  const tables =
    accounts.length === 1
      ? html`<div class="columns">${parts.map(part => html`<table class="figures">${part}</table>`)}</div>`
      : html`<div class="scroll"><table class="figures">${parts}</table></div>`;
  return html`<section><h2>Figures</h2>${tables}
<p class="note">Point at a name for its definition, or read <a href="#definitions">all of them</a>. “–”: cannot be computed here.</p></section>`;
}

function figureRow(name: FigureName, accounts: readonly ReportAccount[], reportingAsset: string): Html {
  const { title, unit, definition, undefinedWhen } = figureDefinitions[name];
  const cells = accounts.map(({ figures }) => {
    const asset = unit === 'money' ? quoteOf(figures) : reportingAsset;
    return html`<td>${figureText(figures[name], unit, asset)}</td>`;
  });
  const hint = `${definition}${undefinedWhen === '' ? '' : ` Not computed when: ${undefinedWhen}`}`;
  return html`<tr><th scope="row"><a href="#figure-${name}" title="${hint}">${title}</a></th>${cells}</tr>`;
}

/** What a result per round trip is counted in; there is one only when all of them have the same quote asset. */
function quoteOf({ traded }: ReportAccount['figures']): string {
  return Object.keys(traded)[0] ?? '';
}

/** The whole, and the strategies where they tell more. */
function shownAccounts({ total, accounts }: BacktestReport): readonly ReportAccount[] {
  const [only] = accounts;
  const isSame = accounts.length === 1 && JSON.stringify(only?.figures) === JSON.stringify(total.figures);
  return isSame ? [total] : [total, ...accounts];
}

/** The definition of every figure, with its source. */
export function renderDefinitions(): Html {
  const rows = groups
    .flatMap(([, names]) => names)
    .map(name => {
      const { title, definition, undefinedWhen, source } = figureDefinitions[name];
      const when = undefinedWhen === '' ? html`` : html`<p class="note">Not computed when: ${undefinedWhen}</p>`;
      const from = source === '' ? html`` : html`<p class="note">Source: ${source}</p>`;
      return html`<dt id="figure-${name}">${title}</dt><dd><p>${definition}</p>${when}${from}</dd>`;
    });
  return html`<section id="definitions"><h2>What the figures mean</h2>
<p>Equity is sampled at even steps; a return is the change from one sample to the next. A year has 365 days. Ratios are doubles, sums of money are exact.</p>
<dl>${rows}</dl></section>`;
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Returns by calendar month, one table for each account. */
export function renderMonths(report: BacktestReport): Html {
  const tables = shownAccounts(report)
    .filter(({ monthlyReturns }) => monthlyReturns.length > 0)
    .map(({ strategy, monthlyReturns }) => {
      const rows = monthlyReturns.map(({ year, months, total }) => {
        return html`<tr><th scope="row">${year}</th>${[...months, total].map(monthCell)}</tr>`;
      });
      return html`<div class="panel" data-panel="${strategy ?? 'Total'}"><div class="scroll"><table class="months">
<thead><tr><th></th>${[...monthNames, 'Year'].map(name => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div></div>`;
    });
  if (tables.length === 0) return html``;
  return html`<section class="tabbed"><h2>Monthly returns</h2>${tables}
<p class="note">By calendar month in UTC, from ${dateText(report.startMs)} to ${dateText(report.endMs)}; the first and the last may be parts.</p></section>`;
}

function monthCell(value: number | null): Html {
  if (value === null) return html`<td></td>`;
  const strength = Math.min(Math.ceil(Math.abs(value) * 50), 5);
  const tone = Number((value * 100).toFixed(1)) === 0 ? '' : `${value > 0 ? 'up' : 'down'}${strength}`;
  return html`<td class="${tone}" title="${percentText(value)}">${numberText(value * 100, 1)}</td>`;
}
