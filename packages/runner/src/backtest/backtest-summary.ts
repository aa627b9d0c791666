import { type BacktestReport, type FigureName, figureDefinitions, figureText, type ReportAccount } from '@trader/sim';
import picocolors from 'picocolors';
import { drawnLine } from '../display/drawn-line.ts';
import { printable } from '../display/printable.ts';
import { defaultColumns } from '../display/screen.ts';
import { type Column, textTable } from '../display/text-table.ts';

/** What the summary needs beside the report. */
export interface SummaryOptions {
  /** Files that were written, relative to the project. */
  readonly files: readonly string[];
  /** How long the run took in real time, in milliseconds. */
  readonly elapsedMs: number;
  /** Width of the terminal. */
  readonly columns: number | undefined;
  /** Whether colours are wanted. */
  readonly colour: boolean;
}

const names: readonly FigureName[] = [
  'endEquity',
  'totalReturn',
  'annualReturn',
  'buyAndHoldReturn',
  'maxDrawdown',
  'maxDrawdownLengthMs',
  'volatility',
  'sharpeRatio',
  'sortinoRatio',
  'calmarRatio',
  'roundTrips',
  'winRate',
  'profitFactor',
  'expectancy',
  'timeInMarket',
  'turnover',
  'fills',
  'refusedOrders',
  'feesInQuote',
];

/** A backtest for people in a terminal: one table, what is troubling, and where the report is. */
export function backtestSummary(report: BacktestReport, options: SummaryOptions): string {
  const colours = picocolors.createColors(options.colour);
  const width = Math.max((options.columns ?? defaultColumns) - 1, 40);
  const accounts = report.accounts.length === 1 ? [report.total] : [report.total, ...report.accounts];
  const columns: readonly Column[] = [
    { title: '' },
    ...accounts.map(({ strategy }, index): Column => {
      const title = strategy === null ? (accounts.length === 1 ? '' : 'TOTAL') : strategy;
      return { title, align: 'right', ...(index === 0 ? {} : { dropOrder: index }) };
    }),
  ];
  const table = textTable(
    columns,
    names.map(name => row(name, accounts, report.reportingAsset)),
    width,
    colours.bold,
  );
  const lines = [
    drawnLine(heading(report, options.elapsedMs), width, colours.bold).text,
    ...table.slice(accounts.length === 1 ? 1 : 0).map(({ text }) => text),
    '',
    ...troubles(report).map(text => colours.yellow(printable(text))),
    ...options.files.map(file => `wrote ${printable(file)}`),
    colours.dim(printable(`seed ${report.seed}, hash ${report.hash}: the same again gives the same hash`)),
  ];
  return `${lines.join('\n')}\n`;
}

function heading({ title, startMs, endMs, rows }: BacktestReport, elapsedMs: number): string {
  const day = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10);
  const took = elapsedMs < 100 ? `${elapsedMs} ms` : `${(elapsedMs / 1000).toFixed(1)} s`;
  return `BACKTEST  ${title}  ${day(startMs)} to ${day(endMs)}, ${rows.toLocaleString('en-US')} rows in ${took}`;
}

function row(name: FigureName, accounts: readonly ReportAccount[], reportingAsset: string): readonly string[] {
  const { title, unit } = figureDefinitions[name];
  return [
    title,
    ...accounts.map(({ figures }) => {
      const asset = unit === 'money' ? (Object.keys(figures.traded)[0] ?? '') : reportingAsset;
      return figureText(figures[name], unit, asset);
    }),
  ];
}

const alarmsShown = 5;
/** Figures per year say little about runs below it. */
const shortRunMs = 30 * 86_400_000;

function troubles(report: BacktestReport): readonly string[] {
  const { alarms } = report;
  const lines = [
    ...(report.halted === null ? [] : [`trading was halted: ${report.halted.message}`]),
    ...report.strategies.flatMap(({ id, paused }) =>
      paused === null ? [] : [`${id} was paused: ${withoutStack(paused)}`],
    ),
    ...alarms.slice(0, alarmsShown).map(({ code, message }) => `${code}: ${withoutStack(message)}`),
    ...(alarms.length > alarmsShown ? [`… and ${alarms.length - alarmsShown} more alarms, all in the JSON`] : []),
    ...(report.fills.length === 0 ? ['nothing was traded'] : []),
    ...(report.endMs - report.startMs < shortRunMs
      ? ['shorter than 30 days: CAGR, volatility and ratios are extrapolated']
      : []),
  ];
  return lines.length === 0 ? [] : [...lines, ''];
}

/** A stack fills a screen: its first place stays, the JSON has all of it. */
function withoutStack(message: string): string {
  let places = 0;
  return message.replaceAll(/\s+at (?:[^\s()]+ )*\((?:[^()]*:\d+:\d+)\)/g, place => (places++ === 0 ? place : ''));
}
