import { drawdownCurve } from '../figures/drawdown.ts';
import type { BacktestReport, ReportBars, ReportCurve, ReportFill } from './backtest-report.ts';
import { thinSamples } from './thin-samples.ts';

/** Points of one curve that a chart gets at most, about. */
const samplesMax = 3_000;

/** A curve as charts take it: seconds and values. */
interface ChartCurve {
  /** What the legend calls it. */
  readonly label: string;
  /** What it is. */
  readonly kind: 'total' | 'strategy' | 'hold';
  /** Seconds since the epoch, strictly rising. */
  readonly t: readonly number[];
  /** Values. */
  readonly v: readonly number[];
}

/** Price bars as charts take them, with the fills that happened in each. */
interface ChartPrices {
  /** The market. */
  readonly symbol: string;
  /** Decimals of prices. */
  readonly decimals: number;
  /** Seconds since the epoch. */
  readonly t: readonly number[];
  /** Open, high, low, close of each. */
  readonly bars: readonly (readonly [number, number, number, number])[];
  /** Fills of one strategy and side within one bar: bar, strategy, 1 for buys and −1 for sells, fills, base quantity, average price. */
  readonly marks: readonly (readonly [number, number, 1 | -1, number, number, number])[];
}

/** Everything that the page's charts are drawn from. */
export interface ChartData {
  /** The asset of equity. */
  readonly asset: string;
  /** Ids of the strategies; marks name them by place. */
  readonly strategies: readonly string[];
  /** Courses of equity. */
  readonly equity: readonly ChartCurve[];
  /** How far the account is below its peak, in percent. */
  readonly drawdown: Pick<ChartCurve, 't' | 'v'>;
  /** Prices by market. */
  readonly prices: readonly ChartPrices[];
}

/** What the charts of a report need, and no more. */
export function chartData(report: BacktestReport): ChartData {
  const { total, accounts, buyAndHold } = report;
  const ids = report.strategies.map(({ id }) => id);
  const curves = [toCurve('Total', 'total', total.equity)];
  if (accounts.length > 1)
    curves.push(...accounts.map(({ strategy, equity }) => toCurve(strategy ?? '', 'strategy', equity)));
  if (buyAndHold !== null) curves.push(toCurve('Buy and hold', 'hold', buyAndHold));
  const drawdown = [...drawdownCurve(total.equity.value)];
  const kept = thinSamples(total.equity.timeMs, drawdown, samplesMax);
  return {
    asset: report.reportingAsset,
    strategies: ids,
    equity: curves,
    drawdown: {
      t: kept.map(index => secondsOf(total.equity.timeMs[index])),
      v: kept.map(index => rounded((drawdown[index] ?? 0) * 100)),
    },
    prices: report.bars.map(bars => toPrices(bars, report, ids)),
  };
}

function toCurve(
  label: string,
  kind: ChartCurve['kind'],
  { timeMs, value }: Pick<ReportCurve, 'timeMs' | 'value'>,
): ChartCurve {
  const kept = thinSamples(timeMs, value, samplesMax);
  return {
    label,
    kind,
    t: kept.map(index => secondsOf(timeMs[index])),
    v: kept.map(index => rounded(value[index] ?? 0)),
  };
}

function toPrices(bars: ReportBars, report: BacktestReport, ids: readonly string[]): ChartPrices {
  const { symbol, openTimeMs, open, high, low, close } = bars;
  const tick = String(report.instruments.find(each => each.symbol === symbol)?.tickSize ?? '1');
  return {
    symbol,
    decimals: /\.(\d+)$/.exec(tick)?.[1]?.length ?? 0,
    t: openTimeMs.map(secondsOf),
    bars: openTimeMs.map((_, index) => [open[index] ?? 0, high[index] ?? 0, low[index] ?? 0, close[index] ?? 0]),
    marks: marksOf(
      report.fills.filter(fill => fill.symbol === symbol),
      openTimeMs,
      ids,
    ),
  };
}

type Mark = ChartPrices['marks'][number];

function marksOf(fills: readonly ReportFill[], openTimeMs: readonly number[], ids: readonly string[]): readonly Mark[] {
  const sums = new Map<
    string,
    { bar: number; place: number; side: 1 | -1; count: number; base: number; quote: number }
  >();
  let bar = 0;
  for (const { timeMs, strategy, side, quantity, quoteQuantity } of fills) {
    if (timeMs < (openTimeMs[bar] ?? 0)) bar = 0;
    while (bar + 1 < openTimeMs.length && (openTimeMs[bar + 1] ?? 0) <= timeMs) bar += 1;
    const key = `${bar} ${strategy} ${side}`;
    const direction = side === 'buy' ? 1 : -1;
    const sum = sums.get(key) ?? { bar, place: ids.indexOf(strategy), side: direction, count: 0, base: 0, quote: 0 };
    sum.count += 1;
    sum.base += Number(quantity);
    sum.quote += Number(quoteQuantity);
    sums.set(key, sum);
  }
  return [...sums.values()]
    .filter(({ base }) => base > 0)
    .sort((a, b) => a.bar - b.bar)
    .map(({ bar: row, place, side, count, base, quote }) => [
      row,
      place,
      side,
      count,
      rounded(base),
      rounded(quote / base),
    ]);
}

function secondsOf(timeMs: number | undefined): number {
  return Math.floor((timeMs ?? 0) / 1000);
}

/** Twelve digits are more than a screen shows, and half the size. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
