import { figureDefinitions } from '../figures/figure-definitions.ts';
import type { FigureName } from '../figures/figures.ts';
import {
  luckText,
  type SearchReport,
  type SearchReportTrial,
  type WalkForwardReport,
} from '../search/search-report.ts';
import type { ParamSet, ParamValue } from '../search/search-space.ts';
import type { TimeWindow } from '../search/walk-forward.ts';
import { type Html, html } from './html.ts';
import { dateText, figureText, nothing, numberText, paramText } from './number-words.ts';
import { renderHeatMaps } from './render-heat-map.ts';
import { renderPage } from './render-page.ts';
import type { ReportAssets } from './render-report.ts';
import { searchNotices } from './search-notices.ts';

/** Trials listed at most, the best first; the JSON has all of them. */
const trialsShown = 100;

/** Figures of a trial's row beside the objective. */
const columns: readonly FigureName[] = ['totalReturn', 'sharpeRatio', 'maxDrawdown', 'roundTrips', 'winRate'];

/** One HTML page about a parameter search: the best sets, heat maps, walk-forward, luck. It runs no script and asks no network. */
export function renderSearchReport(report: SearchReport, { style }: Pick<ReportAssets, 'style'>): string {
  const { title, window, strategy, trials, method, seed, walkForward } = report;
  return renderPage({
    kind: 'Search',
    title,
    subtitle: html`params of ${strategy} · ${spanText(window)} · ${numberText(trials.length, 0)} sets by ${method} · seed ${seed}`,
    notices: searchNotices(report),
    main: [
      renderBest(report),
      renderHeatMaps(report),
      walkForward === null ? html`` : renderWalk(walkForward, report),
      renderTrials(report),
      renderSettings(report),
    ],
    footer: html`<p>The best of many tries on the past looks better than it is. ${luckText(report)}</p>`,
    style,
  });
}

function renderBest(report: SearchReport): Html {
  const best = report.trials.find(({ index }) => index === report.best);
  if (best === undefined) return html``;
  const cards = [
    ['Best set', paramsText(best.params)],
    [figureDefinitions[report.objective].title, figureOf(best, report.objective)],
    ...columns
      .filter(name => name !== report.objective)
      .map(name => [figureDefinitions[name].title, figureOf(best, name)]),
  ] as const;
  return html`<section class="cards">${cards.map(([name, value]) => html`<div class="card"><span class="card-title">${name ?? ''}</span><strong>${value ?? ''}</strong></div>`)}</section>
<section><h2>Luck</h2><p>${luckText(report)}</p>
<p class="note">Deflated Sharpe ratio: Bailey and López de Prado, Journal of Portfolio Management 40:5 (2014). Sets are counted as independent, which errs on the careful side.</p></section>`;
}

function renderWalk(walk: WalkForwardReport, { objective }: SearchReport): Html {
  const { unit, title } = figureDefinitions[objective];
  const rows = walk.steps.map(
    step => html`<tr><td>${spanText(step.train)}</td><td>${spanText(step.test)}</td><td>${step.params === null ? nothing : paramsText(step.params)}</td>
<td class="number">${figureText(step.trainObjective, unit)}</td><td class="number">${figureText(step.testObjective, unit)}</td><td class="number">${figureText(step.testReturn, 'fraction')}</td></tr>`,
  );
  return html`<section><h2>Walk-forward <small>${walk.kind}</small></h2>
<p>Chosen on one stretch of time, judged on the next, which the search never saw. Return over all tests: ${figureText(walk.testReturn, 'fraction')}. Efficiency, annual return over all tests per mean annual return of the trainings: ${figureText(walk.efficiency, 'fraction')}; above 50 % is usually called robust.</p>
<div class="scroll"><table class="list"><thead><tr><th>Chosen on</th><th>Judged on</th><th>Set</th><th class="number">${title}, chosen</th><th class="number">${title}, judged</th><th class="number">Return, judged</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>`;
}

function renderTrials(report: SearchReport): Html {
  const sorted = bestFirst(report.trials).slice(0, trialsShown);
  const names = report.space.map(({ name }) => name);
  const figures = [report.objective, ...columns.filter(name => name !== report.objective)];
  const more = report.trials.length - sorted.length;
  return html`<section><h2>Sets <small>${numberText(report.trials.length, 0)}, the best first</small></h2>
<div class="scroll"><table class="list"><thead><tr><th class="number">#</th>${names.map(name => html`<th class="${numberClass(name, report)}">${name}</th>`)}${figures.map(name => html`<th class="number" title="${figureDefinitions[name].definition}">${figureDefinitions[name].title}</th>`)}</tr></thead>
<tbody>${sorted.map((trial, rank) => renderTrial(trial, rank + 1, names, figures))}</tbody></table></div>
${more > 0 ? html`<p class="note">… and ${numberText(more, 0)} more, all in the JSON.</p>` : html``}</section>`;
}

function renderTrial(
  trial: SearchReportTrial,
  rank: number,
  names: readonly string[],
  figures: readonly FigureName[],
): Html {
  const cells =
    trial.error === null
      ? figures.map(name => html`<td class="number">${figureOf(trial, name)}</td>`)
      : [html`<td colspan="${figures.length}">failed: ${trial.error}</td>`];
  return html`<tr><td class="number">${rank}</td>${names.map(name => cellOf(trial.params[name]))}${cells}</tr>`;
}

function renderSettings({ space, where, objective, direction, dataHashes }: SearchReport): Html {
  const rows = [
    ...space.map(({ name, values }) => [name, values]),
    ...where.map(text => ['only where', text]),
    [
      direction === 'max' ? 'highest' : 'lowest',
      `${figureDefinitions[objective].title}: ${figureDefinitions[objective].definition}`,
    ],
    ...Object.entries(dataHashes).map(([name, hash]) => [name, `SHA-256 ${hash}`]),
  ];
  return html`<section><h2>Settings</h2><div class="scroll"><table class="list"><tbody>${rows.map(
    ([name, value]) => html`<tr><th>${name ?? ''}</th><td>${value ?? ''}</td></tr>`,
  )}</tbody></table></div></section>`;
}

/** Trials from the best to the worst; those without a score last, in their order. */
export function bestFirst(trials: readonly SearchReportTrial[]): readonly SearchReportTrial[] {
  const low = Number.NEGATIVE_INFINITY;
  return [...trials].sort((a, b) => {
    const [left, right] = [a.score ?? low, b.score ?? low];
    return left === right ? a.index - b.index : left < right ? 1 : -1;
  });
}

/** `fast 10, slow 50`. */
function paramsText(params: ParamSet): string {
  return Object.entries(params)
    .map(([name, value]) => `${name} ${paramText(value)}`)
    .join(', ');
}

function figureOf({ figures }: SearchReportTrial, name: FigureName): string {
  return figureText(figures?.[name], figureDefinitions[name].unit);
}

function spanText({ fromMs, toMs }: TimeWindow): string {
  return `${dateText(fromMs)} to ${dateText(toMs)}`;
}

/** Numbers stand right, texts left; a column of both is one of texts. */
function numberClass(name: string, { trials }: SearchReport): string {
  return trials.every(({ params }) => typeof params[name] === 'number') ? 'number' : '';
}

function cellOf(value: ParamValue | undefined): Html {
  return html`<td class="${typeof value === 'number' ? 'number' : ''}">${value === undefined ? nothing : paramText(value)}</td>`;
}
