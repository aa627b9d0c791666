import type { MarketColumns } from './market-columns.ts';
import type { MarketRange, MarketSource } from './market-source.ts';
import { rowTimes } from './slice-columns.ts';

/** Neighbouring rows of one source that come before everything that other sources have. The merge reuses the record: read it, do not keep it. */
export interface MarketRun {
  /** Which source, as an index into the sources that were given. */
  readonly sourceIndex: number;
  /** The chunk that the rows lie in. Another object than in this source's run before: a new chunk, whose `gaps` are news. */
  readonly columns: MarketColumns;
  /** The first row. */
  readonly from: number;
  /** After the last row; above `from`. */
  readonly to: number;
}

/** Which part to merge, and what orders it. */
export interface MergeOptions extends MarketRange {
  /**
   * What orders a bar among the rows of others: `close` (default), when it is known whole; `open`, when its interval starts, for
   * consumers that walk through the inside of a bar.
   */
  readonly barTime?: 'close' | 'open';
}

/** Several sources as one stream in order of time. */
export interface MarketMerge {
  /**
   * The next rows: at once whenever they are there, as a promise when a file has to be read first, `undefined` after the last.
   * Call it again only when the promise has settled.
   *
   * @throws whatever the sources throw; the merge is closed then.
   */
  next(): MarketRun | undefined | Promise<MarketRun | undefined>;
  /** Ends early: files are closed. Idempotent. */
  close(): Promise<void>;
}

/**
 * Merges sources in order of time; rows of one time come in the order in which their sources were given. One chunk of each source is
 * held at a time. A single source is handed through chunk by chunk, at no cost per row.
 */
export function mergeSources(sources: readonly MarketSource[], options: MergeOptions = {}): MarketMerge {
  return new Merge(sources, options);
}

type AnyIterator = Iterator<MarketColumns> | AsyncIterator<MarketColumns>;

/** A source that is being read: its present chunk, and the next row in it. */
class Reader {
  readonly index: number;
  readonly #iterator: AnyIterator;
  readonly #barTime: 'close' | 'open';
  columns: MarketColumns | undefined = undefined;
  row = 0;
  /** Time of the next row. */
  timeMs = 0;
  #times: Float64Array = new Float64Array(0);
  #offsetMs = 0;

  constructor(index: number, source: MarketSource, options: MergeOptions) {
    this.index = index;
    const chunks = source.chunks(options);
    this.#iterator = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
    this.#barTime = options.barTime ?? 'close';
  }

  /** Gets the next chunk; resolves or answers false when there is none. */
  load(): boolean | Promise<boolean> {
    const result = this.#iterator.next();
    return result instanceof Promise ? this.#loadLater(result) : this.#take(result);
  }

  async #loadLater(result: Promise<IteratorResult<MarketColumns>>): Promise<boolean> {
    let settled = await result;
    while (settled.done !== true && settled.value.length === 0) settled = await this.#iterator.next();
    return this.#take(settled);
  }

  #take(result: IteratorResult<MarketColumns>): boolean | Promise<boolean> {
    if (result.done === true) {
      this.columns = undefined;
      return false;
    }
    const columns = result.value;
    if (columns.length === 0) return this.load();
    this.columns = columns;
    this.#times = rowTimes(columns);
    this.#offsetMs = columns.kind === 'bar' && this.#barTime === 'close' ? columns.intervalMs : 0;
    this.moveTo(0);
    return true;
  }

  moveTo(row: number): void {
    this.row = row;
    this.timeMs = (this.#times[row] as number) + this.#offsetMs;
  }

  /** After the last row of this chunk that comes before `limitMs`, or at it where this source goes first. */
  runEnd(limitMs: number, goesFirst: boolean): number {
    const { length } = this.columns as MarketColumns;
    const limit = limitMs - this.#offsetMs;
    const times = this.#times;
    let row = this.row + 1;
    if (goesFirst) while (row < length && (times[row] as number) <= limit) row += 1;
    else while (row < length && (times[row] as number) < limit) row += 1;
    return row;
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}

class Merge implements MarketMerge {
  readonly #readers: readonly Reader[];
  // A heap: the reader whose next row comes first is at the root, every reader comes before its two children.
  readonly #heap: Reader[] = [];
  // Who has to load its next chunk before anything else can be told.
  readonly #hungry: Reader[];
  readonly #signal: AbortSignal | undefined;
  #isClosed = false;
  readonly #run: { -readonly [K in keyof MarketRun]: MarketRun[K] } = {
    sourceIndex: 0,
    // Replaced before anybody sees it.
    columns: { kind: 'tick', length: 0 } as MarketColumns,
    from: 0,
    to: 0,
  };

  constructor(sources: readonly MarketSource[], options: MergeOptions) {
    this.#signal = options.signal;
    this.#readers = sources.map((source, index) => new Reader(index, source, options));
    this.#hungry = [...this.#readers];
  }

  next(): MarketRun | undefined | Promise<MarketRun | undefined> {
    if (this.#isClosed) return undefined;
    try {
      return this.#feed() ?? this.#takeRun();
    } catch (error) {
      void this.#closeAfter();
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#heap.length = 0;
    await Promise.all(this.#readers.map(reader => reader.close()));
  }

  /** Loads what is needed; a promise of the next run when that takes time. */
  #feed(): Promise<MarketRun | undefined> | undefined {
    for (let reader = this.#hungry.pop(); reader !== undefined; reader = this.#hungry.pop()) {
      this.#signal?.throwIfAborted();
      const loaded = reader.load();
      if (typeof loaded !== 'boolean') return this.#feedLater(reader, loaded);
      if (loaded) this.#push(reader);
    }
    return undefined;
  }

  async #feedLater(reader: Reader, loading: Promise<boolean>): Promise<MarketRun | undefined> {
    try {
      if (await loading) this.#push(reader);
      return await this.next();
    } catch (error) {
      await this.#closeAfter();
      throw error;
    }
  }

  /** An error is on its way out: what closing says beside it would hide it. */
  async #closeAfter(): Promise<void> {
    await this.close().catch(() => undefined);
  }

  #takeRun(): MarketRun | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first?.columns === undefined) {
      this.#isClosed = true;
      return undefined;
    }
    const run = this.#run;
    run.sourceIndex = first.index;
    run.columns = first.columns;
    run.from = first.row;
    const second = this.#second();
    run.to = second === undefined ? first.columns.length : first.runEnd(second.timeMs, first.index < second.index);
    if (run.to < first.columns.length) first.moveTo(run.to);
    else this.#starve(first);
    this.#sink();
    return run;
  }

  /** Takes the root out of the heap until its next chunk is there. */
  #starve(root: Reader): void {
    this.#hungry.push(root);
    const last = this.#heap.pop();
    if (last !== undefined && last !== root) this.#heap[0] = last;
  }

  #second(): Reader | undefined {
    const left = this.#heap[1];
    const right = this.#heap[2];
    return left === undefined || right === undefined || comesBefore(left, right) ? left : right;
  }

  #push(reader: Reader): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(reader);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Reader;
      if (!comesBefore(reader, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = reader;
  }

  /** Lets the root, which has changed, sink to where it belongs. */
  #sink(): void {
    const heap = this.#heap;
    const reader = heap[0];
    if (reader === undefined) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && comesBefore(right, left)) child += 1;
      const better = heap[child] as Reader;
      if (!comesBefore(better, reader)) break;
      heap[index] = better;
      index = child;
    }
    heap[index] = reader;
  }
}

function comesBefore(a: Reader, b: Reader): boolean {
  return a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.index < b.index);
}
