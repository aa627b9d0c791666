import {
  bestFirst,
  type FigureName,
  figureDefinitions,
  figureText,
  heatMap,
  luckText,
  paramText,
  type SearchReport,
  type SearchReportTrial,
  searchNotices,
} from '@trader/sim';
import picocolors from 'picocolors';
import { drawnLine, wrapped } from '../display/drawn-line.ts';
import { printable } from '../display/printable.ts';
import { defaultColumns } from '../display/screen.ts';
import { type Column, textTable } from '../display/text-table.ts';

/** What the summary needs beside the report. */
export interface OptimizeSummaryOptions {
  /** Files that were written, relative to the project. */
  readonly files: readonly string[];
  /** Width of the terminal. */
  readonly columns: number | undefined;
  /** Whether colours are wanted. */
  readonly colour: boolean;
}

const setsShown = 10;
const figuresShown: readonly FigureName[] = ['totalReturn', 'sharpeRatio', 'maxDrawdown', 'roundTrips'];

/** A search for people in a terminal: the best sets, a small heat map, walk-forward, luck, and where the report is. */
export function optimizeSummary(report: SearchReport, options: OptimizeSummaryOptions): string {
  const colours = picocolors.createColors(options.colour);
  const width = Math.max((options.columns ?? defaultColumns) - 1, 40);
  const heading = `SEARCH  ${report.title}  ${report.trials.length} sets by ${report.method}, ${days(report)}`;
  const lines = [
    drawnLine(heading, width, colours.bold).text,
    ...setTable(report, width, colours.bold),
    '',
    ...shadeMap(report, width),
    ...walkLines(report, width, colours.bold),
    ...wrapped(luckText(report), width),
    ...searchNotices(report).flatMap(text => wrapped(text, width).map(colours.yellow)),
    '',
    ...options.files.map(file => `wrote ${printable(file)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function days({ window: { fromMs, toMs } }: SearchReport): string {
  const day = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10);
  return `${day(fromMs)} to ${day(toMs)}`;
}

function setTable(report: SearchReport, width: number, bold: (text: string) => string): readonly string[] {
  const names = report.space.map(({ name }) => name);
  const figures = [report.objective, ...figuresShown.filter(name => name !== report.objective)];
  const columns: readonly Column[] = [
    { title: '#', align: 'right' },
    ...names.map((title): Column => ({ title, align: 'right' })),
    ...figures.map((name, index): Column => {
      const { title } = figureDefinitions[name];
      return { title, align: 'right', ...(index === 0 ? {} : { dropOrder: index }) };
    }),
  ];
  const rows = bestFirst(report.trials)
    .filter(({ score }) => score !== null)
    .slice(0, setsShown)
    .map((trial, index) => [
      String(index + 1),
      ...names.map(name => paramText(trial.params[name] ?? '')),
      ...figures.map(name => figureOf(trial, name)),
    ]);
  if (rows.length === 0) return [];
  return textTable(columns, rows, width, bold).map(({ text }) => text);
}

function figureOf({ figures }: SearchReportTrial, name: FigureName): string {
  return figureText(figures?.[name], figureDefinitions[name].unit);
}

const shades = [' ', '░', '▒', '▓', '█'];

/** Mean scores over the first two params as shades; only where it fits. */
function shadeMap(report: SearchReport, width: number): readonly string[] {
  const varied = report.space.filter(({ name }) => new Set(report.trials.map(({ params }) => params[name])).size > 1);
  const [x, y] = varied.map(({ name }) => name);
  if (x === undefined || y === undefined) return [];
  const trials = report.trials.map(({ index, params, score }) => {
    return { index, params, score: score ?? undefined, figures: undefined, error: undefined };
  });
  const { xValues, yValues, cells } = heatMap(trials, x, y);
  const labels = yValues.map(paramText);
  const left = Math.max(...labels.map(label => label.length), y.length);
  const means = cells.flat().flatMap(({ mean }) => mean ?? []);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  if (means.length === 0 || left + 3 + xValues.length * 2 > width) return [];
  const shade = (mean: number | undefined) => {
    const place = mean === undefined ? 0 : 1 + Math.round(high > low ? ((mean - low) / (high - low)) * 3 : 3);
    return (shades[place] ?? ' ').repeat(2);
  };
  return [
    `${y.padStart(left)}    the darker the better: ${figureDefinitions[report.objective].title}, mean over all else`,
    ...cells.map(
      (row, index) => `${(labels[index] ?? '').padStart(left)} │${row.map(({ mean }) => shade(mean)).join('')}`,
    ),
    `${' '.repeat(left)} └${'─'.repeat(xValues.length * 2)}  ${x}: ${paramText(xValues[0] ?? '')} to ${paramText(xValues.at(-1) ?? '')}`,
    '',
  ].map(printable);
}

function walkLines(report: SearchReport, width: number, bold: (text: string) => string): readonly string[] {
  const { walkForward, objective } = report;
  if (walkForward === null) return [];
  const { title, unit } = figureDefinitions[objective];
  const day = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10);
  const table = textTable(
    [
      { title: 'WALK-FORWARD judged on' },
      { title: 'set', shrinks: true },
      { title: `${title}, chosen`, align: 'right' },
      { title: 'judged', align: 'right' },
      { title: 'Return', align: 'right', dropOrder: 1 },
    ],
    walkForward.steps.map(step => [
      `${day(step.test.fromMs)} to ${day(step.test.toMs)}`,
      Object.entries(step.params ?? {})
        .map(([name, value]) => `${name} ${paramText(value)}`)
        .join(', '),
      figureText(step.trainObjective, unit),
      figureText(step.testObjective, unit),
      figureText(step.testReturn, 'fraction'),
    ]),
    width,
    bold,
  );
  const sum = `Return over all tests ${figureText(walkForward.testReturn, 'fraction')}, efficiency ${figureText(walkForward.efficiency, 'fraction')} of what the trainings promised.`;
  return [...table.map(({ text }) => text), ...wrapped(sum, width), ''];
}
