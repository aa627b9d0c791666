import {
  type BacktestReport,
  type FigureName,
  figureDefinitions,
  figureText,
  type ReportAccount,
  reportNotices,
} from '@trader/sim';
import picocolors from 'picocolors';
import { drawnLine, lengthOf, wrapped } from '../display/drawn-line.ts';
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
    ...heading(report, options.elapsedMs, width).map(text => drawnLine(text, width, colours.bold).text),
    ...table.slice(accounts.length === 1 ? 1 : 0).map(({ text }) => text),
    '',
    ...notices(report, width).map(text => colours.yellow(text)),
    ...options.files.map(file => `wrote ${printable(file)}`),
    colours.dim(printable(`seed ${report.seed}, hash ${report.hash}: the same again gives the same hash`)),
  ];
  return `${lines.join('\n')}\n`;
}

/** `BACKTEST  trend  2025-01-01 to 2026-01-01 (365 days), 2,190 rows in 0.6 s`, on two lines where one is too short. */
function heading({ title, startMs, endMs, rows }: BacktestReport, elapsedMs: number, width: number): readonly string[] {
  const name = `BACKTEST  ${title}`;
  const what = `${spanText(startMs, endMs)}, ${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'} in ${tookText(elapsedMs)}`;
  const line = `${name}  ${what}`;
  return lengthOf(line) <= width ? [line] : [name, what];
}

const dayMs = 86_400_000;

/** Days alone say nothing of a run that is shorter than a few. */
function spanText(startMs: number, endMs: number): string {
  const isShort = endMs - startMs < 3 * dayMs;
  const text = (timeMs: number) =>
    new Date(timeMs)
      .toISOString()
      .slice(0, isShort ? 16 : 10)
      .replace('T', ' ');
  const days = Math.round((endMs - startMs) / dayMs);
  const length = isShort ? spanOf(endMs - startMs) : `${days.toLocaleString('en-US')} days`;
  return `${text(startMs)} to ${text(endMs)} (${length})`;
}

/** `2 d 3 h`, `1 h 30 min`, `1 min 15 s`: the two largest units. */
function spanOf(lengthMs: number): string {
  const seconds = Math.round(lengthMs / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

function tookText(elapsedMs: number): string {
  if (elapsedMs < 100) return `${elapsedMs} ms`;
  return elapsedMs < 59_950 ? `${(elapsedMs / 1000).toFixed(1)} s` : spanOf(elapsedMs);
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

function notices(report: BacktestReport, width: number): readonly string[] {
  const lines = reportNotices(report).flatMap(text => wrapped(text, width));
  return lines.length === 0 ? [] : [...lines, ''];
}
