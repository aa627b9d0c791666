import { BarCollector, type BarMakingOptions } from './bar-collector.ts';
import { type ColumnFold, foldChunks } from './fold-chunks.ts';
import { lengthText } from './length-text.ts';
import type { BarColumns, TradeColumns } from './market-columns.ts';
import { assertInterval } from './market-data-error.ts';
import type { MarketSource } from './market-source.ts';
import { alignedRange, GapTeller } from './resample-bars.ts';

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
  const name = `${source.name} as bars of ${lengthText(intervalMs)}`;
  return {
    name,
    symbol: source.symbol,
    kind: 'bar',
    intervalMs,
    rows: undefined,
    chunks: range =>
      foldChunks(source, alignedRange(range, intervalMs), firstMs => {
        const wanted = { source: name, intervalMs, firstMs, toMs: range.toMs };
        return new TradeFold(new BarCollector({ ...options, ...wanted }));
      }),
  };
}

class TradeFold implements ColumnFold<TradeColumns, BarColumns> {
  readonly #collector: BarCollector;
  readonly #gaps: GapTeller;

  constructor(collector: BarCollector) {
    this.#collector = collector;
    this.#gaps = new GapTeller(collector);
  }

  get isDone(): boolean {
    return this.#collector.isDone;
  }

  take({ length, timeMs, price, quantity, gaps }: TradeColumns): BarColumns | undefined {
    const collector = this.#collector;
    let gapMs = this.#gaps.begin(gaps);
    for (let row = 0; row < length && !collector.isDone; row += 1) {
      const time = timeMs[row] as number;
      while (gapMs <= time) gapMs = this.#gaps.tell();
      const paid = price[row] as number;
      collector.add(time, time, paid, paid, paid, paid, quantity[row] as number);
    }
    return collector.takeReady();
  }

  finish(): BarColumns | undefined {
    this.#collector.finish();
    return this.#collector.takeReady();
  }
}
