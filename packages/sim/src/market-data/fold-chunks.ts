import type { MarketColumns } from './market-columns.ts';
import type { MarketRange, MarketSource } from './market-source.ts';
import { rowTimes } from './slice-columns.ts';

/** Turns chunks of one kind into chunks of another, keeping what it needs in between. */
export interface ColumnFold<C extends MarketColumns, R extends MarketColumns> {
  /** Whether nothing that comes can matter any more. */
  readonly isDone: boolean;
  /** Takes in a chunk; gives what became ready. */
  take(columns: C): R | undefined;
  /** The end of the source; gives what is left. */
  finish(): R | undefined;
}

/** The chunks of a fold over a source: synchronous where the source is. */
export function foldChunks<C extends MarketColumns, R extends MarketColumns>(
  source: MarketSource<C>,
  range: MarketRange,
  createFold: (firstMs: number | undefined) => ColumnFold<C, R>,
): Iterable<R> | AsyncIterable<R> {
  const chunks = source.chunks(range);
  if (Symbol.asyncIterator in chunks) return foldLater(source, chunks, range, createFold);
  return foldNow(source, chunks, range, createFold);
}

function* foldNow<C extends MarketColumns, R extends MarketColumns>(
  source: MarketSource<C>,
  chunks: Iterable<C>,
  range: MarketRange,
  createFold: (firstMs: number | undefined) => ColumnFold<C, R>,
): Generator<R, void> {
  let firstMs: number | undefined;
  if (range.fromMs !== undefined) {
    for (const columns of source.chunks(withSignal(range)) as Iterable<C>) {
      firstMs = rowTimes(columns)[0];
      break;
    }
  }
  const fold = createFold(firstMs);
  for (const columns of chunks) {
    const ready = fold.take(columns);
    if (ready !== undefined) yield ready;
    if (fold.isDone) return;
  }
  const rest = fold.finish();
  if (rest !== undefined) yield rest;
}

async function* foldLater<C extends MarketColumns, R extends MarketColumns>(
  source: MarketSource<C>,
  chunks: AsyncIterable<C>,
  range: MarketRange,
  createFold: (firstMs: number | undefined) => ColumnFold<C, R>,
): AsyncGenerator<R, void> {
  let firstMs: number | undefined;
  if (range.fromMs !== undefined) {
    for await (const columns of source.chunks(withSignal(range))) {
      firstMs = rowTimes(columns)[0];
      break;
    }
  }
  const fold = createFold(firstMs);
  for await (const columns of chunks) {
    const ready = fold.take(columns);
    if (ready !== undefined) yield ready;
    if (fold.isDone) return;
  }
  const rest = fold.finish();
  if (rest !== undefined) yield rest;
}

function withSignal({ signal }: MarketRange): MarketRange {
  return signal === undefined ? {} : { signal };
}
