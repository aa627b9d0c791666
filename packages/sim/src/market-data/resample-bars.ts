import { BarCollector, type BarMakingOptions } from './bar-collector.ts';
import { type ColumnFold, foldChunks } from './fold-chunks.ts';
import { lengthText } from './length-text.ts';
import type { BarColumns, MarketGap } from './market-columns.ts';
import { assertInterval, invalidOption } from './market-data-error.ts';
import type { MarketRange, MarketSource } from './market-source.ts';

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
  const { symbol, kind } = source;
  const name = `${source.name} as bars of ${lengthText(intervalMs)}`;
  return {
    name,
    symbol,
    kind,
    intervalMs,
    rows: undefined,
    chunks: range =>
      foldChunks(source, alignedRange(range, intervalMs), firstMs => {
        const wanted = { source: name, intervalMs, firstMs, toMs: range.toMs };
        return new BarFold(new BarCollector({ ...options, ...wanted }));
      }),
  };
}

/** What has to be read so that no bar is cut at its start; whoever reads stops by itself. */
export function alignedRange({ fromMs, signal }: MarketRange, intervalMs: number): MarketRange {
  const from = fromMs === undefined ? {} : { fromMs: Math.ceil(fromMs / intervalMs) * intervalMs };
  return signal === undefined ? from : { ...from, signal };
}

/** The recorded gaps that lie before a row, told in time. */
export class GapTeller {
  readonly #collector: BarCollector;
  #gaps: readonly MarketGap[] = [];
  #next = 0;

  constructor(collector: BarCollector) {
    this.#collector = collector;
  }

  /** When the next gap ends; infinity when there is none. */
  begin(gaps: readonly MarketGap[] | undefined): number {
    this.#gaps = gaps ?? [];
    this.#next = 0;
    return this.#gaps[0]?.toMs ?? Number.POSITIVE_INFINITY;
  }

  /** Tells the next gap; answers when the one after it ends. */
  tell(): number {
    const gap = this.#gaps[this.#next];
    if (gap !== undefined) this.#collector.interrupt(gap);
    this.#next += 1;
    return this.#gaps[this.#next]?.toMs ?? Number.POSITIVE_INFINITY;
  }
}

class BarFold implements ColumnFold<BarColumns, BarColumns> {
  readonly #collector: BarCollector;
  readonly #gaps: GapTeller;

  constructor(collector: BarCollector) {
    this.#collector = collector;
    this.#gaps = new GapTeller(collector);
  }

  get isDone(): boolean {
    return this.#collector.isDone;
  }

  take({ length, intervalMs, openTimeMs, open, high, low, close, volume, gaps }: BarColumns): BarColumns | undefined {
    const collector = this.#collector;
    let gapMs = this.#gaps.begin(gaps);
    for (let row = 0; row < length && !collector.isDone; row += 1) {
      const timeMs = openTimeMs[row] as number;
      while (gapMs <= timeMs) gapMs = this.#gaps.tell();
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
    return collector.takeReady();
  }

  finish(): BarColumns | undefined {
    this.#collector.finish();
    return this.#collector.takeReady();
  }
}
