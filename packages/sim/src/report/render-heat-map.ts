import { figureDefinitions } from '../figures/figure-definitions.ts';
import { type HeatCell, type HeatMap, heatMap } from '../search/heat-map.ts';
import type { SearchReport } from '../search/search-report.ts';
import type { ParamValue } from '../search/search-space.ts';
import { type Html, html } from './html.ts';
import { figureText, numberText, paramText } from './number-words.ts';

/** Maps at most: pairs of the first params of a search. */
const mapsMax = 6;
const cell = { width: 46, height: 26 };
const margin = { left: 86, top: 26, bottom: 48 };

/** A heat map for every pair of params, as drawings without script: the mean score decides the colour, since lonely peaks mislead. */
export function renderHeatMaps(report: SearchReport): Html {
  const varied = report.space
    .map(({ name }) => name)
    .filter(name => new Set(report.trials.map(({ params }) => params[name])).size > 1);
  const pairs = varied.flatMap((x, index) => varied.slice(index + 1).map(y => [x, y] as const)).slice(0, mapsMax);
  if (pairs.length === 0 || report.best === null) return html``;
  const trials = report.trials.map(({ index, params, score }) => {
    return { index, params, score: score ?? undefined, figures: undefined, error: undefined };
  });
  const title = figureDefinitions[report.objective].title;
  return html`<section><h2>${title} by params</h2>
<p class="note">Each field is the mean over all sets with these two values; its best is in the tip. Broad green regions are worth more than single peaks.</p>
${pairs.map(([x, y]) => renderMap(heatMap(trials, x, y), report))}</section>`;
}

function renderMap(map: HeatMap, report: SearchReport): Html {
  const { xName, yName, xValues, yValues, cells } = map;
  const means = cells.flat().flatMap(({ mean }) => (mean === undefined ? [] : [mean]));
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const width = margin.left + xValues.length * cell.width + 8;
  const bottom = margin.top + yValues.length * cell.height;
  const fields = cells.flatMap((row, y) =>
    row.flatMap((field, x) => (field.mean === undefined ? [] : [renderField(field, x, y, [low, high], report)])),
  );
  const xLabels = xValues.flatMap((value, x) =>
    labelLines(value).map(
      (line, row) =>
        html`<text x="${margin.left + (x + 0.5) * cell.width}" y="${bottom + 14 + row * 12}" text-anchor="middle">${line}</text>`,
    ),
  );
  const yLabels = yValues.map(
    (value, y) =>
      html`<text x="${margin.left - 6}" y="${margin.top + (y + 0.5) * cell.height + 4}" text-anchor="end">${labelText(value)}</text>`,
  );
  const names = html`<text x="${margin.left + (xValues.length * cell.width) / 2}" y="${bottom + 40}" text-anchor="middle" font-weight="bold">${xName}</text>
<text x="4" y="14" font-weight="bold">${yName}</text>`;
  return html`<div class="scroll"><svg role="img" aria-label="heat map of ${xName} and ${yName}" width="${width}" height="${bottom + margin.bottom}" font-size="11" fill="currentColor">
${fields}
${xLabels}
${yLabels}
${names}
</svg></div>`;
}

function renderField(
  { mean = 0, best = 0, trials }: HeatCell,
  x: number,
  y: number,
  [low, high]: readonly [number, number],
  { objective, direction }: SearchReport,
): Html {
  const { unit } = figureDefinitions[objective];
  const share = high > low ? (mean - low) / (high - low) : 0.5;
  const value = (score: number) => figureText(direction === 'max' ? score : -score, unit);
  const [left, top] = [margin.left + x * cell.width, margin.top + y * cell.height];
  return html`<g><title>${trials === 1 ? value(mean) : `mean ${value(mean)}, best ${value(best)} of ${trials}`}</title><rect x="${left}" y="${top}" width="${cell.width - 1}" height="${cell.height - 1}" fill="${colourOf(share)}"></rect>
<text x="${left + cell.width / 2}" y="${top + cell.height / 2 + 4}" text-anchor="middle" fill="#10151b">${shortText(direction === 'max' ? mean : -mean)}</text></g>`;
}

/** From red over pale yellow to green; dark text is readable on all of it. */
function colourOf(share: number): string {
  return `hsl(${Math.round(8 + share * 132)}, 62%, ${Math.round(72 + 10 * (1 - Math.abs(share - 0.5) * 2))}%)`;
}

const labelLengthMax = 13;

/** A value of a param, short enough to stand beside its row. */
function labelText(value: ParamValue): string {
  const text = paramText(value);
  return text.length <= labelLengthMax ? text : `${text.slice(0, labelLengthMax - 1)}…`;
}

/** What fits a column's width. */
const columnLabelMax = 7;

/** A label below its column: a range that is too wide for it stands in two lines. */
function labelLines(value: ParamValue): readonly string[] {
  const text = paramText(value);
  return text.length > columnLabelMax ? text.split(/(?<=\d–)(?=\d+$)/).map(labelText) : [text];
}

/** What fits a field: the same minus sign as everywhere, and no zero that is negative. */
function shortText(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return value.toExponential(1).replace('-', '−');
  return numberText(value, size >= 100 ? 0 : size >= 10 ? 1 : 2).replaceAll(',', '');
}
