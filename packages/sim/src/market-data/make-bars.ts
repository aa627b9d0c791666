import { BarCollector, type BarMakingOptions } from './bar-collector.ts';
import { type ColumnFold, foldChunks } from './fold-chunks.ts';
import { lengthText } from './length-text.ts';
import type { BarColumns, MarketColumns, MarketGap } from './market-columns.ts';
import type { MarketRange, MarketSource } from './market-source.ts';

/** Adds the rows of a chunk to the bars that they belong to, and tells the gaps before each; a loop of its own per kind is what makes it fast. */
type AddRows<C extends MarketColumns> = (collector: BarCollector, columns: C, gaps: GapTeller) => void;

/** Bars of one length out of the rows of another source, aligned to the epoch; what was read in one piece comes in one chunk. */
export function makeBars<C extends MarketColumns>(
  source: MarketSource<C>,
  intervalMs: number,
  options: BarMakingOptions,
  addRows: AddRows<C>,
): MarketSource<BarColumns> {
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
        return new BarFold(new BarCollector({ ...options, ...wanted }), addRows);
      }),
  };
}

/** What has to be read so that no bar is cut at its start; whoever reads stops by itself. */
function alignedRange({ fromMs, signal }: MarketRange, intervalMs: number): MarketRange {
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

class BarFold<C extends MarketColumns> implements ColumnFold<C, BarColumns> {
  readonly #collector: BarCollector;
  readonly #gaps: GapTeller;
  readonly #addRows: AddRows<C>;

  constructor(collector: BarCollector, addRows: AddRows<C>) {
    this.#collector = collector;
    this.#gaps = new GapTeller(collector);
    this.#addRows = addRows;
  }

  get isDone(): boolean {
    return this.#collector.isDone;
  }

  take(columns: C): BarColumns | undefined {
    this.#addRows(this.#collector, columns, this.#gaps);
    return this.#collector.takeReady();
  }

  finish(): BarColumns | undefined {
    this.#collector.finish();
    return this.#collector.takeReady();
  }
}
