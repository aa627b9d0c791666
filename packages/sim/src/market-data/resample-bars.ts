import type { BarCollector, BarMakingOptions } from './bar-collector.ts';
import { lengthText } from './length-text.ts';
import { type GapTeller, makeBars } from './make-bars.ts';
import type { BarColumns } from './market-columns.ts';
import { assertInterval, invalidOption } from './market-data-error.ts';
import type { MarketSource } from './market-source.ts';

/**
 * Longer bars out of shorter ones. They are aligned to the epoch: a bar of an hour opens at a full hour UTC. Open is the first, close the
 * last, high and low the extremes, volume the sum; what is missing is missing, and the first and last bar are left out when the source
 * covers only a part of them, unless the options say otherwise. Within the source missing bars are taken for quiet ones.
 *
 * The bars of a range are the bars of the whole that open in it: none is cut, and none is filled in before the first.
 *
 * @throws `system/invalid-options` unless the interval is a multiple of the source's.
 */
export function resampleBars(
  source: MarketSource<BarColumns>,
  intervalMs: number,
  options: BarMakingOptions = {},
): MarketSource<BarColumns> {
  assertInterval('intervalMs', intervalMs);
  const shorterMs = source.intervalMs;
  if (shorterMs === undefined || intervalMs % shorterMs !== 0) {
    const length = shorterMs === undefined ? 'interval' : `${lengthText(shorterMs)} (${shorterMs} ms)`;
    throw invalidOption('intervalMs', intervalMs, `give a multiple of the source's, ${length}`);
  }
  return makeBars(source, intervalMs, options, addBars);
}

function addBars(collector: BarCollector, columns: BarColumns, teller: GapTeller): void {
  const { length, intervalMs, openTimeMs, open, high, low, close, volume, gaps } = columns;
  let gapMs = teller.begin(gaps);
  for (let row = 0; row < length && !collector.isDone; row += 1) {
    const timeMs = openTimeMs[row] as number;
    while (gapMs <= timeMs) gapMs = teller.tell();
    collector.add(
      timeMs,
      timeMs + intervalMs,
      open[row] as number,
      high[row] as number,
      low[row] as number,
      close[row] as number,
      volume[row] as number,
    );
  }
}
