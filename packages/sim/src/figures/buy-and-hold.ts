import type { EquityCurve } from '../backtest/backtest-result.ts';
import type { BarColumns } from '../market-data/market-columns.ts';
import { findDrawdowns } from './drawdown.ts';
import type { Figures } from './figures.ts';
import { finite } from './finite.ts';

/** Buying the same amount of every market at the first price and doing nothing: growth of 1, sampled at the end of each bar. */
export type HoldingCurve = Pick<EquityCurve, 'timeMs' | 'value'>;

/**
 * What buying and holding would have made of 1; before fees. A market counts as 1 until its first bar.
 *
 * @param markets - Price bars, one entry per market.
 * @returns `undefined` without a bar, or where a market's first price is not above 0.
 */
export function buyAndHold(markets: readonly BarColumns[]): HoldingCurve | undefined {
  const held = markets.filter(({ length }) => length > 0);
  if (held.length === 0 || held.some(({ open }) => !((open[0] ?? 0) > 0))) return undefined;
  const times = new Set<number>();
  for (const bars of held) {
    times.add(bars.openTimeMs[0] ?? 0);
    for (let index = 0; index < bars.length; index += 1) times.add(endOf(bars, index));
  }
  const timeMs = Float64Array.from(times).sort();
  const value = new Float64Array(timeMs.length);
  for (const bars of held) addGrowth(bars, timeMs, value, held.length);
  return { timeMs, value };
}

/** Figures of buying and holding. */
export function holdingFigures(
  curve: HoldingCurve | undefined,
): Pick<Figures, 'buyAndHoldReturn' | 'buyAndHoldMaxDrawdown'> {
  if (curve === undefined) return { buyAndHoldReturn: undefined, buyAndHoldMaxDrawdown: undefined };
  const drawdowns = findDrawdowns(curve.timeMs, curve.value);
  return {
    buyAndHoldReturn: finite((curve.value.at(-1) ?? Number.NaN) / (curve.value[0] ?? Number.NaN) - 1),
    buyAndHoldMaxDrawdown: drawdowns === undefined ? undefined : finite(drawdowns.deepest?.depth ?? 0),
  };
}

function addGrowth(bars: BarColumns, timeMs: Float64Array, value: Float64Array, markets: number): void {
  const first = bars.open[0] ?? 1;
  let row = -1;
  for (let index = 0; index < timeMs.length; index += 1) {
    while (row + 1 < bars.length && endOf(bars, row + 1) <= (timeMs[index] ?? 0)) row += 1;
    const growth = row < 0 ? 1 : (bars.close[row] ?? first) / first;
    value[index] = (value[index] ?? 0) + growth / markets;
  }
}

/** A merged last bar may be shorter than the others: nothing is known of that here. */
function endOf({ openTimeMs, intervalMs }: BarColumns, index: number): number {
  return (openTimeMs[index] ?? 0) + intervalMs;
}
