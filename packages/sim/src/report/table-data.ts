import type { BacktestReport } from './backtest-report.ts';
import { amountsText, durationText, minuteText, moneyText } from './number-words.ts';

/** Rows of one list that the page holds at most; the newest stay. The report for machines has all. */
const rowsMax = 5_000;

/** A list of the page: headings, and rows of text. */
export interface TableData {
  /** What it lists. */
  readonly name: 'trips' | 'fills';
  /** Headings; those that begin with `#` are over numbers. */
  readonly columns: readonly string[];
  /** Cells, newest row first. */
  readonly rows: readonly (readonly string[])[];
  /** Rows in all. */
  readonly total: number;
}

/** The lists of a report, bounded, as text for people. */
export function tableData(report: BacktestReport): readonly TableData[] {
  return [tripTable(report), fillTable(report)];
}

function tripTable({ roundTrips }: BacktestReport): TableData {
  const newest = [...roundTrips].sort((a, b) => b.fromMs - a.fromMs).slice(0, rowsMax);
  return {
    name: 'trips',
    columns: ['From (UTC)', 'Strategy', 'Market', 'Direction', '#Length', '#Quantity', '#Result', '#Fees', 'Ended'],
    rows: newest.map(({ strategy, symbol, direction, fromMs, toMs, isOpen, quantity, pnl, fees }) => [
      minuteText(fromMs),
      strategy,
      symbol,
      direction,
      durationText(toMs - fromMs),
      quantity,
      moneyText(pnl),
      moneyText(fees),
      isOpen ? 'still open' : minuteText(toMs),
    ]),
    total: roundTrips.length,
  };
}

function fillTable({ fills }: BacktestReport): TableData {
  const newest = fills.slice(-rowsMax).reverse();
  return {
    name: 'fills',
    columns: [
      'Time (UTC)',
      'Strategy',
      'Market',
      'Side',
      '#Quantity',
      '#Price',
      '#Amount',
      '#Fees',
      '#Realised',
      '#Position',
    ],
    rows: newest.map(fill => [
      minuteText(fill.timeMs),
      fill.strategy,
      fill.symbol,
      fill.liquidity === null ? fill.side : `${fill.side} (${fill.liquidity})`,
      fill.quantity,
      moneyText(fill.price),
      moneyText(fill.quoteQuantity),
      amountsText(fill.fees),
      fill.side === 'sell' || fill.realisedPnl !== '0' ? moneyText(fill.realisedPnl) : '',
      fill.positionAfter,
    ]),
    total: fills.length,
  };
}
