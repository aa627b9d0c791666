import type { BarCollector, BarMakingOptions } from './bar-collector.ts';
import { type GapTeller, makeBars } from './make-bars.ts';
import type { BarColumns, TradeColumns } from './market-columns.ts';
import { assertInterval } from './market-data-error.ts';
import type { MarketSource } from './market-source.ts';

/**
 * Bars out of trades, aligned to the epoch. An interval without trades has no bar; the first and the last interval, which trades can
 * never show to be covered whole, have none either (a first trade exactly at the start of an interval covers it), unless the options
 * say otherwise.
 */
export function barsFromTrades(
  source: MarketSource<TradeColumns>,
  intervalMs: number,
  options: BarMakingOptions = {},
): MarketSource<BarColumns> {
  assertInterval('intervalMs', intervalMs);
  return makeBars(source, intervalMs, options, addTrades);
}

function addTrades(collector: BarCollector, columns: TradeColumns, teller: GapTeller): void {
  const { length, timeMs, price, quantity, gaps } = columns;
  let gapMs = teller.begin(gaps);
  for (let row = 0; row < length && !collector.isDone; row += 1) {
    const time = timeMs[row] as number;
    while (gapMs <= time) gapMs = teller.tell();
    const paid = price[row] as number;
    collector.add(time, time, paid, paid, paid, paid, quantity[row] as number);
  }
}
